import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.outline import Outline
from spandeck.model.trace import ERROR, OK, Notes, Span, Trace, assemble, assembling
from spandeck.model.tree import SLICE


def span(
    id_: str,
    parent: str | None = None,
    start: int | None = 0,
    end: int | None = 10,
    name: str = "work",
    status: str = OK,
) -> Span:
    return Span("trace", id_, parent, name, "internal", start, end, status)


def ids(trace: Trace) -> list[str]:
    return [each.span_id for each in trace.spans]


@st.composite
def forests(draw: st.DrawFn) -> list[Span]:
    """Spans with any parents at all: cycles, selves and strangers among them."""
    count = draw(st.integers(0, 40))
    parents = st.none() | st.integers(-2, max(count - 1, 0)).map(str)
    times = st.none() | st.integers(0, 50)
    return [
        span(
            str(number),
            draw(parents),
            draw(times),
            draw(times),
            draw(st.sampled_from("ab")),
            draw(st.sampled_from((OK, ERROR))),
        )
        for number in range(count)
    ]


@given(forests(), st.randoms())
def test_the_order_of_arrival_does_not_matter(spans: list[Span], chance: random.Random) -> None:
    shuffled = spans.copy()
    chance.shuffle(shuffled)
    assert assemble(shuffled) == assemble(spans)


@given(forests())
def test_every_span_stands_once_and_below_its_parent(spans: list[Span]) -> None:
    trace = assemble(spans)
    assert sorted(ids(trace)) == sorted(each.span_id for each in spans)
    assert all(trace.spans[at].span_id == id_ for id_, at in trace.positions.items())
    for at, each in enumerate(trace.spans):
        above = trace.parent[at]
        if above < 0:
            assert trace.depth[at] == 0
        else:
            assert trace.spans[above].span_id == each.parent_id
            assert trace.depth[at] == trace.depth[above] + 1
            assert above < at < trace.end[at] <= trace.end[above]


@given(forests())
def test_a_span_without_its_parent_above_it_is_counted_as_odd(spans: list[Span]) -> None:
    trace = assemble(spans)
    known = set(ids(trace))
    named = [trace.spans[root] for root in trace.roots if trace.spans[root].parent_id is not None]
    orphans = sum(each.parent_id not in known for each in named)
    assert trace.notes.orphans == orphans
    assert trace.notes.cycles == len(named) - orphans


@given(forests())
def test_siblings_stand_by_start_and_the_unknown_last(spans: list[Span]) -> None:
    trace = assemble(spans)
    for at in range(-1, len(trace.spans)):
        starts = [trace.spans[kid].started_ns for kid in trace.children(at)]
        timed = [start for start in starts if start is not None]
        assert starts == sorted(timed) + [None] * (len(starts) - len(timed))


@given(forests())
def test_errors_of_a_subtree_are_those_of_its_spans(spans: list[Span]) -> None:
    trace = assemble(spans)
    for at in range(len(trace.spans)):
        inside = trace.spans[at : trace.end[at]]
        assert trace.errors(at) == sum(each.failed for each in inside)


@given(forests())
def test_the_critical_path_goes_down_from_the_roots(spans: list[Span]) -> None:
    trace = assemble(spans)
    path = trace.critical_path()
    assert list(path) == sorted(set(path))
    assert all(trace.parent[at] in (-1, *path) for at in path)


@given(forests())
def test_retries_are_failed_siblings_before_another_try(spans: list[Span]) -> None:
    trace = assemble(spans)
    folded = [each for tries in trace.retries.values() for each in tries]
    assert len(folded) == len(set(folded))
    assert not set(folded) & set(trace.retries)
    for last, tries in trace.retries.items():
        assert all(trace.spans[each].failed for each in tries)
        assert {trace.spans[each].name for each in tries} == {trace.spans[last].name}
        for each, following in zip(tries, (*tries[1:], last), strict=True):
            assert following == trace.end[each]


def test_no_spans_make_an_empty_trace() -> None:
    trace = assemble([])
    assert (trace.spans, trace.roots, trace.max_depth) == ((), (), 0)
    assert trace.critical_path() == ()
    assert (trace.started_ns, trace.ended_ns) == (None, None)


def test_the_last_of_two_spans_with_one_id_is_shown() -> None:
    trace = assemble([span("a"), span("b", "a"), span("b", "a", name="again")])
    assert [each.name for each in trace.spans] == ["work", "again"]
    assert trace.notes == Notes(duplicates=1)


def test_orphans_and_several_roots_stand_by_start() -> None:
    trace = assemble([span("late", start=9), span("lost", "nobody", 5), span("first", start=1)])
    assert ids(trace) == ["first", "lost", "late"]
    assert trace.roots == (0, 1, 2)
    assert trace.notes == Notes(orphans=1)


def test_a_cycle_is_cut_above_its_earliest_span() -> None:
    ring = [span("a", "c", 3), span("b", "a", 1), span("c", "b", 2), span("d", "c", 0)]
    trace = assemble(ring)
    assert ids(trace) == ["b", "c", "d", "a"]
    assert list(trace.depth) == [0, 1, 2, 2]
    assert trace.notes.cycles == 1


def test_a_span_that_is_its_own_parent_is_a_root() -> None:
    trace = assemble([span("a", "a"), span("b", "a")])
    assert list(trace.depth) == [0, 1]
    assert trace.notes.cycles == 1


def test_clocks_that_disagree_are_noted() -> None:
    trace = assemble([span("a", None, 5, 9), span("b", "a", 4, 8), span("c", "a", 6, 11)])
    assert (trace.notes.early, trace.notes.late) == (1, 1)


def test_three_tries_of_a_call_fold_into_the_last() -> None:
    tries = [
        span("1", "a", 1, 2, "openai.chat", ERROR),
        span("deep", "1", 1, 2),
        span("2", "a", 3, 4, "openai.chat", ERROR),
        span("3", "a", 5, 6, "openai.chat"),
        span("4", "a", 7, 8, "openai.chat"),
    ]
    trace = assemble([span("a"), *tries])
    assert ids(trace) == ["a", "1", "deep", "2", "3", "4"]
    assert trace.retries == {4: (1, 3)}


def test_failures_at_the_same_time_are_no_retries() -> None:
    both = [span("1", "a", 1, 5, status=ERROR), span("2", "a", 2, 6, status=ERROR)]
    assert assemble([span("a"), *both]).retries == {}


def test_roots_are_no_tries_of_one_call() -> None:
    assert assemble([span("1", None, 1, 2, status=ERROR), span("2", None, 3, 4)]).retries == {}


def test_what_counts_as_the_same_call_can_be_told_more_closely() -> None:
    tries = [span("1", "a", 1, 2, status=ERROR), span("2", "a", 3, 4)]
    assert assemble([span("a"), *tries], call=lambda each: each.span_id).retries == {}


def test_the_critical_path_follows_what_was_waited_for() -> None:
    trace = assemble(
        [
            span("root", None, 0, 100),
            span("first", "root", 0, 40),
            span("beside", "root", 5, 30),
            span("second", "root", 45, 95),
            span("inside", "second", 50, 90),
        ]
    )
    assert [trace.spans[at].span_id for at in trace.critical_path()] == [
        "root",
        "first",
        "second",
        "inside",
    ]


def test_a_child_that_outlives_its_parent_is_still_waited_for() -> None:
    trace = assemble([span("root", None, 0, 10), span("stream", "root", 2, 30)])
    assert trace.critical_path() == (0, 1)


def test_depth_of_fifty_thousand_needs_no_recursion() -> None:
    count = 50_000
    chain = [span(str(at), str(at - 1) if at else None, at, 2 * count - at) for at in range(count)]
    chain.reverse()
    trace = assemble(chain)
    assert trace.max_depth == count
    assert trace.end[0] == count
    assert len(trace.critical_path()) == count


def test_long_work_comes_in_many_slices() -> None:
    spans = [span(str(at), "0" if at else None, at) for at in range(10 * SLICE)]
    slices = assembling(spans)
    pauses = sum(1 for _ in slices)
    assert pauses > 50


def test_the_root_of_a_trace_spans_its_time() -> None:
    trace = assemble([span("a", None, 5, 9), span("b", "a", 4, 12), span("c", "a", None, None)])
    assert (trace.started_ns, trace.ended_ns) == (4, 12)


def test_an_outline_of_spans_in_order_is_the_tree() -> None:
    spans = [span("a"), span("b", "a", 1), span("c", "b", 2), span("d", "a", 3)]
    trace, outline = assemble(spans), Outline()
    outline.add(spans[:2])
    outline.add(spans[2:])
    assert tuple(outline.spans) == trace.spans
    assert (outline.depth, outline.parent) == (trace.depth, trace.parent)
    assert outline.strays == 0


def test_a_span_before_its_parent_is_a_stray_until_the_trace_is_whole() -> None:
    outline = Outline()
    outline.add([span("child", "late"), span("late"), span("other", "late")])
    assert list(outline.depth) == [0, 0, 1]
    assert outline.strays == 1


@given(forests())
def test_an_outline_keeps_every_span(spans: list[Span]) -> None:
    outline = Outline()
    outline.add([replace(each) for each in spans])
    assert outline.spans == spans
    assert len(outline.depth) == len(outline.parent) == len(spans)
    assert all(above < at for at, above in enumerate(outline.parent))
