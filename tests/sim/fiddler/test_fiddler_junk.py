"""Whatever is sent to the simulated Fiddler is answered in its envelope, never by a crash."""

from typing import Any

import httpx
import pytest

from spandeck.sim.fiddler import ROUTES
from spandeck.sim.fiddler.account import fixed
from spandeck.sim.fiddler.traffic import SEEDED
from tests.sim.fiddler.calling import PRODUCTION, both, rule

WRITES = sorted(
    (method, each.path)
    for each in ROUTES
    for method in each.methods or ()
    if method in ("POST", "PATCH", "PUT", "DELETE")
)
DEEP: dict[str, Any] = {"condition": "AND", "rules": []}
for _ in range(150):
    DEEP = {"condition": "OR", "rules": [DEEP]}
JUNK: tuple[Any, ...] = (
    None,
    [],
    [None, 1],
    "text",
    {},
    {"name": None, "metadata": 1, "items": {}, "results": [1], "filter": [], "inputs": "x"},
    {"name": "x" * 5000, "application_id": PRODUCTION, "model_id": SEEDED[0].id},
    {"model_id": SEEDED[0].id, "time_range": {"start_time": 1e300, "end_time": "9999-12-31"}},
)
IDS = {
    "/v3/models": SEEDED[0].id,
    "/v3/evals/datasets": fixed("dataset golden"),
    "/v3/evals/experiments": fixed("experiment gpt-4o-mini"),
    "/v3/alert-rules": fixed("alert rule Recall"),
    "/v3/evaluator-rules": fixed("evaluator rule Safety production"),
    "/v3/genai-alert-rules": fixed("genai alert rule Slow traces"),
    "/v3/applications": PRODUCTION,
}


@pytest.mark.parametrize(("method", "path"), WRITES)
async def test_no_body_breaks_an_endpoint(
    fiddler: httpx.AsyncClient, method: str, path: str
) -> None:
    where = path.replace("{id}", IDS.get(path.partition("/{id}")[0], "nothing"))
    for junk in JUNK if method != "DELETE" or "{" not in path else ():
        answer = await fiddler.request(method, where, json=junk)
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert answer.json()["kind"] == "ERROR"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b"[" * 5000, b'{"a": 1e999}', b'{"name": "\\ud800"}', b"{}" + b" " * 100],
)
@pytest.mark.parametrize("path", ["/v3/projects", "/v3/spans/query", "/v3/events", "/v3/queries"])
async def test_a_body_that_is_no_json_is_refused(
    fiddler: httpx.AsyncClient, path: str, body: bytes
) -> None:
    answer = await fiddler.post(path, content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["errors"][0]["help"] == ""


@pytest.mark.parametrize(
    "asked",
    [
        {"start_time": "0001-01-01T00:00:00Z"},
        {"end_time": "9999-12-31T23:59:59Z"},
        {"start_time": "2026-11-21T00:00:00+99:00"},
        {"filter": both(rule("Span::duration", "less", {"a": []}))},
        {"filter": both(rule("Span::duration", "between", [None, "x"]))},
        {"filter": both(rule("Span::name", "in", [None, {}, []]))},
        {"filter": both(rule("SpanAttribute::session.id", "contains", None))},
        {"filter": both(rule("Span::trace_id", "equal", None))},
        {"filter": both(rule("Span::status_code", "in", ["ERROR", 1]))},
        {"filter": DEEP},
    ],
)
async def test_odd_questions_about_spans_are_answered_or_refused(
    fiddler: httpx.AsyncClient, asked: dict[str, Any]
) -> None:
    range_ = {"start_time": "2026-11-21T14:20:00Z", "end_time": "2026-11-21T14:25:00Z"}
    body = {"application_id": PRODUCTION, **range_, **asked}
    for path in ("/v3/spans/query", "/v3/spans/fields"):
        assert (await fiddler.post(path, json=body)).status_code in (200, 400)
