"""Traces as samples: rows, the spans of some, and their providers' hours; bounded, and honest."""

from dataclasses import replace

from spandeck.model.contrast import Sets
from spandeck.model.errors import Unreachable
from spandeck.model.page import Ask
from spandeck.model.trace import OK, Span, TraceSummary
from spandeck.model.upstream import HOUR_NS
from spandeck.why.contrast import contrast
from spandeck.why.samples import READ, samples
from tests.ui.fakes import NOW_NS, FakeSource, traces
from tests.ui.upstream import FakeUpstream

ASK = Ask(pane="contrast")


def told(trace_id: str, model: str, version: str) -> list[Span]:
    """An agent of a version that asks a model and runs a tool."""
    agent = {"openinference.span.kind": "AGENT", "agent.version": version, "user.id": "u-1"}
    call = {
        "openinference.span.kind": "LLM",
        "llm.model_name": model,
        "llm.provider": "openai" if model.startswith("gpt") else "anthropic",
    }
    tool = {"openinference.span.kind": "TOOL", "tool.name": "search_web"}
    made = (("a", None, agent), ("b", "a", call), ("c", "a", tool))
    return [
        Span(trace_id, name, above, name, "", NOW_NS, NOW_NS + 1, OK, attributes=held)
        for name, above, held in made
    ]


def vendor(rows: list[TraceSummary], odd: int) -> FakeSource:
    """Traces of which the first `odd` ask another model in another version."""
    details = {
        each.trace_id: told(each.trace_id, *(("gpt-4o", "2.1") if at < odd else ("claude", "2.0")))
        for at, each in enumerate(rows)
    }
    return FakeSource(rows=[*rows], details=details)


def sets(rows: list[TraceSummary], marked: int) -> Sets:
    return Sets("risicare", "some", tuple(rows[:marked]), tuple(rows[marked:]))


async def test_what_spans_say_tells_the_sets_apart() -> None:
    rows = [replace(each, agent_name="planner", error_count=0, status=OK) for each in traces(16)]
    known = await samples(sets(rows, 6), vendor(rows, 6), (), ASK)
    first = contrast(known.marked, known.rest).differences
    words = {(each.attribute, each.value) for each in first if each.chance < 0.001}
    assert {("model", "gpt-4o"), ("provider", "openai"), ("version", "2.1")} <= words
    assert known.notes == ("16 of 16 traces read",)


async def test_the_state_of_their_providers_is_compared_too() -> None:
    hours = (0, 1, 2, 7, 8, 9)
    rows = [
        replace(traces(1)[0], trace_id=f"{at:032x}", started_ns=NOW_NS - ago * HOUR_NS, status=OK)
        for at, ago in enumerate(hours)
    ]
    watcher = FakeUpstream()
    known = await samples(sets(rows, 3), vendor(rows, 6), (watcher,), ASK)
    found = {each.attribute: each for each in contrast(known.marked, known.rest).differences}
    throttled = found["429s of openai that hour"]
    assert (throttled.marked.median, throttled.rest.median) == (39, 18)
    assert found["p95 of openai / fleet"].marked.median == 8
    assert sum(watcher.asked.values()) == 3


async def test_the_price_is_bounded_whatever_is_marked() -> None:
    rows = traces(400)
    source = vendor(rows, 200)
    known = await samples(sets(rows, 200), source, (FakeUpstream(),), ASK)
    assert source.asked["spans"] <= 2 * READ
    assert (len(known.marked), len(known.rest)) == (200, 200)
    assert all(ask.pane == "contrast" for _, ask in source.asks)


async def test_who_does_not_answer_is_noted_and_rows_still_count() -> None:
    rows = traces(20)
    source, watcher = vendor(rows, 5), FakeUpstream()
    watcher.fails = Unreachable("Apidepth", "no answer within 10 s")
    known = await samples(sets(rows, 5), source, (watcher,), ASK)
    assert any("Apidepth: no answer" in each for each in known.notes)
    source.fails = Unreachable("Risicare", "no answer within 10 s")
    known = await samples(sets(rows, 5), source, (watcher,), ASK)
    assert known.notes[0] == "0 of 20 traces read"
    assert "session" in known.marked[0].words


async def test_of_failed_against_passed_the_outcome_is_not_told() -> None:
    rows = sorted(traces(40), key=lambda each: not each.failed)
    failed = sum(each.failed for each in rows)
    known = await samples(sets(rows, failed), vendor(rows, 0), (), ASK)
    assert "status" not in known.marked[0].words
    known = await samples(sets(rows, failed + 1), vendor(rows, 0), (), ASK)
    assert "status" in known.marked[0].words


async def test_without_a_rest_what_passed_of_the_same_agents_is_asked_for() -> None:
    rows = traces(40)
    failing = tuple(each for each in rows if each.failed)
    source = vendor(rows, 0)
    known = await samples(Sets("risicare", "a group", failing), source, (), ASK)
    agents = {each.agent_name for each in failing}
    assert known.rest
    for each in known.rest:
        assert each.words["agent"] <= agents
        assert each.trace_id not in {row.trace_id for row in failing}
    assert source.asked["traces"] <= 3
