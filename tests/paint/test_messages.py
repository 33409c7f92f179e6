"""What a span says, as text a person reads, from values and from recorded spans."""

import pytest

from spandeck import semantics
from spandeck.model.safe import safe
from spandeck.model.trace import ERROR, OK, Event, Span
from spandeck.paint.attributes import LONG, table
from spandeck.paint.document import Layout, Paragraph, plain
from spandeck.paint.events import happened
from spandeck.paint.messages import spoken
from spandeck.paint.raw import printed
from spandeck.semantics.facts import (
    Cost,
    Document,
    Failure,
    LlmCall,
    Meaning,
    Message,
    Reasoning,
    Retrieval,
    Text,
    Tokens,
    ToolCall,
    ToolRequest,
    ToolResult,
)
from tests.corpora import names, small

SPAN = Span("t", "s", None, "chat", "llm", 0, 2_000_000_000, OK)


def said(*paragraphs: Paragraph, width: int = 72) -> str:
    layout = Layout(paragraphs, width)
    layout.more(10_000)
    return plain(layout.lines).strip()


def test_a_call_is_told_with_its_facts_and_its_conversation() -> None:
    call = LlmCall(
        model="gpt-4o-2024",
        requested="gpt-4o",
        provider="openai",
        parameters={"temperature": 0.2},
        input=(Message("system", (Text("Be brief."),)), Message("user", (Text("Hi"),))),
        output=(Message("assistant", (Reasoning("a greeting"), Text("Hello"))),),
        tokens=Tokens(input=1204, output=88, cached=900, reasoning=12, total=1292),
        cost=Cost(0.0842, "llm.cost.total"),
        finish_reason="stop",
    )
    assert said(*spoken(SPAN, Meaning("llm", "gpt-4o", llm=call))) == (
        "model       gpt-4o-2024 (asked for gpt-4o)\n"
        "provider    openai\n"
        "parameters  temperature=0.2\n"
        "tokens      in 1 204 (900 cached) · out 88 (12 reasoning) · total 1 292\n"
        "cost        $0.084  (llm.cost.total)\n"
        "finished    stop\n"
        "\n"
        "▍system\n  Be brief.\n\n"
        "▍user\n  Hi\n\n"
        "── answer ──\n"
        "▍assistant\n  reasoning\n  a greeting\n  Hello"
    )


def test_a_tool_call_stands_together_with_its_result() -> None:
    call = LlmCall(
        input=(
            Message("assistant", (ToolRequest("cancel", '{"order":4411}', "c1"),)),
            Message("tool", (ToolResult("done", "c1"),)),
        ),
        output=(Message("assistant", (ToolRequest("refund", "{4411", "c2", malformed=True),)),),
    )
    assert said(*spoken(SPAN, Meaning("llm", None, llm=call))) == (
        '▍assistant\n  → cancel\n    {\n      "order": 4411\n    }\n  ← result\n    done\n\n'
        "── answer ──\n▍assistant\n  → refund   ! arguments are not valid JSON\n    {4411"
    )


def test_a_result_nobody_asked_for_is_shown_all_the_same() -> None:
    call = LlmCall(input=(Message("tool", (ToolResult("42", "x", "sum"),)),))
    assert said(*spoken(SPAN, Meaning("llm", None, llm=call))) == (
        "▍tool\n  ← result of sum\n    42"
    )


def test_a_failure_stands_on_top_with_the_end_of_its_stack() -> None:
    stack = "\n".join(f"line {number}" for number in range(1, 10))
    why = Failure("RateLimitError", "slow down", stack, 429, "rate_limited", 20.0)
    assert said(*spoken(SPAN, Meaning("llm", None, failure=why))).startswith(
        "✗ RateLimitError\n"
        "  slow down\n"
        "HTTP status 429\n"
        "code        rate_limited\n"
        "retry after 20.0 s\n"
        "… 3 lines of the stack above; Events has all\n"
        "  line 4\n"
    )


def test_a_tools_run_says_what_went_in_and_what_came_out() -> None:
    run = ToolCall("search", '{"q": "x"}', None)
    assert said(*spoken(SPAN, Meaning("tool", "search", tool=run))) == (
        'tool        search\n\n→ arguments\n  {\n    "q": "x"\n  }\n\n← result\n  not recorded'
    )


def test_documents_are_listed_with_their_scores() -> None:
    found = Retrieval("refunds?", (Document("Within 14 days.", "faq-3", 0.8123),))
    assert said(*spoken(SPAN, Meaning("retrieval", None, retrieval=found))) == (
        "query       refunds?\n\nfound: 1 document\n1.   score 0.8123   faq-3\n   Within 14 days."
    )


def test_a_span_without_messages_says_so() -> None:
    assert "no messages" in said(*spoken(SPAN, Meaning("span", None)))


def test_the_size_of_a_large_message_is_said() -> None:
    call = LlmCall(input=(Message("user", (Text("x" * 120_000),)),))
    assert said(*spoken(SPAN, Meaning("llm", None, llm=call))).startswith("▍user  120.0 kB\n")


def test_attributes_are_an_aligned_table() -> None:
    shown = said(*table({"b.long.name": [1, "é"], "a": "x\ny", "c": 1.5, "d": None}))
    assert shown == (
        "a            x\n             y\n"
        'b.long.name  [\n               1,\n               "é"\n             ]\n'
        "c            1.5\nd            null"
    )


def test_a_long_value_is_announced_with_its_size_and_shown_when_wanted() -> None:
    values = {"prompt": "é" * (LONG * 3)}
    assert "… 8.0 kB more of it; enter shows all" in said(*table(values))
    entire = said(*table(values, entire=True))
    assert entire.count("é") == LONG * 3
    assert "more of it" not in entire


def test_an_exception_is_an_event_with_its_whole_stack() -> None:
    stack = "\n".join(f"frame {number}" for number in range(40))
    attributes = {"exception.type": "ValueError", "exception.stacktrace": stack, "escaped": False}
    failed = Span(
        "t", "s", None, "x", "", 0, 10, ERROR, events=(Event("exception", 5, attributes),)
    )
    shown = said(*happened(failed))
    assert shown.startswith("+0.0 ms  exception\n  ValueError\n  frame 0\n")
    assert "frame 39" in shown
    assert shown.endswith("escaped  false")


def test_the_raw_record_holds_what_the_vendor_added() -> None:
    extra = Span("t", "s", None, "x", "", 0, 10, OK, extra={"score": 0.5, "name": "other"})
    shown = said(*printed(extra))
    assert '"score": 0.5' in shown
    assert '"name": "x"' in shown
    assert '"start_time": "1970-01-01T00:00:00.000000Z"' in shown


@pytest.mark.parametrize("name", names())
def test_whatever_a_recorded_span_says_no_terminal_obeys_it(name: str) -> None:
    """Embedded JSON is decoded again on the way, which must not bring escapes back to life."""
    for span in small(name).spans[:150]:
        meaning = semantics.read(span)
        for each in (
            *spoken(span, meaning),
            *table(span.attributes, entire=True),
            *happened(span),
            *printed(span),
        ):
            assert safe(each.text) == each.text
            assert safe(each.label) == each.label
