"""The large real traces, from the simulator's gateway to the program's screen, over HTTP.

    python -m tests.bench.large [--short]

A simulator in its own process takes the recording in as gzipped OTLP; the program, on a terminal
of 200 by 50, opens it. Goals: no turn of the loop above 16 ms while it fills, every key after
that within a frame (33 ms) to its last byte. Keys are compared with a bare write of the bytes
they bring.
"""

import gzip
import selectors
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from spandeck.paint.units import exact
from tests.corpora import LARGE, Corpus, sent
from tests.measure import Answer, Turns, answer, bare, biggest, large, median_ms, repetitions
from tests.measure import worst_turn as worst
from tests.simulator import Simulator, simulator
from tests.terminal import Terminal

SIZE = (200, 50)
GATEWAY = "/v1/otlp/v1/traces"
KEYS = (
    ("step down", "j"),
    ("page down", "\x1b[6~"),
    ("next error", "e"),
    ("previous error", "E"),
    ("next slow span", "s"),
    ("to the end", "G"),
    ("to the top", "g"),
    ("fold all", "*"),
    ("unfold all", "*"),
)
SOUGHT = ("error", "nowhere to be found")


def alone(recording: Corpus, trace_id: str) -> Iterator[ExportTraceServiceRequest]:
    """The recording's requests with the spans of one trace only, the newest ending now."""
    wanted = bytes.fromhex(trace_id)
    requests = list(recording.requests())
    spans = [span for each in requests for span in sent(each) if span.trace_id == wanted]
    age = time.time_ns() - max(span.end_time_unix_nano for span in spans)
    for request in requests:
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                kept = [span for span in scope.spans if span.trace_id == wanted]
                del scope.spans[:]
                scope.spans.extend(kept)
        for span in sent(request):
            span.start_time_unix_nano += age
            span.end_time_unix_nano += age
        yield request


def replay(running: Simulator, recording: Corpus, trace_id: str) -> None:
    """Send one trace of a recording to the simulator's gateway."""
    headers = {
        "authorization": f"Bearer {running.empty_token}",
        "content-type": "application/x-protobuf",
        "content-encoding": "gzip",
    }
    with httpx.Client(base_url=running.url, headers=headers, timeout=60) as client:
        for request in alone(recording, trace_id):
            body = gzip.compress(request.SerializeToString(), 1)
            client.post(GATEWAY, content=body).raise_for_status()


def told(what: str, held: float, given: list[Answer]) -> None:
    """One line of the report."""
    data = max((each.data for each in given), key=len)
    last = median_ms(each.last for each in given)
    print(
        f"  {what:16} {last:6.1f} ms to the last byte (worst"
        f" {max(each.last for each in given) * 1000:4.0f}), {len(data):6} B,"
        f" {last / (bare(data) * 1000):5.1f} × a bare write, held {held * 1000:4.1f} ms"
    )


def looked_at(running: Simulator, spans: int, times: int, log: Path) -> None:
    """Open the trace in the program and press the keys."""
    command = [sys.executable, "-m", "tests.bench.large", "program", str(log)]
    env = running.env(empty=True)
    with Terminal(command, columns=SIZE[0], rows=SIZE[1], env=env) as terminal:
        terminal.until("well")
        terminal.send("3")
        terminal.until("all 1 read")
        terminal.quiet(0.5)
        begin, start = time.monotonic_ns(), time.perf_counter()
        terminal.send("\r")
        terminal.until(f"1/{exact(spans)} ", 60)
        opened = time.perf_counter() - start
        terminal.quiet(0.5)
        print(f"  filled in {opened:.1f} s, worst turn {worst(log, begin) * 1000:.1f} ms")
        for what, key in KEYS:
            begin = time.monotonic_ns()
            given = [answer(terminal, key) for _ in range(1 if key in "*Gg" else times)]
            told(what, worst(log, begin), given)
        for text in SOUGHT:
            begin = time.monotonic_ns()
            answer(terminal, "/")
            answer(terminal, text)
            told(f"search {text[:7]}", worst(log, begin), [answer(terminal, "\r")])


def program(log: Path) -> None:
    """The program itself, on a loop whose turns are written down."""
    # Before anything is imported that could make a loop.
    selectors.DefaultSelector = partial(Turns, log)  # type: ignore[assignment,misc]
    from spandeck.cli import main as door

    sys.exit(door([]))


def main() -> None:
    """Measure and print."""
    times = repetitions(__doc__, short=5, usual=15)
    for name in LARGE:
        recording = large(name)
        trace_id = biggest(recording)
        spans = len(recording.traces[trace_id])
        print(f"{recording.name}: {spans} spans")
        with tempfile.TemporaryDirectory() as folder, simulator("--limits", "off") as running:
            replay(running, recording, trace_id)
            looked_at(running, spans, times, Path(folder) / "turns")


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "program":
        program(Path(sys.argv[2]))
    else:
        main()
