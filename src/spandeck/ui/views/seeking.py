"""Moving through a list of traces: its order, what failed or was slow next, the neighbours."""

from textual import work

from spandeck.model.errors import SourceError
from spandeck.model.page import Priority
from spandeck.model.query import BadQuery
from spandeck.model.trace import TraceSummary
from spandeck.paint.tracerow import COLUMNS
from spandeck.paint.units import exact
from spandeck.ui.notice import tell
from spandeck.ui.views import tracesaid as said
from spandeck.ui.views.leaf import Row
from spandeck.ui.views.reading import READ_ON, TraceReader
from spandeck.ui.views.tracelist import Want
from spandeck.ui.widgets.rows import Rows

SORTABLE = tuple(each.name for each in COLUMNS)


class TraceSeeker(TraceReader):
    """A reader with a cursor; fulfils `Walk`."""

    asked_on: str = ""
    """What was searched for when the end of what was read was told."""
    slow_from_ms = 0.0
    """What counts as slow; 0 while that is not known."""

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one(Rows)

    @property
    def here(self) -> Row | None:
        """The row under the cursor."""
        cursor = self.rows.cursor
        return self.traces.row(cursor) if cursor < len(self.traces) else None

    async def step(self, trace_id: str, by: int, failed_only: bool = False) -> TraceSummary | None:
        """Walk the list from inside a trace; the cursor comes along (see `Walk`)."""
        found = await self.traces.step(trace_id, by, failed_only)
        self.shown(lambda: None)
        index = self.traces.index(hash(found.trace_id)) if found is not None else None
        if index is not None:
            self.rows.stepped(index)
        return found

    def sort(self, order: str, *, descending: bool = True) -> None:
        """Sort what is loaded."""
        self.shown(lambda: self.traces.sort(order, descending=descending))
        self.rows.go(0)

    def sort_by(self, column: str) -> None:
        """Sort by a column that was typed; nothing brings back the order of the vendor."""
        if column and column not in SORTABLE:
            raise BadQuery(f"There is no column “{column}”. There are {', '.join(SORTABLE)}.")
        self.sort(column)

    def action_sort(self, by: int) -> None:
        """Sort by the column beside, or by none beyond the last."""
        orders = ("", *(each.name for each in self.rows.columns))
        now = orders.index(self.traces.order) if self.traces.order in orders else 0
        self.sort(orders[(now + by) % len(orders)])

    def action_invert(self) -> None:
        """Turn the order round."""
        if self.traces.order:
            self.sort(self.traces.order, descending=not self.traces.descending)

    def hit(self, what: str, by: int) -> int | None:
        """The next failed or slow row."""
        cursor = self.rows.cursor
        if what == "failed":
            return self.traces.failing(cursor, by)
        return self.traces.slower(cursor, by, self.slow_from_ms)

    def action_seek(self, what: str, by: int) -> None:
        """Go to the next failed or slow row; at the end, say so and then read on."""
        found = self.hit(what, by)
        if found is not None:
            self.rows.stepped(found)
        elif by < 0 or self.traces.complete:
            tell(self, f"No {what} trace {'above' if by < 0 else 'below'}.{self.meant(what)}")
        elif self.asked_on != what:
            self.asked_on = what
            where = f"below in the {exact(len(self.traces))} read"
            tell(self, f"No {what} trace {where}. The same key reads on.{self.meant(what)}")
        else:
            self.search(what)

    def meant(self, what: str) -> str:
        """What counts as slow, where that is in question."""
        return f" {said.slow(self.slow_from_ms)}" if what == "slow" else ""

    @work(exclusive=True, group="search")
    async def search(self, what: str) -> None:
        """Read on until there is one, or enough was read."""
        try:
            for _ in range(READ_ON):
                start = self.traces.pages.next
                if start is None or self.traces.full:
                    break
                await self.get(Want(Priority.INTERACTIVE, start))
                if self.hit(what, 1) is not None:
                    break
        except SourceError as error:
            self.fail(error)
            return
        self.asked_on = ""
        self.action_seek(what, 1)
