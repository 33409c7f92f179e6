"""Two traces side by side: their trees in rows of what stands for what, and below the row's detail.

The base is what was expected, the other what is looked at; how they are aligned and compared is
not its business.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from spandeck import semantics
from spandeck.model.alignment import Alignment, align, aligning
from spandeck.model.errors import SourceError
from spandeck.model.evidence import Suspect
from spandeck.model.page import Ask, Freshness
from spandeck.model.query import BadQuery
from spandeck.model.trace import UNSET, TraceSummary, assemble
from spandeck.paint.aligned import AlignedRows, Mark, markdown, marking, records, telling
from spandeck.paint.document import Line, plain
from spandeck.paint.spandiff import drawing
from spandeck.paint.units import duration, exact, one_line
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.pairkeys import KEYS
from spandeck.ui.screens.trace import TraceScreen
from spandeck.ui.slices import in_slices
from spandeck.ui.widgets.outline import Outline
from spandeck.ui.widgets.page import Page, page
from spandeck.ui.widgets.rows import Rows
from spandeck.why.pair import Side, beside, side

WIDE = 110
"""From this width on, both trees have room side by side."""
REST_S = 0.05
"""How long the cursor rests before the detail is worked out: a held key moves it faster."""
NOTHING: Sequence[Mark] = ()
NO_ALIGNMENT = align(assemble(()), assemble(()), semantics.step)
SAID = {"failed": "failed", "slower": "took longer"}


class PairScreen(FrameScreen):
    """A base and another trace."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    DEFAULT_CSS = """
    PairScreen Rows { height: 3fr; display: none; }
    PairScreen Outline { height: 2fr; display: none; border-top: solid $surface; padding: 0 1; }
    PairScreen.-aligned Rows, PairScreen.-aligned Outline { display: block; }
    PairScreen.-aligned Page { display: none; }
    """

    def __init__(self, profile: Profile, other: Suspect, base: Suspect | None = None) -> None:
        """Without a base, the nearest trace that passed is found."""
        super().__init__(profile)
        self.named = (base, other)
        self.sides: tuple[Side, Side] | None = None
        self.found: Alignment | None = None
        self.marks = NOTHING
        self.differing: Sequence[int] = ()
        self.shown: Sequence[Line] = ()
        """The detail of the row under the cursor."""
        self.chosen_because = ""
        self.all = True
        """Whether all rows are shown, or only those that differ."""

    def body(self) -> ComposeResult:
        """The rows and the detail of one, or why there are none yet."""
        yield Page(page("Reading both traces", "They are put side by side once they are here."))
        yield Rows(AlignedRows(NO_ALIGNMENT, NOTHING, (), wide=True))
        yield Outline()

    def on_mount(self) -> None:
        """Say where one is."""
        self.crumbs = Content.assemble(("Compare", "bold"))
        self.query_one(Page).focus()

    def watch_sources(self) -> None:
        """Read as soon as there is someone to ask."""
        super().watch_sources()
        if self.sources is not None:
            self.call_after_refresh(self.load, Freshness.FRESH)

    @work(exclusive=True, group="load")
    async def load(self, freshness: Freshness) -> None:
        """Read what is named, find what is not, and put both side by side."""
        ask = Ask(freshness=freshness, patience_s=60.0, pane="compare")
        try:
            await self.read(ask)
        except (SourceError, BadQuery) as error:
            self.refuse("The traces could not be compared", str(error))

    async def read(self, ask: Ask) -> None:
        """Both sides, the other first: what passes beside it depends on it."""
        base, other = self.named
        sources = self.sources.traces if self.sources else {}
        missing = [each.vendor for each in (base, other) if each and each.vendor not in sources]
        if missing:
            self.refuse(f"{missing[0].title()} is not connected", "esc goes back.")
            return
        mine = await side(sources[other.vendor], other, ask)
        if base is not None:
            theirs = await side(sources[base.vendor], base, ask)
        else:
            self.status = Content("looking for the nearest passing trace…")
            passing = await beside(mine, ask)
            self.chosen_because = passing.said
            if passing.side is None:
                self.refuse("There is no passing trace to compare with", passing.said)
                return
            theirs = passing.side
        found = await in_slices(aligning(theirs.trace, mine.trace, semantics.step))
        marks = await in_slices(marking(found))
        self.differing = await in_slices(telling(found, marks))
        self.found, self.marks, self.sides = found, marks, (theirs, mine)
        self.aligned()

    def refuse(self, heading: str, sentence: str) -> None:
        """Say why nothing is compared."""
        self.query_one(Page).said = page(heading, sentence)
        self.status = Content("")

    def aligned(self) -> None:
        """Show the rows, beginning where the other one failed."""
        self.add_class("-aligned")
        self.show_rows()
        self.tell_crumbs()
        rows = self.query_one(Rows)
        rows.focus()
        began = self.sides[1].at if self.sides and self.found else None
        at = self.found.right.index(began) if self.found and began is not None else None
        first = next((row for row, each in enumerate(self.marks) if each.said), 0)
        self.call_after_refresh(self.stand_on, first if at is None else at)
        if self.chosen_because and self.size.width < WIDE:
            tell(self, self.chosen_because)  # the status has no room for it

    def stand_on(self, row: int) -> None:
        """Put the cursor on a row, or on the nearest above that is shown."""
        kept = self.kept
        place = max((at for at, each in enumerate(kept) if each <= row), default=0)
        self.query_one(Rows).go(place)
        self.read_row()

    @property
    def kept(self) -> Sequence[int]:
        """The rows that are shown."""
        return range(len(self.found or ())) if self.all else self.differing

    @property
    def here(self) -> int | None:
        """The row under the cursor, among all."""
        cursor, kept = self.query_one(Rows).cursor, self.kept
        return kept[cursor] if cursor < len(kept) else None

    def show_rows(self) -> None:
        """Show the rows that are wanted, in as many trees as have room."""
        if self.found is not None:
            rows = self.query_one(Rows)
            wide = self.size.width >= WIDE
            rows.source = AlignedRows(self.found, self.marks, self.kept, wide=wide)
            rows.changed()

    def on_resize(self, event: events.Resize) -> None:
        """Another width has room for one tree, or for two."""
        self.show_rows()
        self.tell_crumbs()
        self.call_after_refresh(self.read_row)

    def tell_crumbs(self) -> None:
        """Which two, how long each took, how much differs, and why this base."""
        if self.sides is None:
            return
        base, other = self.sides
        said = [
            f"{one_line(each.title)} {'✗' if each.trace.failures[-1] else '✓'} {took(each)}"
            for each in (base, other)
        ]
        self.crumbs = Content.assemble(
            ("Compare", "bold"),
            (f"  {said[0]}", "$muted"),
            (" ↔ ", "bold"),
            (said[1], "bold $accent"),
        )
        differ = sum(bool(each.said) for each in self.marks)
        counted = f"{exact(differ)} of {exact(len(self.marks))} steps differ"
        self.status = Content("  ".join(each for each in (counted, self.chosen_because) if each))

    @on(Rows.Moved)
    @work(exclusive=True, group="detail")
    async def read_row(self) -> None:
        """The detail follows the cursor, once it rests."""
        row, sides = self.here, self.sides
        if row is None or self.found is None or sides is None:
            return
        await asyncio.sleep(REST_S)
        outline, titles = self.query_one(Outline), (sides[0].title, sides[1].title)
        width = max(8, outline.size.width - 2)
        self.shown = await in_slices(drawing(*self.found.spans(row), titles, width))
        outline.show(None, lambda _: self.shown)

    @on(Rows.Chosen)
    def open_span(self) -> None:
        """Open the span in its own trace: the other's, or the base's where only that has it."""
        row = self.here
        if row is None or self.found is None or self.sides is None:
            return
        base, other = self.found.spans(row)
        one, span = (self.sides[1], other) if other is not None else (self.sides[0], base)
        if span is not None:
            summary = one.summary or TraceSummary(one.trace_id, "", UNSET, None, None)
            made = TraceScreen(one.source, self.profile, summary, span_id=span.span_id)
            self.push(made)

    def action_step(self, what: str, by: int) -> None:
        """The next row that failed, or that took longer."""
        row = self.here
        if row is None:
            return
        rows = self.kept if by > 0 else list(reversed(self.kept))
        wanted = (each for each in rows if (each - row) * by > 0)
        found = next((each for each in wanted if getattr(self.marks[each], what)), None)
        if found is None:
            tell(self, f"No step {'below' if by > 0 else 'above'} {SAID[what]}.")
        else:
            self.stand_on(found)

    def action_turn(self) -> None:
        """Only what differs with what is above it, or all steps."""
        row = self.here
        self.all = not self.all
        self.show_rows()
        if row is not None:
            self.stand_on(row)

    def action_refresh(self) -> None:
        """Read both again, though one was at hand."""
        base, other = self.named
        self.named = base and replace(base, trace=None), replace(other, trace=None)
        self.load(Freshness.FRESH)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something."""
        if action in ("step", "turn"):
            return self.found is not None
        return super().check_action(action, parameters)

    # Hooks of the frame

    @property
    def subject(self) -> bool:
        """The comparison can be copied."""
        return self.found is not None

    def compared(self) -> Suspect | None:
        """Nothing else: two are compared already."""
        return None

    def suspect(self) -> Suspect | None:
        """The other trace, where it failed."""
        if self.sides is None or not self.sides[1].trace.failures[-1]:
            return None
        row, other = self.here, self.sides[1]
        span = self.found.spans(row)[1] if self.found is not None and row is not None else None
        span_id = span.span_id if span else None
        return Suspect(other.source.vendor, other.trace_id, span_id, other.trace, other.summary)

    def copies(self) -> Sequence[tuple[str, str]]:
        """What differs, then what is shown of the row, then both ids."""
        if self.found is None or self.sides is None:
            return ()
        base, other = self.sides
        titles = base.title, other.title
        return (
            ("what differs, as Markdown", markdown(self.found, self.marks, titles)),
            ("this step", plain(self.shown)),
            ("base id", base.trace_id),
            ("other id", other.trace_id),
        )

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Every row: how it differs, and both spans."""
        return records(self.found, self.marks) if self.found is not None else ()

    def link(self) -> str | None:
        """The other trace in the vendor's own web interface."""
        return self.sides[1].source.web_link(self.sides[1].trace_id) if self.sides else None


def took(one: Side) -> str:
    """How long a trace took."""
    trace = one.trace
    if trace.started_ns is None or trace.ended_ns is None:
        return ""
    return duration((trace.ended_ns - trace.started_ns) / 1e6)
