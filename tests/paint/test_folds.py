"""Visible rows by jumps are the rows a naive walk of the tree finds."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.tree import finish
from spandeck.paint.folds import Folds, everything, only


@dataclass(frozen=True)
class Tree:
    """A tree in flat pre-order arrays."""

    depth: list[int]
    parent: list[int]
    end: list[int]

    def children(self, span: int) -> list[int]:
        return [each for each, mother in enumerate(self.parent) if mother == span]


def tree(depths: list[int]) -> Tree:
    """A tree from wished-for depths, each cut down to one below its predecessor."""
    depth: list[int] = []
    for wish in depths:
        depth.append(min(wish, depth[-1] + 1) if depth else 0)
    size = range(len(depth))
    parent = [
        max((above for above in range(span) if depth[above] == depth[span] - 1), default=-1)
        for span in size
    ]
    end = [
        next((below for below in size if below > span and depth[below] <= depth[span]), len(depth))
        for span in size
    ]
    return Tree(depth, parent, end)


trees = st.lists(st.integers(0, 5), min_size=1, max_size=30).map(tree)


def naive(
    grown: Tree, span: int, kept: list[bool], folded: set[int], depth: int
) -> list[tuple[int, int]]:
    """(span, shown depth) of all that shows at and below a span."""
    shown = kept[span] or grown.parent[span] < 0
    found = [(span, depth)] if shown else []
    if shown and span in folded:
        return found
    for child in grown.children(span):
        found += naive(grown, child, kept, folded, depth + shown)
    return found


def shown(folds: Folds) -> list[tuple[int, int]]:
    return [(folds.span(row), folds.choice.depth[folds.rows[row]]) for row in range(len(folds))]


@given(trees, st.data())
def test_visible_rows_are_those_of_a_naive_walk(grown: Tree, data: st.DataObject) -> None:
    size = len(grown.depth)
    kept = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    folded = data.draw(st.sets(st.integers(0, size - 1)))
    folds = Folds(finish(only(kept, grown.parent, grown.end)), grown.parent)
    folds.folded = folded
    folds.settle()

    roots = [span for span, mother in enumerate(grown.parent) if mother < 0]
    expected = [pair for root in roots for pair in naive(grown, root, kept, folded, 0)]
    assert shown(folds) == expected
    assert [folds.row(folds.span(row)) for row in range(len(folds))] == [*range(len(folds))]


@given(trees, st.data())
def test_every_span_left_out_is_counted_once(grown: Tree, data: st.DataObject) -> None:
    size = len(grown.depth)
    kept = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    choice = finish(only(kept, grown.parent, grown.end))
    assert len(choice.order) + sum(choice.hidden.values()) == size
    assert all(choice.order[place] in grown.parent for place in choice.hidden)


@given(trees, st.data())
def test_revealing_a_span_opens_just_what_hides_it(grown: Tree, data: st.DataObject) -> None:
    size = len(grown.depth)
    span = data.draw(st.integers(0, size - 1))
    folds = Folds(everything(grown.depth, grown.parent, grown.end), grown.parent)
    folds.folded = data.draw(st.sets(st.integers(0, size - 1)))
    folds.settle()
    before = len(folds)

    assert folds.reveal(span)
    assert folds.span(folds.row(span)) == span
    assert len(folds) >= before


def test_the_row_of_a_hidden_span_is_its_nearest_visible_ancestor() -> None:
    grown = tree([0, 1, 2, 3, 1])
    folds = Folds(everything(grown.depth, grown.parent, grown.end), grown.parent)
    folds.fold(1, shut=True)
    assert [folds.span(row) for row in range(len(folds))] == [0, 1, 4]
    assert folds.row(3) == 1
    assert folds.is_folded(1)
    assert folds.parent_row(2) == 0
    assert folds.parent_row(0) is None


def test_folding_all_leaves_the_roots_open_and_opening_all_is_a_range() -> None:
    grown = tree([0, 1, 2, 2, 1, 2, 0, 1])
    folds = Folds(everything(grown.depth, grown.parent, grown.end), grown.parent)
    folds.fold_all(shut=True)
    assert [folds.span(row) for row in range(len(folds))] == [0, 1, 4, 6, 7]
    folds.fold_all(shut=False)
    assert folds.rows == range(8)


def test_a_left_out_span_cannot_be_revealed() -> None:
    grown = tree([0, 1, 2])
    folds = Folds(finish(only([True, False, True], grown.parent, grown.end)), grown.parent)
    assert not folds.reveal(1)
    assert folds.row(1) == 0
    assert folds.choice.hidden == {0: 1}
    assert folds.choice.depth[1] == 1


def test_guides_know_whether_a_sibling_follows() -> None:
    grown = tree([0, 1, 2, 1])
    folds = Folds(everything(grown.depth, grown.parent, grown.end), grown.parent)
    assert [folds.more_below(place) for place in range(4)] == [False, True, False, False]
