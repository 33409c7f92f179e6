"""What must never leave this machine is refused before it costs anything."""

import httpx
import pytest

from spandeck.model.errors import Refused
from spandeck.net.gate import GateTransport
from tests.net.vendor import DESCRIPTOR, Network, answer, ask, connection


def gate(url: str = "https://vendor.test", **settings: object) -> tuple[GateTransport, Network]:
    network = Network(lambda _: answer())
    return GateTransport(network, DESCRIPTOR, connection(url, **settings)), network


async def test_a_read_only_profile_refuses_a_write() -> None:
    transport, network = gate()
    with pytest.raises(Refused, match="only reads"):
        await ask(transport, "/things/1", "DELETE")
    assert network.sent == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_an_unknown_route_that_may_write_counts_as_a_write(method: str) -> None:
    transport, network = gate()
    with pytest.raises(Refused):
        await ask(transport, "/nobody/knows", method)
    assert network.sent == []


async def test_a_profile_that_may_write_writes() -> None:
    transport, network = gate(writes=True)
    await ask(transport, "/things/1", "DELETE")
    assert len(network.sent) == 1


async def test_a_read_that_travels_as_post_is_a_read() -> None:
    transport, network = gate()
    await ask(transport, "/search", "POST", json={})
    assert len(network.sent) == 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.test/things",
        "http://vendor.test/things",
        "https://vendor.test:444/things",
        "https://vendor.test.evil.test/things",
        "https://evil.test#vendor.test/things",
    ],
)
async def test_nothing_goes_to_another_origin(elsewhere: str) -> None:
    transport, network = gate()
    with pytest.raises(Refused, match="not the vendor's"):
        await ask(transport, elsewhere)
    assert network.sent == []


@pytest.mark.parametrize("url", ["https://vendor.test", "https://vendor.test:443/"])
async def test_a_port_that_the_scheme_implies_makes_no_other_origin(url: str) -> None:
    transport, network = gate(url)
    await ask(transport, "https://vendor.test:443/things")
    assert len(network.sent) == 1


@pytest.mark.parametrize("host", ["vendor.test", "10.0.0.1", "127.0.0.1.evil.test"])
async def test_plain_http_to_another_machine_is_refused(host: str) -> None:
    transport, network = gate(f"http://{host}")
    with pytest.raises(Refused, match="plain http would show the key"):
        await ask(transport, f"http://{host}/things")
    assert network.sent == []


@pytest.mark.parametrize("host", ["127.0.0.1:7412", "localhost:7412", "[::1]:7412"])
async def test_plain_http_to_this_machine_passes(host: str) -> None:
    transport, network = gate(f"http://{host}")
    await ask(transport, f"http://{host}/things")
    assert len(network.sent) == 1


async def test_plain_http_through_a_unix_socket_passes() -> None:
    transport, network = gate("http://simulated", socket="/run/user/1/s")
    await ask(transport, "http://simulated/things")
    assert isinstance(network.sent[0], httpx.Request)
