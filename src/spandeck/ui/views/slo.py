"""A vendor's objectives, those with the least budget left first, and the one under the cursor.

Their hours are asked for only once one of them is opened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from spandeck.model.page import Ask
from spandeck.model.query import BadQuery, Filter
from spandeck.model.resource import Record, Resource
from spandeck.model.slo import budget, window
from spandeck.model.source import UpstreamSource
from spandeck.model.upstream import Objective, Snapshot
from spandeck.paint import objective as said
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet
from spandeck.paint.objectivegrid import laid_days
from spandeck.paint.objectiverow import cell, columns, fact, urgent
from spandeck.ui.commands import Command
from spandeck.ui.views import sloshare
from spandeck.ui.views.answer import AnswerView, counted
from spandeck.ui.views.board import Board, Kind
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.kept import KeptView
from spandeck.ui.views.narrowing import ENVIRONMENT
from spandeck.ui.views.slokeys import WINDOWS, bindings, zoomed
from spandeck.ui.widgets.chart import Chart
from spandeck.ui.widgets.filterline import FilterLine
from spandeck.ui.widgets.heat import Heat
from spandeck.ui.widgets.page import Page, page
from spandeck.ui.widgets.rows import Rows
from spandeck.ui.widgets.sentence import Sentence

OWN_DAYS = 30
"""How wide the strip of days is before any objective is known."""
LOW = 19
"""Below this height there is only the list."""
PROVIDER = Filter("provider", "text", "one provider's objectives", aliases={"vendor": "="})


class SloView(AnswerView[tuple[Objective, ...]]):
    """The list of objectives."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("slo")]
    DEFAULT_CSS = """
    SloView { layout: vertical; }
    SloView > .under { height: 9; padding: 1 1 0 2; }
    SloView > .under > Chart { width: 1fr; margin: 0 2 0 0; }
    SloView.-low > .under { display: none; }
    """
    pane = "slo"
    ranged = False
    filters = (PROVIDER, ENVIRONMENT)

    def __init__(self, desk: Desk, source: UpstreamSource) -> None:
        """`desk` knows how objectives are made and deleted."""
        super().__init__(source, desk.profile)
        self.desk = desk
        self.days: int | None = None
        """Over how many days; None for each over its own."""
        self.board = Board(self.kind())
        self.words = Chart(self.card)
        self.words.can_focus = False
        self.calendar = Heat("down")
        self.calendar.can_focus = False

    def compose(self) -> ComposeResult:
        """Trouble, the list, the one under the cursor, or why there is none."""
        yield Sentence(classes="trouble")
        rows = Rows(self.board)
        rows.add_class("answer")
        yield rows
        with Horizontal(classes="under answer"):
            yield self.words
            yield self.calendar
        yield Page()
        yield FilterLine(self.filters)

    def on_resize(self) -> None:
        """On a low screen the list alone."""
        self.set_class(self.size.height < LOW, "-low")

    def kind(self) -> Kind[Objective]:
        """How objectives look now."""
        known = self.answer.value if self.answer else ()
        widest = max((each.window_days for each in known), default=OWN_DAYS)
        now, target = self.clock(), self.profile.slo_target
        return Kind(
            columns(widest),
            lambda each: each.id,
            lambda each, column: cell(each, column, now, target),
            lambda each, name: fact(each, name, target),
        )

    async def load(self, ask: Ask) -> Snapshot[tuple[Objective, ...]]:
        """The objectives and their days."""
        provider = self.wanted("provider")
        return await self.source.objectives(self.days, provider, self.environment, ask=ask)

    def shown(self) -> None:
        """The list, its cursor on the objective it was on."""
        rows, before = self.query_one(Rows), self.here
        known = self.answer.value if self.answer else ()
        board = Board(
            self.kind(),
            sorted(known, key=partial(urgent, target_pct=self.profile.slo_target)),
            self.board.order,
            self.board.descending,
        )
        self.board = rows.source = board
        rows.changed(board.index(before.id) if before else 0)
        self.pointed()

    def nothing(self) -> Content:
        """Why there is no objective."""
        if self.answer is None or self.answer.value:
            return Content("")
        if self.conditions.conditions and not self.off:
            return page(
                "No objective matches",
                f"{self.source.title} was asked for those with {self.conditions.text}.",
                "! takes the filter off, f changes it.",
            )
        return page(
            "No objective is agreed on",
            f"{self.source.title} keeps none for this account.",
            ":create-slo makes one: a provider, a percentile and how slow it may be.",
        )

    def summary(self) -> str:
        """How many there are, over which days."""
        known = self.answer.value if self.answer else ()
        over = f"over {self.days} days" if self.days else "each over its own days"
        return f"{counted(len(known), 'objective')} {over}"

    @property
    def here(self) -> Objective | None:
        """The objective under the cursor."""
        rows = self.query_one(Rows)
        return self.board.rows[rows.cursor] if rows.cursor < len(self.board) else None

    def pointed(self) -> None:
        """Show the objective under the cursor."""
        here, now = self.here, self.clock()
        if here is not None:
            days = laid_days(here, window(here.window_days, now))
            self.calendar.styles.width = days.width
            self.calendar.show(days, None)
        self.words.renew()

    def card(self, sheet: Sheet, at_ns: int | None) -> Sequence[Line]:
        """The objective under the cursor, in words."""
        here = self.here
        return said.card(here, budget(here, self.profile.slo_target), sheet) if here else ()

    @on(Rows.Moved)
    def moved(self, event: Rows.Moved) -> None:
        """Another objective is under the cursor."""
        event.stop()
        self.pointed()

    @on(Rows.Near)
    def near(self, event: Rows.Near) -> None:
        """All of them are here already."""
        event.stop()

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Open an objective's calendar and its hours."""
        event.stop()
        here = self.here
        if here is not None:
            self.post_message(self.Deeper(KeptView(self.desk, self.source, here), (here.vendor,)))

    def action_zoom(self, by: int) -> None:
        """Fewer days, or more."""
        self.over(zoomed(self.days, by))

    def over(self, days: int | None) -> None:
        """Ask for the objectives over so many days."""
        if days != self.days:
            self.days = days
            self.begin()

    def action_sort(self, by: int) -> None:
        """Sort by the column beside, or by what is left beyond the last."""
        orders = ("", *(each.name for each in self.query_one(Rows).columns))
        now = orders.index(self.board.order) if self.board.order in orders else 0
        self.sort(orders[(now + by) % len(orders)])

    def action_invert(self) -> None:
        """Turn the order round."""
        self.sort(self.board.order, descending=not self.board.descending)

    def sort(self, order: str, *, descending: bool = True) -> None:
        """Sort by a column; without one, the least budget left first."""
        self.board.sort(order, descending=descending)
        rows = self.query_one(Rows)
        rows.changed(0)
        self.pointed()

    def sort_by(self, column: str) -> None:
        """Sort by a column that was typed."""
        names = [each.name for each in self.board.columns]
        if column and column not in names:
            raise BadQuery(f"There is no column “{column}”. There are {', '.join(names)}.")
        self.sort(column)

    # Answers for the frame

    @property
    def subject(self) -> tuple[Resource | None, Record | None]:
        """The objectives, and the one under the cursor."""
        return sloshare.subject(self.desk.opened.records.catalog, self.here)

    def copies(self) -> Sequence[tuple[str, str]]:
        """The objective under the cursor."""
        return sloshare.copies(self.here, self.source.vendor, target_pct=self.profile.slo_target)

    def records(self) -> Sequence[Mapping[str, Any]]:
        """All of them, with their days."""
        return [asdict(each) for each in self.board.rows]

    def panes(self) -> Sequence[Widget]:
        """The list, or why there is none."""
        return (self.query_one(Page) if self.has_class("-empty") else self.query_one(Rows),)

    def commands(self) -> Sequence[Command]:
        """What the keys do, by name."""

        def days(text: str) -> None:
            if text not in WINDOWS:
                raise BadQuery(f"Over how many days? One of {', '.join(WINDOWS)}.")
            self.over(WINDOWS[text])

        sortable = tuple(each.name for each in self.board.columns)
        return (
            *super().commands(),
            Command("days", "Over how many days", days, "30", tuple(WINDOWS)),
            Command("sort", "Sort the objectives", self.sort_by, "left", sortable),
        )
