"""The whole stack over real sockets: what a vendor's source is handed."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from spandeck.model.errors import Limited, NotCached, Refused, Unreadable
from spandeck.model.limits import Descriptor, Route, Window
from spandeck.model.page import Ask, Freshness
from spandeck.net import State, open_client
from spandeck.net.bound import BoundTransport
from spandeck.net.cache import CacheTransport
from spandeck.net.gate import GateTransport
from spandeck.net.journal import JournalTransport
from spandeck.net.limit import LimitTransport
from spandeck.net.retry import RetryTransport
from tests.net.vendor import DESCRIPTOR, SECRET, Network, answer, connection


class Loopback:
    """A small HTTP server that answers what it is told and keeps what it was sent."""

    def __init__(self, reply: Callable[[str], bytes]) -> None:
        self.reply = reply
        self.heads: list[str] = []
        self.connections = 0
        self.serving: set[asyncio.Task[None]] = set()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.add(asyncio.create_task(self.serve(reader, writer)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                self.heads.append(head)
                writer.write(self.reply(head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def page(body: object, *headers: str, status: str = "200 OK") -> bytes:
    packed = gzip.compress(json.dumps(body).encode())
    lines = [
        f"HTTP/1.1 {status}",
        "Content-Type: application/json",
        "Content-Encoding: gzip",
        f"Content-Length: {len(packed)}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + packed


@asynccontextmanager
async def listening(server: Loopback) -> AsyncIterator[str]:
    opened = await asyncio.start_server(server.accept, "127.0.0.1", 0)
    port = opened.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        opened.close()
        await asyncio.gather(*server.serving)


async def test_a_question_goes_through_every_bowl_and_comes_back(tmp_path: Path) -> None:
    server = Loopback(lambda head: page({"path": head.split()[1]}, "X-RateLimit-Limit: 500"))
    state = State.open(tmp_path)
    async with listening(server) as url:
        async with open_client(DESCRIPTOR, connection(url), state=state) as client:
            for _ in range(3):
                response = await client.get("/things", params={"limit": 2})
            live = await client.get("/live")
        (reading,) = state.readings()
    state.close()
    assert response.json() == {"path": "/things?limit=2"}
    assert response.extensions["cached"] is True
    assert live.extensions["cached"] is False
    assert (len(server.heads), server.connections) == (2, 1), "one connection is kept"
    assert f"Authorization: Bearer {SECRET}" in server.heads[0]
    assert (reading.sent, reading.cached, reading.used) == (2, 2, 2)
    assert reading.windows[0].limit == 500
    assert state.notices == []


async def test_a_unix_socket_is_as_good_as_an_address(tmp_path: Path) -> None:
    server = Loopback(lambda _: page({"ok": True}))
    socket = str(tmp_path / "s")
    opened = await asyncio.start_unix_server(server.accept, socket)
    where = connection("http://simulated", socket=socket)
    async with open_client(DESCRIPTOR, where, state=State.open(None)) as client:
        assert (await client.get("/live")).json() == {"ok": True}
    opened.close()
    await asyncio.gather(*server.serving)
    assert "Host: simulated" in server.heads[0]


async def test_a_body_that_is_cut_off_on_the_wire_is_not_taken_for_whole(tmp_path: Path) -> None:
    whole = page({"data": list(range(1000))})
    reply: list[bytes] = [whole[:-50]]

    class Cutting(Loopback):
        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(reply[0])
            writer.close()

    state = State.open(tmp_path)
    async with (
        listening(Cutting(lambda _: b"")) as url,
        open_client(DESCRIPTOR, connection(url), state=state) as client,
    ):
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/things")
        reply[0] = whole
        assert len((await client.get("/things")).json()["data"]) == 1000
    state.close()


async def test_a_server_that_is_down_leaves_the_cached_page(tmp_path: Path) -> None:
    state = State.open(tmp_path)
    async with (
        listening(Loopback(lambda _: page({"n": 1}))) as url,
        open_client(DESCRIPTOR, connection(url), state=state) as client,
    ):
        await client.get("/things")
    state.close()
    state = State.open(tmp_path)
    async with open_client(DESCRIPTOR, connection(url), state=state) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("/things", extensions={"ask": Ask(freshness=Freshness.RELOAD)})
        kept = await client.get("/things", extensions={"ask": Ask(freshness=Freshness.CACHED)})
        assert kept.json() == {"n": 1}
        assert kept.extensions["cached"] is True
        with pytest.raises(NotCached):
            await client.get("/things/9", extensions={"ask": Ask(freshness=Freshness.CACHED)})
    state.close()


async def test_the_bowls_are_stacked_in_order() -> None:
    network = Network(lambda _: answer())
    client = open_client(DESCRIPTOR, connection(), state=State.open(None), network=network)
    bowl: object = client._transport
    gate_to_limit = (GateTransport, CacheTransport, RetryTransport, LimitTransport)
    for kind in (*gate_to_limit, JournalTransport, BoundTransport):
        assert isinstance(bowl, kind)
        bowl = getattr(bowl, "inner", None) or getattr(bowl, "network", None)
    assert bowl is network
    await client.aclose()
    assert network.closed


async def test_a_refused_write_and_a_cached_page_cost_no_budget() -> None:
    state = State.open(None)
    network = Network(lambda _: answer())
    async with open_client(DESCRIPTOR, connection(), state=state, network=network) as client:
        with pytest.raises(Refused):
            await client.delete("/things/1")
        assert state.readings() == ()
        await client.get("/things")
        await client.get("/things")
        assert state.readings()[0].used == 1


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (httpx.Response(200, headers={"content-type": "text/html"}, text="<h1>"), "text/html"),
        (httpx.Response(302, headers={"location": "https://evil.test"}), "redirect"),
    ],
    ids=["html", "redirect"],
)
async def test_a_bad_answer_is_a_sentence_and_is_asked_once(
    page: httpx.Response, expected: str
) -> None:
    network = Network(lambda _: page)
    async with open_client(
        DESCRIPTOR, connection(), state=State.open(None), network=network
    ) as client:
        with pytest.raises(Unreadable, match=expected):
            await client.get("/things")
    assert len(network.sent) == 1


async def test_a_throttled_read_says_when_the_budget_returns_and_is_not_hammered() -> None:
    network = Network(lambda _: answer(status=429, retry_after="60"))
    state = State.open(None)
    async with open_client(DESCRIPTOR, connection(), state=state, network=network) as client:
        with pytest.raises(Limited) as caught:
            await client.get("/things")
        with pytest.raises(Limited):
            await client.get("/live")
    assert 58 < caught.value.wait_s < 62
    assert len(network.sent) == 1
    assert state.readings()[0].throttled == 1


async def test_no_cookie_is_ever_sent_back() -> None:
    network = Network(lambda _: answer(set_cookie="id=1; Path=/"))
    async with open_client(
        DESCRIPTOR, connection(), state=State.open(None), network=network
    ) as client:
        await client.get("/live")
        await client.get("/live")
    assert [request for request in network.sent if "cookie" in request.headers] == []


async def test_categories_have_budgets_of_their_own() -> None:
    descriptor = Descriptor(
        "vendor",
        (Route("GET", "/a", category="a"), Route("GET", "/b", category="b")),
        {"a": (Window(1, 600.0),)},
    )
    network = Network(lambda _: answer())
    state = State.open(None)
    async with open_client(descriptor, connection(), state=state, network=network) as client:
        await client.get("/a")
        with pytest.raises(Limited):
            await client.get("/a")
        await client.get("/b")
    assert sorted(each.category for each in state.readings()) == ["a", "b"]
