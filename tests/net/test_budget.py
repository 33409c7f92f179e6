"""The promise itself: no window of any server is ever exceeded, whatever happens on the way.

Simulated servers with clocks of their own, several processes on one store, any latencies, time-
outs, cancelled requests and killed processes, all in virtual time (limiter.md, last section).
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from spandeck.model.errors import SourceError
from spandeck.model.limits import Descriptor, Route, Window
from spandeck.model.page import Ask, Priority
from spandeck.net.admission import GRACE
from spandeck.net.bound import BoundTransport
from spandeck.net.headers import News
from spandeck.net.limit import LimitTransport
from spandeck.net.meter import Meter
from spandeck.net.store import Claim, Ticket
from spandeck.net.store.memory import MemoryStore
from tests.net.clock import seconds, virtual_clock, virtually
from tests.net.vendor import URL, answer, connection

Admits = Callable[[float], bool]
"""Whether a server's window still admits an arrival at this moment, and counts it if so."""


def sliding(limit: int, length: float) -> Admits:
    log: deque[float] = deque()

    def admits(now: float) -> bool:
        while log and log[0] <= now - length:
            log.popleft()
        log.append(now)
        return len(log) <= limit

    return admits


def fixed(limit: int, length: float, phase: float) -> Admits:
    counts: dict[int, int] = {}

    def admits(now: float) -> bool:
        number = int((now + phase) // length)
        counts[number] = counts.get(number, 0) + 1
        return counts[number] <= limit

    return admits


def bucket(limit: int, length: float) -> Admits:
    tokens, at = float(limit), 0.0

    def admits(now: float) -> bool:
        nonlocal tokens, at
        tokens, at = min(limit, tokens + (now - at) * limit / length), now
        tokens -= 1
        return tokens >= -1e-6

    return admits


@dataclass
class Server(httpx.AsyncBaseTransport):
    """A server at the end of a slow line: what was sent arrives, whoever has stopped waiting."""

    admits: Admits
    latencies: list[tuple[float, float]]
    arrivals: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    begun: int = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        there, back = self.latencies[self.begun % len(self.latencies)]
        self.begun += 1
        await asyncio.shield(asyncio.create_task(self.arrive(there)))
        await asyncio.sleep(back)
        return answer()

    async def arrive(self, after: float) -> None:
        await asyncio.sleep(after)
        self.arrivals.append(seconds())
        if not self.admits(seconds()):
            self.refused.append(seconds())


class Mortal:
    """The store as a process sees it that may be killed: after that it settles nothing."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.alive = True

    async def reserve(self, claim: Claim) -> Ticket | float:
        return await self.store.reserve(claim)

    def settle(self, ticket: Ticket, later_s: float = 0.0, news: News | None = None) -> None:
        if self.alive:
            self.store.settle(ticket, later_s, news)

    tell = MemoryStore.tell
    standings = MemoryStore.standings
    close = MemoryStore.close


@dataclass(frozen=True)
class Wish:
    """One request of the plan: by which process, when, and when it is given up."""

    process: int
    at: float
    priority: Priority
    given_up: float | None


@dataclass(frozen=True)
class Plan:
    windows: tuple[Window, ...]
    latencies: list[tuple[float, float]]
    wishes: list[Wish]
    kills: dict[int, float]


async def play(plan: Plan, server: Server) -> int:
    """Run the plan to its end; returns how many requests arrived."""
    clock = virtual_clock()
    store = MemoryStore(clock)
    descriptor = Descriptor("vendor", (Route("GET", "/x", category="x"),), {"x": plan.windows})
    doors, decks = [Mortal(store) for _ in range(3)], []
    for door in doors:
        bound = BoundTransport(server, descriptor, connection(), clock)
        decks.append(
            LimitTransport(
                bound, descriptor, connection(),
                store=door, meter=Meter(), clock=clock, scope="", chance=lambda: 0.5,
            )
        )  # fmt: skip

    async def one(wish: Wish) -> None:
        await asyncio.sleep(wish.at)
        asked = Ask(priority=wish.priority, patience_s=200.0)
        request = httpx.Request("GET", f"{URL}/x", extensions={"ask": asked})
        with contextlib.suppress(SourceError, TimeoutError):
            async with asyncio.timeout(wish.given_up):
                await decks[wish.process].handle_async_request(request)

    tasks = [(wish.process, asyncio.create_task(one(wish))) for wish in plan.wishes]

    async def kill(process: int, at: float) -> None:
        await asyncio.sleep(at)
        doors[process].alive = False
        for owner, task in tasks:
            if owner == process:
                task.cancel()

    killers = [asyncio.create_task(kill(*each)) for each in plan.kills.items()]
    await asyncio.gather(*killers, *(task for _, task in tasks), return_exceptions=True)
    await asyncio.sleep(30.0)
    return len(server.arrivals)


THERE = st.one_of(st.floats(0.0, 0.5), st.floats(0.0, GRACE))
"""What was sent arrives within the grace, even if it was given up at once: the rule's premise."""
BACK = st.one_of(st.floats(0.0, 0.5), st.floats(0.0, 15.0))
WISH = st.builds(
    Wish,
    process=st.integers(0, 2),
    at=st.one_of(st.just(0.0), st.floats(0.0, 30.0)),
    priority=st.sampled_from(Priority),
    given_up=st.one_of(st.none(), st.none(), st.floats(0.0, 20.0)),
)
PLAN = st.builds(
    Plan,
    windows=st.lists(
        st.builds(Window, st.integers(1, 8), st.sampled_from([1.0, 5.0, 20.0])),
        min_size=1, max_size=2, unique_by=lambda each: each.seconds,
    ).map(tuple),
    latencies=st.lists(st.tuples(THERE, BACK), min_size=1, max_size=8),
    wishes=st.lists(WISH, min_size=1, max_size=30),
    kills=st.dictionaries(st.integers(0, 2), st.floats(0.0, 30.0), max_size=2),
)  # fmt: skip
SERVER = st.sampled_from(["sliding", "fixed", "bucket"])


def every(admits: list[Admits]) -> Admits:
    return lambda now: sum(not each(now) for each in admits) == 0


@settings(max_examples=120)
@given(PLAN, SERVER, st.floats(0.0, 20.0))
def test_no_servers_window_is_ever_exceeded(plan: Plan, kind: str, phase: float) -> None:
    makers: dict[str, Callable[[Window], Admits]] = {
        "sliding": lambda window: sliding(window.limit, window.seconds),
        "fixed": lambda window: fixed(window.limit, window.seconds, phase),
        "bucket": lambda window: bucket(window.limit, window.seconds),
    }
    server = Server(every([makers[kind](each) for each in plan.windows]), plan.latencies)
    virtually(play(plan, server))
    assert server.refused == []


def test_the_simulated_servers_do_refuse_what_is_too_much() -> None:
    """The property above can fail: a log kept at the sender alone would not be enough."""
    for admits in (sliding(2, 1.0), fixed(2, 1.0, 0.0), bucket(2, 1.0)):
        assert [admits(0.0), admits(0.0), admits(0.1)] == [True, True, False]


@settings(max_examples=40)
@given(st.integers(1, 40), st.lists(st.sampled_from(Priority), min_size=40, max_size=80))
def test_a_prefetch_never_takes_the_last_three_quarters(
    limit: int, priorities: list[Priority]
) -> None:
    async def main() -> None:
        store = MemoryStore(virtual_clock())
        taken = 0
        for priority in priorities:
            claim = Claim("x", (Window(limit, 60.0),), priority, 20.0)
            granted = isinstance(await store.reserve(claim), Ticket)
            if priority is Priority.PREFETCH:
                assert granted == (taken < limit // 4)
            taken += granted
        assert taken <= limit

    virtually(main())


def test_the_whole_budget_can_be_used() -> None:
    """Exact does not mean timid: a hundred requests at once take just the windows they need."""

    async def main() -> float:
        plan = Plan(
            (Window(10, 1.0),), [(0.05, 0.05)], [Wish(0, 0.0, Priority.SAFETY, None)] * 100, {}
        )
        server = Server(sliding(10, 1.0), plan.latencies)
        assert await play(plan, server) == 100
        return server.arrivals[-1]

    assert virtually(main()) < 10 * (1.0 + 0.1 + 0.15)
