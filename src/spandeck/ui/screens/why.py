"""Why something failed: what is known of it, line by line as it comes, and the verdict beneath.

It asks all who may know at once, and judges nothing itself.
"""

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer

from spandeck.model.errors import SourceError
from spandeck.model.evidence import Suspect
from spandeck.model.page import Ask, Freshness
from spandeck.model.source import Sources
from spandeck.model.told import Told
from spandeck.paint.row import Cell, Column
from spandeck.paint.whycard import COLUMNS, age, cell, concluded, ordered, rules, standing
from spandeck.paint.whytext import Card, markdown, record, text
from spandeck.ui.commands import Command
from spandeck.ui.key import key
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.proof import proof
from spandeck.ui.screens.report import Report
from spandeck.ui.views.board import Board, Kind
from spandeck.ui.widgets.conclusion import Conclusion
from spandeck.ui.widgets.page import Page, page
from spandeck.ui.widgets.rows import Rows
from spandeck.why import within
from spandeck.why.case import Case, opened
from spandeck.why.facts import Facts
from spandeck.why.gather import gather, questions
from spandeck.why.known import Heard
from spandeck.why.rules import RULES
from spandeck.why.verdict import verdict

REPAINT_S = 0.1
"""How often a card that is still filling is painted."""


class WhyScreen(FrameScreen):
    """One failure and its why-card."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("r", "refresh", "Refresh", "why.refresh", "Ask again, where what is known has aged"),
        key("ctrl+r", "reload", "Reload", "why.reload", "Ask again past the cache"),
    ]
    DEFAULT_CSS = """
    WhyScreen Page { display: none; }
    WhyScreen.-refused Page { display: block; }
    WhyScreen.-refused Rows, WhyScreen.-refused Conclusion { display: none; }
    """

    def __init__(self, profile: Profile, suspect: Suspect) -> None:
        """`suspect` is the span that one asks about."""
        super().__init__(profile)
        self.asked_of = suspect
        self.case: Case | None = None
        self.lines: dict[tuple[str, str], Told] = {}
        """By subject and who tells it; every line has its place before it is known."""
        self.card = Card()
        self.board: Board[Told] = Board(Kind(COLUMNS, name, self.cell, lambda each, column: None))
        self.ages: tuple[str, ...] = ()
        self.due: Timer | None = None
        """What came since the lines were shown last will be shown when it is due."""

    def body(self) -> ComposeResult:
        """The lines and the verdict, or why there are none."""
        yield Page()
        yield Rows(self.board)
        yield Conclusion()

    def on_mount(self) -> None:
        """Say where one is."""
        self.crumbs = Content.assemble(("Why", "bold"))
        self.status = Content("reading the trace…")
        self.query_one(Rows).focus()

    def watch_sources(self) -> None:
        """Ask as soon as there is someone to ask."""
        super().watch_sources()
        if self.sources is not None:
            self.call_after_refresh(self.explain, Freshness.FRESH)

    @work(exclusive=True, group="load")
    async def explain(self, freshness: Freshness) -> None:
        """Find the failure and ask everyone; what was known stays until there is other."""
        sources = self.sources
        source = sources.traces.get(self.asked_of.vendor) if sources else None
        if sources is None or source is None:
            self.refuse("The vendor that holds the trace is not connected", "esc goes back.")
            return
        ask = Ask(freshness=freshness, pane="why")
        if freshness is Freshness.RELOAD:
            self.asked_of = replace(self.asked_of, trace=None)
        try:
            if self.case is None or freshness is Freshness.RELOAD:
                self.case = await opened(source, self.asked_of, ask)
        except SourceError as error:
            self.refuse("The trace could not be read", str(error))
            return
        if self.case is None:
            self.refuse("Nothing in this trace failed", "esc goes back.")
            return
        self.entitle(self.case, source.title)
        await self.ask_all(self.case, sources, ask)

    async def ask_all(self, case: Case, sources: Sources, ask: Ask) -> None:
        """Keep a place for every line, and fill it when its answer comes."""
        asked = questions(case, sources, ask, self.profile.clock, self.heard())
        before = self.lines
        places = [within.failure(case), *(line for each in asked for line in each.asking)]
        self.lines = {key_of(each): before.get(key_of(each), each) for each in places}
        self.lines[key_of(places[0])] = places[0]
        self.shown()
        async with aclosing(gather(asked)) as answers:
            async for line in answers:
                self.lines[key_of(line)] = line
                self.soon()
        self.shown()

    def heard(self) -> Heard | None:
        """The alerts that the tail told of so far."""
        if self.triage is None:
            return None
        told = (each.occurrence for each in self.triage.ring.items)
        alerts = tuple(each for each in told if each.kind == "alert")
        feeds = (each for each in self.triage.tail.standings if "alerts" in each.feed)
        deaf = tuple(each.title for each in feeds if each.trouble)
        return Heard(self.triage.since_ns, alerts, deaf)

    def refuse(self, heading: str, sentence: str) -> None:
        """Say why there is no card."""
        self.add_class("-refused")
        self.status = Content("")
        said = self.query_one(Page)
        said.said = page(heading, sentence)
        said.focus()

    def entitle(self, case: Case, title: str) -> None:
        """Say what is explained."""
        trace_id = case.span.trace_id
        where = Content.assemble((title, "bold"), (f" ▸ {trace_id[:8]} ▸ ", "$muted"))
        self.crumbs = where + Content.assemble(
            (case.span.name or case.span.span_id, "bold $accent"),
            (" ▸ ", "$muted"),
            ("why", "bold"),
        )

    # What is shown

    def shown(self) -> None:
        """Other lines are known: the cursor stays on its own, and nothing moves."""
        if self.due is not None:
            self.due.stop()
            self.due = None
        if self.case is None:
            return
        now = self.profile.clock()
        lines = ordered(self.lines.values())
        judged = verdict(Facts(lines, now))
        self.card = Card(lines, judged, self.case.failed.at_ns, now, self.zone)
        rows = self.query_one(Rows)
        at = self.board.index(self.board.key(rows.cursor)) if len(self.board) else 0
        self.board.put(lines)
        rows.changed(at)
        self.query_one(Conclusion).show(self.concluded)
        self.status = Content(standing(self.card))
        if self.has_class("-refused"):
            self.remove_class("-refused")
            rows.focus()
        self.refresh_bindings()

    def soon(self) -> None:
        """Answers come in bursts: what came is shown together, a moment later."""
        if self.due is None:
            self.due = self.set_timer(REPAINT_S, self.shown)

    def concluded(self, width: int) -> Sequence[Any]:
        """The verdict's lines."""
        return concluded(self.card, width)

    def cell(self, line: Told, column: Column) -> Cell:
        """What a column of a line says."""
        return cell(self.card, line, column)

    def watch_zone(self) -> None:
        """Hours are told in another zone."""
        if self.is_mounted:
            self.shown()

    def beat(self) -> None:
        """What is known grows older; only a line whose age is told otherwise is painted."""
        super().beat()
        ages = tuple(age(each, self.profile.clock()) for each in self.card.lines)
        if self.is_mounted and ages != self.ages:
            self.ages = ages
            self.shown()

    # Hooks of the frame

    @property
    def subject(self) -> bool:
        """The card is what copy and export act on."""
        return bool(self.card.lines)

    @property
    def here(self) -> Told | None:
        """The line under the cursor."""
        at = self.query_one(Rows).cursor
        return self.board.rows[at] if at < len(self.board) else None

    def copies(self) -> Sequence[tuple[str, str]]:
        """The card, then the line under the cursor, then what it is about."""
        here = self.here
        if here is None or self.case is None:
            return ()
        span = self.case.span
        return (
            ("card as Markdown", markdown(self.card, f"Why {span.name} failed ({span.trace_id})")),
            ("line", text(here, self.card.at_ns, self.zone)),
            ("span id", span.span_id),
            ("trace id", span.trace_id),
        )

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Every line, or those that are marked."""
        marked = self.query_one(Rows).marks.keys
        chosen = [each for each in self.card.lines if not marked or name(each) in marked]
        return [record(self.card, each) for each in chosen]

    def link(self) -> str | None:
        """The trace in the vendor's own web interface."""
        source = self.sources.traces.get(self.asked_of.vendor) if self.sources else None
        return source.web_link(self.asked_of.trace_id) if source else None

    def commands(self) -> Sequence[Command]:
        """What can be done here by name."""
        return (
            Command("rules", "The rules that gave the verdict", lambda _: self.show_rules()),
            Command("refresh", "Ask again", lambda _: self.action_refresh()),
        )

    # Keys

    @on(Rows.Chosen)
    def prove(self, event: Rows.Chosen) -> None:
        """Show what proves the line; one that nothing proves is told whole."""
        line = self.board.rows[event.index]
        found = None
        if line.evidence is not None and self.sources is not None:
            found = proof(line.evidence, self.sources, self.profile)
        if found is None:
            tell(self, text(line, self.card.at_ns, self.zone))
        else:
            self.push(found)

    @on(Conclusion.Chosen)
    def show_rules(self) -> None:
        """Every rule, and what it says of this failure."""
        self.app.push_screen(Report("Rules", rules([each for each, _ in RULES], self.card.verdict)))

    def action_refresh(self) -> None:
        """Where the cache has aged."""
        self.explain(Freshness.FRESH)

    def action_reload(self) -> None:
        """Past the cache, the trace too."""
        self.explain(Freshness.RELOAD)


def key_of(line: Told) -> tuple[str, str]:
    """What makes two lines the same one, told anew."""
    return line.subject.name, line.source


def name(line: Told) -> str:
    """The same, as one word."""
    return "/".join(key_of(line))
