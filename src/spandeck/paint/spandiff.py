"""Two spans that do the same step, compared by what they say rather than by how it is written.

What was asked and answered, by which model with which tools and parameters, what was found, how
long it took and what it cost; then the attributes that differ.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from spandeck import semantics
from spandeck.model.trace import Span
from spandeck.model.tree import Slices
from spandeck.paint.document import Line, wrapped
from spandeck.paint.recorddiff import comparing
from spandeck.paint.units import count, duration, money, one_line, size
from spandeck.semantics.facts import (
    LlmCall,
    Meaning,
    Media,
    Message,
    Part,
    Reasoning,
    Retrieval,
    Text,
    ToolCall,
    ToolRequest,
    ToolResult,
)

LONGEST = 4_000
"""Characters of a text that are compared: it is done while somebody waits."""
LONGEST_WHY = 400
"""Characters of a failure's message above the rest, where all of it stands again."""


def drawing(
    base: Span | None, other: Span | None, titles: tuple[str, str], width: int
) -> Slices[list[Line]]:
    """What differs between two spans, or what the only one there is says.

    In slices: a conversation may be long.
    """
    if base is None or other is None:
        return (yield from only(base, other, titles, width))
    meant = semantics.read(base)
    yield
    seen = semantics.read(other)
    yield
    said = yield from comparing(facts(base, meant), facts(other, seen), titles, width)
    yield
    held = shortened(base.attributes), shortened(other.attributes)
    raw = yield from comparing(*held, titles, width)
    names, rest = said[:2], said[2:]
    whys = [*why(base, meant, titles[0], width), *why(other, seen, titles[1], width)]
    return [*names, *whys, *rest, (), (("ATTRIBUTES", "heading"),), *raw[2:]]


def why(span: Span, meant: Meaning, title: str, width: int) -> Iterator[Line]:
    """Why a span failed, for it is what is looked for; nothing for one that did not."""
    if not span.failed:
        return
    found = meant.failure
    said = (found.message or found.type if found else None) or span.status_message
    text = one_line(f"✗ {title}: {said or 'it does not say why'}"[:LONGEST_WHY])
    for line in wrapped(text, max(8, width)):
        yield ((line, "error"),)


def only(
    base: Span | None, other: Span | None, titles: tuple[str, str], width: int
) -> Slices[list[Line]]:
    """A span that stands on one side alone."""
    span, title = (base, titles[0]) if base is not None else (other, titles[1])
    if span is None:
        return []
    head: Line = ((f"only in {one_line(title)}", "heading"),)
    told = facts(span, semantics.read(span))
    yield
    before, after = ({}, told) if base is None else (told, {})
    said = yield from comparing(before, after, titles, width)
    return [head, *said[3:]]


def facts(span: Span, said: Meaning) -> dict[str, Any]:
    """What a span says, by short names; what it does not say is left out."""
    found: dict[str, Any] = {
        "step": f"{said.kind} {span.name}",
        "status": span.status,
        "took": duration(span.duration_ms),
        **failed(span, said),
        "agent": said.agent_name,
        **(asked(said.llm) if said.llm else {}),
        **(run(said.tool) if said.tool else {}),
        **(searched(said.retrieval) if said.retrieval else {}),
    }
    if said.llm is None and said.tool is None:
        found |= {"input": said.input, "output": said.output}
    return shortened({name: each for name, each in found.items() if each not in (None, "", ())})


def shortened(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, the beginning of long texts standing for all of them."""
    return {
        name: f"{each[:LONGEST]}\n… {size(len(each.encode()))} in all, which were not compared"
        if isinstance(each, str) and len(each) > LONGEST
        else each
        for name, each in values.items()
    }


def failed(span: Span, said: Meaning) -> dict[str, Any]:
    """Why it failed."""
    why = said.failure
    if why is None:
        return {"failure": span.status_message}
    return {
        "failure": why.message or span.status_message,
        "failure type": why.type,
        "http status": why.http_status,
        "provider code": why.provider_code,
    }


def asked(call: LlmCall) -> dict[str, Any]:
    """A request to a model: the model first, then what it was given."""
    tokens = call.tokens
    return {
        "model": call.model,
        "model asked for": call.requested if call.requested != call.model else None,
        "provider": call.provider,
        "operation": call.operation,
        **{f"parameter {name}": value for name, value in call.parameters.items()},
        "tools offered": ", ".join(sorted(call.tools)),
        "tokens in": stated(tokens.input),
        "tokens out": stated(tokens.output),
        "tokens cached": stated(tokens.cached),
        "tokens reasoning": stated(tokens.reasoning),
        "cost": money(call.cost.usd) if call.cost else None,
        "finished by": call.finish_reason,
        "messages in": len(call.input) or None,
        **spoken("in", call.input),
        **spoken("out", call.output),
    }


def stated(number: int | None) -> str | None:
    """A count, where somebody stated it."""
    return None if number is None else count(number)


def spoken(way: str, messages: tuple[Message, ...]) -> Mapping[str, str]:
    """Messages by their place and role: the same place is compared with the same place."""
    return {
        f"{way} {place} {one_line(each.role)}": "\n".join(map(words, each.parts))
        for place, each in enumerate(messages, 1)
    }


def words(part: Part) -> str:
    """A part of a message as text."""
    match part:
        case Text() | Reasoning() | ToolResult():
            return part.text
        case ToolRequest():
            return f"→ {part.name} {part.arguments}"
        case Media():
            return f"[{part.type}: {part.where or 'not said where'}]"


def run(call: ToolCall) -> dict[str, Any]:
    """A tool's run."""
    return {"tool": call.name, "arguments": call.arguments, "result": call.result}


def searched(search: Retrieval) -> dict[str, Any]:
    """A search: what for, and what was found in which order."""
    found: dict[str, Any] = {"query": search.query, "documents": len(search.documents)}
    for rank, each in enumerate(search.documents, 1):
        score = "" if each.score is None else f"  score {each.score:.4g}"
        found[f"document {rank}"] = f"{each.id or ''}{score}\n{each.text}".strip()
    return found
