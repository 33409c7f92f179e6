"""Moving through a list: its order, what failed or was slow next, the neighbours."""

from collections.abc import Sequence
from typing import TypeVar

from textual import work

from spandeck.model.errors import SourceError
from spandeck.model.page import BadRow, Priority
from spandeck.model.query import BadQuery
from spandeck.paint.units import duration, exact
from spandeck.ui.notice import tell
from spandeck.ui.views.reading import READ_ON, ListReader
from spandeck.ui.views.want import Want
from spandeck.ui.widgets.rows import Rows

T = TypeVar("T")


class ListSeeker(ListReader[T]):
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
    def sortable(self) -> Sequence[str]:
        """The columns there are."""
        raise NotImplementedError

    @property
    def here(self) -> T | BadRow | None:
        """The row under the cursor."""
        cursor = self.rows.cursor
        return self.listed.row(cursor) if cursor < len(self.listed) else None

    async def step(self, key: str, by: int, failed_only: bool = False) -> T | None:
        """Walk the list from inside a row; the cursor comes along (see `Walk`)."""
        found = await self.listed.step(key, by, failed_only)
        self.shown(lambda: None)
        index = self.listed.index(hash(self.listed.lens.key(found))) if found is not None else None
        if index is not None:
            self.rows.stepped(index)
        return found

    def sort(self, order: str, *, descending: bool = True) -> None:
        """Sort what is loaded."""
        self.shown(lambda: self.listed.sort(order, descending=descending))
        self.rows.go(0)

    def sort_by(self, column: str) -> None:
        """Sort by a column that was typed; nothing brings back the order of the vendor."""
        if column and column not in self.sortable:
            raise BadQuery(f"There is no column “{column}”. There are {', '.join(self.sortable)}.")
        self.sort(column)

    def action_sort(self, by: int) -> None:
        """Sort by the column beside, or by none beyond the last."""
        orders = ("", *(each.name for each in self.rows.columns))
        now = orders.index(self.listed.order) if self.listed.order in orders else 0
        self.sort(orders[(now + by) % len(orders)])

    def action_invert(self) -> None:
        """Turn the order round."""
        if self.listed.order:
            self.sort(self.listed.order, descending=not self.listed.descending)

    def hit(self, what: str, by: int) -> int | None:
        """The next failed or slow row."""
        cursor = self.rows.cursor
        if what == "failed":
            return self.listed.failing(cursor, by)
        return self.listed.slower(cursor, by, self.slow_from_ms)

    def action_seek(self, what: str, by: int) -> None:
        """Go to the next failed or slow row; at the end, say so and then read on."""
        found = self.hit(what, by)
        if found is not None:
            self.rows.stepped(found)
        elif by < 0 or self.listed.complete:
            where = "above" if by < 0 else "below"
            tell(self, f"No {what} {self.listed.lens.noun} {where}.{self.meant(what)}")
        elif self.asked_on != what:
            self.asked_on = what
            where = f"below in the {exact(len(self.listed))} read"
            told = f"No {what} {self.listed.lens.noun} {where}."
            tell(self, f"{told} The same key reads on.{self.meant(what)}")
        else:
            self.search(what)

    def meant(self, what: str) -> str:
        """What counts as slow, where that is in question."""
        if what != "slow":
            return ""
        least = duration(self.slow_from_ms)
        return f" Slow is {least} and more: the slowest tenth of the rows read."

    @work(exclusive=True, group="search")
    async def search(self, what: str) -> None:
        """Read on until there is one, or enough was read."""
        try:
            for _ in range(READ_ON):
                start = self.listed.pages.next
                if start is None or self.listed.full:
                    break
                await self.get(Want(Priority.INTERACTIVE, start))
                if self.hit(what, 1) is not None:
                    break
        except SourceError as error:
            self.fail(error)
            return
        self.asked_on = ""
        self.action_seek(what, 1)
