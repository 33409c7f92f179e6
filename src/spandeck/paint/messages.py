"""What a span says, for reading: its failure, its call, the conversation, tools, documents."""

from collections.abc import Iterable, Mapping, Sequence

from spandeck.model.trace import Span
from spandeck.paint.attributes import pretty, readable
from spandeck.paint.document import BLANK, Paragraph
from spandeck.paint.judgements import judged
from spandeck.paint.units import NOTHING, duration, exact, money, one_line, size
from spandeck.semantics.facts import (
    Document,
    Failure,
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

COLUMN = 12
STACK_LINES = 6
LARGE = 1000
"""Bytes from which the size of a message is said."""
SPEAKERS = ("system", "user", "assistant", "tool")


def spoken(span: Span, meaning: Meaning) -> list[Paragraph]:
    """Everything the Messages tab says about a span."""
    said: list[Paragraph] = []
    if meaning.failure is not None:
        said += [*failure(meaning.failure), BLANK]
    elif span.status_message:
        said += [fact("status", span.status_message), BLANK]
    if span.parent_id is None:
        said += whose(meaning)
    if meaning.llm is not None:
        stated = call(meaning.llm)
        said += [*stated, BLANK] if stated else []
        said += conversation(meaning.llm)
    if meaning.tool is not None:
        said += tool(meaning.tool)
    if meaning.retrieval is not None:
        said += retrieved(meaning.retrieval)
    shown = meaning.llm is not None and (meaning.llm.input or meaning.llm.output)
    if not shown and meaning.tool is None and meaning.retrieval is None:
        said += passed("input", meaning.input) + passed("output", meaning.output)
    said += judged(meaning.judgements)
    if not any(each.text for each in said):  # nothing but blank lines
        said = [Paragraph("This span carries no messages. Attributes has all it says.", "muted")]
    return said


def whose(meaning: Meaning) -> list[Paragraph]:
    """Whose run a trace is, said once, at its root."""
    noted = [f"{key}={one_line(readable(value)[0])}" for key, value in meaning.metadata.items()]
    known = facts(
        (
            ("agent", meaning.agent_name),
            ("session", meaning.session_id),
            ("user", meaning.user_id),
            ("tags", ", ".join(meaning.tags)),
            ("metadata", "  ".join(noted)),
        )
    )
    return [*known, BLANK] if known else []


def fact(label: str, text: str, role: str = "text") -> Paragraph:
    """One line of a table of facts."""
    return Paragraph(text, role, label=label, column=COLUMN)


def facts(rows: Iterable[tuple[str, str | None]]) -> list[Paragraph]:
    """A table of facts without what nobody stated."""
    return [fact(label, text) for label, text in rows if text and text != NOTHING]


def failure(why: Failure) -> list[Paragraph]:
    """Why a span failed, the most telling first."""
    said = [Paragraph(f"✗ {one_line(why.type or 'failed')}", "error")]
    if why.message:
        said.append(Paragraph(why.message, "error", indent=2))
    said += facts(
        (
            ("HTTP status", str(why.http_status) if why.http_status else None),
            ("code", why.provider_code),
            ("retry after", duration(ms(why.retry_after_s))),
        )
    )
    if why.stack:
        lines = why.stack.rstrip().split("\n")
        if len(lines) > STACK_LINES:
            count = len(lines) - STACK_LINES
            said.append(
                Paragraph(f"… {exact(count)} lines of the stack above; Events has all", "muted")
            )
        said.append(Paragraph("\n".join(lines[-STACK_LINES:]), "muted", indent=2))
    return said


def ms(seconds: float | None) -> float | None:
    """Seconds as milliseconds."""
    return None if seconds is None else seconds * 1000


def call(llm: LlmCall) -> list[Paragraph]:
    """The facts of a model call."""
    asked = llm.requested if llm.requested != llm.model else None
    model = llm.model or asked
    return facts(
        (
            ("model", f"{model} (asked for {asked})" if asked and llm.model else model),
            ("provider", llm.provider),
            ("operation", llm.operation),
            ("parameters", "  ".join(f"{k}={readable(v)[0]}" for k, v in llm.parameters.items())),
            ("tools", ", ".join(llm.tools)),
            ("tokens", tokens(llm)),
            ("cost", f"{money(llm.cost.usd)}  ({llm.cost.source})" if llm.cost else None),
            ("finished", llm.finish_reason),
            ("response", llm.response_id),
        )
    )


def tokens(llm: LlmCall) -> str | None:
    """`in 1 204 (900 cached) · out 88 (12 reasoning) · total 1 292`."""
    used = llm.tokens
    said = []
    for name, number, part, word in (
        ("in", used.input, used.cached, "cached"),
        ("out", used.output, used.reasoning, "reasoning"),
        ("total", used.total, None, ""),
    ):
        if number is not None:
            inner = f" ({exact(part)} {word})" if part is not None else ""
            said.append(f"{name} {exact(number)}{inner}")
    return " · ".join(said) or None


def conversation(llm: LlmCall) -> list[Paragraph]:
    """The messages by role, each call of a tool with the answer it got."""
    messages = (*llm.input, *llm.output)
    parts = [part for message in messages for part in message.parts]
    asked = {part.id for part in parts if isinstance(part, ToolRequest) and part.id}
    answers: dict[str | None, ToolResult] = {
        part.id: part for part in parts if isinstance(part, ToolResult) and part.id in asked
    }
    said: list[Paragraph] = []
    for number, message in enumerate(messages):
        if number == len(llm.input):
            said.append(Paragraph("── answer ──", "muted"))
        left = [part for part in message.parts if not answered(part, answers.values())]
        if left or not message.parts:
            said += [heading(message), *(each for part in left for each in shown(part, answers))]
            said.append(BLANK)
    return said


def answered(part: Part, answers: Iterable[ToolResult]) -> bool:
    """Whether a result stands beside its request already."""
    return isinstance(part, ToolResult) and any(part is each for each in answers)


def heading(message: Message) -> Paragraph:
    """Who speaks, and how much when it is a lot."""
    large = sum(len(body(part).encode()) for part in message.parts)
    aside = [one_line(message.name)] if message.name else []
    aside += [size(large)] if large >= LARGE else []
    aside += [one_line(message.finish_reason)] if message.finish_reason else []
    role = one_line(message.role)
    return Paragraph(
        "  ".join(("▍" + role, *aside)), message.role if message.role in SPEAKERS else "heading"
    )


def body(part: Part) -> str:
    """The words of a part of a message."""
    match part:
        case Text() | Reasoning() | ToolResult():
            return part.text
        case ToolRequest():
            return part.arguments
        case Media():
            return part.where or ""


def shown(part: Part, answers: Mapping[str | None, ToolResult]) -> list[Paragraph]:
    """A part of a message."""
    match part:
        case Text():
            return [block(part.text)]
        case Reasoning():
            return [Paragraph("reasoning", "muted", indent=2), block(part.text, "muted")]
        case ToolRequest():
            broken = "   ! arguments are not valid JSON" if part.malformed else ""
            said = [Paragraph(f"→ {one_line(part.name)}{broken}", "tool", indent=2)]
            said.append(block(part.arguments, indent=4))
            answer = answers.get(part.id)
            return said if answer is None else said + result(answer.text)
        case ToolResult():
            named = f" of {one_line(part.name)}" if part.name else ""
            return [Paragraph(f"← result{named}", "tool", indent=2), block(part.text, indent=4)]
        case Media():
            where = one_line(part.where or "not said where")
            return [Paragraph(f"[{one_line(part.type)}: {where}]", "muted", indent=2)]


def result(text: str) -> list[Paragraph]:
    """What a tool answered."""
    return [Paragraph("← result", "tool", indent=2), block(text, indent=4)]


def block(text: str, role: str = "text", indent: int = 2) -> Paragraph:
    """Text as it was sent, indented; JSON laid out."""
    laid, is_json = pretty(text)
    return Paragraph(laid, role, indent=indent, json=is_json)


def tool(run: ToolCall) -> list[Paragraph]:
    """A tool's run: what it was given and what it gave."""
    said = facts((("tool", run.name), ("about", run.description), ("call", run.id)))
    said += [BLANK, Paragraph("→ arguments", "tool")]
    said.append(block(run.arguments) if run.arguments else none())
    said += [BLANK, Paragraph("← result", "tool")]
    said.append(block(run.result) if run.result else none())
    return said


def none() -> Paragraph:
    """Nothing was recorded."""
    return Paragraph("not recorded", "muted", indent=2)


def retrieved(search: Retrieval) -> list[Paragraph]:
    """What was searched for and what was found."""
    said = [fact("query", search.query)] if search.query else []
    for title, documents in (("found", search.documents), ("ranked from", search.given)):
        if documents or title == "found":
            said += [
                BLANK,
                Paragraph(
                    f"{title}: {len(documents)} document{'s' * (len(documents) != 1)}", "heading"
                ),
            ]
            said += listed(documents)
    return said


def listed(documents: Sequence[Document]) -> list[Paragraph]:
    """Documents with rank, score and text."""
    said: list[Paragraph] = []
    for rank, each in enumerate(documents, 1):
        score = f"   score {each.score:.4g}" if each.score is not None else ""
        name = f"   {one_line(each.id)}" if each.id else ""
        said += [Paragraph(f"{rank}.{score}{name}", "key"), block(each.text, indent=3)]
        said += [
            Paragraph(f"{one_line(key)}={one_line(readable(value)[0])}", "muted", indent=3)
            for key, value in each.metadata.items()
        ]
    return said


def passed(title: str, text: str | None) -> list[Paragraph]:
    """What went into a span or came out of it."""
    if not text:
        return []
    large = f"  {size(len(text.encode()))}" if len(text) >= LARGE else ""
    return [Paragraph(f"▍{title}{large}", "heading"), block(text), BLANK]
