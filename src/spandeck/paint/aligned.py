"""Two aligned traces as rows of a list: both trees side by side, and how each step differs.

Where there is no room for two trees, one shows the steps of both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spandeck import semantics
from spandeck.model.alignment import ABSENT, Alignment
from spandeck.model.markdown import escaped
from spandeck.model.record import of_span
from spandeck.model.trace import Span
from spandeck.model.tree import Slices, finish
from spandeck.paint.row import Cell, Column, Piece, Tone, cut
from spandeck.paint.units import duration, one_line

BATCH = 64
"""Rows looked at between two pauses."""
DEEPEST = 8
"""Levels that are indented; deeper ones say their depth."""
SLOWER = 1.5
"""Times as long that count as slower."""
NOTABLE_MS = 20.0
"""Milliseconds more or less that are worth a word, however many times that is."""
MARK = Column("mark", "DIFFERS", "text", 14)
BASE_MS = Column("base_ms", "base", "number", 8)
OTHER_MS = Column("other_ms", "other", "number", 8)
NARROW = (MARK, Column("step", "STEP", "text", 20, most=90), BASE_MS, OTHER_MS)
WIDE = (
    MARK,
    Column("base", "BASE", "text", 24, most=70),
    BASE_MS,
    Column("other", "OTHER", "text", 24, most=70),
    OTHER_MS,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How the other span differs from the base's."""

    said: str = ""
    tone: Tone = "muted"
    failed: bool = False
    """Whether the other one failed and the base's did not."""
    slower: bool = False


SAME = Mark()


def mark(base: Span | None, other: Span | None) -> Mark:
    """The most telling difference of two spans; at least one of them is there."""
    if base is None:
        failed = other is not None and other.failed
        return Mark("✗ only other", "error", failed=True) if failed else Mark("+ only other", "ok")
    if other is None:
        return Mark("- only base", "warn")
    if other.failed and not base.failed:
        return Mark("✗ failed", "error", failed=True)
    if base.failed and not other.failed:
        return Mark("✓ passed", "ok")
    one, two = semantics.glance(base), semantics.glance(other)
    if one.label != two.label or base.name != other.name:
        return Mark(f"≠ {one.kind}", "accent")
    return paced(base.duration_ms, other.duration_ms)


def paced(base: float | None, other: float | None) -> Mark:
    """Whether the other took much longer, or much less long."""
    if base is None or other is None or abs(other - base) < NOTABLE_MS:
        return SAME
    if other >= base * SLOWER:
        return Mark(f"▲ ×{ratio(other, base)} slower", "warn", slower=True)
    if base >= other * SLOWER:
        return Mark(f"▼ ×{ratio(base, other)} faster", "muted")
    return SAME


def ratio(more: float, less: float) -> str:
    """How many times as much: `1.8`, `24`, `>99`."""
    times = more / less if less > 0 else 1000.0
    return ">99" if times > 99 else f"{times:.0f}" if times >= 10 else f"{times:.1f}"


def marking(found: Alignment) -> Slices[tuple[Mark, ...]]:
    """Every row's mark, in slices."""
    marks = []
    for row in range(len(found)):
        marks.append(mark(*found.spans(row)))
        if row % BATCH == 0:
            yield
    return tuple(marks)


def telling(found: Alignment, marks: Sequence[Mark]) -> Slices[list[int]]:
    """The rows that differ, and those above them; not what is below one that only one side has.

    In slices.
    """
    kept: set[int] = set()
    line: list[int] = []
    for row, depth in enumerate(found.depth):
        del line[depth:]
        alone = ABSENT in (found.left[row], found.right[row])
        below = bool(line) and ABSENT in (found.left[line[-1]], found.right[line[-1]])
        if marks[row].failed or (marks[row].said and not (alone and below)):
            kept.update((*line, row))
        line.append(row)
        if row % BATCH == 0:
            yield
    return sorted(kept)


class AlignedRows:
    """What the list widget is given; fulfils `paint.row.RowSource`."""

    order = ""
    descending = True

    def __init__(
        self, found: Alignment, marks: Sequence[Mark], kept: Sequence[int], *, wide: bool
    ) -> None:
        """`kept` are the rows that are shown."""
        self.found, self.marks, self.kept = found, marks, kept
        self.columns: Sequence[Column] = WIDE if wide else NARROW

    def __len__(self) -> int:
        return len(self.kept)

    def key(self, index: int) -> str:
        """The number of the row among all."""
        return str(self.kept[index])

    def cells(self, index: int, columns: Sequence[Column]) -> Sequence[Cell]:
        """What a row says."""
        return [self.cell(self.kept[index], each) for each in columns]

    def cell(self, row: int, column: Column) -> Cell:
        """What one column of it says."""
        base, other = self.found.spans(row)
        match column.name:
            case "mark":
                return Cell(self.marks[row].said, self.marks[row].tone)
            case "base":
                return step(base, self.found.depth[row], column.width)
            case "other":
                return step(other, self.found.depth[row], column.width)
            case "base_ms":
                return took(base)
            case "other_ms":
                return took(other, self.marks[row])
            case _:
                return step(other or base, self.found.depth[row], column.width)


def took(span: Span | None, mark: Mark = SAME) -> Cell:
    """How long a span took; nothing where there is none."""
    tone: Tone = "warn" if mark.slower else "plain"
    return Cell(duration(span.duration_ms), tone) if span is not None else Cell("")


def step(span: Span | None, depth: int, width: int) -> Cell:
    """A span in its tree, in exactly a column's width; a dot where there is none."""
    indent = "  " * depth if depth <= DEEPEST else f"⋯{depth} ".ljust(2 * DEEPEST)
    if span is None:
        return Cell("", pieces=((cut(f"{indent}·", width), "muted"),))
    seen = semantics.glance(span)
    lead = f"{indent}{'✗ ' if span.failed else ''}{one_line(seen.kind)} "
    label = seen.label if seen.label and seen.label not in span.name else ""
    said = one_line(" ".join(each for each in (span.name, label) if each))
    whole = cut(lead + said, width)
    tone: Tone = "error" if span.failed else "plain"
    pieces: tuple[Piece, ...] = ((whole[: len(lead)], "muted"), (whole[len(lead) :], tone))
    return Cell("", pieces=tuple(each for each in pieces if each[0]))


def markdown(found: Alignment, marks: Sequence[Mark], titles: tuple[str, str]) -> str:
    """The rows that differ as a table for a chat or a ticket."""
    return "\n".join(tabled(found, marks, titles))


def tabled(found: Alignment, marks: Sequence[Mark], titles: tuple[str, str]) -> Iterator[str]:
    """Line by line; no cell can end its row."""
    one, two = (escaped(one_line(each)) for each in titles)
    yield f"| differs | step | {one} | {two} |"
    yield "| --- | --- | ---: | ---: |"
    for row in finish(telling(found, marks)):
        base, other = found.spans(row)
        span = other or base
        name = f"{semantics.glance(span).kind} {span.name}" if span else ""
        times = [duration(each.duration_ms) if each else "" for each in (base, other)]
        indent = "&nbsp;" * 2 * min(found.depth[row], DEEPEST)
        yield f"| {marks[row].said} | {indent}{escaped(one_line(name))} | {times[0]} | {times[1]} |"


def records(found: Alignment, marks: Sequence[Mark]) -> list[Mapping[str, Any]]:
    """Every row as it is exported: how it differs, and both spans."""
    pairs = (found.spans(row) for row in range(len(found)))
    return [
        {
            "differs": mark.said,
            "base": of_span(base) if base else None,
            "other": of_span(other) if other else None,
        }
        for mark, (base, other) in zip(marks, pairs, strict=True)
    ]
