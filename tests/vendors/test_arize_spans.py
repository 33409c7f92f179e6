"""Arize as a test says: a trace's spans page by page, odd answers, and both spellings."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import httpx
import pytest

from spandeck.model.catalog import Catalog
from spandeck.model.connection import Connection, Token
from spandeck.model.errors import Missing, Refused, Unreadable
from spandeck.model.page import BadRow
from spandeck.model.query import Condition, Query
from spandeck.model.source import Opened, SpanBatch
from spandeck.model.trace import TraceSummary
from spandeck.vendors.arize.api import API
from tests.vendors.scripted import Chunks

ORIGIN = "https://arize.test"
Answers = Callable[[httpx.Request], httpx.Response]


def span(number: int, **facts: Any) -> dict[str, Any]:
    return {
        "name": f"step {number}",
        "context": {"trace_id": "t", "span_id": f"s{number}"},
        "kind": "CHAIN",
        "start_time": f"2026-11-21T10:00:{number % 60:02}Z",
        "end_time": f"2026-11-21T10:01:{number % 60:02}.5Z",
        "status_code": "OK",
    } | facts


def listed(key: str, rows: Iterable[Any], cursor: str | None = None) -> httpx.Response:
    paging = {"has_more": cursor is not None} | ({"next_cursor": cursor} if cursor else {})
    return httpx.Response(200, json={key: list(rows), "pagination": paging})


def vendor(answers: Mapping[str, Answers | httpx.Response], projects: int = 1) -> Opened:
    """An Arize whose paths answer so, with so many projects in one space."""
    found = [{"id": f"p{n}", "name": f"project {n}", "space_id": "sp"} for n in range(projects)]
    lists = {
        "/v2/projects": listed("projects", found),
        "/v2/spaces": listed("spaces", [{"id": "sp", "name": "production"}]),
    }

    def answer(request: httpx.Request) -> httpx.Response:
        found = {**lists, **answers}[request.url.path]
        return found if isinstance(found, httpx.Response) else found(request)

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url=ORIGIN)
    return API.open(client, Connection("arize", ORIGIN, Token("t")))


async def batches(opened: Opened, into: list[SpanBatch] | None = None) -> list[SpanBatch]:
    assert opened.traces is not None
    found = [] if into is None else into
    async for batch in opened.traces.spans("t"):
        found.append(batch)
    return found


def paged(request: httpx.Request) -> httpx.Response:
    """Three pages that overlap at their edges; the project holds the trace."""
    if request.url.params["limit"] == "1":
        return listed("spans", [span(1)])
    start = int(request.url.params.get("cursor", 0))
    rows = [span(number) for number in range(start, start + 4)]
    return listed("spans", rows, str(start + 3) if start < 6 else None)


async def test_all_pages_of_a_trace_come_and_a_span_at_an_edge_comes_once() -> None:
    found = await batches(vendor({"/v2/spans": paged}))
    ids = [each.span_id for batch in found for each in batch.spans]
    assert ids == [f"s{number}" for number in range(10)]
    summary = found[-1].summary
    assert summary is not None
    assert (summary.span_count, summary.environment) == (10, "production")
    assert all(batch.summary is None for batch in found[:-1])


async def test_an_id_with_a_quote_in_it_is_asked_for_as_a_text() -> None:
    asked: list[Any] = []

    def note(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content)["filter"])
        return listed("spans", [])

    source = vendor({"/v2/spans": note}).traces
    assert source is not None
    with pytest.raises(Missing, match="this key cannot see it"):
        await anext(aiter(source.spans("it's")))
    assert asked == ["context.trace_id = 'it''s'"]


async def test_a_body_that_breaks_off_gives_what_was_read_of_it() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        if request.url.params["limit"] == "1":
            return listed("spans", [span(1)])
        whole = json.dumps({"spans": [span(n) for n in range(50)]}).encode()
        parts = Chunks([whole[:3000], whole[3000:5000]])
        return httpx.Response(200, headers={"content-type": "application/json"}, stream=parts)

    found: list[SpanBatch] = []
    with pytest.raises(Unreadable, match="trace t: the answer ends in the middle"):
        await batches(vendor({"/v2/spans": broken}), found)
    assert 10 < sum(len(batch.spans) for batch in found) < 50


async def test_a_span_that_cannot_be_read_is_shown_as_it_came() -> None:
    rows = [span(1), {"name": "lost"}, span(2, start_time="soon"), 7]
    found = await batches(vendor({"/v2/spans": listed("spans", rows)}))
    assert [each.span_id for batch in found for each in batch.spans] == ["s1"]
    assert [json.loads(bad) for batch in found for bad in batch.bad] == rows[1:]


async def test_judgements_and_new_fields_of_a_span_are_kept() -> None:
    said = {"evaluations": [{"name": "tone", "score": 1}], "brand_new": {"aB": 1}}
    found = await batches(vendor({"/v2/spans": listed("spans", [span(1, **said)])}))
    assert found[0].spans[0].extra == said


def trace(name: str, *spans: dict[str, Any], root: str = "s1", **facts: Any) -> dict[str, Any]:
    return {
        "trace_id": name,
        "root_span_id": root,
        "start_time": spans[0]["start_time"] if spans else None,
        "end_time": None,
        "spans_truncated": False,
        **facts,
        "spans": list(spans),
    }


async def traces(answer: Answers | httpx.Response, projects: int = 1) -> Any:
    source = vendor({"/v2/traces": answer}, projects).traces
    assert source is not None
    return await source.traces(Query())


async def test_a_trace_is_told_by_its_root_and_added_up_over_its_spans() -> None:
    usage = {"llm.token_count.total": 30, "llm.cost.total": 0.25, "session.id": "c"}
    failed = {
        "status_code": "ERROR",
        "parent_id": "s1",
        "status_message": "openai.RateLimitError: slow down",
        "attributes": usage,
        "kind": "LLM",
    }
    page = await traces(listed("traces", [trace("t", span(1), span(2, **failed))]))
    (row,) = page.items
    assert (row.name, row.status, row.duration_ms) == ("step 1", "ok", 60_500.0)
    assert (row.span_count, row.error_count, row.tokens, row.cost_usd) == (2, 1, 30, 0.25)
    assert (row.error_code, row.session_id) == ("openai.RateLimitError", "c")
    assert row.raw["project"] == "project 0"


async def test_two_roots_of_a_trace_are_one_row_and_a_repeated_one_is_counted() -> None:
    spans = [span(1), span(2)]
    rows = [trace("t", *spans), trace("t", *spans, root="s2"), trace("t", *spans)]
    page = await traces(listed("traces", rows))
    (row,) = page.items
    assert (row.raw["roots"], row.span_count) == (["s2", "s1"], 2)
    assert page.notes == ("rows that came twice: 1",)


async def test_a_trace_that_was_cut_is_said() -> None:
    page = await traces(listed("traces", [trace("t", span(1), spans_truncated=True)]))
    assert page.notes == ("traces of over 1000 spans are cut: their numbers are at least so many",)


async def test_a_trace_whose_root_did_not_come_is_shown_with_what_is_known() -> None:
    rows = [
        trace("t", end_time="2026-11-21T10:00:05Z", start_time="2026-11-21T10:00:00Z"),
        {"trace_id": "u"},
        {"no": "id"},
    ]
    page = await traces(listed("traces", rows))
    first, second, third = page.items
    assert isinstance(first, TraceSummary)
    assert (first.name, first.status, first.duration_ms, first.span_count) == (
        ("", "unset", 5000.0, None)
    )
    assert (second.trace_id, second.started_ns) == ("u", None)
    assert isinstance(third, BadRow)
    assert third.why == "trace_id: Field required"


async def test_a_list_that_says_there_is_more_but_not_where_ends_and_says_so() -> None:
    answer = {"traces": [trace("t", span(1))], "pagination": {"hasMore": True}}
    page = await traces(httpx.Response(200, json=answer))
    assert page.cursor is None
    assert page.notes == ("there is more, but Arize gives no way to it",)


async def test_more_projects_than_are_read_at_once_are_said() -> None:
    page = await traces(listed("traces", []), projects=30)
    assert page.notes == ("24 of 30 projects; choose with project=…",)


async def test_a_project_that_the_key_may_not_read_is_left_out_and_named() -> None:
    def some(request: httpx.Request) -> httpx.Response:
        if json.loads(request.content)["project_id"] == "p1":
            problem = {"status": 403, "title": "Access forbidden", "detail": "Not yours."}
            return httpx.Response(403, json=problem)
        return listed("traces", [trace("t", span(1))])

    page = await traces(some, projects=2)
    assert len(page.items) == 1
    assert page.notes == (
        "without project 1: traces of project 1: visible, but not allowed (Not yours.)",
    )


def camel(key: str) -> dict[str, Any]:
    """A row in the spelling of the vendor's overview, beside a column that somebody named so."""
    return {"id": key, "createdAt": "2026-11-21T10:00:00Z", "userName": "ada", "exampleId": "e"}


async def test_columns_of_examples_keep_the_names_that_people_gave_them() -> None:
    answer = {"examples": [camel("x")], "pagination": {"hasMore": True, "nextCursor": "c2"}}
    opened = vendor({"/v2/datasets/d/examples": httpx.Response(200, json=answer)})
    examples = opened.records.catalog.resource("dataset-examples")
    page = await opened.records.records(examples, Query((Condition("dataset_id", "=", "d"),)))
    assert page.cursor == "c2"
    (row,) = page.items
    assert not isinstance(row, BadRow)
    assert row.raw == {
        "id": "x",
        "created_at": "2026-11-21T10:00:00Z",
        "userName": "ada",
        "example_id": "e",
    }


async def test_lists_in_the_overviews_spelling_page_and_show_like_any() -> None:
    answer = {
        "annotationQueues": [{"id": "q", "spaceId": "sp", "columnAllowlist": ["aB"]}],
        "pagination": {"hasMore": False},
    }
    opened = vendor({"/v2/annotation-queues": httpx.Response(200, json=answer)})
    page = await opened.records.records(opened.records.catalog.resource("annotation-queues"))
    (row,) = page.items
    assert not isinstance(row, BadRow)
    assert row.raw == {"id": "q", "space_id": "sp", "column_allowlist": ["aB"]}
    assert page.rest == {}


@pytest.mark.parametrize("where", ["body", "query"])
async def test_a_search_pages_in_its_body_and_a_list_in_its_query(where: str) -> None:
    asked: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return listed("examples", [])

    search = where == "body"
    path = "/v2/datasets/d/examples" + ("/search" if search else "")
    opened = vendor({path: note})
    resource = opened.records.catalog.resource("found-examples" if search else "dataset-examples")
    query = Query((Condition("dataset_id", "=", "d"),))
    await opened.records.records(resource, query, "c9", limit=9999)
    paging = {"limit": 500, "cursor": "c9"}
    assert json.loads(asked[0].content or b"{}") == (paging if search else {})
    expected = {} if search else {"limit": "500", "cursor": "c9"}
    assert dict(asked[0].url.params) == expected


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "dataset x: not found, or this key cannot see it"),
        (403, "dataset x: visible, but not allowed"),
    ],
)
async def test_refusals_are_explained_as_arize_means_them(status: int, words: str) -> None:
    answer = httpx.Response(status, json={"status": status, "title": "…", "detail": ""})
    opened = vendor({"/v2/datasets/x": answer})
    with pytest.raises((Missing, Refused), match=words):
        await opened.records.record(opened.records.catalog.resource("datasets"), "x")


async def test_a_field_that_the_detail_names_is_told_at_the_field() -> None:
    detail = "name: String should have at least 1 character; version.model: Field required"
    answer = httpx.Response(422, json={"status": 422, "title": "…", "detail": detail})
    opened = vendor({"/v2/prompts": answer})
    catalog: Catalog = opened.records.catalog
    draft = opened.records.draft(catalog.action("create-prompt"), {"name": "x"})
    with pytest.raises(Refused) as caught:
        await opened.records.act(draft)
    assert caught.value.fields == {
        "name": "String should have at least 1 character",
        "version.model": "Field required",
    }


@pytest.mark.parametrize(("status", "key"), [(200, "ok"), (401, "refused"), (403, "narrow")])
async def test_health_tells_the_service_from_the_key(status: int, key: str) -> None:
    source = vendor({"/v2/organizations": httpx.Response(status, json={})}).traces
    assert source is not None
    health = await source.health()
    assert (health.healthy, health.parts) == (True, {"api": "ok", "key": key})
