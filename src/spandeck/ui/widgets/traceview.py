"""A trace's tree and detail side by side, filled while its spans arrive.

It loads one trace and chooses which of its spans are shown; where to go next, the screen decides.
"""

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import var

from spandeck import semantics
from spandeck.model.errors import SourceError
from spandeck.model.page import Ask, Freshness
from spandeck.model.source import TraceSource
from spandeck.model.trace import Trace, TraceSummary, assembling
from spandeck.paint.folds import Folds, everything
from spandeck.paint.scene import Scene
from spandeck.paint.survey import Survey, surveying
from spandeck.paint.tracehead import Standing
from spandeck.paint.units import exact
from spandeck.ui.arrival import Arrival, why
from spandeck.ui.heap import LARGE, Sight, uncollected
from spandeck.ui.search import Search, searching
from spandeck.ui.selection import chosen, uncovered
from spandeck.ui.slices import Breath, in_slices
from spandeck.ui.widgets.detail import Detail
from spandeck.ui.widgets.page import Page, page
from spandeck.ui.widgets.spantree import SpanTree

REST_S = 0.1
"""How long the cursor rests before the detail follows, once it has moved twice within this time:
a held key moves it thirty times a second, and every detail is most of a screen."""
REPAINT_S = 0.1
"""How often a tree that is still arriving is painted."""
PATIENCE_S = 60.0


class TraceView(Horizontal):
    """One trace at a time; `standing` says how far it has come and how it is looked at."""

    DEFAULT_CSS = """
    TraceView { height: 1fr; }
    TraceView > SpanTree { width: 3fr; }
    TraceView > Detail { width: 2fr; border-left: solid $surface; }
    TraceView > Page { display: none; }
    TraceView.-bare > Page { display: block; }
    TraceView.-bare > SpanTree, TraceView.-bare > Detail { display: none; }
    """

    # No reactives: a change of them would repaint the tree and the detail, which nobody asked for.
    standing: var[Standing] = var(Standing())
    zone: var[tzinfo] = var[tzinfo](UTC, init=False)

    @dataclass
    class Loaded(Message):
        """Everything that could be had of a trace is here; `summary` is the vendor's latest."""

        view: "TraceView"
        summary: TraceSummary | None

    def __init__(self, source: TraceSource) -> None:
        """`source` answers with the spans."""
        super().__init__()
        self.source = source
        self.spantree = SpanTree()
        self.detail = Detail()
        self.search = Search()
        self.rest_s = REST_S
        self.moved_at = 0.0
        """When the cursor moved last, in seconds of the loop's clock."""
        self.sight = Sight()

    def compose(self) -> ComposeResult:
        """The tree, then the detail; a page instead when there are no spans."""
        yield self.spantree
        yield self.detail
        yield Page()

    def on_unmount(self) -> None:
        """The trace is let go."""
        self.sight.keep(out=False)

    @property
    def scene(self) -> Scene | None:
        """What the tree shows."""
        return self.spantree.scene

    @property
    def trace(self) -> Trace | None:
        """The assembled trace; None until all of it is here."""
        return self.scene.trace if self.scene else None

    @property
    def survey(self) -> Survey | None:
        """What is known of every span; None until all were looked at."""
        return self.scene.survey if self.scene else None

    @property
    def span_id(self) -> str | None:
        """The id of the span at the cursor."""
        at = self.spantree.span
        return self.scene.spans[at].span_id if self.scene and at is not None else None

    @work(exclusive=True, group="load")
    async def load(self, trace_id: str, freshness: Freshness = Freshness.FRESH) -> None:
        """Show spans as they come, then the whole tree; on failure, the spans so far.

        A trace that is loaded again stays on screen, with its cursor, until the new one is here.
        """
        with uncollected():
            await self.fill(trace_id, freshness)

    async def fill(self, trace_id: str, freshness: Freshness) -> None:
        """Load as `load` says, in this turn."""
        known = self.trace
        same = known is not None and known.spans and known.spans[0].trace_id == trace_id
        before = self.span_id if same else None
        arrival = Arrival()
        self.sight.keep(out=False)
        self.stand(Standing(key_only=self.standing.key_only))
        if before is None:
            self.remove_class("-bare")
            self.spantree.show(None)
            self.detail.show(None, None, self.zone)
        ask = Ask(freshness=freshness, patience_s=PATIENCE_S, pane=f"{self.source.vendor}.trace")
        problem, painted, breath = "", 0.0, Breath()
        try:
            async for batch in self.source.spans(trace_id, ask=ask):
                arrival.add(batch)
                if before is None and time.monotonic() - painted >= REPAINT_S:
                    self.show(arrival.scene())
                    painted = time.monotonic()
                self.stand(replace(self.standing, arrived=len(arrival.outline.spans)))
                await breath.draw()
        except SourceError as error:
            problem = str(error)
        if problem and before is not None:  # what was here before is more than what came
            self.stand(replace(self.standing, complete=True, problem=problem))
            return
        await self.assemble(arrival, before)
        self.stand(
            replace(
                self.standing,
                arrived=len(arrival.outline.spans),
                complete=True,
                bad=len(arrival.bad),
                answered_ns=arrival.answered_ns,
                cached=arrival.cached,
                problem=problem,
            )
        )
        self.explain(problem)
        self.sight.keep(out=len(arrival.outline.spans) >= LARGE)
        self.post_message(self.Loaded(self, arrival.summary))

    def explain(self, problem: str) -> None:
        """Say in place of the tree why there are no spans."""
        bare = not self.spantree.count
        self.set_class(bare, "-bare")
        if bare and problem:
            self.query_one(Page).said = page("The trace could not be read", problem)
        elif bare:
            self.query_one(Page).said = page(
                "This trace has no spans", "They may still be on their way; r asks again."
            )

    async def assemble(self, arrival: Arrival, before: str | None) -> None:
        """Put the tree together in slices and look at every span, then show it."""
        trace = await in_slices(assembling(arrival.outline.spans, semantics.call))
        folds = Folds(everything(trace.depth, trace.parent, trace.end), trace.parent)
        axis = arrival.axis
        scene = Scene(trace.spans, folds, axis, axis, semantics.glance, why, trace)
        scene.survey = await in_slices(surveying(trace, semantics.glance))
        await self.choose(scene)
        moved = self.span_id if before is None and self.spantree.cursor else before
        self.show(scene, trace.positions.get(moved or "", 0) if trace.spans else None)

    async def choose(self, scene: Scene) -> None:
        """Leave out earlier tries, and wrappers when only key spans are wanted."""
        if scene.trace is not None:
            hidden = await chosen(scene, scene.trace, key_only=self.standing.key_only)
            self.stand(replace(self.standing, hidden=hidden))

    @work(exclusive=True, group="choose")
    async def choose_anew(self) -> None:
        """Choose again, the cursor staying on its span or the nearest one shown."""
        scene, at = self.scene, self.spantree.span
        if scene is not None and at is not None:
            await self.choose(scene)
            self.show(scene, at)

    @work(exclusive=True, group="choose")
    async def go_to(self, at: int) -> None:
        """Put the cursor on a span, showing what hides it: a fold, earlier tries, key spans."""
        scene = self.scene
        if scene is None or scene.trace is None:
            return
        if scene.folds.place(at) is None:
            key_only = self.standing.key_only
            key_only, hidden = await uncovered(scene, scene.trace, at, key_only=key_only)
            self.stand(replace(self.standing, key_only=key_only, hidden=hidden))
            self.spantree.show(scene, at)
        self.spantree.reveal(at)

    def show(self, scene: Scene, at: int | None = None) -> None:
        """Show a scene, with the cursor on a span or on the row where it was."""
        self.spantree.show(scene, at)
        self.follow()

    def stand(self, standing: Standing) -> None:
        """Say how the trace stands, the cursor's row included."""
        count = self.spantree.count
        row = f"{exact(self.spantree.cursor + 1)}/{exact(count)}" if count else ""
        said = self.search.said(self.spantree.span)
        self.standing = replace(standing, row=row, search=said)

    def watch_zone(self) -> None:
        """Times are told in another zone."""
        self.follow()

    @on(SpanTree.Moved)
    def moved(self) -> None:
        """The row number follows the cursor at once, the detail when it rests."""
        now = time.monotonic()
        held, self.moved_at = now - self.moved_at < self.rest_s, now
        self.stand(self.standing)
        self.rest(self.rest_s if held else 0.0)

    @work(exclusive=True, group="rest")
    async def rest(self, seconds: float) -> None:
        """Let the detail follow after so long without another step."""
        if seconds:
            await asyncio.sleep(seconds)
        self.follow()

    def follow(self) -> None:
        """The detail and the row number follow the cursor now."""
        self.detail.show(self.scene, self.spantree.span, self.zone)
        self.stand(self.standing)

    @on(SpanTree.Retried)
    def turn_tries(self, event: SpanTree.Retried) -> None:
        """Show the earlier tries of a call, or fold them again."""
        if self.scene is not None:
            self.scene.opened ^= {event.span}
            self.choose_anew()

    def turn_key_spans(self) -> None:
        """Key spans only, or all."""
        self.standing = replace(self.standing, key_only=not self.standing.key_only)
        self.choose_anew()

    @work(exclusive=True, group="critical")
    async def turn_critical(self) -> None:
        """Show the critical path, or show all alike again."""
        scene = self.scene
        if scene is None or scene.trace is None:
            return
        shown = scene.critical is not None
        scene.critical = None if shown else frozenset(await in_slices(scene.trace.tracing()))
        self.standing = replace(self.standing, critical=not shown)
        self.spantree.repaint()

    @work(exclusive=True, group="search")
    async def seek(self, text: str) -> None:
        """Search all spans in slices, and go to the first match from the cursor on."""
        self.mark(Search(text, None if text else ()))
        if text and self.scene is not None:
            found = await in_slices(searching(self.scene.spans, text))
            self.mark(found)
            self.step_match(1, (self.spantree.span or 0) - 1)

    def mark(self, search: Search) -> None:
        """Mark what is searched for wherever it shows, and say how the search stands."""
        self.search = search
        self.spantree.needle = self.detail.document.needle = search.text
        self.stand(self.standing)

    def step_match(self, by: int, at: int | None = None) -> None:
        """The next match: of the text while it is read, of the spans otherwise."""
        if self.detail.document.has_focus:
            self.detail.document.step_match(by)
            return
        found = self.search.next((self.spantree.span or 0) if at is None else at, by)
        if found is not None:
            self.go_to(found)
