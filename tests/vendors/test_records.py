"""The engine against answers good and bad: what is asked, what is read, and what is said."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from spandeck.model.action import Action, Field, Follow
from spandeck.model.catalog import Catalog, routes
from spandeck.model.connection import Connection, Token
from spandeck.model.errors import Limited, Missing, Refused, SourceError, Unreachable, Unreadable
from spandeck.model.limits import Descriptor
from spandeck.model.page import BadRow
from spandeck.model.query import BadQuery, Filter, Query, parse
from spandeck.model.resource import Call, Column, Record, Resource
from spandeck.net import State, open_client
from spandeck.vendors.records import LONGEST_ID, Records
from tests.vendors.fifth import Dialect
from tests.vendors.scripted import Chunks, Script

ORIGIN = "https://fifth.test"
THINGS = Resource(
    "things",
    "Things",
    "Store",
    Call("GET", "/things"),
    Call("GET", "/things/{id}"),
    columns=(Column("size", "Size", "number"),),
    filters=(
        Filter("colour", "text", "", wire="hue"),
        Filter("made", "time", "", (">=", "<="), aliases={"from": ">=", "to": "<="}),
        Filter("size", "number", ""),
        Filter("heavy", "bool", "", at_vendor=False),
    ),
    window=("made_from", "made_to"),
    largest=50,
)
SOUGHT = Resource(
    "sought",
    "What was sought",
    "Store",
    Call("POST", "/search"),
    filters=(
        Filter("where.place", "text", "", place="body"),
        Filter("kind", "text", "", required=True, place="body"),
    ),
)
PARTS = Resource(
    "parts",
    "Parts",
    "Store",
    item=Call("GET", "/things/{thing_id}/parts/{id}"),
    filters=(Filter("thing", "text", "", place="path", wire="thing_id"),),
)
NAMES = Resource("names", "Names", "Store", Call("GET", "/names"), key="value")
BY_NAME = Resource(
    "prices", "Prices", "Store", Call("GET", "/prices"), key="thing", rows="data.prices"
)
LOOSE = Resource("remarks", "Remarks", "Store", Call("GET", "/remarks"), key="")
ABOUT = Resource("about", "About", "Store", item=Call("GET", "/about"), key="")
MEND = Action(
    "mend", "Mend it", "things", "PATCH", "/things/{id}", "write", (Field("size", "number"),)
)
SWEEP = Action(
    *("sweep", "Sweep", "things", "DELETE", "/things", "destructive"),
    (Field("ids", "list", required=True),),
    follow=Follow("things", "job.id"),
)
WEIGH = Action("weigh", "Weigh it", "things", "POST", "/weigh", "read", (Field("of"),))
WATCH = Action(
    "watch",
    "Watch it",
    "things",
    "POST",
    "/things/{id}/watch",
    "write",
    follow=Follow("things", ""),
)
CATALOG = Catalog(
    "fifth", (THINGS, SOUGHT, PARTS, NAMES, BY_NAME, LOOSE, ABOUT), (MEND, SWEEP, WEIGH, WATCH)
)


def records(answer: Callable[[httpx.Request], httpx.Response]) -> Records:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url=ORIGIN)
    return Records(client, Connection("fifth", ORIGIN, Token("none")), "Fifth", CATALOG, Dialect())


def page(*rows: Any, **beside: Any) -> httpx.Response:
    return httpx.Response(200, json={"data": {"items": rows, **beside}})


def item(value: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json={"data": value})


def bodies(script: Script) -> list[Any]:
    return [json.loads(each.content) if each.content else None for each in script.requests]


async def test_filters_travel_under_the_vendors_names_and_bounds_have_their_own() -> None:
    script = Script(page())
    text = 'colour="dark red" made>=2026-01-02 made<=2026-01-03T00:00:00Z size=2'
    await records(script).records(THINGS, parse(text, THINGS.filters), limit=500)
    assert script.asked == [
        {
            "hue": "dark red",
            "from": "2026-01-02T00:00:00.000000Z",
            "to": "2026-01-03T00:00:00.000000Z",
            "size": "2",
            "offset": "0",
            "limit": "50",
        }
    ]


async def test_a_local_filter_is_not_sent() -> None:
    script = Script(page())
    await records(script).records(THINGS, parse("heavy=true", THINGS.filters))
    assert script.asked == [{"offset": "0", "limit": "50"}]


async def test_a_range_of_time_becomes_the_resources_own_filters_unless_they_were_said() -> None:
    window = Resource(
        *("w", "W", "Store", Call("GET", "/w")),
        filters=(Filter("start", "time", "", required=True), Filter("end", "time", "")),
        window=("start", "end"),
    )
    script = Script(page())
    source = records(script)
    await source.records(window, Query(since_ns=0, until_ns=10**9))
    await source.records(window, parse("start=2026-01-01", window.filters).within(0, None))
    assert [each["start"][:10] for each in script.asked] == ["1970-01-01", "2026-01-01"]
    assert [each.get("end", "")[:19] for each in script.asked] == ["1970-01-01T00:00:01", ""]
    with pytest.raises(BadQuery, match="W are asked for by start: start=…"):
        await source.records(window)


async def test_a_read_that_travels_as_post_has_its_filters_in_its_body() -> None:
    script = Script(page())
    source = records(script)
    await source.records(SOUGHT, parse("kind=a where.place=here", SOUGHT.filters))
    assert bodies(script) == [{"kind": "a", "where": {"place": "here"}}]
    with pytest.raises(BadQuery, match="by kind"):
        await source.records(SOUGHT)


async def test_a_read_as_post_is_cached_by_its_body_and_repeated_like_any_read() -> None:
    script = Script(httpx.Response(503), page({"id": "1"}), page({"id": "2"}), page({"id": "3"}))
    connection = Connection("fifth", ORIGIN, Token("a long enough token"))
    descriptor = Descriptor("fifth", routes(CATALOG, lambda *_: "all"))
    network = httpx.MockTransport(script)
    state = State.open(None)
    async with open_client(descriptor, connection, state=state, network=network) as client:
        source = Records(client, connection, "Fifth", CATALOG, Dialect())
        found = [
            (await source.records(SOUGHT, parse(f"kind={kind}", SOUGHT.filters))).items
            for kind in "aabba"
        ]
    assert [row.id for (row,) in found if isinstance(row, Record)] == ["1", "1", "2", "2", "1"]
    assert [body["kind"] for body in bodies(script)] == ["a", "a", "b"]


async def test_a_parent_in_the_path_is_asked_for_and_cannot_change_the_path() -> None:
    script = Script(item({"id": "p"}))
    source = records(script)
    await source.record(PARTS, "a/b", parse("thing=../x", PARTS.filters))
    assert script.requests[0].url.raw_path == b"/things/..%2Fx/parts/a%2Fb"
    with pytest.raises(BadQuery, match="Parts are asked for by thing"):
        await source.record(PARTS, "p")
    for identity in ("", ".", ".."):
        with pytest.raises(Missing, match="is no id"):
            await source.record(THINGS, identity)
    with pytest.raises(Missing, match="is no id"):
        source.draft(MEND, {}, "..")
    assert len(script.requests) == 1


async def test_what_is_not_listed_and_what_is_only_listed_is_said_before_anything_is_sent() -> None:
    source = records(Script(page()))
    with pytest.raises(BadQuery, match="Parts are not listed"):
        await source.records(PARTS)
    with pytest.raises(BadQuery, match="Names are listed, but none is read by its id"):
        await source.record(NAMES, "x")


@pytest.mark.parametrize(
    ("resource", "body", "rows"),
    [
        (NAMES, {"items": ["a", 1]}, [("a", {"value": "a"}), ("1", {"value": 1})]),
        (
            BY_NAME,
            {"prices": {"nut": {"usd": 1}, "bolt": 2}},
            [("nut", {"thing": "nut", "usd": 1}), ("bolt", {"thing": "bolt", "value": 2})],
        ),
        (LOOSE, {"items": [{"a": 1}, {"a": 1}]}, [("", {"a": 1}), ("", {"a": 1})]),
        (THINGS, {"items": None}, []),
        (THINGS, {"items": [{"id": 7, "new": {"deep": ["x"]}, "state": "odd"}]}, None),
    ],
    ids=["scalars", "object", "no ids", "null", "unknown fields"],
)
async def test_rows_of_any_shape_are_records_and_nothing_of_them_is_lost(
    resource: Resource, body: Mapping[str, Any], rows: list[tuple[str, Any]] | None
) -> None:
    found = await records(Script(item(body))).records(resource)
    expected = rows if rows is not None else [("7", body["items"][0])]
    assert [(row.id, row.raw) for row in found.items if isinstance(row, Record)] == expected


async def test_what_a_page_says_beside_its_rows_is_kept_from_every_level() -> None:
    body = {"kind": "PAGE", "data": {"next": None, "mean": 2, "items": [{"id": "1"}]}, "note": "n"}
    found = await records(Script(httpx.Response(200, json=body))).records(THINGS)
    assert found.rest == {"kind": "PAGE", "mean": 2, "note": "n"}


async def test_a_row_without_its_id_or_that_is_no_json_hides_no_other() -> None:
    raw = b'{"data":{"items":[{"id":"a"},{"no":1},{"id":"b",},{"id":"a"},5]}}'
    stream = Chunks([raw[:30], raw[30:]])
    answer = httpx.Response(200, headers={"content-type": "application/json"}, stream=stream)
    found = await records(Script(answer)).records(THINGS)
    first, *bad = found.items
    assert isinstance(first, Record)
    assert [each.why for each in bad if isinstance(each, BadRow)] == [
        "it has no id",
        "it is not JSON",
        "it has no id",
    ]
    assert found.notes == ("rows that came twice: 1",)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(200, json={"rows": []}), "list of things: it has no “data.items”"),
        (httpx.Response(200, json={"data": []}), "list of things: it has no “data.items”"),
        (httpx.Response(200, json=[]), "list of things: it is no JSON object"),
        (httpx.Response(200, html="<p>"), "list of things: the answer is text/html, not JSON"),
        (httpx.Response(204), "list of things: the answer is empty"),
    ],
    ids=range(5),
)
async def test_an_answer_that_is_no_list_is_unreadable(answer: httpx.Response, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        await records(Script(answer)).records(THINGS)
    assert caught.value.happened == said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (item([1]), "thing x: it is no JSON object"),
        (httpx.Response(200, json={"else": 1}), "thing x: it holds nothing"),
        (httpx.Response(204), "thing x: the answer is empty"),
    ],
    ids=range(3),
)
async def test_an_answer_that_is_no_record_is_unreadable(answer: httpx.Response, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        await records(Script(answer)).record(THINGS, "x")
    assert caught.value.happened == said


async def test_an_error_is_one_safe_line_whatever_the_id() -> None:
    with pytest.raises(Missing) as caught:
        await records(Script(httpx.Response(404))).record(THINGS, "a\n\x1b]0;b\u202e/..")
    assert caught.value.happened.startswith("thing a ␛]0;b‹U+202E›/.. not found")


async def test_a_single_thing_is_read_without_an_id() -> None:
    found = await records(Script(item({"version": "1"}))).record(ABOUT, "")
    assert (found.id, found.raw) == ("", {"version": "1"})


async def test_an_expired_cursor_starts_again_and_says_so() -> None:
    script = Script(httpx.Response(400, json={"why": "gone"}), page({"id": "1"}))
    found = await records(script).records(THINGS, cursor="7")
    assert found.notes == ("the cursor expired; started again",)
    assert [each["offset"] for each in script.asked] == ["7", "0"]


async def test_a_vendors_own_meaning_of_a_status_is_said() -> None:
    forbidden = httpx.Response(403, json={"why": "not yours"})
    with pytest.raises(Refused) as caught:
        await records(Script(forbidden)).record(THINGS, "x" * 500)
    shown = "x" * LONGEST_ID + "…"
    assert caught.value.happened == f"thing {shown}: locked away (not yours)"
    assert caught.value.by_credentials


async def test_a_refusal_names_the_fields_it_is_about_in_safe_words() -> None:
    answer = httpx.Response(422, json={"why": "too\n\x1b[31m big", "field": "size"})
    source = records(Script(answer))
    with pytest.raises(Refused) as caught:
        await source.act(source.draft(MEND, {"size": 99}, "x"))
    assert caught.value.fields == {"size": "too ␛[31m big"}


async def test_a_change_is_sent_as_it_was_drafted_and_its_answer_read() -> None:
    script = Script(item({"id": "x", "size": 3}))
    source = records(script)
    outcome = await source.act(source.draft(MEND, {"size": 3}, "x"))
    assert (script.requests[0].method, script.requests[0].url.path) == ("PATCH", "/things/x")
    assert bodies(script) == [{"size": 3}]
    assert (outcome.status, outcome.record) == (200, Record("x", {"id": "x", "size": 3}))


async def test_a_deletion_may_have_a_body_and_its_job_is_followed() -> None:
    script = Script(item({"job": {"id": 9}}, 202))
    source = records(script)
    outcome = await source.act(source.draft(SWEEP, {"ids": ["a", "b"]}))
    assert (script.requests[0].method, bodies(script)) == ("DELETE", [{"ids": ["a", "b"]}])
    assert outcome.follow == "9"


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_an_empty_answer_to_a_write_is_done(status: int) -> None:
    empty = httpx.Response(status, headers={"content-type": "text/html", "content-length": "0"})
    source = records(Script(empty))
    outcome = await source.act(source.draft(WATCH, {}, "x"))
    assert (outcome.status, outcome.record, outcome.follow) == (status, None, "x")


async def test_an_answer_that_is_no_object_is_kept_as_a_value() -> None:
    source = records(Script(item(["a"])))
    outcome = await source.act(source.draft(WEIGH, {}))
    assert outcome.record == Record("", {"value": ["a"]})


UNKNOWN = "; whether it was done is unknown"


@pytest.mark.parametrize(
    ("answer", "doubtful"),
    [
        (httpx.ReadError("reset"), True),
        (httpx.ReadTimeout("late"), True),
        (httpx.RemoteProtocolError("cut"), True),
        (Unreachable("fifth", "no complete answer came within 60 s"), True),
        (httpx.Response(502), True),
        (httpx.Response(200, html="<p>Sign in</p>"), True),
        (httpx.ConnectError("refused"), False),
        (httpx.ConnectTimeout("late"), False),
        (httpx.Response(429), False),
        (httpx.Response(409, json={"why": "no"}), False),
    ],
    ids=str,
)
async def test_a_lost_answer_to_a_write_says_that_nobody_knows_and_where_to_look(
    answer: httpx.Response | Exception, doubtful: bool
) -> None:
    source = records(Script(answer))
    with pytest.raises(SourceError) as caught:
        await source.act(source.draft(MEND, {"size": 1}, "x"))
    assert (UNKNOWN in str(caught.value)) is doubtful
    assert ("look at thing x first" in str(caught.value)) is doubtful
    with pytest.raises(SourceError) as caught:
        await source.act(source.draft(SWEEP, {"ids": ["a"]}))
    assert ("look at the things first" in str(caught.value)) is doubtful


async def test_a_lost_answer_to_a_read_is_no_doubt() -> None:
    source = records(Script(httpx.ReadError("reset")))
    with pytest.raises(Unreachable) as caught:
        await source.act(source.draft(WEIGH, {"of": "x"}))
    assert UNKNOWN not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b"{cut", headers={"content-type": "application/json"}),
        httpx.Response(
            200,
            headers={"content-type": "application/json"},
            stream=Chunks([b'{"da'], httpx.ReadError("reset")),
        ),
        httpx.Response(200, json={"else": 1}),
    ],
    ids=["no JSON", "cut off", "no record"],
)
async def test_a_success_that_cannot_be_read_was_done_all_the_same(answer: httpx.Response) -> None:
    source = records(Script(answer))
    with pytest.raises(Unreadable, match=r"but it was done .*Do not send it again"):
        await source.act(source.draft(MEND, {"size": 1}, "x"))


async def test_a_spent_budget_is_limited_and_nothing_was_done() -> None:
    source = records(Script(httpx.Response(429, headers={"retry-after": "7"})))
    with pytest.raises(Limited) as caught:
        await source.act(source.draft(MEND, {"size": 1}, "x"))
    assert caught.value.wait_s == 7
