"""The world's spans as one list: all of them, in order, and counted without reading them."""

from itertools import islice, pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.sim.clock import SECOND
from spandeck.sim.span import Span
from spandeck.sim.world import World
from spandeck.sim.world.outline import Outline
from spandeck.sim.world.spans import MOST_TRACES, SpanPlace, Spans, order
from tests.sim.asking import NOW, Watch

HOUR = 3600 * SECOND
MINUTE = 60 * SECOND


@pytest.fixture(scope="module")
def spans() -> Spans:
    return Spans(World(7, "small", Watch()))


def place(span: Span) -> SpanPlace:
    return SpanPlace(span.started_ns, span.trace_id, span.span_id)


def in_production(outline: Outline) -> bool:
    return outline.environment == "production"


def everything(spans: Spans, back: int = 100) -> list[Span]:
    """All spans of the newest traces, collected trace by trace."""
    world = spans.world
    indexes = range(world.newest() - back, world.newest() + 1)
    return [span for index in indexes for span in world.spans(world.outline(index))]


def test_the_list_holds_every_span_of_its_range_once_and_in_order(spans: Spans) -> None:
    since, until = NOW - 8 * MINUTE, NOW - 2 * MINUTE
    expected = [each for each in everything(spans) if since <= each.started_ns < until]
    assert list(spans.spans(since, until)) == sorted(expected, key=lambda each: order(place(each)))
    assert len(expected) > 500


def test_a_list_goes_on_after_any_of_its_spans(spans: Spans) -> None:
    whole = list(islice(spans.spans(NOW - HOUR, NOW), 120))
    for cut in (0, 1, 57, 99):
        rest = spans.spans(NOW - HOUR, NOW, after=place(whole[cut]))
        assert list(islice(rest, 119 - cut)) == whole[cut + 1 :]


@given(st.integers(0, 40 * 60), st.integers(0, 15 * 60))
def test_the_count_is_that_of_the_list(start: int, seconds: int) -> None:
    spans = Spans(World(7, "small", Watch()))
    since = NOW - start * SECOND
    until = since + seconds * SECOND
    assert spans.count(since, until) == len(list(spans.glimpses(since, until)))


def test_traces_can_be_chosen_and_hidden(spans: Spans) -> None:
    hidden = {spans.world.newest() - 3, spans.world.newest() - 4}
    found = list(spans.spans(NOW - HOUR, NOW, keep=in_production, hidden=hidden))
    assert {each.environment for each in found} == {"production"}
    assert spans.count(NOW - HOUR, NOW, in_production, hidden) == len(found)
    numbers = {spans.world.trace_ids.number(each.trace_id) for each in found}
    assert not numbers & hidden


def test_the_failed_spans_alone_are_those_of_the_whole_list(spans: Spans) -> None:
    whole = list(spans.spans(NOW - HOUR, NOW - HOUR + 10 * MINUTE))
    failed = list(spans.spans(NOW - HOUR, NOW - HOUR + 10 * MINUTE, failed=True))
    assert failed == [each for each in whole if each.status == "error"]
    assert 10 < len(failed) < len(whole) / 4


def test_starts_never_rise_from_one_span_to_the_next(spans: Spans) -> None:
    starts = [each.place.started_ns for each in spans.glimpses(NOW - HOUR, NOW)]
    assert all(newer >= older for newer, older in pairwise(starts))


def test_ten_hours_are_counted_in_a_second_and_again_at_once() -> None:
    spans = Spans(World(11, "small", Watch()))
    begun = process_time()
    total = spans.count(NOW - 10 * HOUR, NOW)
    first = process_time()
    assert spans.count(NOW - 10 * HOUR, NOW) == total > 60_000
    assert first - begun < 3, "a slow machine may need three times as long, not more"
    assert process_time() - first < (first - begun) / 2


def test_a_wide_range_of_a_large_world_ends_where_its_list_does() -> None:
    world = World(7, "large", Watch())
    reach = Spans(world).reach(NOW - 24 * 28 * HOUR, NOW)
    assert len(reach) == MOST_TRACES
    assert reach[-1] == world.newest()
