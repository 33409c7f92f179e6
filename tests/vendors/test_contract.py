"""What holds for every vendor that can be opened, over its simulator: one test, many vendors."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette

from spandeck.model.connection import Connection, Token
from spandeck.model.errors import Limited, Missing, Refused, SourceError, Unreachable, Unreadable
from spandeck.model.limits import Reading
from spandeck.model.page import Ask, BadRow, Freshness, Page
from spandeck.model.query import Query, matches, parse
from spandeck.model.source import TraceSource
from spandeck.model.trace import TraceSummary, assemble
from spandeck.net import SYSTEM, Clock, State, open_client
from spandeck.sim import arize, fiddler, risicare
from spandeck.sim.faults import Fault
from spandeck.sim.risicare.keys import keys
from spandeck.sim.world import World
from spandeck.vendors import VENDORS
from spandeck.vendors.vendor import Vendor
from tests.net.clock import HandClock

NOW_NS = 1_795_255_200_000_000_000
SEED = 7
ORIGIN = "http://127.0.0.1:7412"
OPEN = [name for name, vendor in VENDORS.items() if "traces" in vendor.load().catalog.by_name]


@dataclass(frozen=True)
class Bench:
    """How one vendor is simulated."""

    application: Callable[[Sequence[Fault], float | None], Starlette]
    token: str
    list_path: str
    traces: int = 4000
    """So many there are at least."""


def risicare_application(faults: Sequence[Fault], limits: float | None) -> Starlette:
    return risicare.application(World(SEED, clock=lambda: NOW_NS), faults=faults, limits=limits)


def fiddler_application(faults: Sequence[Fault], limits: float | None) -> Starlette:
    world = World(SEED, "tiny", clock=lambda: NOW_NS)
    return fiddler.application(world, faults=faults, limits=limits)


def arize_application(faults: Sequence[Fault], limits: float | None) -> Starlette:
    world = World(SEED, "tiny", clock=lambda: NOW_NS)
    return arize.application(world, faults=faults, limits=limits)


BENCHES = {
    "fiddler": Bench(
        fiddler_application,
        str(fiddler.tokens(SEED)["token"]),
        "/v3/spans/query",
        traces=500,
    ),
    "risicare": Bench(risicare_application, keys(SEED).world, "/api/v1/traces"),
    "arize": Bench(arize_application, str(arize.tokens(SEED)["token"]), "/v2/traces", traces=500),
}


@dataclass(frozen=True)
class Opener:
    """Opens a vendor's source over its simulator."""

    vendor: Vendor
    bench: Bench

    @asynccontextmanager
    async def over(
        self,
        *faults: Fault,
        token: str | None = None,
        limits: float | None = None,
        clock: Clock | None = None,
        budget: list[Reading] | None = None,
    ) -> AsyncIterator[TraceSource]:
        """With the real stack if a clock is given, otherwise with bare httpx.

        What was used of the budget is added to `budget` at the end.
        """
        network = httpx.ASGITransport(self.bench.application(faults, limits))
        key = Token(token or self.bench.token)
        connection = Connection(self.vendor.name, ORIGIN, key)
        api = self.vendor.load()
        state = State.open(None)
        if clock:
            client = open_client(
                api.descriptor, connection, state=state, clock=clock, network=network
            )
        else:
            headers = {"authorization": f"Bearer {key.reveal()}"}
            client = httpx.AsyncClient(transport=network, base_url=ORIGIN, headers=headers)
        async with client:
            traces = api.open(client, connection).traces
            assert traces is not None
            yield traces
        if budget is not None:
            budget += state.readings()
        state.close()

    def list_fault(self, **what: object) -> Fault:
        """Something wrong with the list of traces."""
        return Fault.model_validate({"path": self.bench.list_path, **what})


def test_every_vendor_that_can_be_opened_has_a_simulator() -> None:
    assert list(BENCHES) == OPEN


@pytest.fixture(params=OPEN)
def opener(request: pytest.FixtureRequest) -> Opener:
    return Opener(VENDORS[request.param], BENCHES[request.param])


async def chained(source: TraceSource, query: Query, *, pages: int = 1000) -> list[TraceSummary]:
    """All traces, page after page."""
    found: list[TraceSummary] = []
    cursor = None
    for _ in range(pages):
        page = await source.traces(query, cursor)
        found += good(page)
        cursor = page.cursor
        if cursor is None:
            break
    return found


def good(page: Page[TraceSummary]) -> list[TraceSummary]:
    return [row for row in page.items if not isinstance(row, BadRow)]


async def test_pages_chain_to_the_end_newest_first_and_no_id_comes_twice(opener: Opener) -> None:
    async with opener.over() as source:
        everything = await chained(source, Query())
    assert len(everything) > opener.bench.traces
    assert len({row.trace_id for row in everything}) == len(everything)
    starts = [row.started_ns or 0 for row in everything]
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize("text", ["status=error", "duration>=2s", "status=ok duration<500ms"])
async def test_what_is_filtered_for_is_what_comes(opener: Opener, text: str) -> None:
    async with opener.over() as source:
        query = parse(text, source.filters)
        found = await chained(source, query, pages=3)
        everything = await chained(source, Query(), pages=3)
    assert found
    assert all(matches(row, each) for row in found for each in query.conditions)
    last = min(row.started_ns or 0 for row in everything)
    expected = [row for row in everything if all(matches(row, each) for each in query.conditions)]
    assert [row for row in found if (row.started_ns or 0) >= last] == expected


async def test_a_range_of_time_bounds_the_list_at_both_ends(opener: Opener) -> None:
    async with opener.over() as source:
        newest = good(await source.traces(Query()))
        since, until = newest[-1].started_ns, newest[10].started_ns
        found = await chained(source, Query().within(since, until))
    assert found == newest[10:]


async def test_a_traces_spans_are_as_many_as_its_row_says_and_form_one_tree(
    opener: Opener,
) -> None:
    async with opener.over() as source:
        for row in good(await source.traces(Query(), limit=20)):
            batches = [batch async for batch in source.spans(row.trace_id)]
            spans = [span for batch in batches for span in batch.spans]
            assert len(spans) == row.span_count
            assert not any(batch.bad for batch in batches)
            tree = assemble(spans)
            assert (list(tree.depth).count(0), tree.spans[0].name) == (1, row.name)
            summary = batches[-1].summary
            assert summary is not None
            assert summary.trace_id == row.trace_id


async def test_sessions_chain_and_open_with_all_their_traces(opener: Opener) -> None:
    async with opener.over() as source:
        first = await source.sessions(limit=5)
        second = await source.sessions(first.cursor, limit=5)
        rows = [row for row in first.items + second.items if not isinstance(row, BadRow)]
        assert len({row.session_id for row in rows}) == 10
        session = await source.session(rows[-1].session_id)
    assert len(session.traces) == rows[-1].trace_count
    assert {trace.session_id for trace in session.traces} == {session.session_id}


async def test_a_healthy_vendor_says_so_without_a_key(opener: Opener) -> None:
    async with opener.over(token="wrong") as source:
        health = await source.health()
    assert health.healthy
    assert health.parts


async def test_a_wrong_key_is_refused_by_credentials(opener: Opener) -> None:
    async with opener.over(token="rsk-wrong") as source:
        for asking in (source.traces(Query()), source.sessions(), source.session("s")):
            with pytest.raises(Refused) as caught:
                await asking
            assert caught.value.by_credentials
        with pytest.raises(Refused):
            await anext(aiter(source.spans("t")))


async def test_what_does_not_exist_is_missing(opener: Opener) -> None:
    async with opener.over() as source:
        with pytest.raises(Missing):
            await anext(aiter(source.spans("no-such-trace")))
        with pytest.raises(Missing):
            await source.session("no-such-session")


async def test_a_429_is_limited_without_the_stack(opener: Opener) -> None:
    fault = opener.list_fault(status=429, headers={"Retry-After": "7"})
    async with opener.over(fault) as source:
        with pytest.raises(Limited) as caught:
            await source.traces(Query())
    assert caught.value.wait_s == 7


async def test_a_429_becomes_waiting_with_the_stack(opener: Opener) -> None:
    fault = opener.list_fault(status=429, headers={"Retry-After": "1"}, nth=(1,))
    readings: list[Reading] = []
    async with opener.over(fault, clock=SYSTEM, budget=readings) as source:
        page = await source.traces(Query())
    assert page.items
    (reading,) = [each for each in readings if each.throttled]
    assert (reading.throttled, reading.retried) == (1, 1)
    assert reading.waited_s > 0.9


async def test_a_second_question_is_answered_by_the_cache_with_its_age(opener: Opener) -> None:
    async with opener.over(clock=HandClock().clock()) as source:
        first = await source.traces(Query())
        again = await source.traces(Query(), ask=Ask(freshness=Freshness.CACHED))
    assert (first.cached, again.cached) == (False, True)
    assert again.answered_ns == first.answered_ns
    assert again.items == first.items


async def test_a_bad_row_never_hides_the_page(opener: Opener) -> None:
    async with opener.over() as source:
        whole = good(await source.traces(Query(), limit=30))
    mutated = opener.list_fault(
        mutate=("null", "missing", "unknown", "extra", "duplicate", "wrong-type")
    )
    async with opener.over(mutated) as source:
        page = await source.traces(Query(), limit=30)
    shown = good(page)
    bad = [row for row in page.items if isinstance(row, BadRow)]
    assert len({row.trace_id for row in shown}) == len(shown)
    assert len(shown) + len(bad) >= len(whole) - 1
    assert len(shown) >= 20
    assert all(row.why and row.raw for row in bad)


async def test_an_unknown_word_is_shown_as_it_stands(opener: Opener) -> None:
    async with opener.over() as source:
        known = {row.status for row in good(await source.traces(Query()))}
    async with opener.over(opener.list_fault(mutate=("unknown",))) as source:
        shown = good(await source.traces(Query()))
    assert {row.status for row in shown} - known


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"body": "html"}, Unreadable),
        ({"body": "truncated"}, Unreadable),
        ({"body": "empty"}, Unreadable),
        ({"status": 500}, Unreachable),
        ({"status": 503, "body": "html"}, Unreachable),
    ],
    ids=str,
)
async def test_a_spoilt_answer_is_one_error_with_its_status(
    opener: Opener, fault: dict[str, object], kind: type[SourceError]
) -> None:
    async with opener.over(opener.list_fault(**fault)) as source:
        with pytest.raises(kind) as caught:
            await source.traces(Query())
    assert caught.value.status == fault.get("status", 200)


async def test_cancelling_a_question_leaves_the_source_as_it_was(opener: Opener) -> None:
    async with opener.over(clock=HandClock().clock()) as source:
        rows = good(await source.traces(Query(), limit=5))
        asking = asyncio.create_task(source.traces(Query(), limit=6))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        async with aclosing(source.spans(rows[0].trace_id)) as left:  # type: ignore[type-var]
            await anext(left)
        assert good(await source.traces(Query(), limit=5)) == rows
