"""A failure as one row of a live list: its columns, what each says, and what is new about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from spandeck.model.group import OPEN, Word
from spandeck.model.occurrence import Occurrence
from spandeck.model.tail import Item
from spandeck.paint.budget import LETTERS
from spandeck.paint.row import Cell, Column, Tone
from spandeck.paint.sentence import code, ending
from spandeck.paint.tracerow import Manner, when
from spandeck.paint.units import NOTHING, duration, one_line

COLUMNS = (
    Column("kind", " ", "mark", 1),
    Column("time", "time", "time", 9, 23, rank=2),
    Column("news", "", "text", 5, rank=1),
    Column("vendor", "vendor", "text", 8, rank=3),
    Column("what", "what", "text", 21, 36),
    Column("where", "where", "text", 16, 40, rank=4),
    Column("message", "message", "text", 20, 120, rank=5),
    Column("state", "state", "text", 12, rank=6),
    Column("trace", "trace", "text", 32, rank=7),
    Column("lag", "read after", "number", 10, rank=8),
    Column("session", "session", "text", 20, 26, rank=9),
    Column("environment", "environment", "text", 11, 14, rank=10),
)
"""Every column a list of failures has; what is least needed is dropped first."""
KINDS: Mapping[str, tuple[str, str]] = {"alert": ("▲", "alert "), "upstream": ("◆", "provider ")}
"""By kind: the mark, and the word before what it says; a failed span or trace needs no word."""
BEGINNING = 400
"""Characters of a text that a cell can show at most; a message may have a hundred thousand."""


@dataclass(frozen=True, slots=True)
class Row:
    """One failure as it is shown."""

    item: Item
    new: bool = False
    """Whether it came since the reader looked."""
    state: Word | None = None
    """What is thought of its group; None where nobody can say."""
    told_by: Sequence[str] = ()
    """Every vendor that told of it, where that is known."""


def cells(row: Row | None, columns: Sequence[Column], manner: Manner) -> list[Cell]:
    """What a row says in these columns; None is a row that was let go."""
    if row is None:
        return [Cell("·" if each.kind == "mark" else "", "muted") for each in columns]
    return [FACTS[each.name](row, each, manner) for each in columns]


def closed(row: Row) -> bool:
    """Whether somebody has dealt with its group: it is told quietly."""
    return row.state is not None and row.state not in OPEN


def tone(row: Row) -> Tone:
    """How loudly it is told."""
    if closed(row):
        return "muted"
    return "error" if row.item.occurrence.fatal else "warn"


def kind(row: Row, column: Column, manner: Manner) -> Cell:
    """One mark, never colour alone: `✗`, `!` where the agent got over it, an alert, a provider."""
    told = row.item.occurrence
    if told.kind in KINDS:
        return Cell(KINDS[told.kind][0], tone(row))
    return Cell("✗" if told.fatal else "!", tone(row))


def news(row: Row, column: Column, manner: Manner) -> Cell:
    """`+` since the reader looked, `late`, `chg`, or both: `+late`; nothing for what was seen."""
    said = "chg" if row.item.changed else "late" if row.item.late else ""
    if row.new:
        return Cell(f"+{said}", "accent")
    return Cell(said, "warn")


def vendor(row: Row, column: Column, manner: Manner) -> Cell:
    """Who told of it: the vendor, or the letters of several as the status line has them."""
    if len(row.told_by) < 2:
        return Cell(row.item.occurrence.vendor, "muted")
    told = [letter for name, letter in LETTERS.items() if name in row.told_by]
    return Cell(" ".join(told), "muted" if closed(row) else "plain")


def what(row: Row, column: Column, manner: Manner) -> Cell:
    """What failed; of a code that is too long, its end."""
    return Cell(code(named(row.item.occurrence), column.width), tone(row))


def named(told: Occurrence) -> str:
    """What failed in a word; an alert is called by its name, since its code is how grave it is."""
    if told.kind not in KINDS:
        return one_line(told.what)
    name = (told.kind == "alert" and told.of.name) or told.what
    return KINDS[told.kind][1] + one_line(name)


def lag(row: Row, column: Column, manner: Manner) -> Cell:
    """How long after it happened it was read."""
    return Cell(duration(row.item.lag_s * 1000), "warn" if row.item.late else "muted")


def state(row: Row, column: Column, manner: Manner) -> Cell:
    """What is thought of its group."""
    return Cell(row.state or NOTHING, "muted")


def place(row: Row, column: Column, manner: Manner) -> Cell:
    """The tool, the model or the step, and whose it is where there is room."""
    told = row.item.occurrence
    where, agent = one_line(told.where[:BEGINNING]), one_line((told.spot.agent or "")[:BEGINNING])
    both = " · ".join(each for each in (where, agent) if each)
    shown = both if cell_len(both) <= column.width or not where else ending(where, column.width)
    return Cell(shown or NOTHING, "plain" if shown and not closed(row) else "muted")


def text(fact: Callable[[Occurrence], str | None], loud: Tone = "muted") -> "Painter":
    """A cell of words; what was not said is quiet."""

    def paint(row: Row, column: Column, manner: Manner) -> Cell:
        told = fact(row.item.occurrence)
        if not told:
            return Cell(NOTHING, "muted")
        return Cell(one_line(told[:BEGINNING]), "muted" if closed(row) else loud)

    return paint


Painter = Callable[[Row, Column, Manner], Cell]
FACTS: Mapping[str, Painter] = {
    "kind": kind,
    "news": news,
    "time": lambda row, column, manner: when(row.item.occurrence.at_ns, column, manner),
    "vendor": vendor,
    "what": what,
    "where": place,
    "message": text(lambda told: told.cause.message, "plain"),
    "state": state,
    "trace": text(lambda told: told.of.trace_id),
    "lag": lag,
    "session": text(lambda told: told.of.session_id),
    "environment": text(lambda told: told.spot.environment),
}
