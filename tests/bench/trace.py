"""What opening a trace costs beside decoding it: the tree, a glance at every span, the sums.

    python -m tests.bench.trace [--short]

Goal 7: opening costs at most 1.5 × decoding, of which the tree may take 0.5 ×; no slice of the
work may stall the screen. The spans are those of the 41 MB trace, in one run, interleaved.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from pydantic_core import from_json, to_json

from spandeck import semantics
from spandeck.model.safe import safe, safe_value
from spandeck.model.totals import total
from spandeck.model.trace import Event, Span, Trace, assembling
from spandeck.model.tree import Slices
from spandeck.semantics.facts import Glance
from tests.measure import large, repetitions

T = TypeVar("T")


def plain(spans: Sequence[Span]) -> bytes:
    """The spans as a flat list of JSON objects."""
    return to_json(
        [
            {
                "trace_id": span.trace_id,
                "span_id": span.span_id,
                "parent_id": span.parent_id,
                "name": span.name,
                "kind": span.kind,
                "started_ns": span.started_ns,
                "ended_ns": span.ended_ns,
                "status": span.status,
                "status_message": span.status_message,
                "attributes": span.attributes,
                "events": [[each.name, each.at_ns, each.attributes] for each in span.events],
            }
            for span in spans
        ]
    )


def decoded(body: bytes) -> list[Span]:
    """The spans again: one parse, every string made safe."""
    return [
        Span(
            trace_id=row["trace_id"],
            span_id=row["span_id"],
            parent_id=row["parent_id"],
            name=safe(row["name"]),
            kind=row["kind"],
            started_ns=row["started_ns"],
            ended_ns=row["ended_ns"],
            status=row["status"],
            status_message=safe(row["status_message"] or "") or None,
            attributes=safe_value(row["attributes"]),
            events=tuple(Event(name, at, safe_value(held)) for name, at, held in row["events"]),
        )
        for row in from_json(body)
    ]


def stepped(slices: Slices[Trace]) -> tuple[Trace, float]:
    """Sliced work done, and its longest slice in milliseconds."""
    worst, since = 0.0, time.perf_counter()
    while True:
        try:
            next(slices)
        except StopIteration as done:
            trace: Trace = done.value
            return trace, max(worst, time.perf_counter() - since) * 1000
        now = time.perf_counter()
        worst, since = max(worst, now - since), now


def glanced(trace: Trace) -> list[Glance]:
    """A glance at every span."""
    return [semantics.glance(span) for span in trace.spans]


class Watch:
    """How long each step of the work took, in milliseconds, one number a round."""

    def __init__(self) -> None:
        self.seen: dict[str, list[float]] = {}

    def time(self, step: str, work: Callable[[], T]) -> T:
        """Do the work and note how long it took."""
        begin = time.perf_counter()
        made = work()
        self.seen.setdefault(step, []).append((time.perf_counter() - begin) * 1000)
        return made


def main() -> None:
    """Measure and print one line a step."""
    times = repetitions(__doc__, short=2, usual=7)
    body = plain(large().spans)
    gc.collect()
    gc.freeze()  # as the program does at its start
    watch = Watch()
    slices: list[float] = []
    for _ in range(times):
        spans = watch.time("decode", partial(decoded, body))
        random.Random(len(slices)).shuffle(spans)
        trace, worst = watch.time("tree", partial(stepped, assembling(spans, semantics.call)))
        glances = watch.time("glances", partial(glanced, trace))
        watch.time("sums", partial(total, trace, glances))
        watch.time("path", trace.critical_path)
        slices.append(worst)
    base = statistics.median(watch.seen["decode"])
    print(f"{len(spans)} spans, {len(body) / 1e6:.0f} MB; medians of {times}")
    for step, measured in watch.seen.items():
        taken = statistics.median(measured)
        print(f"{step:8} {taken:6.0f} ms = {taken / base:.2f} × decode")
    print(f"the tree's longest slice {statistics.median(slices):.1f} ms")


if __name__ == "__main__":
    main()
