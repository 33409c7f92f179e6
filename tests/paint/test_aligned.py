"""Two aligned traces as rows: what differs is said in words, at every width, and for a ticket."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spandeck import semantics
from spandeck.model.alignment import Alignment, align
from spandeck.model.trace import ERROR, OK, Span, assemble
from spandeck.model.tree import finish
from spandeck.paint.aligned import (
    NARROW,
    WIDE,
    AlignedRows,
    Mark,
    mark,
    markdown,
    marking,
    ratio,
    telling,
)
from spandeck.paint.row import Column, fit, line, total

MS = 10**6


def span(name: str, ms: float = 100, *, failed: bool = False, **kept: str) -> Span:
    """A span; `above` is its parent, anything else an attribute."""
    above = kept.pop("above", None)
    attributes = {key.replace("__", "."): value for key, value in kept.items()}
    ended = round(ms * MS)
    status = ERROR if failed else OK
    return Span("t", name, above, name, "", 0, ended, status, attributes=attributes)


def asked(model: str) -> Span:
    return span("a", openinference__span__kind="LLM", llm__model_name=model)


@pytest.mark.parametrize(
    ("base", "other", "said"),
    [
        (span("a"), span("a"), ""),
        (span("a"), None, "- only base"),
        (None, span("a"), "+ only other"),
        (None, span("a", failed=True), "✗ only other"),
        (span("a"), span("a", failed=True), "✗ failed"),
        (span("a", failed=True), span("a"), "✓ passed"),
        (span("a", failed=True), span("a", failed=True), ""),
        (asked("gpt-4o"), asked("gpt-4o-mini"), "≠ llm"),
        (span("a", 100), span("a", 320), "▲ ×3.2 slower"),
        (span("a", 320), span("a", 100), "▼ ×3.2 faster"),
        (span("a", 1), span("a", 4), ""),
        (span("a", 0), span("a", 400), "▲ ×>99 slower"),
    ],
)
def test_the_most_telling_difference_is_said(
    base: Span | None, other: Span | None, said: str
) -> None:
    assert mark(base, other).said == said


def test_times_have_two_digits() -> None:
    assert [ratio(3, 2), ratio(24, 1), ratio(1, 0)] == ["1.5", "24", ">99"]


def aligned() -> tuple[Alignment, tuple[Mark, ...]]:
    base = [
        span("run", 900),
        span("plan", 100, above="run"),
        span("think", 90, above="plan"),
        span("write", 100, above="run"),
    ]
    other = [
        span("run", 950),
        span("plan", 100, above="run"),
        span("think", 90, above="plan", failed=True),
        span("retry", 100, above="run"),
        span("wait", 100, above="retry"),
    ]
    found = align(assemble(base), assemble(other), semantics.step)
    return found, finish(marking(found))


def painted(rows: AlignedRows, columns: Sequence[Column]) -> list[str]:
    cells = (line(columns, rows.cells(at, columns)) for at in range(len(rows)))
    return ["".join(piece for piece, _ in each) for each in cells]


def test_what_differs_is_kept_with_what_is_above_it_and_without_what_is_below_it() -> None:
    found, marks = aligned()
    pairs = (found.spans(row) for row in finish(telling(found, marks)))
    names = [each.name for pair in pairs if (each := pair[1] or pair[0])]
    assert names == ["run", "plan", "think", "write", "retry"]


def test_both_trees_stand_beside_each_other_where_there_is_room() -> None:
    found, marks = aligned()
    text = painted(AlignedRows(found, marks, range(len(found)), wide=True), fit(WIDE, 117))
    assert {cell_len(each) for each in text} == {117}
    assert " ".join(text[2].split()) == "✗ failed span think 90 ms ✗ span think 90 ms"
    assert " ".join(text[4].split()) == "+ only other · span retry 100 ms"


def test_one_tree_has_the_steps_of_both_where_there_is_not() -> None:
    found, marks = aligned()
    text = painted(AlignedRows(found, marks, range(len(found)), wide=False), fit(NARROW, 77))
    assert {cell_len(each) for each in text} == {77}
    assert " ".join(text[3].split()) == "- only base span write 100 ms"


def test_a_table_for_a_ticket_has_what_differs() -> None:
    found, marks = aligned()
    table = markdown(found, marks, ("Risicare 7f3a", "Risicare 9c2b"))
    assert table.splitlines()[0] == "| differs | step | Risicare 7f3a | Risicare 9c2b |"
    assert "| ✗ failed | &nbsp;&nbsp;&nbsp;&nbsp;span think | 90 ms | 90 ms |" in table


@given(st.text(max_size=60), st.integers(20, 160), st.integers(0, 40))
def test_no_name_breaks_a_row_or_a_table(name: str, width: int, depth: int) -> None:
    above = ["r", *map(str, range(depth))]
    below = [Span("t", str(n), above[n], name, "", 0, MS, ERROR) for n in range(depth)]
    found = align(assemble([]), assemble([span("r"), *below]), semantics.step)
    marks = finish(marking(found))
    for wide, columns in ((True, WIDE), (False, NARROW)):
        fitted = fit(columns, width)
        text = painted(AlignedRows(found, marks, range(len(found)), wide=wide), fitted)
        assert {cell_len(each) for each in text} == {total(fitted)}
        assert not any("\n" in each for each in text)
    assert len(markdown(found, marks, (name, name)).split("\n")) == 2 + len(
        finish(telling(found, marks))
    )
