"""Answers are replayed while fresh, shared while in flight, and kept for one key alone."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

import httpx
import pytest

from spandeck.model.errors import Limited, NotCached, Unreadable
from spandeck.model.page import Ask, Freshness, Priority
from spandeck.net import flight
from spandeck.net.cache import CacheTransport
from spandeck.net.meter import Meter
from spandeck.net.pages import MemoryPages, Stored
from tests.net.clock import EPOCH, seconds, virtual_clock, virtually
from tests.net.vendor import DESCRIPTOR, URL, Answer, Network, Pieces, Slowly, answer, ask

JSON = {"content-type": "application/json"}


class Shelf:
    """A cache over a network, in virtual time."""

    def __init__(
        self, handler: Answer | Slowly, scope: str = "a/", pages: MemoryPages | None = None
    ) -> None:
        self.network = Network(handler)
        self.meter = Meter()
        self.pages = pages or MemoryPages()
        self.transport = CacheTransport(
            self.network,
            DESCRIPTOR,
            pages=self.pages,
            meter=self.meter,
            clock=virtual_clock(),
            scope=scope,
        )

    async def ask(
        self,
        path: str = "/things",
        freshness: Freshness = Freshness.FRESH,
        method: str = "GET",
        priority: Priority = Priority.INTERACTIVE,
        **more: object,
    ) -> httpx.Response:
        asked = Ask(freshness=freshness, priority=priority)
        return await ask(self.transport, path, method, extensions={"ask": asked}, **more)

    @property
    def sent(self) -> int:
        return len(self.network.sent)


def counting() -> Answer:
    """Answers that say how many came before them."""
    counted = 0

    def handler(request: httpx.Request) -> httpx.Response:
        nonlocal counted
        counted += 1
        return answer({"n": counted})

    return handler


def slow(after: float, made: Answer = lambda _: answer()) -> Slowly:
    async def handler(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(after)
        return made(request)

    return handler


def on(handler: Answer | Slowly, act: Callable[[Shelf], Awaitable[None]]) -> None:
    async def main() -> None:
        shelf = Shelf(handler)
        await act(shelf)
        await shelf.transport.aclose()

    virtually(main())


def test_a_fresh_page_is_replayed_with_the_time_of_its_answer() -> None:
    async def act(shelf: Shelf) -> None:
        first = await shelf.ask()
        await asyncio.sleep(29.0)
        second = await shelf.ask()
        assert second.json() == first.json() == {"n": 1}
        assert second.headers["content-type"] == "application/json"
        assert (first.extensions["cached"], second.extensions["cached"]) == (False, True)
        assert second.extensions["answered_ns"] == first.extensions["answered_ns"] == EPOCH * 1e9
        assert (shelf.sent, shelf.meter.of("a/default").cached) == (1, 1)

    on(counting(), act)


def test_a_stale_page_is_asked_again() -> None:
    async def act(shelf: Shelf) -> None:
        await shelf.ask()
        await asyncio.sleep(31.0)
        again = await shelf.ask()
        assert again.json() == {"n": 2}
        assert again.extensions["answered_ns"] == (EPOCH + 31) * 1e9

    on(counting(), act)


def test_a_page_of_any_age_is_there_for_whoever_asks_the_cache_alone() -> None:
    async def act(shelf: Shelf) -> None:
        await shelf.ask()
        await asyncio.sleep(86_400.0)
        old = await shelf.ask(freshness=Freshness.CACHED)
        assert (old.json(), old.extensions["cached"], shelf.sent) == ({"n": 1}, True, 1)

    on(counting(), act)


@pytest.mark.parametrize("path", ["/things", "/live", "/things/1"])
def test_asking_the_cache_alone_never_sends(path: str) -> None:
    async def act(shelf: Shelf) -> None:
        with pytest.raises(NotCached):
            await shelf.ask(path, freshness=Freshness.CACHED)
        assert shelf.sent == 0

    on(counting(), act)


def test_a_reload_passes_the_cache_and_renews_it() -> None:
    async def act(shelf: Shelf) -> None:
        await shelf.ask()
        assert (await shelf.ask(freshness=Freshness.RELOAD)).json() == {"n": 2}
        assert (await shelf.ask()).json() == {"n": 2}

    on(counting(), act)


def test_a_page_from_the_future_is_not_fresh() -> None:
    """The wall clock was set back meanwhile; its age cannot be told."""

    async def main() -> None:
        pages = MemoryPages()
        shelf = Shelf(counting(), pages=pages)
        await shelf.ask()
        shelf.transport.clock = virtual_clock(skew=-3600.0)
        assert (await shelf.ask()).json() == {"n": 2}

    virtually(main())


def test_what_has_no_freshness_is_not_kept() -> None:
    async def act(shelf: Shelf) -> None:
        await shelf.ask("/live")
        assert (await shelf.ask("/live")).json() == {"n": 2}
        assert not shelf.pages.kept

    on(counting(), act)


def test_a_read_by_post_is_kept_by_its_body() -> None:
    async def act(shelf: Shelf) -> None:
        for body, expected in (({"q": 1}, 1), ({"q": 2}, 2), ({"q": 1}, 1)):
            found = await shelf.ask("/search", method="POST", json=body)
            assert found.json() == {"n": expected}

    on(counting(), act)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 206, 203])
def test_only_a_200_is_kept(status: int) -> None:
    async def act(shelf: Shelf) -> None:
        await shelf.ask()
        assert not shelf.pages.kept

    on(lambda _: answer({"secret": "of an error"}, status=status), act)


def test_a_body_that_was_cut_is_not_kept() -> None:
    def cut(request: httpx.Request) -> httpx.Response:
        body = Pieces(b"[1,", error=Unreadable("vendor", "its body is cut off"))
        return httpx.Response(200, headers=JSON, stream=body)

    async def act(shelf: Shelf) -> None:
        with pytest.raises(Unreadable):
            await shelf.ask()
        assert not shelf.pages.kept
        assert not shelf.transport.flights

    on(cut, act)


def test_a_body_that_nobody_read_to_its_end_is_not_kept() -> None:
    body = Pieces(b"[1,", b"2]")

    async def act(shelf: Shelf) -> None:
        request = httpx.Request("GET", f"{URL}/things")
        response = await shelf.transport.handle_async_request(request)
        async for _ in response.aiter_raw():
            break
        await response.aclose()
        assert not shelf.pages.kept
        assert body.closed

    on(lambda _: httpx.Response(200, headers=JSON, stream=body), act)


def test_one_keys_pages_are_never_anothers() -> None:
    async def main() -> None:
        pages = MemoryPages()
        mine, theirs = (Shelf(counting(), scope, pages) for scope in ("a/", "b/"))
        await mine.ask()
        await theirs.ask()
        assert (mine.sent, theirs.sent) == (1, 1)
        with pytest.raises(NotCached):
            await Shelf(counting(), "c/", pages).ask(freshness=Freshness.CACHED)

    virtually(main())


def test_after_a_write_nothing_kept_is_fresh_but_all_of_it_is_there() -> None:
    async def act(shelf: Shelf) -> None:
        await shelf.ask()
        await shelf.ask("/things/1", method="DELETE")
        assert (await shelf.ask(freshness=Freshness.CACHED)).json() == {"n": 1}
        assert (await shelf.ask()).json() == {"n": 3}

    on(counting(), act)


def test_identical_reads_in_flight_share_one_request() -> None:
    async def act(shelf: Shelf) -> None:
        found = await asyncio.gather(*(shelf.ask("/live") for _ in range(5)))
        assert [each.json() for each in found] == [{"n": 1}] * 5
        assert shelf.sent == 1
        assert (await shelf.ask("/live")).json() == {"n": 2}

    on(slow(1.0, counting()), act)


def test_different_reads_do_not() -> None:
    async def act(shelf: Shelf) -> None:
        await asyncio.gather(shelf.ask("/things?a=1"), shelf.ask("/things?a=2"))
        assert shelf.sent == 2

    on(slow(1.0), act)


@pytest.mark.parametrize("leaves", [0, 1])
def test_one_that_leaves_takes_nothing_from_the_others(leaves: int) -> None:
    async def act(shelf: Shelf) -> None:
        tasks = [asyncio.create_task(shelf.ask()) for _ in range(2)]
        await asyncio.sleep(0.5)
        tasks[leaves].cancel()
        assert (await tasks[1 - leaves]).json() == {"n": 1}
        assert shelf.sent == 1

    on(slow(1.0, counting()), act)


def test_when_the_last_one_leaves_the_request_is_cancelled() -> None:
    ended: list[str] = []

    async def endless(request: httpx.Request) -> httpx.Response:
        try:
            await asyncio.sleep(3600.0)
        finally:
            ended.append(f"at {seconds():.1f}")
        return answer()

    async def act(shelf: Shelf) -> None:
        tasks = [asyncio.create_task(shelf.ask()) for _ in range(2)]
        await asyncio.sleep(0.5)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.1)
        assert ended == ["at 0.5"]
        assert not shelf.transport.flights

    on(endless, act)


def test_a_latecomer_hears_the_whole_body_while_it_still_arrives() -> None:
    class Slow(Pieces):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            for n in range(5):
                await asyncio.sleep(1.0)
                yield b"%d" % n

    async def act(shelf: Shelf) -> None:
        first = asyncio.create_task(shelf.ask())
        await asyncio.sleep(3.5)
        second = await shelf.ask()
        assert (await first).content == second.content == b"01234"
        assert shelf.sent == 1
        assert seconds() == pytest.approx(5.0)

    on(lambda _: httpx.Response(200, headers=JSON, stream=Slow()), act)


def test_who_leaves_in_the_middle_of_a_body_does_not_break_it() -> None:
    class Slow(Pieces):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            for n in range(5):
                await asyncio.sleep(1.0)
                yield b"%d" % n

    async def act(shelf: Shelf) -> None:
        first = asyncio.create_task(shelf.ask())
        second = asyncio.create_task(shelf.ask())
        await asyncio.sleep(2.5)
        first.cancel()
        assert (await second).content == b"01234"

    on(lambda _: httpx.Response(200, headers=JSON, stream=Slow()), act)


def test_a_person_does_not_inherit_the_failure_of_a_dropped_prefetch() -> None:
    async def busy(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.5)
        if request.extensions["ask"].priority is Priority.PREFETCH:
            raise Limited("vendor", 30.0)
        return answer({"for": "a person"})

    async def act(shelf: Shelf) -> None:
        prefetch = asyncio.create_task(shelf.ask(priority=Priority.PREFETCH))
        await asyncio.sleep(0.1)
        assert (await shelf.ask()).json() == {"for": "a person"}
        with pytest.raises(Limited):
            await prefetch

    on(busy, act)


def test_a_person_does_not_stand_behind_a_waiting_tail() -> None:
    async def queued(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(1.0 if request.extensions["ask"].priority < Priority.TAIL else 60.0)
        return answer()

    async def act(shelf: Shelf) -> None:
        tail = asyncio.create_task(shelf.ask(priority=Priority.TAIL))
        await asyncio.sleep(0.1)
        await shelf.ask()
        assert seconds() == pytest.approx(1.1)
        await tail

    on(queued, act)


def test_a_large_body_streams_through_and_is_not_kept() -> None:
    piece = b"]" * 1_000_000  # as JSON may end
    body = Pieces(*[piece] * (flight.KEPT_BYTES // len(piece) + 8))

    async def act(shelf: Shelf) -> None:
        request = httpx.Request("GET", f"{URL}/things/1")
        response = await shelf.transport.handle_async_request(request)
        (held,) = shelf.transport.flights.values()
        size = 0
        async for each in response.aiter_raw():
            size += len(each)
            assert sum(map(len, held.pieces)) <= flight.KEPT_BYTES
            assert body.read * len(piece) <= size + len(piece), "read only as it is wanted"
        await response.aclose()
        assert size == len(body.pieces) * len(piece)
        assert not shelf.pages.kept

    on(lambda _: httpx.Response(200, headers=JSON, stream=body), act)


@pytest.mark.parametrize("body", [b"", b"  \n", b'{"data": [{"id": 1', b"<html></html>"])
def test_a_body_that_cannot_be_json_is_not_repeated(body: bytes) -> None:
    """The page that was kept before stays: it is old, but it is an answer."""
    answers = [answer({"n": 1}), httpx.Response(200, headers=JSON, content=body)]

    async def act(shelf: Shelf) -> None:
        await shelf.ask()
        assert (await shelf.ask(freshness=Freshness.RELOAD)).content == body
        assert (await shelf.ask(freshness=Freshness.CACHED)).json() == {"n": 1}

    on(lambda _: answers.pop(0), act)


def test_a_body_up_to_the_bound_is_kept() -> None:
    piece = b"]" * 1_000_000  # as JSON may end
    body = Pieces(*[piece] * (flight.KEPT_BYTES // len(piece)))

    async def act(shelf: Shelf) -> None:
        await shelf.ask("/things/1")
        assert len((await shelf.ask("/things/1")).content) == flight.KEPT_BYTES
        assert shelf.sent == 1

    on(lambda _: httpx.Response(200, headers=JSON, stream=body), act)


def test_memory_is_bounded_and_the_least_recent_go_first() -> None:
    async def main() -> None:
        pages, page = MemoryPages(most=250), Stored("application/json", b"x" * 100, 1)
        for name in (b"a", b"b"):
            pages.put(name, "s", page)
        await pages.get(b"a")
        pages.put(b"c", "s", page)
        assert [name for name in (b"a", b"b", b"c") if await pages.get(name)] == [b"a", b"c"]

    virtually(main())


@pytest.mark.skipif(sys.version_info < (3, 12), reason="loops are eager since Python 3.12")
async def test_a_body_is_read_on_a_loop_that_starts_tasks_eagerly() -> None:
    """Textual's loop is one: a task may have ended before whoever made it goes on."""
    asyncio.get_running_loop().set_task_factory(getattr(asyncio, "eager_task_factory"))  # noqa: B009
    answered = await asyncio.wait_for(Shelf(lambda _: answer({"data": [1]})).ask(), 5)
    assert answered.json() == {"data": [1]}
