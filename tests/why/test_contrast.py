"""What a marked set has that the rest has not: ranked, counted on both sides, never overstated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.contrast import Side
from spandeck.why.contrast import Sample, contrast


def sample(number: int, numbers: dict[str, float] | None = None, **words: str) -> Sample:
    said = {name: frozenset(value.split()) for name, value in words.items()}
    return Sample(f"t{number}", said, numbers or {})


def test_the_word_that_tells_the_sets_apart_comes_first_with_both_counts() -> None:
    marked = [sample(n, agent="planner", version="2.1") for n in range(8)]
    rest = [sample(n, agent="planner" if n % 2 else "support", version="2.0") for n in range(40)]
    found = contrast(marked, rest)
    first = found.differences[0]
    assert (first.attribute, first.value) == ("version", "2.1")
    assert (first.marked, first.rest) == (Side(8, 8), Side(0, 40))
    assert first.effect == 1
    assert first.chance < 1e-8
    assert found.caveat == ""


def test_of_two_words_that_exclude_each_other_one_is_told() -> None:
    marked = [sample(n, status="error") for n in range(6)]
    rest = [sample(n, status="ok") for n in range(6)]
    assert [each.value for each in contrast(marked, rest).differences] == ["error"]


def test_a_trace_may_name_several_tools() -> None:
    marked = [sample(n, tool="search browse") for n in range(6)]
    rest = [sample(n, tool="search") for n in range(9)]
    (only,) = contrast(marked, rest).differences
    assert (only.value, only.marked.share, only.rest.share) == ("browse", 1.0, 0.0)


def test_what_one_marked_trace_alone_has_tells_nothing_of_the_set() -> None:
    marked = [sample(n, session=f"s{n}") for n in range(6)]
    rest = [sample(n, session=f"s{n + 3}") for n in range(40)]
    assert contrast(marked, rest).differences == ()


def test_numbers_are_told_by_their_medians_and_by_how_often_they_are_larger() -> None:
    marked = [sample(n, {"429s": 40.0 + n}) for n in range(6)]
    rest = [sample(n, {"429s": float(n)}) for n in range(9)]
    (only,) = contrast(marked, rest).differences
    assert (only.marked.median, only.rest.median) == (42.5, 4.0)
    assert only.effect == 1
    assert only.chance == pytest.approx(2 / 5005)


def test_what_nobody_stated_counts_for_nobody() -> None:
    marked = [sample(1, region="eu"), sample(2), sample(3)]
    rest = [sample(n, region="eu us") for n in range(5)]
    found = contrast(marked, rest)
    assert all(each.marked.of == 1 for each in found.differences)
    assert contrast([sample(1)], rest).differences == ()


def test_few_traces_say_so() -> None:
    found = contrast([sample(1, agent="a")], [sample(n, agent="b") for n in range(40)])
    assert found.caveat.startswith("Only 1 on one side")


def noise(number: int, turn: int) -> Sample:
    said = {f"a{each}": frozenset({str((number * each + turn * number) % 3)}) for each in range(9)}
    return Sample(f"t{number}", said)


def test_noise_says_so() -> None:
    found = contrast([noise(n, 0) for n in range(9)], [noise(n, 1) for n in range(9)])
    assert found.differences
    assert f"{found.tests} tests were made" in found.caveat


def test_an_empty_set_cannot_be_compared() -> None:
    assert "one of the sets is empty" in contrast([], [sample(1)]).caveat


SAMPLES = st.lists(
    st.builds(
        sample,
        st.integers(),
        st.dictionaries(st.sampled_from(["ms", "429s"]), st.floats(-1e6, 1e6)),
        agent=st.sampled_from(["a", "b", "a b", ""]),
    ),
    max_size=12,
)


@given(SAMPLES, SAMPLES)
def test_whatever_is_compared_counts_are_counts_and_chances_are_chances(
    marked: list[Sample], rest: list[Sample]
) -> None:
    found = contrast(marked, rest)
    chances = [each.chance for each in found.differences]
    assert chances == sorted(chances)
    for each in found.differences:
        assert 0 < each.chance <= 0.5
        assert -1 <= each.effect <= 1
        for side, total in ((each.marked, len(marked)), (each.rest, len(rest))):
            assert 0 <= side.count <= side.of <= total


@given(SAMPLES)
def test_a_set_does_not_differ_from_itself(one: list[Sample]) -> None:
    assert contrast(one, one).differences == ()
