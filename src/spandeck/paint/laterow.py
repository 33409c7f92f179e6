"""A failure that came late or was told again otherwise, as one row: before and now side by side."""

from collections.abc import Callable, Mapping, Sequence

from spandeck.paint.errorrow import BEGINNING, named
from spandeck.paint.failure import Retold
from spandeck.paint.row import Cell, Column
from spandeck.paint.tracerow import Manner, when
from spandeck.paint.units import NOTHING, one_line

COLUMNS = (
    Column("how", "", "text", 7),
    Column("time", "happened", "time", 9, 23, rank=1),
    Column("vendor", "vendor", "text", 8, rank=4),
    Column("what", "what", "text", 14, 22, rank=2),
    Column("where", "where", "text", 10, 14, rank=3),
    Column("before", "told before", "text", 14, 60),
    Column("now", "says now", "text", 14, 60),
)
"""Every column; what is least needed is dropped first."""


def cells(row: Retold, columns: Sequence[Column], manner: Manner) -> list[Cell]:
    """What a row says in these columns."""
    return [FACTS[each.name](row, each, manner) for each in columns]


def how(row: Retold, column: Column, manner: Manner) -> Cell:
    """Whether it came late, or was told otherwise."""
    return Cell("changed" if row.item.changed else "late", "warn")


def what(row: Retold, column: Column, manner: Manner) -> Cell:
    """What failed."""
    told = row.item.occurrence
    return Cell(named(told), "error" if told.fatal else "warn")


def text(fact: Callable[[Retold], str]) -> "Painter":
    """A cell of words; what was not said is quiet."""

    def paint(row: Retold, column: Column, manner: Manner) -> Cell:
        told = fact(row)
        return Cell(one_line(told[:BEGINNING])) if told else Cell(NOTHING, "muted")

    return paint


Painter = Callable[[Retold, Column, Manner], Cell]
FACTS: Mapping[str, Painter] = {
    "how": how,
    "time": lambda row, column, manner: when(row.item.occurrence.at_ns, column, manner),
    "vendor": text(lambda row: row.item.occurrence.vendor),
    "what": what,
    "where": text(lambda row: row.item.occurrence.where),
    "before": text(lambda row: row.told),
    "now": text(lambda row: row.says),
}
