"""The real network: which way a connection takes."""

import asyncio

import httpx
import pytest

from spandeck.net.network import connect
from tests.net.test_client import Loopback, listening, page
from tests.net.vendor import ask, connection


async def test_https_goes_through_the_proxy_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxy = Loopback(lambda _: b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    async with listening(proxy) as url:
        monkeypatch.setenv("HTTPS_PROXY", url)
        transport = connect(connection())
        with pytest.raises(httpx.ProxyError):
            await ask(transport)
        await transport.aclose()
    assert proxy.heads[0].startswith("CONNECT vendor.test:443")
    assert "uthorization" not in proxy.heads[0]


async def test_a_host_the_environment_exempts_is_reached_directly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxy = Loopback(lambda _: b"")
    async with listening(proxy) as url:
        monkeypatch.setenv("HTTPS_PROXY", url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        transport = connect(connection("https://127.0.0.1:9"))
        with pytest.raises(httpx.ConnectError):
            await ask(transport, "https://127.0.0.1:9/things")
        await transport.aclose()
    assert proxy.heads == []


async def test_plain_http_on_this_machine_takes_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Loopback(lambda _: page({"ok": True}))
    async with listening(server) as url:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        transport = connect(connection(url))
        assert (await ask(transport, f"{url}/things")).status_code == 200
        await transport.aclose()


async def test_https_never_falls_back_to_plain_http() -> None:
    async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        writer.close()

    opened = await asyncio.start_server(shout, "127.0.0.1", 0)
    url = f"https://127.0.0.1:{opened.sockets[0].getsockname()[1]}"
    transport = connect(connection(url))
    with pytest.raises(httpx.ConnectError):
        await ask(transport, f"{url}/things")
    await transport.aclose()
    opened.close()
