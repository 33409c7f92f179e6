"""The hours in which a provider turned: by plain rules, told once, their counts growing."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.occurrence import Occurrence
from spandeck.model.record import iso
from spandeck.model.upstream import HOUR_NS, LatencyHour
from spandeck.vendors.apidepth.source import ApidepthSource
from spandeck.vendors.apidepth.turning import Turn, turns
from spandeck.vendors.apidepth.turns import Turns

FIRST_NS = 1_795_255_200_000_000_000 // HOUR_NS * HOUR_NS


def hours(*counts: tuple[int, int]) -> list[LatencyHour]:
    """Errors and calls of consecutive hours."""
    return [
        LatencyHour(FIRST_NS + at * HOUR_NS, 1.0, 2.0, 3.0, calls, errors, calls)
        for at, (errors, calls) in enumerate(counts)
    ]


def throttled(*counts: int) -> dict[int, int]:
    """429s of consecutive hours."""
    return {FIRST_NS + at * HOUR_NS: each for at, each in enumerate(counts) if each}


def turned(found: list[LatencyHour], counts: Mapping[int, int]) -> list[tuple[str, int, int]]:
    """What turned, in which of the hours, and how often it happened in it."""
    return [
        (each.what, (each.hour_ns - FIRST_NS) // HOUR_NS, each.count)
        for each in turns(found, counts)
    ]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((0, 42), [1]),
        ((42, 45), [0]),
        ((3, 10), []),
        ((3, 11), [1]),
        ((0, 4), []),
        ((0, 5, 15, 35), [1, 2, 3]),
        ((42, 0, 42), [0, 2]),
    ],
    ids=str,
)
def test_429s_turn_when_they_are_five_more_than_twice_those_before(
    counts: tuple[int, ...], expected: list[int]
) -> None:
    calls = hours(*((each, 1000) for each in counts))
    assert [at for _, at, _ in turned(calls, throttled(*counts))] == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (((0, 100), (20, 100)), [1]),
        (((10, 100), (20, 100)), [0]),
        (((10, 100), (30, 100)), [0, 1]),
        (((0, 100), (4, 10)), []),
        (((0, 100), (4, 100)), []),
        (((0, 1000), (20, 1000)), []),
        (((0, 0), (20, 100)), [1]),
    ],
    ids=str,
)
def test_errors_turn_at_five_percent_and_three_times_the_share_before(
    counts: tuple[tuple[int, int], ...], expected: list[int]
) -> None:
    assert [at for _, at, _ in turned(hours(*counts), {})] == expected


def test_429s_are_no_other_errors() -> None:
    assert turned(hours((0, 100), (40, 100)), throttled(0, 40)) == [("429", 1, 40)]
    assert turned(hours((0, 100), (60, 100)), throttled(0, 40)) == [
        ("429", 1, 40),
        ("errors", 1, 20),
    ]


COUNTS = st.lists(st.tuples(st.integers(0, 50), st.integers(50, 500)), min_size=1, max_size=6)


@given(COUNTS, st.integers(1, 100))
def test_an_hour_that_turned_by_429s_stays_turned_while_they_grow(
    counts: list[tuple[int, int]], more: int
) -> None:
    limits = [each for each, _ in counts]
    grown = [*limits[:-1], limits[-1] + more]
    last = (len(counts) - 1) * HOUR_NS + FIRST_NS
    before = [each for each in turns(hours(*counts), throttled(*limits)) if each.what == "429"]
    after = [each for each in turns(hours(*counts), throttled(*grown)) if each.what == "429"]
    assert {each.hour_ns for each in before} <= {each.hour_ns for each in after}
    assert [each for each in before if each.hour_ns != last] == [
        each for each in after if each.hour_ns != last
    ]


class Vendor:
    """One provider, by the hour."""

    def __init__(self, *counts: tuple[int, int, int]) -> None:
        """429s, errors in all, and calls."""
        self.counts = counts
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v1/")
        self.asked.append(path)
        named = [(iso(FIRST_NS + at * HOUR_NS), each) for at, each in enumerate(self.counts)]
        bodies: dict[str, dict[str, Any]] = {
            "vendors": {"vendors": ["openai"]},
            "latency": {
                "buckets": [
                    {
                        "bucket": at,
                        "p50": 1.0,
                        "p95": 2.0,
                        "p99": 3.0,
                        "event_count": calls,
                        "error_count": errors,
                        "total_count": calls,
                    }
                    for at, (_, errors, calls) in named
                ]
            },
            "rate-limits": {
                "total_429s": sum(each for each, _, _ in self.counts),
                "trend_pct": None,
                "top_endpoint": "/v1/chat/completions",
                "buckets": [{"bucket": at, "count": each} for at, (each, _, _) in named if each],
                "burn_down": None,
            },
        }
        return httpx.Response(200, json=bodies[path])

    def feed(self) -> Turns:
        client = httpx.AsyncClient(
            transport=httpx.MockTransport(self), base_url="https://apidepth.test", trust_env=False
        )
        return Turns(ApidepthSource(client, clock=lambda: FIRST_NS + 2 * HOUR_NS))


async def told(feed: Turns, since_ns: int) -> list[Occurrence]:
    page = await feed.occurrences(since_ns)
    return [each for each in page.items if isinstance(each, Occurrence)]


async def test_a_turn_is_told_as_a_sentence_with_provider_endpoint_and_status() -> None:
    (found,) = await told(Vendor((0, 0, 900), (42, 42, 900)).feed(), FIRST_NS)
    assert found.id == f"openai/429/{iso(FIRST_NS + HOUR_NS)}"
    assert found.cause.http_status == 429
    assert found.cause.message == (
        "42 requests were answered 429 in the hour from 11:00, 0 in the hour before"
    )
    assert (found.spot.provider, found.spot.endpoint) == ("openai", "/v1/chat/completions")
    (errors,) = await told(Vendor((0, 0, 900), (0, 90, 900)).feed(), FIRST_NS)
    assert errors.cause.message == (
        "90 of 900 requests (10.0 %) failed in the hour from 11:00, 0 in the hour before; "
        "429s are not counted"
    )


async def test_growing_counts_are_the_same_occurrence_changed() -> None:
    vendor = Vendor((0, 0, 900), (42, 42, 900))
    feed = vendor.feed()
    (before,) = await told(feed, FIRST_NS)
    vendor.counts = ((0, 0, 900), (77, 77, 1200))
    (after,) = await told(feed, FIRST_NS)
    assert (after.key, after.at_ns) == (before.key, before.at_ns)
    assert after != before


async def test_429s_are_asked_for_only_where_calls_failed() -> None:
    vendor = Vendor((0, 0, 900), (0, 2, 900))
    assert await told(vendor.feed(), FIRST_NS) == []
    assert vendor.asked == ["vendors", "latency"]


async def test_an_hour_that_was_under_way_when_one_began_to_look_is_told_as_of_then() -> None:
    since_ns = FIRST_NS + HOUR_NS + HOUR_NS // 2
    feed = Vendor((0, 0, 900), (42, 42, 900)).feed()
    (found,) = await told(feed, since_ns)
    assert found.at_ns == since_ns
    assert [each.at_ns for each in await told(feed, since_ns + 1)] == [since_ns]


async def test_an_hour_that_was_over_is_not_told() -> None:
    feed = Vendor((42, 42, 900), (40, 40, 900)).feed()
    assert await told(feed, FIRST_NS + HOUR_NS) == []


def test_a_turn_knows_its_hour() -> None:
    (found,) = turns(hours((0, 100), (9, 100)), throttled(0, 9))
    assert found == Turn("429", FIRST_NS + HOUR_NS, 9, 0, 100)
