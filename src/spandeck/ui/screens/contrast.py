"""What a marked set of traces has that the rest has not: a ranked table, with counts and chances.

It gathers what is known of both sets, and lets statistics be statistics.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from spandeck.model.contrast import Contrast, Difference, Sets
from spandeck.model.errors import SourceError
from spandeck.model.page import Ask, Freshness
from spandeck.model.query import BadQuery, Condition, Query, find, quoted
from spandeck.model.source import Opened
from spandeck.paint.contrast import COLUMNS, STATISTIC, cell, fact, markdown
from spandeck.paint.units import one_line
from spandeck.ui.key import key
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.stage import ViewScreen
from spandeck.ui.tones import DOT
from spandeck.ui.views.board import Board, Kind
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.traces import TracesView
from spandeck.ui.widgets.page import Page, page
from spandeck.ui.widgets.rows import Rows
from spandeck.ui.widgets.sentence import Sentence
from spandeck.why.contrast import contrast
from spandeck.why.samples import samples

READING = page("Reading both sets", "A few traces of each are read, and their providers asked for.")


class ContrastScreen(FrameScreen):
    """Two sets and what they differ in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("r", "refresh", "Refresh", "contrast.refresh", "Ask again, where it has aged"),
    ]
    DEFAULT_CSS = """
    ContrastScreen Rows { display: none; }
    ContrastScreen.-told Rows { display: block; }
    ContrastScreen.-told Page { display: none; }
    ContrastScreen Sentence.caveat { height: auto; padding: 0 1; }
    """

    def __init__(self, profile: Profile, sets: Sets) -> None:
        """`sets` says what is held against what."""
        super().__init__(profile)
        self.held = sets
        self.found = Contrast(0, 0)
        self.board: Board[Difference] = Board(Kind(COLUMNS, name, cell, fact))

    def body(self) -> ComposeResult:
        """The table under what must be borne in mind, or why there is none yet."""
        yield Page(READING)
        yield Sentence(classes="caveat")
        yield Rows(self.board)

    def on_mount(self) -> None:
        """Say what is held against what."""
        against = "the rest" if self.held.rest is not None else "what passed of the same agents"
        self.crumbs = Content.assemble(
            ("Contrast", "bold"),
            (f"  {one_line(self.held.about)}", "bold $accent"),
            (f" against {against}", "$muted"),
        )
        self.query_one(".caveat").display = False
        self.query_one(Page).focus()

    def watch_sources(self) -> None:
        """Gather as soon as there is someone to ask."""
        super().watch_sources()
        if self.sources is not None:
            self.call_after_refresh(self.gather, Freshness.FRESH)

    @work(exclusive=True, group="load")
    async def gather(self, freshness: Freshness) -> None:
        """Read what is read of both sets, and hold them against each other."""
        sources = self.sources
        source = sources.traces.get(self.held.vendor) if sources else None
        if sources is None or source is None:
            self.refuse("The vendor that holds the traces is not connected", "esc goes back.")
            return
        ask = Ask(freshness=freshness, patience_s=60.0, pane="contrast")
        watchers = tuple(sources.upstream.values())
        try:
            known = await samples(self.held, source, watchers, ask)
        except (SourceError, BadQuery) as error:
            self.refuse("The traces could not be read", str(error))
            return
        self.found = contrast(known.marked, known.rest)
        counts = f"{self.found.marked} marked, {self.found.rest} others"
        self.status = DOT.join(map(Content, (counts, *known.notes)))
        self.shown()

    def refuse(self, heading: str, sentence: str) -> None:
        """Say why there is no table."""
        self.query_one(Page).said = page(heading, sentence)

    def shown(self) -> None:
        """Show the table, or that there is nothing in it."""
        caveat = self.query_one(".caveat", Sentence)
        parts = (self.found.caveat, "$status-warn"), (STATISTIC, "$muted")
        caveat.said = Content(" ").join(Content.styled(*each) for each in parts if each[0])
        caveat.display = bool(self.found.differences or self.found.caveat)
        if not self.found.differences:
            self.refuse("Nothing tells these sets apart", self.found.caveat or "They are alike.")
            return
        self.board.put(self.found.differences)
        self.add_class("-told")
        rows = self.query_one(Rows)
        rows.changed()
        rows.focus()
        self.refresh_bindings()

    @property
    def here(self) -> Difference | None:
        """The difference under the cursor."""
        cursor = self.query_one(Rows).cursor if self.is_mounted else 0
        return self.board.rows[cursor] if cursor < len(self.board) else None

    @on(Rows.Chosen)
    def narrow(self) -> None:
        """List the traces that have the word, where the vendor can tell them."""
        sources, row = self.sources, self.here
        if sources is None or row is None:
            return
        source = sources.traces[self.held.vendor]
        try:
            known = find(FILTERS.get(row.attribute, row.attribute), source.filters)[0]
        except BadQuery:
            tell(self, f"{source.title} cannot list traces by their {row.attribute}.")
            return
        if not row.value:
            tell(self, f"{row.attribute} is a number: there is no one value to list traces by.")
            return
        text = f'{known.name}="{quoted(row.value)}"'
        view = TracesView(source, self.profile)
        view.conditions = view.given = Query((Condition(known.name, "=", row.value),), text=text)
        desk = Desk(Opened(sources.records[source.vendor], source), self.profile)
        self.push(ViewScreen(desk, view, (source.title, "Traces", row.value)))

    def action_refresh(self) -> None:
        """Gather again."""
        self.gather(Freshness.FRESH)

    # Hooks of the frame

    @property
    def subject(self) -> bool:
        """The table can be copied."""
        return bool(self.found.differences)

    def copies(self) -> Sequence[tuple[str, str]]:
        """The table, then the word under the cursor."""
        row = self.here
        if row is None:
            return ()
        value = [("this value", row.value)] if row.value else []
        return (("all of it, as Markdown", markdown(self.found.differences)), *value)

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Every difference."""
        return [asdict(each) for each in self.found.differences]


FILTERS = {"session": "session_id", "agent": "agent_name"}
"""Filters whose names are not those of the attributes."""


def name(row: Difference) -> str:
    """What stays the same for a difference."""
    return f"{row.attribute}={row.value}"
