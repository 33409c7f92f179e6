"""A table above the pictures of the row under its cursor, for all views of providers.

What is asked and drawn is its subclasses' business.
"""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from spandeck.model.query import BadQuery, Filter, Query, parse
from spandeck.model.source import UpstreamSource
from spandeck.model.upstream import Snapshot
from spandeck.ui.commands import Command
from spandeck.ui.key import key
from spandeck.ui.views.board import Board, Kind
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.narrowing import ENVIRONMENT
from spandeck.ui.views.pointing import PointingView
from spandeck.ui.widgets.chart import Chart
from spandeck.ui.widgets.filterline import FilterLine
from spandeck.ui.widgets.page import Page
from spandeck.ui.widgets.rows import Rows
from spandeck.ui.widgets.sentence import Sentence

T = TypeVar("T")
R = TypeVar("R")
TALL = 30
"""Height of the view from which on the pictures stand one above the other where it is narrow."""
WIDE = 76
"""Below this width pictures do not stand side by side."""
SHARE, LOW_SHARE = 0.4, 0.25
"""Of the height, the most that the table takes; the second for hours where it is not `TALL`."""
PROVIDERS, ENVIRONMENTS = "vendors", "environments"
"""As what the desk remembers what was chosen lately."""


class BoardView(PointingView[T], Generic[T, R]):
    """Rows of one kind; `T` is what was answered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("<", "sort(-1)", "Sort left", "board.sort_left", "Sort by the column to the left"),
        key(">", "sort(1)", "Sort right", "board.sort_right", "Sort by the column to the right"),
        key("I", "invert", "Invert", "board.invert", "Turn the order round"),
        key("escape", "clear", "Clear", "board.clear", "The time cursor off, then the filter"),
    ]
    DEFAULT_CSS = """
    BoardView { layout: vertical; }
    BoardView > .charts { height: 1fr; padding: 1 1 0 2; }
    BoardView.-low > .charts { padding: 0 1 0 2; }
    BoardView > .charts > Chart { margin: 0 1 0 0; }
    BoardView.-stacked > .charts { layout: vertical; }
    BoardView.-stacked > .charts > Chart { margin: 0 0 1 0; }
    """
    filters: tuple[Filter, ...] = (ENVIRONMENT,)

    def __init__(self, desk: Desk, source: UpstreamSource) -> None:
        """`desk` remembers what was chosen, for all views of the vendor."""
        super().__init__(source, desk.profile)
        self.desk = desk
        self.board: Board[R] = Board(self.kind())
        self.recall()

    # What a subclass says

    def kind(self) -> Kind[R]:
        """How its rows look now."""
        raise NotImplementedError

    def rows_of(self, answer: Snapshot[T]) -> Sequence[R]:
        """The rows of an answer, in the order that makes most sense."""
        raise NotImplementedError

    def pictures(self) -> Sequence[Chart]:
        """The pictures beneath the table."""
        raise NotImplementedError

    def name_of(self, row: R) -> str:
        """The provider of a row: what the desk remembers."""
        raise NotImplementedError

    # The table

    def compose(self) -> ComposeResult:
        """Trouble, the table, the pictures, or why there is nothing; the filter."""
        yield Sentence(classes="trouble")
        yield Rows(self.board)
        with Horizontal(classes="charts answer"):
            for each in self.pictures():
                each.add_class("answer")
                yield each.data_bind(BoardView.zone)
        yield Page()
        yield FilterLine(self.filters)

    @property
    def table(self) -> Rows:
        """The list widget."""
        return self.query_one(Rows)

    @property
    def here(self) -> R | None:
        """The row under the cursor."""
        at = self.table.cursor
        return self.board.rows[at] if at < len(self.board) else None

    def on_mount(self) -> None:
        """The table is part of the answer."""
        self.table.add_class("answer")

    def on_resize(self, event: events.Resize) -> None:
        """Side by side only where there is room."""
        self.set_class(event.size.width < WIDE, "-stacked")
        self.fit_table()

    def fit_table(self) -> None:
        """Let the table have as many lines as it has rows, and leave the pictures most of them."""
        height = self.size.height
        self.set_class(height < TALL, "-low")
        most = max(5, int(height * (LOW_SHARE if self.timed and height < TALL else SHARE)))
        self.table.styles.height = max(2, min(len(self.board) + 1, most))

    def shown(self) -> None:
        """The rows, the cursor staying on its own."""
        if self.answer is None:
            return
        before = self.here
        name = self.board.kind.name(before) if before is not None else ""
        order, descending = self.board.order, self.board.descending
        self.board = Board(self.kind(), self.rows_of(self.answer), order, descending)
        self.table.source = self.board
        found = self.board.index(name) if name else self.lately()
        self.table.changed(found if found is not None else 0)
        self.fit_table()
        self.drawn()
        self.refresh_bindings()

    def drawn(self) -> None:
        """Another row, or other numbers: draw its pictures."""
        for each in self.query(Chart):
            each.at_ns = self.point_ns
            each.renew()

    @on(Rows.Moved)
    def moved(self, event: Rows.Moved) -> None:
        """Another row is under the cursor."""
        event.stop()
        if self.here is not None:
            self.desk.lately[PROVIDERS] = self.name_of(self.here)
        self.drawn()
        self.told()

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Go into the pictures."""
        event.stop()
        for each in self.query(Chart):
            if each.focusable:
                self.enter_pane(each)
                return

    # What all views of a vendor share

    def recall(self) -> None:
        """Begin with the environment that was chosen in another view."""
        known = self.desk.lately.get(ENVIRONMENTS, "")
        if known != self.conditions.text:
            self.conditions = parse(known, self.filters)

    def lately(self) -> int | None:
        """The row of the provider that was chosen in another view."""
        name = self.desk.lately.get(PROVIDERS)
        rows = enumerate(self.board.rows)
        return next((at for at, row in rows if self.name_of(row) == name), None)

    def narrow(self, query: Query) -> None:
        """The other views are narrowed alike."""
        self.desk.lately[ENVIRONMENTS] = query.text
        super().narrow(query)

    def on_show(self) -> None:
        """Come back to what was chosen elsewhere meanwhile."""
        before = self.conditions
        self.recall()
        if self.conditions != before:
            self.begin()
        elif self.answer is not None and (at := self.lately()) is not None:
            self.table.go(at)
            self.drawn()

    # Keys

    def action_clear(self) -> None:
        """The time cursor off, then the filter."""
        if self.point_ns is not None and self.locked is None:
            self.point_ns = None
        else:
            self.action_unfilter()

    @property
    def inside(self) -> bool:
        """In the pictures."""
        return isinstance(self.screen.focused, Chart)

    @property
    def deep(self) -> bool:
        """In the pictures, too."""
        return self.inside

    def back(self) -> bool:
        """Out of the pictures."""
        if not self.inside:
            return False
        self.enter_pane(self.table)
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something."""
        match action:
            case "clear":
                pointed = self.point_ns is not None and self.locked is None
                return not self.inside and (pointed or bool(self.conditions.conditions))
            case "invert":
                return bool(self.board.order)
        return super().check_action(action, parameters)

    def action_sort(self, by: int) -> None:
        """Sort by the column beside, or by none beyond the last."""
        orders = ("", *(each.name for each in self.table.columns))
        now = orders.index(self.board.order) if self.board.order in orders else 0
        self.sort(orders[(now + by) % len(orders)], descending=True)

    def action_invert(self) -> None:
        """Turn the order round."""
        self.sort(self.board.order, descending=not self.board.descending)

    def sort(self, order: str, *, descending: bool) -> None:
        """Sort by a column."""
        self.board.sort(order, descending=descending)
        self.table.changed()
        self.table.go(0)
        self.drawn()
        self.refresh_bindings()

    def sort_by(self, name: str) -> None:
        """Sort by a column that was typed."""
        names = [each.name for each in self.board.columns]
        if name and name not in names:
            raise BadQuery(f"There is no column “{name}”. There are {', '.join(names)}.")
        self.sort(name, descending=True)

    def go_to(self, provider: str) -> None:
        """Go to a provider that was typed."""
        names = [self.name_of(each) for each in self.board.rows]
        if provider not in names:
            known = ", ".join(dict.fromkeys(names))
            raise BadQuery(f"There is no provider “{provider}”. There are {known}.")
        self.table.stepped(names.index(provider))

    def panes(self) -> Sequence[Widget]:
        """The table, then its pictures; or why there is nothing."""
        if self.has_class("-empty"):
            return (self.query_one(Page),)
        return (self.table, *(each for each in self.query(Chart) if each.focusable))

    def commands(self) -> Sequence[Command]:
        """What the keys do, by name."""
        names = tuple(each.name for each in self.board.columns)
        providers = tuple(dict.fromkeys(map(self.name_of, self.board.rows)))
        return (
            *super().commands(),
            Command("sort", "Sort the table", self.sort_by, names[0], names),
            Command("provider", "Go to a provider", self.go_to, "openai", providers),
        )
