"""Telemetry sent to the simulated Fiddler is kept, told in its words and joined with the world."""

import gzip
from pathlib import Path
from typing import Any

import httpx
import pytest

from spandeck.sim.archive import Archive
from spandeck.sim.fiddler import application
from spandeck.sim.fiddler.keys import keys
from spandeck.sim.fiddler.seeds import EMPTY
from spandeck.sim.world import World
from tests.sim.asking import client
from tests.sim.fiddler.calling import PRODUCTION, Refused, both, call, delete, post, rule, spans

EVER = {"start_time": "2020-01-01T00:00:00Z", "end_time": "2100-01-01T00:00:00Z"}
TRACE = "5b8efff798038103d269b633813fc60c"


def value(found: str | int) -> dict[str, Any]:
    return {"stringValue": found} if isinstance(found, str) else {"intValue": str(found)}


def pairs(attributes: dict[str, str | int]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value(found)} for key, found in attributes.items()]


def span(span_id: str, parent: str = "", trace_id: str = TRACE, **attributes: Any) -> Any:
    return {
        "traceId": trace_id,
        "spanId": span_id,
        "parentSpanId": parent,
        "name": f"step {span_id[-1]}",
        "startTimeUnixNano": "1795270000000000000",
        "endTimeUnixNano": "1795270001500000000",
        "status": {"code": 2, "message": "broken"} if parent else {},
        "attributes": pairs({key.replace("__", "."): each for key, each in attributes.items()}),
    }


def export(*some: Any, **resource: str) -> dict[str, Any]:
    told = pairs({key.replace("__", "."): each for key, each in resource.items()})
    return {
        "resourceSpans": [{"resource": {"attributes": told}, "scopeSpans": [{"spans": list(some)}]}]
    }


def root(**attributes: Any) -> Any:
    return span("00f067aa0ba902b1", **attributes)


def child(**attributes: Any) -> Any:
    return span("00f067aa0ba902b2", "00f067aa0ba902b1", **attributes)


async def send(asking: httpx.AsyncClient, body: Any, **headers: str) -> None:
    answer = await asking.post("/v1/traces", json=body, headers=headers)
    if answer.status_code != 200:
        raise Refused(answer)
    assert answer.json() == {}


async def test_a_sent_trace_is_told_in_the_vendors_words(blank: httpx.AsyncClient) -> None:
    first = root(
        fiddler__span__type="agent",
        gen_ai__agent__name="bot",
        gen_ai__conversation__id="talk",
        fiddler__session__user__tier="gold",
    )
    second = child(
        fiddler__span__type="llm",
        gen_ai__llm__input__user="hello",
        gen_ai__llm__output="hi",
        fiddler__span__system__gen_ai__usage__total_tokens=7,
    )
    await send(blank, export(first, second, application__id=EMPTY))
    found = (await spans(blank, EMPTY, **EVER))["items"]
    agent, llm = sorted(found, key=lambda each: each["span_id"])
    assert (agent["span_type"], agent["agent_name"], agent["session_id"]) == (
        "agent",
        "bot",
        "talk",
    )
    assert (agent["status_code"], agent["parent_span_id"]) == ("UNSET", None)
    assert agent["span_attributes"]["user.tier"] == "gold"
    assert (llm["input"], llm["output"], llm["duration"]) == ("hello", "hi", 1500.0)
    assert (llm["status_code"], llm["status_message"]) == ("ERROR", "broken")
    assert llm["span_attributes"]["gen_ai.usage.total_tokens"] == 7
    assert llm["evaluators"] == []


async def test_a_span_without_a_type_is_another(blank: httpx.AsyncClient) -> None:
    await send(blank, export(root(), application__id=EMPTY))
    assert [each["span_type"] for each in (await spans(blank, EMPTY, **EVER))["items"]] == ["other"]


async def test_the_header_names_the_application_too(blank: httpx.AsyncClient) -> None:
    body = gzip.compress(b'{"resourceSpans": []}')
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    answer = await blank.post("/v1/traces", content=body, headers=headers)
    assert (answer.status_code, answer.content) == (200, b"{}")
    named = {"fiddler-application-id": EMPTY.upper()}
    await send(blank, export(root()), **named)
    assert (await spans(blank, EMPTY, **EVER))["total"] == 1


@pytest.mark.parametrize(
    ("body", "headers", "status", "words"),
    [
        (b"{}", {"content-type": "text/plain"}, 415, "Send"),
        (b"{", {"content-type": "application/json"}, 400, "not JSON"),
        (b"x", {"content-type": "application/json", "content-encoding": "gzip"}, 400, "gzip"),
        (b"x", {"content-type": "application/json", "content-encoding": "br"}, 415, "gzip"),
    ],
)
async def test_what_is_no_export_is_refused(
    blank: httpx.AsyncClient, body: bytes, headers: dict[str, str], status: int, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        await call(blank, "POST", "/v1/traces", content=body, headers=headers)
    assert refused.value.status == status


async def test_spans_of_no_application_are_refused(blank: httpx.AsyncClient) -> None:
    with pytest.raises(Refused, match="has no application"):
        await send(blank, export(root()))
    nowhere = "0d8a2c3e-6f6c-4a52-9a3c-2f1f5b0f1a11"
    with pytest.raises(Refused, match="was not found"):
        await send(blank, export(root(), application__id=nowhere))


async def test_a_span_added_to_a_trace_of_the_story_joins_it(fiddler: httpx.AsyncClient) -> None:
    newest = (await spans(fiddler))["items"][-1]
    asked = both(rule("Span::trace_id", "equal", newest["trace_id"]))
    before = (await spans(fiddler, filter=asked, **EVER))["items"]
    late = span("00f067aa0ba902b9", before[-1]["span_id"], newest["trace_id"])
    total = (await spans(fiddler))["total"]
    await send(fiddler, export(late, application__id=PRODUCTION))
    after = (await spans(fiddler, filter=asked, **EVER))["items"]
    assert [each for each in after if each["span_id"] != "00f067aa0ba902b9"] == before
    assert len(after) == len(before) + 1
    assert (await spans(fiddler))["total"] in (total, total + 1)
    scope = {"application_id": PRODUCTION, "trace_ids": [newest["trace_id"]]}
    await delete(fiddler, "/v3/traces", scope)
    assert (await spans(fiddler, filter=asked, **EVER))["total"] == 0


async def test_what_was_sent_and_deleted_outlives_the_program(world: World, tmp_path: Path) -> None:
    path, ours = tmp_path / "kept.db", both(rule("Span::trace_id", "equal", TRACE))

    async def visit(change: bool) -> tuple[int, int, list[str]]:
        archive = Archive.open(path)
        app = application(world, archive=archive, limits=None)
        async with client(app, keys(7).world) as fiddler:
            if change:
                trace = (await spans(fiddler))["items"][0]["trace_id"]
                scope = {"application_id": PRODUCTION, "trace_ids": [trace]}
                await delete(fiddler, "/v3/traces", scope)
                await send(fiddler, export(root(), application__id=PRODUCTION))
                await post(fiddler, "/v3/projects", {"name": "Mine"})
                hook = (await call(fiddler, "GET", "/v2/webhooks"))["items"][0]["id"]
                await delete(fiddler, f"/v2/webhooks/{hook}")
            ever = await spans(fiddler, filter=ours, **EVER)
            hooks = (await call(fiddler, "GET", "/v2/webhooks"))["total"]
            names = [e["name"] for e in (await call(fiddler, "GET", "/v3/projects"))["items"]]
            hour = (await spans(fiddler))["total"]
        archive.close()
        return hour + ever["total"], hooks, names

    first = await visit(change=True)
    assert first[1:] == (0, ["Fernweh", "Fernweh ML", "Mine"])
    assert await visit(change=False) == first
