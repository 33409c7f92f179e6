"""Arize's list of traces over its simulator: filters against brute force, projects, sessions."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from spandeck.model.connection import Connection, Token
from spandeck.model.errors import Missing, Refused
from spandeck.model.page import Ask, BadRow, Freshness, Page
from spandeck.model.query import BadQuery, Query, parse
from spandeck.model.record import iso
from spandeck.model.session import Session
from spandeck.model.source import TraceSource
from spandeck.model.trace import Span, TraceSummary
from spandeck.sim.arize import application
from spandeck.sim.arize.keys import keys
from spandeck.sim.world import World
from spandeck.vendors.arize.api import API

NOW_NS = 1_795_255_200_000_000_000
ORIGIN = "https://api.eu-west-1a.arize.com"


@dataclass
class Deck:
    """A source over the simulator, and what was asked of that."""

    source: TraceSource
    asked: list[httpx.Request] = field(default_factory=list)

    async def rows(self, text: str = "", pages: int = 50) -> list[TraceSummary]:
        """All traces that a filter lets through."""
        found: list[TraceSummary] = []
        query, cursor = parse(text, self.source.filters), None
        for _ in range(pages):
            page = await self.source.traces(query, cursor)
            found += good(page)
            cursor = page.cursor
            if cursor is None:
                break
        return found

    async def spans(self, trace_id: str) -> list[Span]:
        return [s async for batch in self.source.spans(trace_id) for s in batch.spans]


def good(page: Page[TraceSummary]) -> list[TraceSummary]:
    assert not [row for row in page.items if isinstance(row, BadRow)]
    return [row for row in page.items if isinstance(row, TraceSummary)]


@pytest.fixture(scope="module")
def world() -> World:
    return World(7, "tiny", clock=lambda: NOW_NS)


async def over(world: World, token: str) -> AsyncIterator[Deck]:
    deck: list[Deck] = []

    async def note(request: httpx.Request) -> None:
        deck[0].asked.append(request)

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application(world, limits=None)),
        base_url=ORIGIN,
        headers={"authorization": f"Bearer {token}"},
        event_hooks={"request": [note]},
    ) as client:
        source = API.open(client, Connection("arize", ORIGIN, Token(token))).traces
        assert source is not None
        deck.append(Deck(source))
        yield deck[0]


@pytest.fixture
async def deck(world: World) -> AsyncIterator[Deck]:
    async for each in over(world, keys(7).world):
        yield each


@pytest.fixture
async def reader(world: World) -> AsyncIterator[Deck]:
    """A key that cannot see one of the spaces."""
    async for each in over(world, keys(7).reader):
        yield each


def any_span(spans: Sequence[Span], key: str, value: str) -> bool:
    return any(span.attributes.get(key) == value for span in spans)


TRUTHS: dict[str, Any] = {
    "status=error": lambda row, spans: row.status == "error",
    "has_error=true": lambda row, spans: any(span.failed for span in spans),
    "has_error=false status=ok": lambda row, spans: not any(span.failed for span in spans),
    "duration>=8s duration<=20s": lambda row, spans: 8000 <= row.duration_ms <= 20_000,
    "name=su*": lambda row, spans: row.name.startswith("su"),
    "model=gpt-4o-mini": lambda row, spans: any_span(spans, "llm.model_name", "gpt-4o-mini"),
    "kind=RETRIEVER status=error": lambda row, spans: (
        row.status == "error" and any(span.kind == "RETRIEVER" for span in spans)
    ),
    "where=\"name LIKE '%search%' AND latency_ms > 300\"": lambda row, spans: any(
        "search" in span.name and (span.duration_ms or 0) > 300 for span in spans
    ),
}
"""Filters, and what they mean of a trace and its spans."""


async def test_every_filter_finds_what_looking_at_all_traces_finds(deck: Deck) -> None:
    everything = (await deck.rows("space=production", pages=2))[:60]
    spans = {row.trace_id: await deck.spans(row.trace_id) for row in everything}
    oldest = min(row.started_ns or 0 for row in everything)
    for text, means in TRUTHS.items():
        expected = [row.trace_id for row in everything if means(row, spans[row.trace_id])]
        found = await deck.rows(f'{text} space=production start>="{iso(oldest)}"')
        assert [row.trace_id for row in found if row.trace_id in spans] == expected, text
        assert 0 < len(expected) < len(everything), text


async def test_only_one_span_is_ever_asked_to_meet_the_filter_that_is_sent(deck: Deck) -> None:
    await deck.rows("model=gpt-4o-mini status=error project=support", pages=1)
    bodies = [json.loads(r.content) for r in deck.asked if r.url.path == "/v2/traces"]
    assert {body["filter"] for body in bodies} == {"attributes.llm.model_name = 'gpt-4o-mini'"}
    assert all(body["start_time"] == "2020-01-01T00:00:00Z" for body in bodies)


async def test_a_project_and_a_space_choose_whose_traces_come(deck: Deck) -> None:
    found = await deck.rows("project=support space=prod*", pages=1)
    assert {row.name for row in found} == {"support"}
    assert {row.raw["space"] for row in found} == {"production"}
    assert {row.environment for row in found} == {"production"}
    asked = [each.url.path for each in deck.asked]
    assert (asked.count("/v2/projects"), asked.count("/v2/spaces")) == (1, 1)


async def test_a_walk_past_the_cache_asks_no_project_twice_for_the_same(deck: Deck) -> None:
    cursor, found = None, []
    for _ in range(4):
        page = await deck.source.traces(
            Query(), cursor, limit=20, ask=Ask(freshness=Freshness.RELOAD)
        )
        found += good(page)
        cursor = page.cursor
    asked = [
        (json.loads(each.content)["project_id"], each.url.params.get("cursor"))
        for each in deck.asked
        if each.url.path == "/v2/traces"
    ]
    assert len(set(asked)) == len(asked)
    assert [row.trace_id for row in found] == [
        row.trace_id for row in (await deck.rows(pages=2))[: len(found)]
    ]


async def test_a_project_that_nobody_sees_is_said(deck: Deck) -> None:
    page = await deck.source.traces(parse("project=nowhere", deck.source.filters))
    assert (page.items, page.cursor) == ((), None)
    assert page.notes == ("no project that this key sees is meant",)


async def test_a_key_that_sees_less_lists_less_and_finds_nothing_there(
    deck: Deck, reader: Deck
) -> None:
    spaces = {row.environment for row in await reader.rows(pages=2)}
    (hidden,) = {"production", "staging", "development"} - spaces
    unseen = (await deck.rows(f"space={hidden}", pages=1))[0]
    with pytest.raises(Missing, match="not found, or this key cannot see it"):
        await reader.spans(unseen.trace_id)


async def test_a_trace_is_found_though_no_list_has_shown_it(world: World, deck: Deck) -> None:
    row = (await deck.rows(pages=1))[-1]
    async for fresh in over(world, keys(7).world):
        found = await fresh.spans(row.trace_id)
        assert len(found) == row.span_count
        assert len([each for each in fresh.asked if each.url.path == "/v2/spans"]) <= 19


async def test_a_cursor_of_another_question_starts_again_and_says_so(deck: Deck) -> None:
    first = await deck.source.traces(Query(), limit=10)
    other = parse("status=error", deck.source.filters)
    again = await deck.source.traces(other, first.cursor, limit=10)
    assert again.notes[0] == "the cursor expired; started again"
    assert good(again) == good(await deck.source.traces(other, limit=10))


async def test_a_filter_that_the_vendor_refuses_is_told_in_its_words(deck: Deck) -> None:
    with pytest.raises(Refused, match="There is no column 'nonsense'"):
        await deck.source.traces(parse("where=\"nonsense = 'x'\"", deck.source.filters))
    with pytest.raises(BadQuery, match="where: "):
        parse('where="status_code"', deck.source.filters)


async def test_sessions_hold_all_their_traces_and_come_once(deck: Deck) -> None:
    found: list[Session] = []
    cursor = None
    for _ in range(2):
        page = await deck.source.sessions(cursor, limit=8)
        assert page.notes[0] == "grouped from traces"
        found += [each for each in page.items if isinstance(each, Session)]
        cursor = page.cursor
    assert len({each.session_id for each in found}) == len(found) == 16
    newest = [max(t.started_ns or 0 for t in each.traces) for each in found]
    assert newest == sorted(newest, reverse=True)
    named = {each.session_id for each in found}
    held = {trace.trace_id for each in found for trace in each.traces}
    rows = await deck.rows(pages=1)
    assert {row.trace_id for row in rows if row.session_id in named} <= held


async def test_the_web_link_leads_to_the_app_of_the_same_region(deck: Deck) -> None:
    row = (await deck.rows(pages=1))[0]
    link = deck.source.web_link(row.trace_id)
    assert link.startswith("https://app.eu-west-1a.arize.com/spaces/")
    assert link.endswith(f"?selectedTraceId={row.trace_id}")
    assert deck.source.web_link("t/1") == "https://app.eu-west-1a.arize.com/?selectedTraceId=t%2F1"


async def test_a_project_that_is_called_strangely_hides_no_other() -> None:
    rows = [
        {"id": "p1", "name": 5, "space_id": ["s"]},
        {"name": "without an id"},
        "no object",
        {"id": "p2", "name": "planner", "space_id": "s2"},
    ]
    trace: dict[str, Any] = {"root_span_id": "r", "spans": [], "start_time": iso(NOW_NS)}

    def answer(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content or "{}")
        held: dict[str, Any] = {
            "/v2/projects": {"projects": rows},
            "/v2/spaces": {"spaces": [{"id": "s2", "name": {}}]},
            "/v2/traces": {"traces": [{**trace, "trace_id": body.get("project_id")}]},
        }
        return httpx.Response(200, json={**held[request.url.path], "pagination": {}})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url=ORIGIN) as client:
        traces = API.open(client, Connection("arize", ORIGIN, Token("ak-test"))).traces
        assert traces is not None
        found = good(await traces.traces(Query()))
    assert sorted((row.trace_id, row.raw["project"]) for row in found) == [
        ("p1", "p1"),
        ("p2", "planner"),
    ]
