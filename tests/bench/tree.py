"""What the span tree costs on one real trace of 35 701 spans.

    python -m tests.bench.tree [--short]

Prints, for each thing a person does, the CPU it takes and the longest time the loop was held;
then the ratios that matter: opening against decoding, a step against a bare write of the
lines it changes, unfolding all against Textual's own Tree. Asserts nothing.
"""

import asyncio
import gc
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from spandeck.model.source import Sources
from spandeck.model.trace import Span, Trace, assemble
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.trace import TraceScreen
from tests.measure import large, repetitions
from tests.ui.fakes import FakeSource, connected, profile, summary

KEYS = (
    ("a key unbound", "f9", 15),
    ("step down", "j", 15),
    ("page down", "pagedown", 15),
    ("to the end", "G", 1),
    ("to the top", "g", 1),
    ("next error", "e", 10),
    ("next slow span", "s", 10),
    ("key spans", "K", 1),
    ("all spans", "K", 1),
    ("critical path", "c", 1),
    ("zoom", "plus", 3),
    ("fold all", "asterisk", 1),
    ("unfold all", "asterisk", 1),
)


class Pulse:
    """Measures how long the loop is held, in CPU time, so that a busy machine does not count."""

    def __init__(self) -> None:
        self.worst = 0.0
        self.task = asyncio.create_task(self.beat())

    async def beat(self) -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(0.0005)
            now = time.thread_time()
            self.worst = max(self.worst, now - last)
            last = now

    def taken(self) -> float:
        """The longest hold since the last time of asking, in seconds."""
        worst, self.worst = self.worst, 0.0
        return worst


async def done(pilot: Pilot[None]) -> None:
    """Everything that was begun is finished and painted."""
    await pilot.pause()  # work that is replaced at once has been, and is not waited for
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def measured(pilot: Pilot[None], act: Callable[[], object]) -> float:
    """The CPU seconds from an act to its last paint."""
    start = time.thread_time()
    act()
    await done(pilot)
    return time.thread_time() - start


def told(what: str, cpu: Sequence[float], held: float) -> None:
    """One line of the report."""
    print(f"{what:18} {statistics.median(cpu) * 1000:8.1f} ms CPU, held {held * 1000:5.1f} ms")


def bare(screen: TraceScreen) -> float:
    """The seconds it takes to turn the lines a step changes into escapes and write them."""
    document = screen.trace_view.detail.document
    strips = [screen.trace_view.spantree.render_line(y) for y in (3, 4)]
    strips += [document.render_line(y) for y in range(document.size.height)]
    with Path(os.devnull).open("w") as sink:
        start = time.thread_time()
        for _ in range(1000):
            for strip in strips:
                sink.write("".join(part.style.render(part.text) for part in strip if part.style))
            sink.flush()
        return (time.thread_time() - start) / 1000


class Stock(App[None]):
    """Textual's own tree of the same spans."""

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        self.trace = trace

    def compose(self) -> ComposeResult:
        yield Tree("trace")

    def on_mount(self) -> None:
        tree: Tree[None] = self.query_one(Tree)
        nodes: list[TreeNode[None]] = []
        for at, span in enumerate(self.trace.spans):
            above = self.trace.parent[at]
            nodes.append((nodes[above] if above >= 0 else tree.root).add(span.name))


async def stock(trace: Trace) -> float:
    """The CPU seconds Textual's tree takes to unfold all."""
    async with Stock(trace).run_test(size=(120, 34)) as pilot:
        await pilot.pause()
        idle = await measured(pilot, bool)
        return await measured(pilot, pilot.app.query_one(Tree).root.expand_all) - idle


async def ours(spans: Sequence[Span], folder: Path) -> tuple[float, float, float, float]:
    """Opening, a step, a bare write of its rows, unfolding all: CPU seconds."""
    trace_id = spans[0].trace_id
    source = FakeSource(
        rows=[replace(summary(0), trace_id=trace_id)], details={trace_id: list(spans)}
    )

    async def connect() -> Sources:
        return connected(source)

    app = Spandeck(profile(folder), connect)
    async with app.run_test(size=(120, 34)) as pilot:
        await done(pilot)
        pulse = Pulse()
        screen = TraceScreen(source, app.profile, replace(summary(0), trace_id=trace_id))
        opened = await measured(pilot, lambda: app.push_screen(screen))
        told("open", [opened], pulse.taken())
        cost = {}
        for what, key, times in KEYS:
            taken = []
            pulse.taken()
            for _ in range(times):
                start = time.thread_time()
                await pilot.press(key)
                await done(pilot)
                taken.append(time.thread_time() - start)
            told(what, taken, pulse.taken())
            cost[what] = statistics.median(taken)
        for text in ("refund", "nowhere to be found"):
            sought = await measured(pilot, partial(screen.trace_view.seek, text))
            told(f"search {text[:7]}", [sought], pulse.taken())
        pulse.task.cancel()
        tree, unfolded = screen.trace_view.spantree, []
        for _ in range(5):
            tree.action_all()
            await done(pilot)
            idle = await measured(pilot, bool)
            unfolded.append(await measured(pilot, tree.action_all) - idle)
        step = cost["step down"] - cost["a key unbound"]
        return opened, step, bare(screen), statistics.median(unfolded)


def main() -> None:
    """Measure and print."""
    repetitions(__doc__, short=1, usual=1)  # one pass is all there is
    start = time.process_time()
    spans = large().spans
    decoding = time.process_time() - start
    trace = assemble(spans)
    gc.collect()
    gc.freeze()
    print(f"{len(spans)} spans, decoded in {decoding * 1000:.0f} ms CPU")
    with TemporaryDirectory() as folder:
        opened, step, written, unfolded = asyncio.run(ours(spans, Path(folder)))
    theirs = asyncio.run(stock(trace))
    print(f"open / decode                    {opened / decoding:8.2f}   (at most 1.5)")
    print(f"step / bare write of its lines   {step / written:8.1f}")
    print(f"Textual's Tree / ours, unfold    {theirs / unfolded:8.0f}   (at least 300)")


if __name__ == "__main__":
    main()
