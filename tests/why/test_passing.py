"""The nearest passing trace: found at every vendor, and at a bounded price."""

from dataclasses import replace

import pytest

from spandeck.model.evidence import Suspect
from spandeck.model.page import Ask, Page
from spandeck.model.query import Filter, Query, parse
from spandeck.model.source import PLAIN, TraceSource
from spandeck.model.trace import ERROR, OK, UNSET, Span, TraceSummary
from spandeck.why.case import opened as case_of
from spandeck.why.passing import PAGE, READ, Run, passing, resembles, run
from tests.ui.fakes import FILTERS, FakeSource
from tests.vendors.opened import opened

S = 10**9
AT = 1_790_000_000 * S
LIKE = Run("failing", AT, "run", "planner", tool="search_web")


def row(trace_id: str, seconds: float, **kept: object) -> TraceSummary:
    """A trace that began so long after the failing one."""
    made = TraceSummary(
        trace_id, "run", OK, AT + int(seconds * S), 900.0, 4, 0, agent_name="planner"
    )
    return replace(made, **kept)  # type: ignore[arg-type]  # fields are named where it is called


def ran(trace_id: str, tool: str) -> list[Span]:
    """The spans of a trace that runs a tool."""
    attributes = {"openinference.span.kind": "TOOL", "tool.name": tool}
    return [
        Span(trace_id, "0", None, "run", "", AT, AT + S, OK),
        Span(trace_id, "1", "0", tool, "", AT, AT + S, OK, attributes=attributes),
    ]


def vendor(*rows: TraceSummary, **tools: str) -> FakeSource:
    """Traces, and the tools that some of them ran."""
    ordered = sorted(rows, key=lambda each: -(each.started_ns or 0))
    details = {each.trace_id: ran(each.trace_id, tools.get(each.trace_id, "")) for each in rows}
    return FakeSource(rows=[*ordered], details=details)


async def test_of_those_that_make_the_call_the_nearest_is_chosen() -> None:
    source = vendor(
        row("near", -5),
        row("later", 40),
        row("before", -30),
        later="search_web",
        before="search_web",
    )
    found = await passing(source, LIKE)
    assert found.trace is not None
    assert found.trace.trace_id == "before"
    assert found.said == (
        "The nearest passing trace of planner that runs search_web: 30 s earlier."
    )


async def test_where_none_makes_the_call_the_nearest_is_chosen_and_that_is_said() -> None:
    found = await passing(vendor(row("near", 5), row("far", -50)), LIKE)
    assert found.trace is not None
    assert found.trace.trace_id == "near"
    assert found.said.endswith("It is unlike in one thing: none of the 2 nearest runs search_web.")


async def test_one_of_the_same_name_goes_before_a_nearer_one() -> None:
    source = vendor(row("other", 1, name="another"), row("same", 60))
    found = await passing(source, replace(LIKE, tool=None))
    assert found.trace is not None
    assert found.trace.trace_id == "same"


@pytest.mark.parametrize("kept", [{"status": ERROR}, {"error_count": 1}, {"agent_name": "other"}])
async def test_what_failed_or_is_of_another_agent_is_none(kept: dict[str, object]) -> None:
    found = await passing(vendor(row("one", 5, **kept), row("failing", 0)), LIKE)
    assert found.trace is None
    assert found.said == (
        "No trace of planner passed: Risicare was asked for those of the day before and of the "
        f"hour after, {PAGE} each."
    )


async def test_passing_traces_may_leave_their_status_unset() -> None:
    found = await passing(vendor(row("one", 5, status=UNSET)), replace(LIKE, tool=None))
    assert found.trace is not None


async def test_a_vendor_that_can_tell_tools_is_asked_for_them_and_nothing_is_read() -> None:
    class Knowing(FakeSource):
        """A vendor whose list tells tools: all of its traces ran them."""

        async def traces(
            self, query: Query, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
        ) -> Page[TraceSummary]:
            said[:] = map(str, query.conditions)
            kept = tuple(each for each in query.conditions if each.field != "tool")
            return await super().traces(replace(query, conditions=kept), cursor, limit=limit)

    said: list[str] = []
    source = Knowing(rows=[row("one", 5)], filters=(*FILTERS, Filter("tool", "text", "a tool")))
    found = await passing(source, LIKE)
    assert found.trace is not None
    assert said == ["agent_name=planner", "tool=search_web", "status=ok"]
    assert source.asked["spans"] == 0


async def test_the_price_is_bounded() -> None:
    source = vendor(*(row(f"t{number}", number + 1, status=UNSET) for number in range(300)))
    await passing(source, LIKE)
    assert source.asked["traces"] <= 4
    assert source.asked["spans"] <= READ


@pytest.mark.parametrize("name", ["fiddler", "risicare", "arize"])
async def test_the_failures_of_the_story_have_passing_traces_beside_them(name: str) -> None:
    async with opened(name) as vendor:
        source = vendor.traces
        assert source is not None
        kinds: dict[str | None, TraceSummary] = {}
        page = await source.traces(parse("status=error", source.filters), limit=6)
        for each in page.items:
            assert isinstance(each, TraceSummary)
            kinds.setdefault(each.agent_name, each)
        for failing in list(kinds.values())[:2]:
            await check(source, failing)


async def check(source: TraceSource, failing: TraceSummary) -> None:
    """What is found passed, and makes the call of the one that failed unless it says otherwise."""
    case = await case_of(source, Suspect(source.vendor, failing.trace_id), PLAIN)
    assert case is not None
    like = run(case.trace, case.summary or failing, case.at)
    found = await passing(source, like)
    assert found.trace is not None, found.said
    assert not found.trace.failed
    assert found.trace.agent_name == failing.agent_name
    if like.call and "unlike" not in found.said:
        spans = [span async for batch in source.spans(found.trace.trace_id) for span in batch.spans]
        assert any(resembles(span, like) for span in spans)
