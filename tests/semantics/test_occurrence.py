"""A failed span as an occurrence: what failed, where, and what it belongs to."""

from spandeck.model.trace import Event
from spandeck.semantics.occurrence import LONGEST_MESSAGE, LONGEST_TEXT, Around, occurrence
from tests.semantics.spans import span

THROTTLED = Event(
    "exception",
    0,
    {
        "exception.type": "openai.RateLimitError",
        "exception.message": "Error code: 429 - {'error': {'code': 'rate_limit_exceeded'}}",
    },
)


def test_a_failed_call_of_a_model_tells_cause_and_provider() -> None:
    attributes = {
        "openinference.span.kind": "LLM",
        "llm.model_name": "gpt-4o",
        "llm.provider": "openai",
        "session.id": "s-1",
        "user.id": "ada",
        "service.version": "2.3.1",
        "deployment.environment.name": "staging",
    }
    found = occurrence("arize", span(attributes, THROTTLED, name="ask", failed=True))
    assert (found.vendor, found.kind, found.id, found.at_ns) == ("arize", "span", "t/s", 10**9)
    assert found.cause.type == "openai.RateLimitError"
    assert found.cause.code == "rate_limit_exceeded"
    assert found.cause.http_status == 429
    spot = found.spot
    assert (spot.step, spot.tool, spot.model) == ("ask", None, "gpt-4o")
    assert (spot.provider, spot.endpoint) == ("openai", "/v1/chat/completions")
    assert (spot.version, spot.environment) == ("2.3.1", "staging")
    assert (found.of.session_id, found.of.user_id) == ("s-1", "ada")


def test_a_failed_tool_has_its_name_and_no_provider() -> None:
    attributes = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search_web"}
    found = occurrence("v", span(attributes, name="execute_tool search_web", failed=True))
    assert (found.spot.tool, found.spot.model, found.spot.provider) == ("search_web", None, None)


def test_what_a_span_says_itself_counts_before_what_is_known_of_its_trace() -> None:
    known = Around(agent="planner", version="1", session_id="s", user_id="u", environment="prod")
    attributes = {"gen_ai.agent.name": "researcher", "session.id": "own"}
    found = occurrence("v", span(attributes, failed=True), known)
    assert (found.spot.agent, found.of.session_id) == ("researcher", "own")
    assert (found.spot.version, found.of.user_id, found.spot.environment) == ("1", "u", "prod")


def test_the_vendors_own_word_counts_before_the_spans_and_the_providers() -> None:
    failed = span({"error.code": "MINE"}, THROTTLED, failed=True)
    assert occurrence("v", failed, Around(code="TOOL.X")).cause.code == "TOOL.X"
    assert occurrence("v", failed).cause.code == "MINE"


def test_a_failure_that_says_nothing_but_its_status_message_tells_that() -> None:
    found = occurrence("v", span(failed=True, message="it broke"))
    assert (found.cause.type, found.cause.message) == (None, "it broke")


def test_endless_texts_are_shortened_and_what_is_nested_stays_at_the_vendor() -> None:
    extra = {"note": "y" * 1000, "list": [1], "service_name": "shop"}
    found = occurrence("v", span(failed=True, message="x" * 10_000, extra=extra))
    assert found.cause.message is not None
    assert len(found.cause.message) == LONGEST_MESSAGE
    assert found.cause.message.endswith("x…")
    assert len(found.raw["note"]) == LONGEST_TEXT
    assert found.raw["service_name"] == "shop"
    assert "list" not in found.raw
