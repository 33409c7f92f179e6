"""What a span says once its dialect is understood: plain values, nothing here reads attributes.

A number that nobody stated is None, a text that nobody sent is None or empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

LLM, EMBEDDING, RETRIEVAL, RERANK = "llm", "embedding", "retrieval", "rerank"
AGENT, CHAIN, TOOL, GUARDRAIL, PROMPT = "agent", "chain", "tool", "guardrail", "prompt"
HTTP, DB, RPC, QUEUE, SPAN = "http", "db", "rpc", "queue", "span"
"""The kinds of span we know; any other word a vendor sends is kept as it stands."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words."""

    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What a model thought before it answered, as far as it was let out."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolRequest:
    """A model asking for a tool to be called."""

    name: str
    arguments: str
    """As JSON when it can be read, otherwise exactly what the model wrote."""
    id: str | None = None
    malformed: bool = False
    """Whether the arguments are not the JSON object that a tool expects."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool answered, as the model was told."""

    text: str
    id: str | None = None
    """The id of the request it answers."""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """An image, a sound or a file: what it is and where, never its bytes."""

    type: str
    where: str | None
    """Its address, or its media type and size when it was sent along."""


Part: TypeAlias = Text | Reasoning | ToolRequest | ToolResult | Media


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: str
    """`system`, `user`, `assistant`, `tool`, or another word as it stands."""
    parts: tuple[Part, ...]
    name: str | None = None
    finish_reason: str | None = None

    @property
    def text(self) -> str:
        """Its words alone, without reasoning, tools and media."""
        return "\n".join(part.text for part in self.parts if isinstance(part, Text))


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a call used; `cached` is a part of `input`, `reasoning` a part of `output`."""

    input: int | None = None
    output: int | None = None
    cached: int | None = None
    reasoning: int | None = None
    total: int | None = None
    """As stated, otherwise input and output together."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a call cost, as somebody else worked it out: we never guess prices."""

    usd: float
    source: str
    """Which attribute said so."""


@dataclass(frozen=True, slots=True)
class LlmCall:
    """A request to a model, or an agent's conversation with one."""

    model: str | None = None
    """The model that answered, or else the one that was asked for."""
    requested: str | None = None
    """The model that was asked for."""
    provider: str | None = None
    operation: str | None = None
    """What was asked of it, such as `chat` or `embeddings`."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Temperature and the like, under their short names."""
    tools: tuple[str, ...] = ()
    """The names of the tools it was offered."""
    input: tuple[Message, ...] = ()
    output: tuple[Message, ...] = ()
    tokens: Tokens = Tokens()
    cost: Cost | None = None
    finish_reason: str | None = None
    response_id: str | None = None


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool being run."""

    name: str | None = None
    arguments: str | None = None
    """As JSON when it can be read, otherwise as it came."""
    result: str | None = None
    """What it answered, out of whatever the framework wrapped it in."""
    id: str | None = None
    """The id of the model's request for it."""
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Something found or ranked."""

    text: str
    id: str | None = None
    score: float | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A search for documents, or a ranking of them."""

    query: str | None = None
    documents: tuple[Document, ...] = ()
    given: tuple[Document, ...] = ()
    """What a ranking started from."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a span failed, as far as it says."""

    type: str | None = None
    """The exception's type, or the word that stands for one."""
    message: str | None = None
    stack: str | None = None
    http_status: int | None = None
    """What the server answered that made it fail."""
    provider_code: str | None = None
    """The provider's own word for the error, such as `rate_limit_error`."""
    retry_after_s: float | None = None
    """How long the provider asked to wait, in seconds."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an evaluator or a person said of a span."""

    name: str
    score: float | None = None
    label: str | None = None
    explanation: str | None = None
    by: str | None = None
    """Who said it; None for an evaluator."""
    of: str = "span"
    """What it is about: the span, its trace or its session."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Everything a span says."""

    kind: str
    label: str | None
    """What of that kind: the model, the tool, the route, the statement."""
    llm: LlmCall | None = None
    tool: ToolCall | None = None
    retrieval: Retrieval | None = None
    failure: Failure | None = None
    input: str | None = None
    """What went in, as text, for spans that are no model's and no tool's."""
    output: str | None = None
    session_id: str | None = None
    user_id: str | None = None
    agent_name: str | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """The few facts that a row of the span tree and the totals need."""

    kind: str
    label: str | None = None
    tokens: int | None = None
    """In and out together, as this span states them; it may repeat what its children state."""
    cost_usd: float | None = None
    response_id: str | None = None
    """The provider's id of the answer: two spans with the same one describe the same call."""
