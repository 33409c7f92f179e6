"""Risicare's trace detail: spans as they arrive, nested or flat, whole or broken off."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from itertools import chain
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spandeck.model.errors import Missing, Unreadable
from spandeck.model.source import SpanBatch
from spandeck.model.trace import Event, Span
from tests.corpora import corpora
from tests.vendors.scripted import Chunks, Script, batches, body, detail, refused, source

FULL = {
    "trace_id": "t-1",
    "span_id": "a",
    "parent_span_id": None,
    "name": "chat",
    "kind": "llm_call",
    "start_time": "2026-11-21T10:00:00.000001Z",
    "end_time": "2026-11-21T10:00:01.5Z",
    "duration_ms": 1499.999,
    "status": "error",
    "status_message": "\x1b[31mred",
    "attributes": {"gen_ai.request.model": "m", "n": [1, {"deep": None}]},
    "events": [
        {"name": "exception", "timestamp": "2026-11-21T10:00:01Z", "attributes": {"k": "v"}},
        {},
    ],
    "session_id": "s-1",
    "agent_name": "planner",
    "novel": {"kept": True},
    "children": [],
}
START_NS = 1_795_255_200_000_000_000


def spans(found: list[SpanBatch]) -> list[Span]:
    return list(chain.from_iterable(batch.spans for batch in found))


def parents(found: list[SpanBatch]) -> dict[str, str | None]:
    return {span.span_id: span.parent_id for span in spans(found)}


async def test_a_full_span_is_read_in_our_words_and_nothing_is_lost() -> None:
    (span,) = spans(await batches(detail(FULL)))
    assert span == Span(
        trace_id="t-1",
        span_id="a",
        parent_id=None,
        name="chat",
        kind="llm_call",
        started_ns=START_NS + 1000,
        ended_ns=START_NS + 1_500_000_000,
        status="error",
        status_message="␛[31mred",
        attributes={"gen_ai.request.model": "m", "n": [1, {"deep": None}]},
        events=(
            Event("exception", START_NS + 1_000_000_000, {"k": "v"}),
            Event("", None, {}),
        ),
        extra={"session_id": "s-1", "agent_name": "planner", "novel": {"kept": True}},
    )


async def test_a_bare_span_has_nothing_that_the_vendor_did_not_say() -> None:
    (span,) = spans(await batches(detail({"span_id": "a"}), "asked-for"))
    assert span == Span("asked-for", "a", None, "", "", None, None, "unset")


async def test_an_unknown_kind_and_status_stay_as_they_are() -> None:
    (span,) = spans(await batches(detail({"span_id": "a", "kind": "ponder", "status": "maybe"})))
    assert (span.kind, span.status) == ("ponder", "maybe")


async def test_an_end_is_told_from_the_duration_when_it_is_missing() -> None:
    row = {"span_id": "a", "start_time": "2026-11-21T10:00:00Z", "duration_ms": 0.25}
    (span,) = spans(await batches(detail(row)))
    assert span.ended_ns == START_NS + 250_000


async def test_the_traces_own_facts_come_with_the_last_batch() -> None:
    found = await batches(detail(FULL, name="answer", max_depth=3, total_cost_usd=0.5))
    summary = found[-1].summary
    assert summary is not None
    assert (summary.trace_id, summary.name, summary.cost_usd) == ("t-1", "answer", 0.5)
    assert summary.raw["max_depth"] == 3


async def test_an_answer_keeps_its_age() -> None:
    answer = detail(FULL)
    answer.extensions |= {"answered_ns": 5, "cached": True}
    assert {(batch.answered_ns, batch.cached) for batch in await batches(answer)} == {(5, True)}


def row(name: str, *below: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"span_id": name, **more, "children": list(below)}


async def test_parents_are_told_from_the_nesting() -> None:
    tree = row("a", row("b", row("c")), row("d"))
    assert parents(await batches(detail(tree, row("e")))) == {
        "a": None,
        "b": "a",
        "c": "b",
        "d": "a",
        "e": None,
    }


async def test_a_flat_list_names_its_parents_in_any_order() -> None:
    flat = [
        {"span_id": "b", "parent_span_id": "a"},
        {"span_id": "a", "parent_span_id": ""},
        {"span_id": "orphan", "parent_span_id": "never-sent"},
    ]
    assert parents(await batches(detail(*flat))) == {"b": "a", "a": None, "orphan": "never-sent"}


async def test_a_parent_that_a_nested_span_names_itself_counts_first() -> None:
    assert parents(await batches(detail(row("a", row("b", parent_span_id="x")))))["b"] == "x"


async def test_children_before_their_parents_id_find_it() -> None:
    tree = {"children": [{"children": [{"span_id": "c"}], "span_id": "b"}], "span_id": "a"}
    assert parents(await batches(detail(tree))) == {"a": None, "b": "a", "c": "b"}


async def test_a_span_comes_before_the_trace_has_arrived() -> None:
    first = b'{"trace_id":"t","spans":[{"span_id":"a","children":[{"span_id":"b","children":[]},'
    gate = asyncio.Event()

    class Waiting(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield first
            await gate.wait()
            yield b'{"span_id":"c","children":[]}]}]}'

    answer = httpx.Response(200, headers={"content-type": "application/json"}, stream=Waiting())
    stream = source(Script(answer)).spans("t")
    async with asyncio.timeout(10):
        early = await anext(stream)
    gate.set()
    late = [batch async for batch in stream]
    assert [span.span_id for span in early.spans] == ["a", "b"]
    assert [span.span_id for span in spans(late)] == ["c"]


@pytest.mark.parametrize(
    "bad",
    [
        '{"span_id":"","name":"no id"}',
        '{"span_id":"x","start_time":"soon"}',
        '{"span_id":"x","attributes":[1]}',
        '{"span_id":"x","events":{}}',
        '{"span_id":"x",}',
        '{"span_id":"x" "name":"y"}',
        '{"span_id":"x","deep":%s}' % ("[" * 5000 + "]" * 5000),
        "null",
        '"text\\u001b"',
        "[[1]]",
    ],
    ids=range(10),
)
async def test_a_bad_span_is_kept_as_it_came_and_hides_no_other(bad: str) -> None:
    before, after = '{"trace_id":"t","spans":[{"span_id":"a"},', ',{"span_id":"b"}]}'
    found = await batches(body((before + bad + after).encode()))
    assert [span.span_id for span in spans(found)] == ["a", "b"]
    assert [raw for batch in found for raw in batch.bad] == [bad]
    assert found[-1].summary is not None


async def test_what_stands_below_a_bad_span_is_not_lost() -> None:
    unread = {"start_time": "soon", "children": [row("b")]}
    found = await batches(detail(row("a"), unread, {"span_id": "x", **unread}))
    assert {span.parent_id for span in spans(found) if span.span_id == "b"} == {None, "x"}


async def test_facts_that_cannot_be_read_hide_no_span() -> None:
    found = await batches(body(b'{"trace_id":"","spans":[{"span_id":"a"}]}'))
    assert [span.span_id for span in spans(found)] == ["a"]
    assert found[-1].summary is None
    assert found[-1].bad == ('{"trace_id":"","spans":[]}',)


@pytest.mark.parametrize("document", [b'{"trace_id":"t"}', b'{"trace_id":"t","spans":null}'])
async def test_a_trace_without_spans_is_a_trace(document: bytes) -> None:
    found = await batches(body(document))
    assert spans(found) == []
    assert found[-1].summary is not None


async def broken(answer: httpx.Response) -> tuple[list[Span], Unreadable]:
    """What is read of a trace that breaks off, and how that is said."""
    stream = source(Script(answer)).spans("t-1")
    found: list[Span] = []

    async def drain() -> None:
        async for batch in stream:
            found.extend(batch.spans)

    with pytest.raises(Unreadable) as caught:
        await drain()
    return found, caught.value


PART = b'{"trace_id":"t-1","spans":[{"span_id":"a","children":[]},{"span_id":"b","na'


@pytest.mark.parametrize(
    ("answer", "happened", "count"),
    [
        (body(PART), "the answer ends in the middle", 1),
        (
            body(PART, then=httpx.RemoteProtocolError("incomplete")),
            "the answer was cut off",
            1,
        ),
        (body(b""), "the answer is empty", 0),
        (body(b"<html>"), "it is no JSON object", 0),
        (
            body(b'{"spans":[{"span_id":"a"},,'),
            "a list has something else than a row",
            1,
        ),
    ],
    ids=range(5),
)
async def test_a_broken_body_gives_what_was_read_and_then_says_so(
    answer: httpx.Response, happened: str, count: int
) -> None:
    found, error = await broken(answer)
    assert error.happened == f"trace t-1: {happened}; {count} spans of it were read"
    assert len(found) == count


async def test_spans_that_waited_for_a_parent_that_never_came_are_kept() -> None:
    found, error = await broken(body(b'{"spans":[{"children":[{"span_id":"b"},'))
    assert [(span.span_id, span.parent_id) for span in found] == [("b", None)]
    assert "1 spans" in error.happened


async def test_an_unknown_trace_is_missing() -> None:
    with pytest.raises(Missing, match="trace nope not found, or this key cannot see it"):
        await anext(source(Script(refused(404, "not_found", "Trace not found"))).spans("nope"))


async def test_leaving_in_the_middle_closes_the_answer() -> None:
    chunks = Chunks([b'{"trace_id":"t","spans":[{"span_id":"a"},', b'{"span_id":"b"},'] * 9)
    answer = httpx.Response(200, headers={"content-type": "application/json"}, stream=chunks)
    stream = source(Script(answer)).spans("t")
    await anext(stream)
    assert not chunks.closed
    await stream.aclose()
    assert chunks.closed


async def test_others_have_their_turn_while_a_large_answer_is_decoded() -> None:
    many = detail(
        *[{"span_id": str(number), "attributes": {"t": "x" * 500}} for number in range(2000)]
    )
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    task = asyncio.create_task(other())
    found = await batches(many)
    task.cancel()
    assert len(spans(found)) == 2000
    assert max(len(batch.spans) for batch in found) < 200
    assert turns >= len(found) - 1


def nested(found: list[Span]) -> Iterator[bytes]:
    """Spans as the nested JSON of a detail, whatever their depth."""
    below: dict[str | None, list[Span]] = {}
    ids = {span.span_id for span in found}
    for span in found:
        below.setdefault(span.parent_id if span.parent_id in ids else None, []).append(span)
    yield b'{"trace_id":"t","spans":['
    todo: list[Span | None] = [None, *reversed(below[None])]
    first = True
    while todo:
        each = todo.pop()
        if each is None:
            yield b"]}"
            first = False
            continue
        record = {"span_id": each.span_id, "name": each.name, "attributes": each.attributes}
        yield (b"" if first else b",") + json.dumps(record)[:-1].encode() + b',"children":['
        todo += (None, *reversed(below.get(each.span_id, [])))
        first = True


@pytest.mark.parametrize("corpus", corpora(), ids=lambda corpus: corpus.name)
async def test_real_traces_come_through_with_every_span_attribute_and_parent(corpus: Any) -> None:
    sizes = sorted(corpus.traces.values(), key=len)
    for trace in (sizes[0], sizes[-1]):
        expected = trace[:3000]
        ids = {span.span_id for span in expected}
        read = spans(await batches(body(b"".join(nested(expected)))))
        assert {span.span_id: (span.name, span.attributes) for span in read} == {
            span.span_id: (span.name, span.attributes) for span in expected
        }
        assert {span.span_id: span.parent_id for span in read} == {
            span.span_id: span.parent_id if span.parent_id in ids else None for span in expected
        }


@st.composite
def trees(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A forest in which every span has its fields in an order of its own, some without parents."""
    count = draw(st.integers(1, 8))
    made: list[dict[str, Any]] = []
    roots: list[dict[str, Any]] = []
    for number in range(count):
        above = draw(st.integers(-1, number - 1))
        fields: list[tuple[str, Any]] = [("span_id", f"s{number}"), ("children", [])]
        if above >= 0 and draw(st.booleans()):
            fields.append(("parent_span_id", f"s{above}"))
        span = dict(draw(st.permutations(fields)))
        made.append(span)
        (roots if above < 0 else made[above]["children"]).append(span)
    return roots


@settings(max_examples=100)
@given(trees(), st.integers(1, 30))
async def test_parents_do_not_depend_on_the_order_of_fields_or_chunks(
    roots: list[dict[str, Any]], size: int
) -> None:
    expected: dict[str, str | None] = {}

    def visit(found: list[dict[str, Any]], above: str | None) -> None:
        for each in found:
            expected[each["span_id"]] = above
            visit(each["children"], each["span_id"])

    visit(roots, None)
    raw = json.dumps({"trace_id": "t", "spans": roots}).encode()
    chunks = [raw[at : at + size] for at in range(0, len(raw), size)]
    found = await batches(body(*chunks))
    assert parents(found) == expected
    assert not any(batch.bad for batch in found)
