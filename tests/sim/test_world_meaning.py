"""The world's spans say what real ones say: the program's own reading finds it all in them."""

import pytest

from spandeck import semantics
from spandeck.model.trace import Event, Span
from spandeck.sim import span as sim
from spandeck.sim.world import World


def as_read(span: sim.Span) -> Span:
    events = tuple(Event(each.name, each.at_ns, each.attributes) for each in span.events)
    return Span(
        span.trace_id,
        span.span_id,
        span.parent_id,
        span.name,
        span.kind,
        span.started_ns,
        span.ended_ns,
        span.status,
        span.status_message,
        span.attributes,
        events,
    )


@pytest.fixture
def spans(world: World) -> list[Span]:
    newest = world.newest()
    return [
        as_read(span) for back in range(400) for span in world.spans(world.outline(newest - back))
    ]


def test_every_call_of_a_model_tells_model_messages_and_tokens(spans: list[Span]) -> None:
    calls = [span for span in spans if span.kind == "llm_call"]
    for span in calls:
        call = semantics.read(span).llm
        assert call is not None
        assert call.model
        assert call.provider
        assert [message.role for message in call.input][:2] == ["system", "user"]
        answered = span.status == "ok"
        assert bool(call.output) == answered
        assert (call.tokens.total is not None) == answered
        assert (call.cost is not None) == answered
    assert {semantics.glance(span).kind for span in calls} == {"llm"}


def test_every_tool_call_tells_arguments_and_result(spans: list[Span]) -> None:
    for span in spans:
        if span.kind == "tool_call":
            tool = semantics.read(span).tool
            assert tool is not None
            assert (tool.name, bool(tool.arguments)) == (span.name, True)
            assert (tool.result is not None) == (span.status == "ok")


def test_retrieval_tells_its_documents(spans: list[Span]) -> None:
    found = [semantics.read(span).retrieval for span in spans if span.kind == "retrieval"]
    told = [len(each.documents) for each in found if each is not None]
    assert len(told) == len(found)
    assert max(told) >= 2


def test_every_failure_tells_type_message_and_stack_where_it_happened(spans: list[Span]) -> None:
    failed = [span for span in spans if span.failed]
    around = {span.parent_id for span in failed}
    for span in failed:
        failure = semantics.read(span).failure
        happened_here = span.span_id not in around
        assert [each.name for each in span.events] == ["exception"] * happened_here
        assert bool(span.status_message) == happened_here
        assert failure is not None
        assert bool(failure.type) == bool(failure.message) == happened_here
        assert ("Traceback" in (failure.stack or "")) == happened_here
    throttled = [
        failure
        for span in failed
        if span.kind == "llm_call"
        and (failure := semantics.read(span).failure)
        and failure.http_status == 429
    ]
    assert throttled
    assert all(each.retry_after_s and each.retry_after_s >= 2 for each in throttled)
