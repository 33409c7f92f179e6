"""What two sets of traces differ in, as rows of a list: counts on both sides, and a chance."""

from collections.abc import Sequence

from spandeck.model.contrast import Difference, Side
from spandeck.model.markdown import escaped
from spandeck.paint.row import Cell, Column, Tone
from spandeck.paint.sentence import code
from spandeck.paint.units import one_line

SURE, LIKELY = 0.001, 0.05
"""Probabilities below which a difference is hardly chance, or not likely to be."""
COLUMNS = (
    Column("attribute", "WHAT", "text", 14, most=34),
    Column("value", "VALUE", "text", 12, most=44),
    Column("marked", "MARKED", "number", 11, most=14),
    Column("rest", "REST", "number", 11, most=14),
    Column("effect", "DIFFERENCE", "number", 11, rank=1),
    Column("chance", "CHANCE", "number", 8),
)
STATISTIC = "CHANCE is how likely as much is by chance alone: Fisher's exact or a rank test."


def cell(row: Difference, column: Column) -> Cell:
    """What one column of a difference says."""
    match column.name:
        case "attribute":
            return Cell(one_line(row.attribute), tone(row))
        case "value":
            said = code(one_line(row.value), column.width) or "median"
            return Cell(said, "plain" if row.value else "muted")
        case "marked":
            return Cell(half(row.marked))
        case "rest":
            return Cell(half(row.rest))
        case "effect":
            return Cell(
                f"{row.effect * 100:+.0f} %" if row.value else f"{larger(row):.0f} % larger"
            )
        case _:
            return Cell(probability(row.chance), tone(row))


def half(side: Side) -> str:
    """`8/8` of a word, `8.2k` of a number."""
    return f"{side.count}/{side.of}" if side.median is None else number(side.median)


def number(value: float) -> str:
    """Three digits that matter."""
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= 100 else f"{value:.3g}"


def larger(row: Difference) -> float:
    """How often the marked one is the larger of two, in percent."""
    return (row.effect + 1) * 50


def tone(row: Difference) -> Tone:
    """How sure a difference is."""
    return "accent" if row.chance < SURE else "plain" if row.chance < LIKELY else "muted"


def probability(chance: float) -> str:
    """`<0.0001`, `0.0021`, `0.31`: how sure it is, with as many digits as that needs."""
    if chance < 0.0001:
        return "<0.0001"
    return f"{chance:.4f}" if chance < 0.01 else f"{chance:.2f}"


def fact(row: Difference, column: str) -> str | float | None:
    """What a column sorts by."""
    facts = {"marked": row.marked, "rest": row.rest}
    if column in facts:
        side = facts[column]
        return side.median if side.median is not None else side.share
    found: str | float | None = getattr(row, column, None)
    return found


def markdown(rows: Sequence[Difference]) -> str:
    """The differences as a table for a chat or a ticket."""
    head = ["| what | value | marked | rest | chance |", "| --- | --- | ---: | ---: | ---: |"]
    for each in rows:
        what, word = escaped(one_line(each.attribute)), escaped(one_line(each.value)) or "median"
        counts = f"{half(each.marked)} | {half(each.rest)} | {probability(each.chance)}"
        head.append(f"| {what} | {word} | {counts} |")
    return "\n".join(head)
