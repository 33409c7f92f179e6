"""One page of a list that is looked through rather than looked up, with bounded patience."""

from asyncio import sleep
from collections.abc import Callable

from spandeck.sim.arize.organisation import Record
from spandeck.sim.arize.paging import Page, Paging
from spandeck.sim.world.spans import SpanPlace

TOGETHER = 50
"""How many rows are looked at before others have their turn."""


class Walk:
    """Collects the rows of a page, and remembers where it stands."""

    def __init__(self, paging: Paging, patience: int) -> None:
        """`patience` is how many rows are looked at, whether they fit or not."""
        self.paging, self.patience = paging, patience
        self.found: list[tuple[SpanPlace, Record]] = []
        self.ended: SpanPlace | None = None
        """Where the next page begins; None when nothing is left."""

    def goes_on(self, place: SpanPlace, row: Record | None) -> bool:
        """Take note of a row, None for one that does not fit; whether to look at another."""
        if len(self.found) == self.paging.limit and row is not None:
            self.ended = self.found[-1][0]
            return False
        self.patience -= 1
        if row is not None:
            self.found.append((place, row))
        if self.patience <= 0:
            self.ended = place
        return self.patience > 0

    async def turn(self) -> None:
        """Now and then let others have their turn: a page may take a second."""
        if self.patience % TOGETHER == 0:
            await sleep(0)

    def page(self, shown: Callable[[Record], Record]) -> Page:
        """The page, each row as it is to be shown."""
        following = None if self.ended is None else self.paging.cursor(list(self.ended))
        return Page([shown(row) for _, row in self.found], following)
