"""Which failure is explained, and what its own trace says: origins, tries, calls in circles."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from spandeck.model.evidence import SpanAt, Suspect
from spandeck.model.fact import Loop, Retries
from spandeck.model.page import Ask
from spandeck.model.trace import ERROR, OK, Span, TraceSummary, assemble
from spandeck.semantics import call
from spandeck.why import within
from spandeck.why.case import Case, opened
from tests.ui.fakes import FakeSource

S = 10**9
ID = "t-1"
ASK = Ask(pane="why")


def span(span_id: str, parent: str | None, start: float, end: float, **kept: object) -> Span:
    made = Span(ID, span_id, parent, span_id, "", round(start * S), round(end * S), OK)
    return replace(made, **kept)  # type: ignore[arg-type]


def kind(word: str, **more: object) -> dict[str, object]:
    return {"openinference.span.kind": word, **more}


def failing(
    span_id: str, parent: str | None, start: float, end: float, said: str, **of: object
) -> Span:
    return span(span_id, parent, start, end, status=ERROR, status_message=said, **of)


AGENT = kind("AGENT", **{"agent.name": "planner", "agent.version": "2.3.0"})
GPT = kind("LLM", **{"llm.model_name": "gpt-4o", "llm.provider": "openai"})
LIMITED = "Error code: 429 - Rate limit reached. Please try again in 4s."
STORY = [
    failing("run", None, 0, 20, "'shipping_address'", attributes=AGENT),
    span("plan", "run", 0, 9, attributes=kind("CHAIN")),
    failing("ask", "plan", 1, 2, LIMITED, attributes=GPT),
    failing("ask again", "plan", 3, 4, LIMITED, attributes=GPT),
    span("answer", "plan", 9, 10, attributes=GPT),
    failing("work", "run", 10, 20, "'shipping_address'", attributes=kind("CHAIN")),
    failing("pay", "work", 18, 19.9, "KeyError: 'shipping_address'", attributes=kind("TOOL")),
]
CALM = [span("run", None, 0, 9, attributes=AGENT), span("plan", "run", 0, 9)]


async def case(spans: Sequence[Span], span_id: str | None = None) -> Case | None:
    """The failure of a trace that is at hand: nobody is asked."""
    return await opened(FakeSource(), Suspect("risicare", ID, span_id, assemble(spans, call)), ASK)


async def found(spans: Sequence[Span], span_id: str | None = None) -> Case:
    held = await case(spans, span_id)
    assert held is not None
    return held


@pytest.mark.parametrize(
    ("asked", "began"),
    [
        (None, "pay"),
        ("run", "pay"),
        ("work", "pay"),
        ("pay", "pay"),
        ("ask", "ask"),
        ("plan", "ask"),
        ("answer", "pay"),
        ("somewhere else", "pay"),
    ],
)
async def test_the_failure_is_where_it_began(asked: str | None, began: str) -> None:
    held = await found(STORY, asked)
    assert held.span.span_id == began


async def test_nothing_is_explained_where_nothing_failed() -> None:
    assert await case(CALM) is None
    assert await case([]) is None


async def test_the_failure_says_whose_it_is_and_whom_it_called() -> None:
    held = await found(STORY, "ask")
    spot, cause = held.failed.spot, held.failed.cause
    assert (spot.agent, spot.version, spot.provider) == ("planner", "2.3.0", "openai")
    assert spot.endpoint == "/v1/chat/completions"
    assert (cause.http_status, held.failed.retry_after_s) == (429, 4.0)
    assert held.failed.kind == "llm"


async def test_a_tool_that_failed_has_the_provider_that_was_called_before_it() -> None:
    held = await found(STORY, "pay")
    assert held.failed.spot.provider is None
    assert (held.called.provider, held.called.model) == ("openai", "gpt-4o")


async def test_a_trace_that_is_not_at_hand_is_asked_for_once() -> None:
    row = TraceSummary(ID, "run", ERROR, 0, 20_000.0, agent_name="planner", environment="staging")
    source = FakeSource(rows=[row], details={ID: STORY}, batch=2)
    held = await opened(source, Suspect("risicare", ID), ASK)
    assert held is not None
    assert (held.span.span_id, held.summary) == ("pay", row)
    assert held.failed.spot.environment == "staging"
    assert source.asks == [("spans", ASK)]


async def test_a_large_trace_lets_others_have_their_turn() -> None:
    many = [span(f"s{n}", "run", n, n + 1) for n in range(3000)]
    held = await found([*CALM[:1], *many, failing("last", "run", 1, 2, "boom")])
    assert held.span.span_id == "last"


# Tries


def tries(*gaps: float, overcome: bool = False) -> list[Span]:
    """A call tried again after so many seconds each, the provider having asked for four."""
    made, at = [span("run", None, 0, 99, attributes=AGENT)], 0.0
    for number, gap in enumerate((*gaps, None)):
        made.append(failing(f"t{number}", "run", at, at + 1, LIMITED, name="ask", attributes=GPT))
        at += 1 + (gap or 0)
    if overcome:
        made[-1] = replace(made[-1], status=OK, status_message=None)
    return made


async def tried(spans: Sequence[Span], at: str) -> Retries | None:
    told = within.tried(await found(spans, at))
    assert told.fact is None or isinstance(told.fact, Retries)
    return told.fact


async def test_retries_that_came_before_the_wait_was_over_are_counted() -> None:
    assert await tried(tries(1.5, 4.0, 3.9), "t3") == Retries(4, 2, 4.0, 3.9, overcome=False)


async def test_any_try_of_a_call_tells_all_of_them() -> None:
    spans = tries(2.0, overcome=True)
    assert await tried(spans, "t0") == Retries(2, 1, 4.0, 2.0, overcome=True)


async def test_a_call_that_was_tried_once_says_so() -> None:
    told = within.tried(await found(STORY, "pay"))
    assert (told.fact, told.none) == (None, "tried once, as far as the trace shows")


# Circles


def circles(*arguments: str) -> list[Span]:
    """An agent that is stopped after these searches."""
    end = len(arguments) + 1
    made = [failing("run", None, 0, end, "Recursion limit reached", attributes=AGENT)]
    for number, each in enumerate(arguments):
        held = kind("TOOL", **{"tool.name": "search_web", "input.value": json.dumps({"q": each})})
        made.append(
            span(f"c{number}", "run", number, number + 1, name="search_web", attributes=held)
        )
    return made


async def test_the_call_that_goes_in_circles_is_found() -> None:
    told = await within.looped(await found(circles("a", "b", "a", "a", "c")))
    assert told.fact == Loop("search_web", '{"q": "a"}', 3)
    assert told.evidence == SpanAt("risicare", ID, "c3")


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        (circles("a", "b"), "no tool was called twice with equal arguments"),
        (circles(), "no tool was called"),
    ],
    ids=["each once", "none"],
)
async def test_calls_that_do_not_repeat_are_no_loop(spans: list[Span], said: str) -> None:
    told = await within.looped(await found(spans))
    assert (told.fact, told.none) == (None, said)


async def test_the_failure_itself_is_known_from_the_start() -> None:
    held = await found(STORY)
    told = within.failure(held)
    assert told.fact == held.failed
    assert told.evidence == SpanAt("risicare", ID, "pay")
    assert told.as_of_ns is None


# What it is called


async def test_the_vendors_word_for_a_trace_of_one_failure_is_its_own() -> None:
    row = TraceSummary(ID, "run", ERROR, 0, 20_000.0, error_code="RESOURCES.RATE_LIMIT")
    suspect = Suspect("risicare", ID, None, assemble(tries(1.5), call), row)
    held = await opened(FakeSource(), suspect, ASK)
    assert held is not None
    assert "RESOURCES.RATE_LIMIT" in held.codes()


async def test_of_several_failures_the_vendors_word_may_mean_another() -> None:
    row = TraceSummary(ID, "run", ERROR, 0, 20_000.0, error_code="KeyError")
    both = [
        *(each for each in STORY if each.span_id != "ask"),
        failing("ask", "plan", 1, 2, f"openai.RateLimitError: {LIMITED}", attributes=GPT),
    ]
    for asked, codes in (("ask", {"openai.RateLimitError"}), ("pay", {"KeyError"})):
        suspect = Suspect("risicare", ID, asked, assemble(both, call), row)
        held = await opened(FakeSource(), suspect, ASK)
        assert held is not None
        assert held.codes("OTHER") == codes
