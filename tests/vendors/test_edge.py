"""Where HTTP becomes our words: every answer that is no answer, as one of five sentences."""

import gzip
import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json, to_json

from spandeck.model.errors import Limited, Missing, Refused, SourceError, Unreachable, Unreadable
from spandeck.model.page import Ask, BadRow, Freshness, Priority
from spandeck.model.query import Query
from spandeck.model.safe import TABLE, safe_value
from spandeck.model.trace import TraceSummary
from spandeck.net import limit
from spandeck.vendors import edge
from spandeck.vendors.decoding import decode
from tests.vendors.scripted import Chunks, Script, body, listed, refused, source

HTML = httpx.Response(200, html="<html>Sign in</html>")


async def failure(answer: httpx.Response | Exception) -> SourceError:
    """What asking for a list raises over this answer."""
    with pytest.raises(SourceError) as caught:
        await source(Script(answer)).traces(Query())
    return caught.value


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        (
            refused(401, "unauthorized", "Invalid API key"),
            Refused,
            "Risicare: Invalid API key (HTTP 401). Check the key and what it may see:"
            " spandeck doctor.",
        ),
        (
            httpx.Response(403),
            Refused,
            "Risicare: it refused the key: Forbidden (HTTP 403). Check the key and what it may"
            " see: spandeck doctor.",
        ),
        (
            refused(422, "validation_error", "limit is a number"),
            Refused,
            "Risicare: list of traces: limit is a number (HTTP 422). Change what was asked for.",
        ),
        (
            refused(500, "internal_error", "Oh\x1b[31m\nno", **{"x-request-id": "req-7"}),
            Unreachable,
            "Risicare: Oh␛[31m no (HTTP 500, request req-7). Cached rows stay with their age;"
            " r tries again.",
        ),
        (
            httpx.Response(502, html="<html>nginx</html>"),
            Unreachable,
            "Risicare: it failed: Bad Gateway (HTTP 502). Cached rows stay with their age;"
            " r tries again.",
        ),
        (
            httpx.Response(302, headers={"location": "https://elsewhere.test"}),
            Unreadable,
            "Risicare: list of traces: it points elsewhere, which is not followed (HTTP 302)."
            " If it stays so, tell the vendor.",
        ),
        (
            HTML,
            Unreadable,
            "Risicare: list of traces: the answer is text/html, not JSON (HTTP 200)."
            " If it stays so, tell the vendor.",
        ),
        (
            httpx.ConnectError("Connection refused"),
            Unreachable,
            "Risicare: no connection: Connection refused. Cached rows stay with their age;"
            " r tries again.",
        ),
        (
            httpx.ReadTimeout(""),
            Unreachable,
            "Risicare: list of traces: no answer in time. Cached rows stay with their age;"
            " r tries again.",
        ),
    ],
)
async def test_every_failure_is_one_sentence(
    answer: httpx.Response | Exception, kind: type[SourceError], sentence: str
) -> None:
    error = await failure(answer)
    assert type(error) is kind
    assert str(error) == sentence


@pytest.mark.parametrize(
    ("content", "happened"),
    [
        (b"", "the answer is empty"),
        (b'{"data":[{"trace_id":"a"', "the answer ends in the middle"),
        (b'{"data":[{"trace_id":"a"}],}', "the answer is not JSON"),
        (b'{"data":[]} x', "more follows after its end"),
        (b"\xff\xfe", "it is no JSON object"),
        (b"[" * 100_000, "it is no JSON object"),
        (b'{"data":' + b"[" * 100_000, "a list has something else than rows"),
        (b'{"data":{}}', "data: Input should be a valid list"),
        (b'{"pagination":{}}', "data: Field required"),
    ],
    ids=range(9),
)
async def test_a_body_that_is_no_page_is_said(content: bytes, happened: str) -> None:
    error = await failure(body(content))
    assert isinstance(error, Unreadable)
    assert error.happened == f"list of traces: {happened}"
    assert error.status == 200


@pytest.mark.parametrize(
    "row",
    [
        b'{"trace_id":"x",}',
        b'{"trace_id":"\xff"}',
        b'{"trace_id":"x","n":' + b"9" * 5000 + b"}",
        b'{"trace_id":"x","a":' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
    ids=["comma", "no UTF-8", "endless number", "deep"],
)
async def test_a_row_that_is_no_json_hides_no_other(row: bytes) -> None:
    answer = body(b'{"data":[{"trace_id":"a"},' + row + b',{"trace_id":"b"}],"pagination":{}}')
    first, bad, last = (await source(Script(answer)).traces(Query())).items
    assert isinstance(first, TraceSummary)
    assert isinstance(last, TraceSummary)
    assert (first.trace_id, last.trace_id) == ("a", "b")
    assert bad == BadRow(row.decode(errors="replace"), "it is not JSON")


@pytest.mark.parametrize(
    "then", [httpx.RemoteProtocolError("incomplete"), httpx.ReadError("reset")]
)
async def test_a_body_that_breaks_off_is_said(then: Exception) -> None:
    error = await failure(body(b'{"data":', then=then))
    assert isinstance(error, Unreadable)
    assert error.happened == "list of traces: the answer was cut off"


async def test_a_body_that_says_gzip_and_is_not_is_said() -> None:
    answer = body(gzip.compress(b"{}")[:-9])
    answer.headers["content-encoding"] = "gzip"
    broken = body(b"not gzip at all")
    broken.headers["content-encoding"] = "gzip"
    assert isinstance(await failure(answer), Unreadable)
    assert isinstance(await failure(broken), Unreadable)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [({"retry-after": "7"}, 7), ({}, 60), ({"retry-after": "-1"}, 60), ({"retry-after": "²"}, 60)],
    ids=range(4),
)
async def test_a_429_says_when_the_budget_returns(headers: dict[str, str], wait_s: float) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    error = await failure(httpx.Response(429, headers=raw))
    assert isinstance(error, Limited)
    assert (error.wait_s, error.status) == (wait_s, 429)


@pytest.mark.parametrize("trace_id", ["", ".", ".."])
async def test_an_id_that_would_change_the_path_is_missing_and_never_sent(trace_id: str) -> None:
    script = Script(HTML)
    with pytest.raises(Missing):
        await source(script).spans(trace_id).__anext__()
    assert script.requests == []


async def test_an_error_without_a_readable_body_still_has_its_status() -> None:
    endless = httpx.Response(500, content=b'{"error":{"message":"' + b"x" * 70_000 + b'"}}')
    assert "Internal Server Error (HTTP 500)" in str(await failure(endless))
    odd = httpx.Response(599, json={"error": "text"})
    assert "status 599" in str(await failure(odd))


async def test_a_long_message_is_cut() -> None:
    error = await failure(refused(400, "invalid_request", "x" * 1000))
    assert len(error.happened) < 350
    assert error.happened.endswith("…")


async def test_the_ask_travels_with_the_request() -> None:
    script = Script(listed())
    ask = Ask(Priority.TAIL, Freshness.RELOAD, pane="risicare.traces")
    await source(script).traces(Query(), ask=ask)
    assert script.asks == [ask]


async def test_an_answer_from_the_cache_keeps_its_age() -> None:
    answer = listed()
    answer.extensions |= {"answered_ns": 123, "cached": True}
    page = await source(Script(answer)).traces(Query())
    assert (page.answered_ns, page.cached) == (123, True)


async def test_what_the_transports_raise_passes_under_the_vendors_full_name() -> None:
    limited = Limited("risicare", 37)
    assert await failure(limited) is limited
    assert str(limited).startswith("Risicare: the budget returns in 37 s.")


async def test_a_cursor_too_long_for_a_url_is_refused_and_never_sent() -> None:
    script = Script(listed())
    with pytest.raises(Refused, match="list of traces: no URL holds that"):
        await source(script).traces(Query(), "x" * 100_000)
    assert script.requests == []


async def test_an_id_of_any_length_is_named_in_a_short_sentence() -> None:
    with pytest.raises(Missing, match=r"trace x{64}… not found") as caught:
        await source(Script(httpx.Response(404))).spans("x" * 9000).__anext__()
    assert len(str(caught.value)) < 250


async def test_what_is_no_http_is_said_without_the_parsers_words() -> None:
    error = await failure(httpx.RemoteProtocolError("illegal header line: bytearray(b'foo')"))
    assert isinstance(error, Unreachable)
    assert error.happened == "list of traces: what came back is no whole answer"


async def test_a_refusal_whose_body_must_not_be_read_is_still_a_refusal() -> None:
    answer = httpx.Response(401, stream=Chunks([], Unreadable("risicare", "it is no text")))
    error = await failure(answer)
    assert isinstance(error, Refused)
    assert error.by_credentials


@pytest.mark.parametrize(
    ("wait_s", "said"), [(59.6, "60 s"), (599, "599 s"), (1800, "30 min"), (86_400, "24 h")]
)
def test_a_wait_is_told_in_the_unit_a_person_would_use(wait_s: float, said: str) -> None:
    assert f"the budget returns in {said}." in str(Limited("Risicare", wait_s))


UNSAFE = st.sampled_from([chr(code) for code in TABLE])
TEXTS = st.lists(UNSAFE | st.characters(exclude_categories=["Cs"]), max_size=5).map("".join)
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner))


@given(VALUES, st.booleans())
def test_sparing_the_walk_over_texts_never_lets_an_unsafe_one_through(
    value: Any, escaped: bool
) -> None:
    raw = json.dumps(value).encode() if escaped else to_json(value)
    assert decode(raw) == safe_value(from_json(raw))


def test_half_a_character_spoils_no_text() -> None:
    raw = rb'["cut \ud83d", "\ud83d\ude00\uDE00", "\\ud83d", "\u001b"]'
    assert decode(raw) == ["cut ‹U+D83D›", "😀‹U+DE00›", "\\ud83d", "␛"]


def test_what_was_never_sent_is_the_same_to_the_edge_as_to_the_budget() -> None:
    assert edge.UNSENT == limit.UNSENT
