"""How tests ask the simulated Arize."""

from typing import Any

import httpx

from tests.sim.asking import NOW, Record

SPAN = {
    "traceId": "5b8efff798038103d269b633813fc60c",
    "spanId": "eee19b7ec3c1b174",
    "name": "ask",
    "kind": "SPAN_KIND_CLIENT",
    "startTimeUnixNano": str(NOW - 2_000_000_000),
    "endTimeUnixNano": NOW - 1_000_000_000,
    "status": {"code": 2, "message": "no"},
    "attributes": [
        {"key": "openinference.span.kind", "value": {"stringValue": "LLM"}},
        {"key": "session.id", "value": {"stringValue": "s-1"}},
        {"key": "llm.token_count.total", "value": {"intValue": "12"}},
        {"key": "tag.tags", "value": {"arrayValue": {"values": [{"stringValue": "a"}]}}},
        {"key": "deep", "value": {"kvlistValue": {"values": [{"key": "text", "value": {}}]}}},
        {"key": "odd", "value": {"stringValue": "\u0000\u001b[31m\u202e" + "long " * 200}},
    ],
    "events": [{"name": "exception", "timeUnixNano": str(NOW - 1_500_000_000)}],
}
"""A span in OTLP's JSON that began two seconds ago."""
ALWAYS = {"start_time": "1980-01-01T00:00:00Z", "end_time": "2100-01-01T00:00:00Z"}


async def sent(
    asking: httpx.AsyncClient,
    method: str,
    path: str,
    status: int,
    body: Any = None,
    /,
    **params: Any,
) -> Any:
    """What a request is answered with, which must have this status."""
    answer = await asking.request(method, f"/v2/{path}", json=body, params=params)
    assert answer.status_code == status, answer.text
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == status
        assert problem["instance"] == f"/v2/{path}"
        assert problem["title"]
    return answer.json() if answer.content else None


async def listed(
    asking: httpx.AsyncClient, path: str, body: Any = None, /, **params: Any
) -> list[Record]:
    """All rows of a list, page after page; with a body of one that is asked for by POST."""
    rows: list[Record] = []
    while True:
        method = "GET" if body is None else "POST"
        page = await sent(asking, method, path, 200, body, **params)
        rows += next(iter(page.values()))
        cursor = page["pagination"].get("next_cursor")
        assert page["pagination"]["has_more"] == (cursor is not None)
        if cursor is None:
            return rows
        assert cursor != params.get("cursor"), "the list does not move on"
        params["cursor"] = cursor


async def first(asking: httpx.AsyncClient, path: str, /, **params: Any) -> Record:
    """The first row of a list."""
    return (await listed(asking, path, **params))[0]


async def project(asking: httpx.AsyncClient, name: str, space: str = "production") -> str:
    """The id of a project."""
    return str((await first(asking, "projects", name=name, space_name=space))["id"])


def export(*spans: Record, **resource: str) -> Record:
    """An OTLP export in JSON."""
    said = [{"key": key, "value": {"stringValue": each}} for key, each in resource.items()]
    scopes = [{"spans": list(spans)}]
    return {"resourceSpans": [{"resource": {"attributes": said}, "scopeSpans": scopes}]}


def ids(spans: list[Record]) -> set[str]:
    return {each["context"]["span_id"] for each in spans}
