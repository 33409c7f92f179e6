"""Two spans of the same step compared: what was asked, with what, what came, and why it failed."""

import time

from spandeck.model.trace import ERROR, OK, Event, Span
from spandeck.model.tree import finish
from spandeck.paint.document import plain
from spandeck.paint.spandiff import drawing, facts
from spandeck.semantics import read

MS = 10**6
TITLES = ("Risicare 7f3a", "Risicare 9c2b")


def call(failed: bool = False, /, **kept: object) -> Span:
    attributes = {
        "openinference.span.kind": "LLM",
        "llm.model_name": "gpt-4o",
        "llm.invocation_parameters": '{"temperature": 0.2}',
        "llm.input_messages.0.message.role": "user",
        "llm.input_messages.0.message.content": "Cancel order 4411, please.",
        "llm.token_count.prompt": 812,
        **{key.replace("__", "."): value for key, value in kept.items()},
    }
    events = (
        (Event("exception", 0, {"exception.type": "RateLimitError", "exception.message": "429"}),)
        if failed
        else ()
    )
    status = ERROR if failed else OK
    return Span("t", "s", None, "chat", "", 0, 900 * MS, status, None, attributes, events)


def told(base: Span | None, other: Span | None, width: int = 100) -> str:
    return plain(finish(drawing(base, other, TITLES, width)))


def test_what_differs_is_told_by_its_meaning() -> None:
    other = call(
        llm__model_name="gpt-4o-mini",
        llm__invocation_parameters='{"temperature": 0.9}',
        llm__token_count__prompt=9_400,
    )
    text = told(call(), other)
    assert '"gpt-4o" → "gpt-4o-mini"' in text
    assert "parameter temperature  0.2 → 0.9" in text
    assert '"812" → "9.4k"' in text


def test_a_prompt_is_compared_word_by_word() -> None:
    other = call(llm__input_messages__0__message__content="Cancel order 9, please. " * 5)
    text = told(call(), other)
    assert "in 1 user" in text
    assert "- Cancel order 4411, please." in text
    assert "+ Cancel order 9, please." in text


def test_why_it_failed_stands_above_everything() -> None:
    lines = told(call(), call(True)).split("\n")
    assert [each.strip() for each in lines[:3]] == [
        "- Risicare 7f3a",
        "+ Risicare 9c2b",
        "✗ Risicare 9c2b: 429",
    ]


def test_tools_documents_and_answers_are_facts() -> None:
    tool = Span(
        "t",
        "s",
        None,
        "search",
        "",
        0,
        MS,
        OK,
        attributes={
            "openinference.span.kind": "TOOL",
            "tool.name": "search_web",
            "input.value": '{"q": "refund"}',
            "output.value": "nothing found",
        },
    )
    assert facts(tool, read(tool))["tool"] == "search_web"
    assert facts(tool, read(tool))["result"] == "nothing found"
    found = Span(
        "t",
        "s",
        None,
        "handbook",
        "",
        0,
        MS,
        OK,
        attributes={
            "openinference.span.kind": "RETRIEVER",
            "input.value": "refund",
            "retrieval.documents.0.document.id": "d-1",
            "retrieval.documents.0.document.score": 0.71,
            "retrieval.documents.0.document.content": "Refunds take a week.",
        },
    )
    assert facts(found, read(found))["document 1"] == "d-1  score 0.71\nRefunds take a week."


def test_the_same_twice_differs_in_nothing() -> None:
    assert "nothing differs" in told(call(), call())


def test_a_span_of_one_side_alone_says_whose_it_is() -> None:
    text = told(None, call())
    assert text.startswith("only in Risicare 9c2b")
    assert 'absent → "gpt-4o"' in text
    assert told(call(), None).startswith("only in Risicare 7f3a")


def test_a_long_conversation_is_compared_in_slices_and_its_beginnings_only() -> None:
    messages = {
        f"llm__input_messages__{at}__message__content": f"{at} {side} ".join(map(str, range(9_000)))
        for at in range(1, 4)
        for side in "ab"
    }
    others = {name: text.replace(" b ", " c ") for name, text in messages.items()}
    begun, steps = time.process_time(), 0
    work = drawing(call(**messages), call(**others), TITLES, 100)
    while True:
        try:
            next(work)
        except StopIteration as done:
            lines = done.value
            break
        steps += 1
    assert steps > len(messages), "a step a text, and some for reading"
    assert time.process_time() - begun < 1, "by the word all of it would take minutes"
    assert "in all, which were not compared" in plain(lines)
