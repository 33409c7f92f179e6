"""What a page of a thousand records costs: until it is painted, and a key in it, against DataTable.

    python -m tests.bench.records [--short]

Runs the program's own table of a resource and Textual's over the same rows in this process,
headless, at 120 by 34. Prints milliseconds and ratios; asserts nothing.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from spandeck.model.resource import Resource
from spandeck.paint.recordcell import cells, columns
from spandeck.paint.row import Cell, Column
from spandeck.paint.tracerow import Manner
from spandeck.ui.theme import VARIABLES
from spandeck.ui.widgets.rows import Rows
from tests.measure import median_ms, repetitions
from tests.ui.fakerecords import FIXES, fix
from tests.ui.fakes import NOW_NS

ROWS = 1_000
FRAME_MS = 1000 / 60
SIZE = (120, 34)


class Table:
    """A thousand records as the list widget is given them."""

    order = ""
    descending = True

    def __init__(self, resource: Resource) -> None:
        self.columns: Sequence[Column] = columns(resource)
        self.facts = {each.path: each for each in resource.columns}
        self.rows = [*map(fix, range(ROWS))]

    def __len__(self) -> int:
        return ROWS

    def key(self, index: int) -> str:
        return self.rows[index].id

    def cells(self, index: int, shown: Sequence[Column]) -> Sequence[Cell]:
        return cells(self.rows[index], self.facts, shown, Manner(now_ns=NOW_NS))


class Ours(App[None]):
    """The list of the program."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLES)

    def compose(self) -> ComposeResult:
        yield Rows(Table(FIXES))

    def fill(self) -> None:
        """Show the page anew."""
        self.query_one(Rows).changed()

    def page(self) -> None:
        """A page on."""
        self.query_one(Rows).action_page(1)


class Stock(App[None]):
    """Textual's own table of the same rows and columns."""

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns(*(each.title for each in columns(FIXES)))
        self.fill()

    def fill(self) -> None:
        """Show the page anew."""
        table = self.query_one(DataTable)
        table.clear()
        source = Table(FIXES)
        for record in source.rows:
            made = cells(record, source.facts, source.columns, Manner(now_ns=NOW_NS))
            table.add_row(*(cell.text for cell in made))

    def page(self) -> None:
        """A page on."""
        self.query_one(DataTable).action_page_down()


async def timed(act: Callable[[], Awaitable[object]]) -> float:
    """The seconds that something takes, painting included."""
    start = time.perf_counter()
    await act()
    return time.perf_counter() - start


async def costs(app: Ours | Stock, times: int) -> tuple[float, float]:
    """Milliseconds to show the page, and for a key."""
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()

        async def refill() -> None:
            app.fill()
            await pilot.pause()

        async def page() -> None:
            app.page()
            await pilot.pause()

        return (
            median_ms([await timed(refill) for _ in range(times)]),
            median_ms([await timed(page) for _ in range(times)]),
        )


async def idle(app: Ours | Stock, times: int) -> float:
    """What the harness itself takes, in milliseconds."""
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        return median_ms([await timed(pilot.pause) for _ in range(times)])


async def main() -> None:
    """Print what the page costs and how it compares."""
    times = repetitions(__doc__, short=5, usual=25)
    bare = await idle(Ours(), times)
    (fill, key), (other_fill, other_key) = await costs(Ours(), times), await costs(Stock(), times)
    for name, ours, stock in (("shown", fill, other_fill), ("page down", key, other_key)):
        print(
            f"{ROWS} records {name:10} {ours - bare:6.1f} ms"
            f", {(ours - bare) / FRAME_MS:4.1f} frames"
            f" | DataTable {(stock - bare) / max(ours - bare, 0.1):5.1f} × the time"
        )


if __name__ == "__main__":
    asyncio.run(main())
