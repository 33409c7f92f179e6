"""How a failure is printed: a line that a person reads, or a record that a program does."""

import sys
import time
from collections.abc import Callable, Sequence
from io import StringIO
from shutil import get_terminal_size

from spandeck.cli import ink
from spandeck.export import encode
from spandeck.model.record import of_item
from spandeck.model.tail import Item
from spandeck.paint.errorrow import Row, cells
from spandeck.paint.row import Column, fit, line, widest
from spandeck.paint.tracerow import Manner

Lines = Callable[[Sequence[Item]], bytes]
"""Items as whole lines in UTF-8, whatever the locale says, since the data is."""
COLUMNS = (
    Column("time", "time", "time", 12, 23),
    Column("vendor", "vendor", "text", 8, rank=1),
    Column("kind", " ", "mark", 1),
    Column("news", "", "text", 4, rank=2),
    Column("what", "what", "text", 18, 34),
    Column("where", "where", "text", 10, 26, rank=3),
    Column("message", "message", "text", 14, 60, rank=4),
    Column("trace", "trace", "text", 32),
)
"""What a line says; what is least needed is left out first where the terminal is narrow."""
NARROW = (*COLUMNS[:-1], Column("trace", "trace", "text", 16, 32))
"""Where a whole id would leave no room to say what failed, its beginning must do."""
WHOLE = 92
"""Cells from which an id is told whole, to be copied."""


def lines(output: str) -> Lines:
    """The way to print that was asked for."""
    return records if output == "ndjson" else texts


def records(items: Sequence[Item]) -> bytes:
    """One JSON object a line, with all that the vendor sent."""
    return "".join(f"{encode(of_item(each))}\n" for each in items).encode()


def texts(items: Sequence[Item]) -> bytes:
    """One aligned line each: as wide as the terminal, and in colours only there."""
    shown = sys.stdout.isatty()
    width = get_terminal_size().columns
    columns = fitting(width) if shown else widest(COLUMNS)
    manner = Manner(now_ns=time.time_ns())
    found = [tuple(line(columns, cells(Row(each), columns, manner))) for each in items]
    text = StringIO()
    if ink.shown(sys.stdout):
        ink.coloured(found, text, width)
    else:
        ink.plain(found, text)
    return text.getvalue().encode()


def fitting(width: int) -> tuple[Column, ...]:
    """The columns on a terminal of so many cells."""
    return fit(COLUMNS if width >= WHOLE else NARROW, width)
