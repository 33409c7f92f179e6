"""Whatever the network does, an answer is bounded in time, size and kind."""

import asyncio
import gzip
import traceback
import zlib

import httpx
import pytest

from spandeck.model.errors import Unreachable, Unreadable
from spandeck.net.bound import ERROR_BYTES, BoundTransport
from tests.net.clock import virtual_clock, virtually
from tests.net.vendor import (
    DESCRIPTOR,
    SECRET,
    Answer,
    Network,
    Pieces,
    Slowly,
    answer,
    ask,
    connection,
)

JSON = {"content-type": "application/json"}


def bound(handler: Answer | Slowly) -> BoundTransport:
    return BoundTransport(Network(handler), DESCRIPTOR, connection(), virtual_clock())


def asked(response: httpx.Response, path: str = "/things", *, read: bool = True) -> httpx.Response:
    """What becomes of this answer of the network, its body read too unless asked otherwise."""

    async def main() -> httpx.Response:
        if read:
            return await ask(bound(lambda _: response), path)
        request = httpx.Request("GET", f"https://vendor.test{path}")
        return await bound(lambda _: response).handle_async_request(request)

    return virtually(main())


def streamed(*pieces: bytes, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, headers=JSON | named, stream=Pieces(*pieces))


def test_the_key_is_on_the_wire_and_nowhere_else() -> None:
    async def main() -> None:
        network = Network(lambda _: answer())
        transport = BoundTransport(network, DESCRIPTOR, connection(), virtual_clock())
        request = httpx.Request("GET", "https://vendor.test/things")
        response = await transport.handle_async_request(request)
        assert network.sent[0].headers["authorization"] == f"Bearer {SECRET}"
        assert network.sent[0].headers["accept-encoding"] == "gzip, identity"
        assert "authorization" not in request.headers
        assert SECRET not in repr((request, response, vars(response)))

    virtually(main())


def test_no_error_of_ours_prints_the_key() -> None:
    async def main() -> str:
        try:
            await ask(bound(lambda _: httpx.Response(302, headers={"location": "/"})))
        except Unreadable as error:
            return "".join(
                traceback.TracebackException.from_exception(error, capture_locals=True).format()
            )
        raise AssertionError("redirects are not followed")

    assert SECRET not in virtually(main())


@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("cut", [0, 3, 12, 20, 24, 40])
def test_a_key_that_the_vendor_repeats_is_hidden(status: int, cut: int) -> None:
    """However its body arrives; a stack above that saw it would show, log or cache it."""
    body = b'{"said": "bad key %s, rsk-do-not, rsk-d"}' % SECRET.encode()
    stream = Pieces(body[:cut], body[cut:])
    response = asked(httpx.Response(status, headers=JSON | {"x-request-id": SECRET}, stream=stream))
    assert response.json() == {"said": "bad key (your key), rsk-do-not, rsk-d"}
    assert response.headers["x-request-id"] == "(your key)"


def test_a_body_that_ends_like_a_key_begins_is_whole() -> None:
    assert asked(streamed(b'"rsk-do', b"-not-sho")).content == b'"rsk-do-not-sho'


def test_a_header_beyond_ascii_and_a_broken_location_pass_without_harm() -> None:
    raw = [
        (b"Content-Type", b"application/json"),
        (b"X-Note", b"\xe9\xff"),
        (b"Location", b"http://["),
    ]
    response = asked(httpx.Response(302, headers=raw, stream=Pieces(b"{}")), read=False)
    assert response.status_code == 302
    assert "location" not in response.headers


def test_gzip_is_inflated_and_its_headers_are_dropped() -> None:
    body = b'{"data": "' + b"x" * 90_000 + b'"}'
    packed = gzip.compress(body)
    response = asked(streamed(packed[:9], packed[9:], content_encoding="gzip"))
    assert response.content == body
    assert "content-encoding" not in response.headers


def test_gzip_in_several_members_is_one_body() -> None:
    packed = gzip.compress(b'{"a":') + gzip.compress(b"1}")
    assert asked(streamed(packed, content_encoding="gzip")).json() == {"a": 1}


def test_a_bomb_ends_at_the_limit_and_names_its_status() -> None:
    packer = zlib.compressobj(1, wbits=31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(60)) + packer.flush()
    with pytest.raises(Unreadable, match=r"larger than 0\.1 MB \(HTTP 200\)"):
        asked(streamed(bomb, content_encoding="gzip"))


def test_a_large_plain_body_ends_at_the_limit() -> None:
    body = Pieces(*[b"x" * 10_000] * 100)
    with pytest.raises(Unreadable, match=r"larger than 0\.1 MB"):
        asked(httpx.Response(200, headers=JSON, stream=body))
    assert body.read == 11
    assert body.closed


def test_a_stated_length_beyond_the_limit_is_not_even_read() -> None:
    body = Pieces(b"x")
    with pytest.raises(Unreadable, match=r"larger than 0\.1 MB"):
        asked(httpx.Response(200, headers=JSON | {"content-length": "100001"}, stream=body))
    assert body.read == 0
    assert body.closed


def test_a_large_trace_streams_through_as_it_arrives() -> None:
    async def main() -> None:
        body = Pieces(*[b"x" * 1_000_000] * 100)
        transport = bound(lambda _: httpx.Response(200, headers=JSON, stream=body))
        request = httpx.Request("GET", "https://vendor.test/things/1")
        response = await transport.handle_async_request(request)
        size = 0
        async for piece in response.stream:  # type: ignore[union-attr]
            size += len(piece)
            assert body.read == size // 1_000_000, "no piece is read before it is wanted"
        assert size == 100_000_000

    virtually(main())


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(b"[" + b"1," * 1000)[:-9], {"content_encoding": "gzip"}),
        (b"[1, 2", {"content_length": "4000"}),
    ],
    ids=["gzip", "plain"],
)
def test_a_body_that_is_cut_off_is_said_to_be(body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(Unreadable, match=r"its body is cut off \(HTTP 200\)"):
        asked(streamed(body, **headers))


def test_a_body_that_is_not_the_gzip_it_claims_to_be_is_damaged() -> None:
    with pytest.raises(Unreadable, match="its body is damaged"):
        asked(streamed(b"\x1f\x8b not gzip at all", content_encoding="gzip"))


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip"])
def test_an_encoding_we_did_not_ask_for_is_refused(encoding: str) -> None:
    with pytest.raises(Unreadable, match="encoded in a way we did not ask for"):
        asked(streamed(b"?", content_encoding=encoding))


def test_html_is_named_with_status_and_request_id() -> None:
    page = httpx.Response(
        200,
        headers={"content-type": "text/html; charset=utf-8", "x-request-id": "r-1\x1b"},
        text="<h1>",
    )
    with pytest.raises(Unreadable) as caught:
        asked(page)
    assert "answered with text/html" in str(caught.value)
    assert "HTTP 200, request r-1␛" in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 303, 304, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    away = httpx.Response(status, headers={"location": "https://evil.test/things"})
    with pytest.raises(Unreadable, match=f"redirect, which is not followed .HTTP {status}"):
        asked(away)


def test_a_redirect_sends_nothing_to_where_it_points() -> None:
    async def main() -> list[str]:
        network = Network(lambda _: httpx.Response(302, headers={"location": "https://evil.test"}))
        transport = BoundTransport(network, DESCRIPTOR, connection(), virtual_clock())
        with pytest.raises(Unreadable):
            await ask(transport)
        return [request.url.host for request in network.sent]

    assert virtually(main()) == ["vendor.test"]


@pytest.mark.parametrize("kind", ["application/json", "application/problem+json; charset=utf-8"])
def test_json_of_any_kind_is_read(kind: str) -> None:
    assert asked(httpx.Response(200, headers={"content-type": kind}, content=b"{}")).json() == {}


def test_an_answer_without_a_body_needs_no_kind() -> None:
    assert asked(httpx.Response(204)).content == b""


def test_the_body_of_an_error_passes_but_only_so_much_of_it() -> None:
    body = Pieces(*[b"<b>" * 10_000] * 1000)
    response = asked(httpx.Response(502, headers={"content-type": "text/html"}, stream=body))
    assert response.status_code == 502
    assert len(response.content) < ERROR_BYTES + 30_000
    assert body.read == 3


def test_an_errors_damaged_body_leaves_its_status() -> None:
    broken = httpx.Response(
        401, headers=JSON | {"content-encoding": "gzip"}, stream=Pieces(gzip.compress(b"{}")[:-4])
    )
    assert asked(broken).status_code == 401


def test_cookies_are_not_for_us() -> None:
    assert "set-cookie" not in asked(answer(set_cookie="id=1")).headers


def test_an_answer_that_does_not_come_is_unreachable_at_the_deadline() -> None:
    async def never(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(3600)
        return answer()

    async def main() -> float:
        with pytest.raises(Unreachable, match="no complete answer came within 10 s"):
            await ask(bound(never))
        return asyncio.get_running_loop().time()

    assert virtually(main()) == pytest.approx(10.0)


class Drip(Pieces):
    """A body that comes one byte a second."""

    async def __aiter__(self):  # type: ignore[no-untyped-def]
        while True:
            await asyncio.sleep(1.0)
            yield b" "


def test_a_body_that_drips_ends_at_the_total_deadline() -> None:
    async def main() -> float:
        with pytest.raises(Unreachable, match="within 10 s"):
            await ask(bound(lambda _: httpx.Response(200, headers=JSON, stream=Drip())))
        return asyncio.get_running_loop().time()

    assert virtually(main()) == pytest.approx(10.0)


def test_time_the_reader_takes_is_not_the_vendors_fault() -> None:
    async def main() -> int:
        transport = bound(lambda _: streamed(b"[", b"1", b"]"))
        response = await transport.handle_async_request(
            httpx.Request("GET", "https://vendor.test/things")
        )
        pieces = 0
        async for _ in response.stream:  # type: ignore[union-attr]
            pieces += 1
            await asyncio.sleep(8.0)
        return pieces

    assert virtually(main()) == 3


def test_a_failing_connection_is_told_as_it_is() -> None:
    async def main() -> None:
        cut = httpx.Response(200, headers=JSON, stream=Pieces(b"[", error=httpx.ReadError("cut")))
        with pytest.raises(httpx.ReadError):
            await ask(bound(lambda _: cut))

    virtually(main())


def test_closing_closes_the_network() -> None:
    async def main() -> bool:
        network = Network(lambda _: answer())
        await BoundTransport(network, DESCRIPTOR, connection(), virtual_clock()).aclose()
        return network.closed

    assert virtually(main())
