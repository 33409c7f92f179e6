"""What the list costs a terminal: bytes and CPU a key, against Textual's DataTable and the rows.

    python -m tests.bench.rows [--short]

Runs each list in a process of its own on a pseudo-terminal of 200 by 50 and presses keys. Prints
ratios; asserts nothing.
"""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from spandeck.paint.row import Cell, Column
from spandeck.paint.tracerow import COLUMNS, Manner, cells
from spandeck.ui.theme import VARIABLES
from spandeck.ui.widgets.rows import Rows
from tests.measure import answer, bare, median_ms, repetitions
from tests.terminal import Terminal
from tests.ui.fakes import NOW_NS, summary

SIZE = (200, 50)
KEYS = (("step", "\x1b[B", 40), ("page down", "\x1b[6~", 15), ("scroll a line", "\x1b[B", 40))
MANNER = Manner(now_ns=NOW_NS, scale_ms=9_000.0)
TABLE_ROWS = 1_000
"""DataTable is given few rows, in its favour."""


class Endless:
    """A million traces, made as they are looked at."""

    columns: Sequence[Column] = COLUMNS
    order = ""
    descending = True

    def __len__(self) -> int:
        return 1_000_000

    def key(self, index: int) -> str:
        return str(index)

    def cells(self, index: int, columns: Sequence[Column]) -> Sequence[Cell]:
        return cells(summary(index), columns, MANNER)


class Ours(App[None]):
    """The list of the program."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLES)

    def compose(self) -> ComposeResult:
        yield Rows(Endless())


class Stock(App[None]):
    """Textual's own table of the same columns."""

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for column in COLUMNS:
            table.add_column(column.title, width=column.width)
        for index in range(TABLE_ROWS):
            table.add_row(*(cell.text for cell in cells(summary(index), COLUMNS, MANNER)))


@dataclass(frozen=True)
class Cost:
    """What one key takes."""

    written: float
    """Bytes."""
    cpu_ms: float
    writes: float
    """Time from the key to the last byte, as a multiple of a bare write of the same bytes."""


def costs(which: str, part: int) -> dict[str, Cost]:
    """Press the keys and weigh what comes back."""
    command = [sys.executable, "-m", "tests.bench.rows", which]
    found = {}
    with Terminal(command, columns=SIZE[0], rows=SIZE[1]) as terminal:
        terminal.until("run planner")
        terminal.quiet(0.5)
        for name, key, times in KEYS:
            if name == "scroll a line":
                terminal.send("\x1b[B" * SIZE[1])
                terminal.quiet(0.5)
            given = [answer(terminal, key) for _ in range(times // part)]
            found[name] = Cost(
                statistics.median(len(each.data) for each in given),
                median_ms(each.cpu for each in given),
                median_ms(each.last for each in given) / 1000 / bare(given[-1].data),
            )
    return found


def main() -> None:
    """Print what each key costs and how it compares."""
    part = repetitions(__doc__, short=4, usual=1)
    ours, stock = costs("ours", part), costs("stock", part)
    row = ours["page down"].written / (SIZE[1] - 1)
    for name, cost in ours.items():
        other = stock[name]
        print(
            f"{name:14} {cost.written:7.0f} B {cost.cpu_ms:5.1f} ms CPU"
            f" | {cost.written / row:4.1f} rows painted, {cost.writes:5.1f} × a bare write"
            f" | DataTable {other.written / cost.written:4.1f} × the bytes,"
            f" {other.cpu_ms / max(cost.cpu_ms, 0.1):4.1f} × the CPU"
        )


if __name__ == "__main__":
    if sys.argv[-1] in ("ours", "stock"):
        {"ours": Ours, "stock": Stock}[sys.argv[-1]]().run()
    else:
        main()
