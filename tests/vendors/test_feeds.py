"""What tells of failures, at all vendors over their simulators: one contract, many feeds."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache

import pytest
from starlette.applications import Starlette

from spandeck.model.errors import Limited, Refused, SourceError, Unreachable, Unreadable
from spandeck.model.occurrence import Feed, Occurrence
from spandeck.model.page import Ask, BadRow, Freshness, Page, Priority
from spandeck.sim.faults import Fault
from spandeck.sim.ledger import Ledger
from spandeck.sim.world.story import CYCLE_S
from tests.vendors.opened import LOADED, opened, simulator

S = 1_000_000_000
CYCLE_NS = 4_102_444_800 // CYCLE_S * CYCLE_S * S
"""In the year 2100: what fails then fails lately, whatever the clock of who runs this says."""
THROTTLED_NS = CYCLE_NS + 80 * 60 * S
"""One provider throttles, another just failed for everybody, one agent loops."""
LOOK = Ask(Priority.TAIL, Freshness.RELOAD, pane="tail.test")


@dataclass(frozen=True)
class Bench:
    """What is particular to one feed."""

    path: str
    """Where its rows come from."""
    requests: int
    """How many such requests a poll costs in which nothing is new: one for each place in which
    something failed lately, and one for every fourth of the others where there are many."""
    since_s: float = 480
    """How far back there is something at `THROTTLED_NS`."""
    rows: int = 20
    """So many failures there are at least."""


BENCHES: Mapping[tuple[str, str], Bench] = {
    ("fiddler", "errors"): Bench("/v3/spans/query", 3),
    ("fiddler", "alerts"): Bench("/v3/alert-rules/*/records", 6, 6 * 3600, rows=5),
    ("fiddler", "genai-alerts"): Bench("/v3/genai-alert-rules/*/records", 3, 4800, rows=1),
    ("risicare", "errors"): Bench("/api/v1/traces", 1),
    ("risicare", "alerts"): Bench("/api/v1/alerts", 1, 6 * 3600, rows=2),
    ("arize", "errors"): Bench("/v2/spans", 12),
    ("apidepth", "upstream"): Bench("/v1/latency", 4, 3 * 3600, rows=1),
}
EVERY = pytest.mark.parametrize("name", BENCHES, ids="/".join)


@cache
def shared(vendor: str) -> tuple[Starlette, Ledger]:
    """A simulator in the middle of its story that no test changes, and what arrived there."""
    ledger = Ledger()
    return simulator(vendor, now_ns=THROTTLED_NS, ledger=ledger), ledger


@asynccontextmanager
async def feed(
    name: tuple[str, str], *faults: Fault, key: str | None = None
) -> AsyncIterator[Feed]:
    """One feed that knows nothing yet."""
    vendor, title = name
    over = simulator(vendor, *faults, now_ns=THROTTLED_NS) if faults else shared(vendor)[0]
    async with opened(vendor, over, key) as found:
        yield next(each for each in found.feeds if each.name == title)


async def chained(feed: Feed, since_ns: int) -> dict[str, Occurrence]:
    """All of a feed since a time, page after page; what comes again tells it anew."""
    found: dict[str, Occurrence] = {}
    cursor = None
    for _ in range(100):
        page = await feed.occurrences(since_ns, cursor, ask=LOOK)
        told = {each.id: each for each in good(page)}
        assert len(told) == len(good(page))
        found |= told
        cursor = page.cursor
        if cursor is None:
            return found
    raise AssertionError("it does not end")


def good(page: Page[Occurrence]) -> list[Occurrence]:
    return [each for each in page.items if not isinstance(each, BadRow)]


def hit(page: Page[Occurrence]) -> set[str]:
    """What the failures on a page are of: their traces, or themselves."""
    return {each.of.trace_id or each.id for each in good(page)}


def since(bench: Bench) -> int:
    return THROTTLED_NS - int(bench.since_s * S)


async def test_every_feed_of_every_vendor_is_held_to_this() -> None:
    found: list[tuple[str, str]] = []
    for vendor in LOADED:
        async with opened(vendor, shared(vendor)[0]) as each:
            found += [(feed.vendor, feed.name) for feed in each.feeds]
            assert all(feed.vendor == vendor and feed.title for feed in each.feeds)
            assert all(feed.every_s > 0 and feed.overlap_s > 0 for feed in each.feeds)
    assert sorted(found) == sorted(BENCHES)


@EVERY
async def test_pages_chain_to_the_end_and_tell_each_failure_once(name: tuple[str, str]) -> None:
    bench = BENCHES[name]
    async with feed(name) as found:
        told = await chained(found, since(bench))
        again = await chained(found, since(bench))
    assert len(told) >= bench.rows
    assert again == told
    for each in told.values():
        assert each.vendor == name[0]
        assert each.at_ns >= since(bench)
        assert each.cause.message


@EVERY
async def test_a_page_is_newest_first(name: tuple[str, str]) -> None:
    async with feed(name) as found:
        times = [each.at_ns for each in good(await found.occurrences(since(BENCHES[name])))]
    assert times == sorted(times, reverse=True)


@EVERY
async def test_a_time_bounds_what_is_told(name: tuple[str, str]) -> None:
    async with feed(name) as found:
        everything = await chained(found, since(BENCHES[name]))
    middle_ns = sorted(each.at_ns for each in everything.values())[len(everything) // 2]
    async with feed(name) as found:
        late = await chained(found, middle_ns)
    assert late
    assert all(each.at_ns >= middle_ns for each in late.values())
    assert late.keys() <= everything.keys()


@EVERY
async def test_a_poll_of_an_unchanged_world_costs_what_it_says(name: tuple[str, str]) -> None:
    bench, ledger = BENCHES[name], shared(name[0])[1]
    wanted = Fault(path=bench.path)
    async with feed(name) as found:
        await chained(found, since(bench))
        before = len(ledger.arrivals)
        await found.occurrences(since(bench), ask=LOOK)
    asked = [each for each in list(ledger.arrivals)[before:] if wanted.fits("*", each.path)]
    assert len(asked) == bench.requests


@EVERY
async def test_a_refused_key_is_refused(name: tuple[str, str]) -> None:
    async with feed(name, key="wrong") as found:
        with pytest.raises(Refused) as caught:
            await found.occurrences(since(BENCHES[name]))
    assert caught.value.by_credentials


@EVERY
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 429, "headers": {"Retry-After": "7"}}, Limited),
        ({"status": 401}, Refused),
        ({"status": 500}, Unreachable),
        ({"body": "html"}, Unreadable),
        ({"body": "truncated"}, Unreadable),
    ],
    ids=str,
)
async def test_when_its_rows_are_not_to_be_had_it_says_why(
    name: tuple[str, str], fault: dict[str, object], kind: type[SourceError]
) -> None:
    bad = Fault.model_validate({"path": BENCHES[name].path, **fault})
    async with feed(name, bad) as found:
        with pytest.raises(kind):
            await found.occurrences(since(BENCHES[name]))


@EVERY
async def test_a_bad_row_never_hides_the_others(name: tuple[str, str]) -> None:
    bench = BENCHES[name]
    async with feed(name) as found:
        whole = await found.occurrences(since(bench))
    mutated = Fault(path=bench.path, mutate=("null", "missing", "extra", "duplicate", "wrong-type"))
    async with feed(name, mutated) as found:
        page = await found.occurrences(since(bench))
    bad = [each for each in page.items if isinstance(each, BadRow)]
    assert bad
    assert all(each.raw and each.why for each in bad)
    assert len(hit(page)) + len(bad) >= len(hit(whole))


@EVERY
async def test_a_word_that_nobody_knows_hides_nothing(name: tuple[str, str]) -> None:
    bench = BENCHES[name]
    async with feed(name) as found:
        whole = await found.occurrences(since(bench))
    async with feed(name, Fault(path=bench.path, mutate=("unknown",))) as found:
        page = await found.occurrences(since(bench))
    assert {each.id for each in good(page)} == {each.id for each in good(whole)}
