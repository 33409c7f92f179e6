"""Which cells of two pictures differ: all of those, and few others."""

from hypothesis import given
from hypothesis import strategies as st

from spandeck.paint.difference import cells, differing
from spandeck.paint.document import Line

LINES = st.lists(
    st.lists(st.tuples(st.text("ab│漢 ", max_size=9), st.sampled_from("xy")), max_size=4).map(
        tuple
    ),
    max_size=4,
)


def test_equal_pictures_cost_nothing() -> None:
    assert differing([(("abc", "x"),)], [(("ab", "x"), ("c", "x"))]) == []


def test_a_cell_that_moved_is_painted_where_it_was_and_where_it_is() -> None:
    before, after = [(("|" + " " * 20, "x"),)], [((" " * 20 + "|", "x"),)]
    assert differing(before, after) == [(0, 0, 1), (20, 0, 1)]


def test_neighbours_are_painted_at_once() -> None:
    before, after = [(("ab   cd", "x"),)], [(("xb   cx", "x"),)]
    assert differing(before, after) == [(0, 0, 1), (6, 0, 1)]
    assert differing([(("abcde", "x"),)], [(("xbcdx", "x"),)]) == [(0, 0, 5)]


def test_another_role_differs_though_the_text_does_not() -> None:
    assert differing([(("ab", "x"),)], [(("a", "x"), ("b", "y"))]) == [(1, 0, 1)]


def test_lines_that_are_new_or_gone_differ() -> None:
    assert differing([], [(("ab", "x"),)]) == [(0, 0, 2)]
    assert differing([(("ab", "x"),)], []) == [(0, 0, 2)]


@given(LINES, LINES)
def test_every_cell_that_differs_is_painted(before: list[Line], after: list[Line]) -> None:
    painted = {(x + n, y) for x, y, width in differing(before, after) for n in range(width)}
    for y in range(max(len(before), len(after))):
        old = cells(before[y]) if y < len(before) else []
        new = cells(after[y]) if y < len(after) else []
        for x in range(max(len(old), len(new))):
            one = old[x] if x < len(old) else None
            other = new[x] if x < len(new) else None
            assert one == other or (x, y) in painted
