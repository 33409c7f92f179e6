"""No request leaves without a ticket, and the right one leaves first."""

import asyncio
from collections.abc import Awaitable, Callable
from email.utils import formatdate

import httpx
import pytest

from spandeck.model.errors import Limited, Unreachable, Unreadable
from spandeck.model.limits import Descriptor, Route, Window
from spandeck.model.page import Ask, Priority
from spandeck.net.admission import GRACE, SLACK
from spandeck.net.bound import BoundTransport
from spandeck.net.limit import LimitTransport
from spandeck.net.meter import Meter
from spandeck.net.store.memory import MemoryStore
from tests.net.clock import EPOCH, seconds, virtual_clock, virtually
from tests.net.vendor import Answer, Network, Slowly, answer, ask, connection

SAFETY, INTERACTIVE, TAIL, PREFETCH = Priority
PATIENT = 1e6


class Deck:
    """One process: a limit over a bounded network, on a store that may be shared."""

    def __init__(
        self,
        handler: Answer | Slowly = lambda _: answer(),
        *windows: Window,
        store: MemoryStore | None = None,
        scope: str = "a/",
    ) -> None:
        clock = virtual_clock()
        descriptor = Descriptor(
            "vendor",
            (Route("GET", "/health", category=""), Route("GET", "/things", category="things")),
            {"things": windows},
        )
        self.network = Network(handler)
        self.meter = Meter()
        self.store = store or MemoryStore(clock)
        self.transport = LimitTransport(
            BoundTransport(self.network, descriptor, connection(), clock),
            descriptor,
            connection(),
            store=self.store,
            meter=self.meter,
            clock=clock,
            scope=scope,
            chance=lambda: 0.0,
        )

    async def ask(
        self, priority: Priority = INTERACTIVE, patience_s: float = PATIENT, path: str = "/things"
    ) -> httpx.Response:
        told = Ask(priority=priority, patience_s=patience_s, pane="test")
        return await ask(self.transport, path, extensions={"ask": told})


def slow(latency: float) -> Callable[[httpx.Request], Awaitable[httpx.Response]]:
    async def handler(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(latency)
        return answer()

    return handler


def test_a_burst_beyond_the_limit_waits_for_the_window() -> None:
    async def main() -> list[float]:
        deck = Deck(slow(0.2), Window(4, 10.0))
        ended: list[float] = []
        for _ in range(6):
            await deck.ask(SAFETY)
            ended.append(seconds())
        return ended

    first, *_, fourth, fifth, _sixth = virtually(main())
    assert first == pytest.approx(0.2)
    assert fourth == pytest.approx(0.8)
    assert 10.4 < fifth < 10.5, "a window after the first answer, and the latency again"


def test_a_wait_longer_than_the_callers_patience_is_not_begun() -> None:
    async def main() -> float:
        deck = Deck(slow(0.0), Window(1, 60.0))
        await deck.ask()
        with pytest.raises(Limited) as caught:
            await deck.ask(patience_s=10.0)
        assert seconds() == 0.0
        assert len(deck.network.sent) == 1
        return caught.value.wait_s

    assert virtually(main()) == pytest.approx(60.0, abs=0.1)


def test_whoever_stands_behind_a_long_wait_does_not_wait_to_hear_of_it() -> None:
    async def main() -> float:
        deck = Deck(slow(0.0), Window(1, 60.0))
        await deck.ask()
        async with asyncio.TaskGroup() as group:
            patient = group.create_task(deck.ask())
            await asyncio.sleep(0.1)
            with pytest.raises(Limited):
                await deck.ask(patience_s=10.0)
            told_at = seconds()
            patient.cancel()
        return told_at

    assert virtually(main()) == pytest.approx(0.1)


def test_a_prefetch_that_would_wait_is_dropped() -> None:
    async def main() -> tuple[int, float]:
        deck = Deck(slow(0.5), Window(8, 10.0))
        answers = await asyncio.gather(
            *(deck.ask(PREFETCH) for _ in range(5)), return_exceptions=True
        )
        assert [type(each) for each in answers[2:]] == [Limited] * 3
        return len(deck.network.sent), seconds()

    sent, took = virtually(main())
    assert sent == 2, "a quarter of eight"
    assert took == pytest.approx(0.5)


def test_classes_go_strictly_in_order_and_in_turn_within_one() -> None:
    async def main() -> list[str]:
        deck, order = Deck(slow(0.0), Window(1, 2.0)), []

        async def go(name: str, priority: Priority) -> None:
            await deck.ask(priority)
            order.append(name)

        await deck.ask(SAFETY)
        names = [("t1", TAIL), ("i1", INTERACTIVE), ("t2", TAIL), ("i2", INTERACTIVE)]
        tasks = [asyncio.create_task(go(*each)) for each in names]
        await asyncio.sleep(1.0)
        tasks.append(asyncio.create_task(go("s", SAFETY)))
        await asyncio.gather(*tasks)
        return order

    assert virtually(main()) == ["s", "i1", "i2", "t1", "t2"]


def test_a_tail_that_waited_ten_seconds_is_not_starved() -> None:
    async def main() -> float:
        deck = Deck(slow(0.0), Window(4, 2.0))
        tail_at = 0.0

        async def tail() -> None:
            nonlocal tail_at
            await deck.ask(TAIL)
            tail_at = seconds()

        async def people() -> None:
            while not tail_at and seconds() < 60.0:
                await deck.ask(INTERACTIVE)

        async with asyncio.TaskGroup() as group:
            for _ in range(6):
                group.create_task(people())
            await asyncio.sleep(0.01)
            group.create_task(tail())
        return tail_at

    assert 10.0 <= virtually(main()) < 14.0


def test_a_person_is_served_within_a_window_while_the_rest_saturates() -> None:
    async def main() -> float:
        store = MemoryStore(virtual_clock())
        decks = [Deck(slow(0.1), Window(20, 1.0), store=store) for _ in range(3)]
        done = False

        async def saturate(deck: Deck, priority: Priority) -> None:
            while not done:
                try:
                    await deck.ask(priority)
                except Limited:
                    await asyncio.sleep(0.01)

        async with asyncio.TaskGroup() as group:
            for deck in decks:
                for priority in (TAIL, PREFETCH) * 8:
                    group.create_task(saturate(deck, priority))
            waits = []
            for _ in range(8):
                await asyncio.sleep(0.37)
                began = seconds()
                await decks[0].ask(INTERACTIVE)
                waits.append(seconds() - began - 0.1)
            done = True
        return max(waits)

    assert virtually(main()) <= 1.2


def test_a_cancelled_queued_request_is_never_sent_and_leaves_no_ticket() -> None:
    async def main() -> None:
        deck = Deck(slow(0.0), Window(1, 5.0))
        await deck.ask()
        queued = asyncio.create_task(deck.ask())
        await asyncio.sleep(1.0)
        queued.cancel()
        await asyncio.sleep(60.0)
        assert len(deck.network.sent) == 1
        (standing,) = deck.store.standings("a/")
        assert standing.used == (0,)
        assert deck.meter.of("a/things").waiting == 0

    virtually(main())


def test_a_request_given_up_in_flight_counts_until_it_can_no_longer_arrive() -> None:
    async def main() -> float:
        deck = Deck(slow(3600.0), Window(1, 5.0))
        with pytest.raises(Unreachable):
            await deck.ask()
        given_up = seconds()
        with pytest.raises(Unreachable):
            await deck.ask()
        return seconds() - 10.0 - given_up

    assert virtually(main()) == pytest.approx(GRACE + 5.0, abs=1.1)


def test_a_request_that_never_left_frees_its_ticket_at_once() -> None:
    async def main() -> float:
        def refuse(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("nobody listens")

        deck = Deck(refuse, Window(1, 5.0))
        for _ in range(2):
            with pytest.raises(httpx.ConnectError):
                await deck.ask()
        return seconds()

    assert virtually(main()) == pytest.approx(5.0, abs=0.1)


def test_an_answer_frees_its_ticket_when_it_begins_not_when_it_was_read() -> None:
    async def main() -> None:
        deck = Deck(lambda _: answer(), Window(1, 5.0))
        request = httpx.Request("GET", "https://vendor.test/things")
        response = await deck.transport.handle_async_request(request)
        await asyncio.sleep(5.1)
        await deck.ask(patience_s=0.0)
        await response.aclose()

    virtually(main())


def test_what_costs_nothing_takes_no_ticket() -> None:
    async def main() -> tuple[float, int]:
        deck = Deck(slow(0.0), Window(1, 60.0))
        for _ in range(5):
            await deck.ask(path="/health")
        return seconds(), len(deck.store.standings(""))

    assert virtually(main()) == (0.0, 0)


@pytest.mark.parametrize("day", [-86_400.0, 0.0, 86_400.0])
def test_nothing_is_sent_before_retry_after_however_wrong_the_vendors_clock(day: float) -> None:
    async def main() -> list[float]:
        arrivals: list[float] = []

        def throttle(request: httpx.Request) -> httpx.Response:
            arrivals.append(seconds())
            if len(arrivals) > 1:
                return answer()
            date, until = (http_date(EPOCH + day + each) for each in (seconds(), seconds() + 120))
            return answer(status=429, date=date, retry_after=until)

        store = MemoryStore(virtual_clock())
        here, there = (Deck(throttle, Window(50, 60.0), store=store) for _ in range(2))
        await here.ask()
        await asyncio.gather(*(deck.ask() for deck in (here, there, here, there)))
        return arrivals

    first, *rest = virtually(main())
    assert first == 0.0
    assert len(rest) == 4
    assert min(rest) >= 120.0


@pytest.mark.parametrize("day", [-86_400.0, 0.0, 86_400.0])
def test_nothing_is_sent_before_the_reset_when_nothing_remains(day: float) -> None:
    async def main() -> list[float]:
        arrivals: list[float] = []

        def spent(request: httpx.Request) -> httpx.Response:
            arrivals.append(seconds())
            now = EPOCH + day + seconds()
            return answer(
                date=http_date(now),
                x_ratelimit_limit="50",
                x_ratelimit_remaining="0",
                x_ratelimit_reset=f"{now + 37:.0f}",
            )

        deck = Deck(spent, Window(50, 60.0))
        await deck.ask()
        await deck.ask()
        return arrivals

    first, second = virtually(main())
    assert second - first >= 37.0


def test_one_keys_headers_never_touch_anothers_bucket() -> None:
    async def main() -> float:
        store = MemoryStore(virtual_clock())
        spent = answer(x_ratelimit_limit="1", x_ratelimit_remaining="0", retry_after="600")
        window = Window(50, 60.0)
        await Deck(lambda _: spent, window, store=store, scope="a/").ask()
        other = Deck(lambda _: answer(), window, store=store, scope="b/")
        await asyncio.gather(*(other.ask() for _ in range(40)))
        return seconds()

    assert virtually(main()) == 0.0


def test_the_meter_knows_what_each_pane_cost_and_waited() -> None:
    async def main() -> None:
        deck = Deck(slow(0.0), Window(1, 5.0))
        await deck.ask()
        await deck.ask()
        tally = deck.meter.of("a/things")
        assert (tally.sent, tally.throttled, tally.waiting) == (2, 0, 0)
        assert tally.panes == {"test": 2}
        assert tally.waited_s == pytest.approx(5.0, abs=0.1)

    virtually(main())


def http_date(at: float) -> str:
    return formatdate(at, usegmt=True)


def test_an_answer_that_must_not_be_read_pays_once_and_is_learnt_from() -> None:
    """It came: its ticket is not held for the time a lost one would be, its headers count."""

    async def main() -> None:
        html = httpx.Response(
            200,
            headers={"content-type": "text/html", "x-ratelimit-limit": "2"},
            content=b"<html>",
        )
        deck = Deck(lambda _: html, Window(5, 1.0))
        with pytest.raises(Unreadable):
            await deck.ask()
        (standing,) = deck.store.standings("a/")
        assert [each.limit for each in standing.bucket.windows] == [2]
        assert standing.free_s[0] <= 1.0 + SLACK

    virtually(main())
