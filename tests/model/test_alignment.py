"""Two traces side by side: nothing is lost, order is kept, and what is the same meets."""

import time
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.alignment import ABSENT, CELLS, Alignment, align, aligning, common
from spandeck.model.trace import OK, Span, Trace, assemble
from spandeck.model.tree import finish


def trace(*edges: tuple[str, str | None, str], of: str = "t") -> Trace:
    """Spans as (id, parent, name), starting one after the other."""
    return assemble(
        [
            Span(of, each, parent, name, "", at, at + 1, OK)
            for at, (each, parent, name) in enumerate(edges)
        ]
    )


def name(span: Span) -> str:
    return span.name


def told(found: Alignment) -> list[tuple[int, str, str]]:
    """Every row: how deep, which span of the base, which of the other."""
    rows = ((found.depth[row], *found.spans(row)) for row in range(len(found)))
    return [(depth, a.span_id if a else "", b.span_id if b else "") for depth, a, b in rows]


def test_what_is_the_same_meets_and_the_rest_stands_alone_with_all_below_it() -> None:
    base = trace(("r", None, "run"), ("p", "r", "plan"), ("s", "r", "search"), ("w", "r", "write"))
    other = trace(
        *(("R", None, "run"), ("P", "R", "plan"), ("X", "R", "retry"), ("Y", "X", "wait")),
        ("W", "R", "write"),
    )
    assert told(align(base, other, name)) == [
        (0, "r", "R"),
        (1, "p", "P"),
        (1, "s", ""),
        (1, "", "X"),
        (2, "", "Y"),
        (1, "w", "W"),
    ]


def test_a_loop_is_told_from_its_first_round() -> None:
    base = trace(("r", None, "run"), ("a", "r", "step"))
    other = trace(("R", None, "run"), *((f"A{n}", "R", "step") for n in range(3)))
    assert told(align(base, other, name))[1:] == [(1, "a", "A0"), (1, "", "A1"), (1, "", "A2")]


def test_the_same_step_below_another_one_is_not_the_same() -> None:
    base = trace(("r", None, "run"), ("p", "r", "plan"), ("s", "p", "search"))
    other = trace(("R", None, "run"), ("S", "R", "search"))
    assert (2, "s", "") in told(align(base, other, name))


def test_an_empty_trace_has_nothing_to_meet() -> None:
    some = trace(("r", None, "run"))
    assert told(align(assemble([]), some, name)) == [(0, "", "r")]
    assert told(align(assemble([]), assemble([]), name)) == []


TREES = st.lists(st.tuples(st.integers(0, 30), st.sampled_from("abc")), max_size=30).map(
    lambda drawn: trace(
        *(
            (f"n{at}", None if above >= at else f"n{above}", word)
            for at, (above, word) in enumerate(drawn)
        )
    )
)


@given(TREES, TREES)
def test_every_span_of_both_stands_exactly_once_and_in_order(base: Trace, other: Trace) -> None:
    found = align(base, other, name)
    assert [each for each in found.left if each != ABSENT] == list(range(len(base.spans)))
    assert [each for each in found.right if each != ABSENT] == list(range(len(other.spans)))


@given(TREES, TREES)
def test_spans_meet_only_at_one_depth_doing_one_step_below_what_meets(
    base: Trace, other: Trace
) -> None:
    found = align(base, other, name)
    rows = {left: row for row, left in enumerate(found.left) if left != ABSENT}
    for row in range(len(found)):
        left, right = found.left[row], found.right[row]
        if ABSENT not in (left, right):
            assert base.spans[left].name == other.spans[right].name
            above = base.parent[left]
            assert (above < 0) == (other.parent[right] < 0)
            assert above < 0 or found.right[rows[above]] == other.parent[right]
        for at, tree in ((left, base), (right, other)):
            assert at == ABSENT or found.depth[row] == tree.depth[at]


@given(TREES)
def test_a_trace_is_the_same_as_itself(one: Trace) -> None:
    assert align(one, one, name).left == align(one, one, name).right


WORDS = st.lists(st.sampled_from("abcd"), max_size=7)


@given(WORDS, WORDS)
def test_as_many_equal_steps_meet_as_can(ones: list[str], twos: list[str]) -> None:
    found = finish(common(ones, twos))
    assert all(ones[one] == twos[two] for one, two in found)
    assert found == sorted(found)
    assert len(found) == longest(ones, twos)


def longest(ones: Sequence[str], twos: Sequence[str]) -> int:
    if not ones or not twos:
        return 0
    if ones[0] == twos[0]:
        return 1 + longest(ones[1:], twos[1:])
    return max(longest(ones[1:], twos), longest(ones, twos[1:]))


def test_many_siblings_meet_by_their_number_in_slices_that_do_not_stall() -> None:
    count = 5_000
    assert count * count > CELLS
    base = trace(("r", None, "run"), *((f"a{n}", "r", f"step {n % 7}") for n in range(count)))
    other = trace(("R", None, "run"), *((f"b{n}", "R", f"step {n % 11}") for n in range(count)))
    work, longest_s = aligning(base, other, name), 0.0
    while True:
        begun = time.process_time()
        try:
            next(work)
        except StopIteration as done:
            found = done.value
            break
        finally:
            longest_s = max(longest_s, time.process_time() - begun)
    assert longest_s < 0.016
    both = [row for row in range(len(found)) if ABSENT not in (found.left[row], found.right[row])]
    assert len(both) > count // 2
    assert len(found) + len(both) == 2 * (count + 1)
