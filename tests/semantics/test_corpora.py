"""Every recorded span is read, and what its raw attributes hold is in what we made of it.

The raw side is read here by patterns of its own, so that it does not repeat the code's mistakes.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from spandeck import semantics
from spandeck.model.totals import total
from spandeck.model.trace import Span, assemble
from spandeck.semantics.facts import LlmCall, Meaning, Message, Text
from tests.corpora import Corpus, corpus, names, small

INPUT = re.compile(r"llm\.input_messages\.|gen_ai\.prompt\.\d|gen_ai\.input\.messages$")
OUTPUT = re.compile(r"llm\.output_messages\.|gen_ai\.completion\.\d|gen_ai\.output\.messages$")
FLAT = re.compile(
    r"(llm\.(input|output)_messages\.\d+\.message|gen_ai\.(prompt|completion)\.\d+)"
    r"\.(content|contents\.\d+\.message_content\.text)"
)
MODEL = re.compile(r"(llm|embedding)\.model_name|gen_ai\.(request|response)\.model")
USED = {
    "input": re.compile(r"llm\.token_count\.prompt|gen_ai\.usage\.(input|prompt)_tokens"),
    "output": re.compile(r"llm\.token_count\.completion|gen_ai\.usage\.(output|completion)_tokens"),
    "cached": re.compile(r"llm\.token_count\..*cache_read|gen_ai\.usage\.cache_read\.input_tokens"),
    "reasoning": re.compile(r"llm\.token_count\..*reasoning|gen_ai\.usage\.reasoning_tokens"),
    "total": re.compile(r"llm\.token_count\.total|.*\.usage\.total_tokens"),
}
SESSION = re.compile(r"session\.id|gen_ai\.conversation\.id|.*\.session_id")
DOCUMENT = re.compile(r"(retrieval\.documents|reranker\.output_documents)\.(\d+)\.")
STATUS = re.compile(r"Error code: (\d{3})")


def counted(of: Corpus) -> None:
    """Traces, spans, errors, kinds and the shape of the trees are as the index counted them."""
    index = of.index
    traces = [assemble(spans, semantics.call) for spans in of.traces.values()]
    assert len(traces) == index["traces"]
    assert sum(len(trace.spans) for trace in traces) == index["spans"]
    assert sum(trace.failures[-1] for trace in traces) == index["error_spans"]
    assert sum(bool(trace.failures[-1]) for trace in traces) == index["error_traces"]
    assert max(trace.max_depth for trace in traces) == index["max_depth"]
    orphans = sum(trace.notes.orphans for trace in traces)
    assert orphans == index["spans_whose_parent_is_missing"]
    assert sum(len(trace.roots) for trace in traces) == index["roots"] + orphans
    assert sum(trace.notes.late for trace in traces) == index["spans_ending_after_their_parent"]
    assert all(trace.notes.duplicates == trace.notes.cycles == 0 for trace in traces)
    kinds = Counter(span.kind.upper() for span in of.spans)
    assert kinds == index["span_kinds_otlp"]
    stated = Counter(
        kind for span in of.spans if (kind := span.attributes.get("openinference.span.kind"))
    )
    assert stated == index["openinference.span.kind"]
    glances = Counter(semantics.glance(span).kind for span in of.spans)
    for word, ours in (("LLM", "llm"), ("RETRIEVER", "retrieval"), ("GUARDRAIL", "guardrail")):
        assert glances[ours] >= stated[word]


def read(of: Corpus) -> None:
    """No span raises, and what its raw attributes hold is there."""
    for span in of.spans:
        found = semantics.read(span)
        seen = semantics.glance(span)
        assert (seen.kind, seen.label) == (found.kind, found.label)
        if found.kind == "llm":
            assert found.llm is not None
        for check in CHECKS:
            check(span, found)


def said(span: Span, found: Meaning) -> None:
    """Messages are there where any are recorded, with every word of them."""
    call = found.llm or LlmCall()
    for pattern, messages in ((INPUT, call.input), (OUTPUT, call.output)):
        keys = [key for key in span.attributes if pattern.match(key)]
        if keys and any(span.attributes[key] != "[]" for key in keys):
            assert messages, f"{span.name}: {keys[0]} came to nothing"
    words = "\n".join(texts(call.input + call.output))
    for recorded in spoken(span):
        assert recorded in words


def spoken(span: Span) -> Iterator[str]:
    """The texts of all messages but the tools', as they are recorded."""
    for key, value in span.attributes.items():
        if FLAT.fullmatch(key):
            role = span.attributes.get(re.sub(r"\.content.*", ".role", key))
            type_ = span.attributes.get(re.sub(r"\.text$", ".type", key))
            if role not in ("tool", "function") and type_ != "reasoning":
                yield value
        elif key in ("gen_ai.input.messages", "gen_ai.output.messages"):
            for message in json.loads(value):
                yield from (
                    part["content"]
                    for part in message["parts"]
                    if part["type"] == "text"
                    and message["role"] != "tool"
                    and part["content"].isprintable()
                )


def texts(messages: tuple[Message, ...]) -> Iterator[str]:
    """Every text in our messages."""
    for message in messages:
        for part in message.parts:
            if isinstance(part, Text):
                yield part.text


def named(span: Span, found: Meaning) -> None:
    """The model is one of those that are recorded."""
    models = {value for key, value in span.attributes.items() if MODEL.fullmatch(key)}
    if models:
        assert found.llm is not None
        assert found.llm.model in models
        assert found.label in models or found.kind not in ("llm", "embedding")


def used(span: Span, found: Meaning) -> None:
    """Tokens are the numbers that are recorded, and none is made up."""
    for field, pattern in USED.items():
        numbers = {value for key, value in span.attributes.items() if pattern.fullmatch(key)}
        ours = getattr(found.llm.tokens, field) if found.llm else None
        if numbers:
            assert ours in numbers
        elif field != "total":
            assert ours is None
    if found.llm and found.llm.tokens.total is not None:
        assert semantics.glance(span).tokens == found.llm.tokens.total


def ran(span: Span, found: Meaning) -> None:
    """A tool has a name and its answer, out of its wrapping."""
    if found.kind != "tool":
        return
    assert found.tool is not None
    assert found.tool.name
    keys = ("output.value", "gen_ai.tool.output", "traceloop.entity.output")
    if any(span.attributes.get(key) for key in keys):
        assert found.tool.result is not None
        assert '"lc": 1' not in found.tool.result
        assert not found.tool.result.startswith('{"type": "tool", "data"')


def searched(span: Span, found: Meaning) -> None:
    """As many documents are there as are recorded."""
    numbers = {match[0] for key in span.attributes if (match := DOCUMENT.match(key))}
    if numbers:
        assert found.retrieval is not None
        assert len(found.retrieval.documents) == len(numbers)
        assert all(document.text for document in found.retrieval.documents)


def failed(span: Span, found: Meaning) -> None:
    """A failure is there where one is recorded, with its type, its status and its wait."""
    recorded = [event.attributes for event in span.events if event.name == "exception"]
    assert (found.failure is not None) >= (span.failed or bool(recorded))
    if found.failure is None:
        return
    if recorded:
        assert found.failure.type in {each["exception.type"] for each in recorded}
        assert found.failure.stack in {each["exception.stacktrace"] for each in recorded}
    status = STATUS.search(span.status_message or "")
    if status:
        assert found.failure.http_status == int(status[1])
    if "Please try again in 20s" in (span.status_message or ""):
        assert found.failure.retry_after_s == 20.0


def belongs(span: Span, found: Meaning) -> None:
    """The session and the user are those that are recorded."""
    sessions = {value for key, value in span.attributes.items() if SESSION.fullmatch(key)}
    assert found.session_id in (sessions or {None})
    if "user.id" in span.attributes:
        assert found.user_id == span.attributes["user.id"]


CHECKS: tuple[Callable[[Span, Meaning], None], ...] = (
    said,
    named,
    used,
    ran,
    searched,
    failed,
    belongs,
)


@pytest.mark.parametrize("name", names())
def test_the_counts_are_those_of_the_index(name: str) -> None:
    counted(small(name))


@pytest.mark.parametrize("name", names())
def test_what_the_raw_attributes_hold_is_read(name: str) -> None:
    read(small(name))


@pytest.mark.parametrize("name", names(large=True))
def test_a_large_corpus_is_read_as_a_small_one(name: str) -> None:
    large = corpus(name)
    counted(large)
    read(large)


def test_a_call_told_by_two_instrumentations_counts_once() -> None:
    of = small("openai_anthropic_traceloop")
    once = twice = 0
    for spans in of.traces.values():
        trace = assemble(spans)
        glances = [semantics.glance(span) for span in trace.spans]
        totals = total(trace, glances)
        once += sum(totals.tokens[root] or 0 for root in trace.roots)
        twice += sum(glance.tokens or 0 for glance in glances)
    own = [span for span in of.spans if span.name == "anthropic.messages.create"]
    assert twice - once == sum(semantics.glance(span).tokens or 0 for span in own)
    assert once > 0
