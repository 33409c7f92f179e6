"""The program's main job, end to end: real telemetry in at the gateway, out on every surface."""

import gzip
import json
import re
import struct
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.simulator import SPANDECK, Simulator, simulator
from tests.terminal import Terminal

CORPUS = Path(__file__).parent / "fixtures" / "langgraph_openinference.otlp.gz"
OWN_SEQUENCES = re.compile(
    rb"""
      \x1b\[ [0-9;:]* m                     # colours and styles
    | \x1b\[ [0-9;]* [HABCDGJKd]            # cursor movement and erasure
    | \x1b\[ [?>=<]? [0-9;]* \$? [hlpqucn]   # modes and queries
    | \x1b\[ [0-9;]* [rtq]
    | \x1b [78=>]
    | \x1b\] (?:0|2|22|10|11);[^\x07\x1b]* (?:\x07|\x1b\\)
    | \x1bP\+q[0-9A-Fa-f;]*\x1b\\           # capability query
    | \x1b_G[^\x1b]*\x1b\\
    """,
    re.VERBOSE,
)
Parents = dict[str, dict[str, str | None]]


@pytest.fixture(scope="module")
def replayed() -> Iterator[tuple[Simulator, Parents]]:
    """A simulator whose empty project got one real corpus, as gzipped OTLP protobuf."""
    with simulator() as running:
        yield running, replay(running)


def exports() -> list[ExportTraceServiceRequest]:
    """The corpus's requests, shifted in time so that the newest span ends now."""
    found = []
    with gzip.open(CORPUS) as capture:
        while head := capture.read(4):
            body = capture.read(struct.unpack(">I", head)[0])
            found.append(ExportTraceServiceRequest.FromString(body))
    ages = [time.time_ns() - span.end_time_unix_nano for each in found for span in spans(each)]
    for span in (span for each in found for span in spans(each)):
        span.start_time_unix_nano += min(ages)
        span.end_time_unix_nano += min(ages)
    return found


def spans(export: ExportTraceServiceRequest) -> Iterator[Span]:
    for resource in export.resource_spans:
        for scope in resource.scope_spans:
            yield from scope.spans


def replay(running: Simulator) -> Parents:
    """Send the corpus; answer what it holds: trace id → span id → parent id."""
    held: Parents = {}
    with httpx.Client(base_url=running.url, timeout=60) as client:
        for export in exports():
            answer = client.post(
                "/v1/otlp/v1/traces",
                content=gzip.compress(export.SerializeToString()),
                headers={
                    "authorization": f"Bearer {running.empty_token}",
                    "content-type": "application/x-protobuf",
                    "content-encoding": "gzip",
                },
            )
            assert answer.status_code == 200, answer.text
            for span in spans(export):
                parents = held.setdefault(span.trace_id.hex(), {})
                parents[span.span_id.hex()] = span.parent_span_id.hex() or None
    return held


def test_get_lists_exactly_the_traces_that_were_sent(replayed: tuple[Simulator, Parents]) -> None:
    running, held = replayed
    answer = running.run("get", "risicare", "traces", "--all", "-o", "ndjson", empty=True)
    assert answer.returncode == 0, answer.stderr
    listed = [json.loads(line)["trace_id"] for line in answer.stdout.splitlines()]
    assert sorted(listed) == sorted(held)


def test_get_gives_exactly_the_spans_of_a_trace(replayed: tuple[Simulator, Parents]) -> None:
    running, held = replayed
    trace_id = max(held, key=lambda each: len(held[each]))
    answer = running.run("get", "risicare", "trace", trace_id, "-o", "json", empty=True)
    assert answer.returncode == 0, answer.stderr
    spans = json.loads(answer.stdout)["spans"]
    assert {span["span_id"]: span["parent_span_id"] for span in spans} == held[trace_id]
    assert len(spans) == len(held[trace_id])


def test_hostile_strings_are_text_on_every_screen(replayed: tuple[Simulator, Parents]) -> None:
    """Walks list, tree, messages, attributes and raw JSON, and reads the terminal's raw bytes."""
    running, _ = replayed
    hostile = send_hostile_names(running)
    seen = ""
    with Terminal(SPANDECK, env=running.env(empty=True)) as terminal:
        terminal.until("Deck")
        terminal.send("3")
        seen += terminal.until("support_agent")
        for trace_id in (hostile, *hostile_traces()):
            terminal.send(f":goto {trace_id}\r")
            terminal.until(f"{trace_id[:8]}")
            terminal.until("Raw")
            for _ in range(4):  # messages, attributes, events, raw
                for key in ("G", "j", "k", "g", "."):
                    terminal.send(key)
                    seen += terminal.quiet(0.05)
                terminal.send("\t")
            while "error code" not in terminal.text:  # from the detail to the tree to the list
                terminal.send("q")
                seen += terminal.quiet()
        terminal.send("\x11")
        assert terminal.wait() == 0
        assert stowaways(bytes(terminal.raw)) == []
    for mark in ("␛]52;c;", "[@click=app.quit]", "‹U+202E›", "‹U+009B›"):
        assert mark in seen, f"{mark} was never shown"


def send_hostile_names(running: Simulator) -> str:
    """A trace whose every name is an attack; answers its id."""
    attack = "\x1b]52;c;ZXZpbA==\x07[@click=app.quit]\x9b2J\u202e"
    trace_id = "5afe" * 8
    span = {
        "trace_id": trace_id,
        "span_id": "1",
        "name": attack,
        "agent_name": attack,
        "session_id": attack,
        "start_time": datetime.now(UTC).isoformat(),
        "end_time": datetime.now(UTC).isoformat(),
        "status": "error",
        "status_message": attack,
        "attributes": {attack: attack, "user.id": attack},
    }
    headers = {"authorization": f"Bearer {running.empty_token}"}
    httpx.post(f"{running.url}/v1/spans", json=span, headers=headers).raise_for_status()
    return trace_id


def hostile_traces() -> list[str]:
    """Recorded traces that hold escapes, C1 controls, direction marks and markup, one of each."""
    found: dict[str, str] = {}
    for span in (span for each in exports() for span in spans(each)):
        text = span.SerializeToString().decode("utf-8", "ignore")
        for mark in ("\x1b]", "\x9b", "\u202e", "\u200b", "[@click"):
            if mark in text:
                found.setdefault(mark, span.trace_id.hex())
    assert len(found) == 5
    return list(dict.fromkeys(found.values()))


def stowaways(raw: bytes) -> list[str]:
    """Whatever a terminal would obey or hide that is not one of the program's own sequences."""
    text = OWN_SEQUENCES.sub(b"", raw).decode()
    return [
        f"U+{ord(each):04X} in {text[max(0, at - 20) : at + 20]!r}"
        for at, each in enumerate(text)
        if unicodedata.category(each) in ("Cc", "Cf") and each not in "\r\n"
    ]


def reader(running: Simulator, rows: int) -> subprocess.Popen[str]:
    """A `spandeck get` that runs on its own."""
    command = [*SPANDECK, "get", "risicare", "traces", "--limit", str(rows), "-o", "ndjson"]
    return subprocess.Popen(
        command, env=running.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def asked(running: Simulator) -> list[dict[str, Any]]:
    """What was asked of the management API, in order of arrival."""
    return [each for each in running.ledger() if each["path"].startswith("/api/")]


def most_in_a_window(arrivals: list[dict[str, Any]], seconds: float) -> int:
    """The most arrivals in any window of this length, wherever it begins."""
    times = [int(each["at_ns"]) for each in arrivals]
    return max(sum(1 for at in times if 0 <= at - since < seconds * 1e9) for since in times)


def test_two_readers_and_a_screen_never_exceed_the_shared_budget() -> None:
    """Sixty pages are wanted where forty are allowed a minute: they wait, and no 429 comes."""
    with simulator("--limits", "0.04x") as running:
        with Terminal(SPANDECK, env=running.env()) as terminal:
            terminal.until("Deck")
            terminal.send("3")
            readers = [reader(running, 3000), reader(running, 3000)]
            outputs = [each.communicate(timeout=240)[0] for each in readers]
            terminal.send("\x11")
            terminal.wait()
        assert [each.returncode for each in readers] == [0, 0]
        assert [len(set(output.splitlines())) for output in outputs] == [3000, 3000]
        arrivals = asked(running)
        assert len(arrivals) > 60
        assert {each["status"] for each in arrivals} == {200}
        assert most_in_a_window(arrivals, 60.0) <= 40


def test_a_reader_waits_as_told_when_another_client_spends_the_budget() -> None:
    """The other client takes the whole minute, itself refused in the end; nobody told us of it."""
    with simulator("--limits", "0.02x") as running:
        headers = {"authorization": f"Bearer {running.token}"}
        with httpx.Client(base_url=running.url, headers=headers) as other:
            for _ in range(21):
                answer = other.get("/api/v1/traces", params={"limit": 1})
        assert answer.status_code == 429
        free_ns = time.time_ns() + int(answer.headers["retry-after"]) * 1_000_000_000
        reading = reader(running, 500)
        output = reading.communicate(timeout=240)[0]
        assert reading.returncode == 0
        assert len(set(output.splitlines())) == 500
        arrivals = asked(running)[21:]
        assert [each["status"] for each in arrivals] == [429, 200, 200, 200, 200, 200]
        assert arrivals[1]["at_ns"] >= free_ns - 1_000_000_000
