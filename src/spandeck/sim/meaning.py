"""What whoever takes spans in reads out of them: kind, tokens, cost, session, error code.

Only as much as lists and totals need. It does not use `semantics`: a simulator that shared the
program's reading could not show that the reading is wrong.
"""

import re
from collections.abc import Mapping
from typing import Any

from spandeck.sim.archive.facts import Facts
from spandeck.sim.otlp import Sent
from spandeck.sim.span import Event, Span

KINDS = {
    "openinference.span.kind": {
        "LLM": "llm_call",
        "TOOL": "tool_call",
        "AGENT": "agent",
        "RETRIEVER": "retrieval",
        "RERANKER": "retrieval",
        "GUARDRAIL": "decision",
        "EMBEDDING": "client",
    },
    "gen_ai.operation.name": {
        "chat": "llm_call",
        "text_completion": "llm_call",
        "generate_content": "llm_call",
        "execute_tool": "tool_call",
        "invoke_agent": "agent",
        "create_agent": "agent",
        "retrieval": "retrieval",
        "embeddings": "client",
    },
    "traceloop.span.kind": {"agent": "agent", "tool": "tool_call"},
    "llm.request.type": {"chat": "llm_call", "completion": "llm_call"},
    "fiddler.span.type": {"llm": "llm_call", "tool": "tool_call", "agent": "agent"},
}
TOKENS = (
    ("llm.token_count.total",),
    ("llm.token_count.prompt", "llm.token_count.completion"),
    ("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"),
    ("gen_ai.usage.prompt_tokens", "gen_ai.usage.completion_tokens"),
    ("llm.usage.total_tokens",),
    ("ai.usage.inputTokens", "ai.usage.outputTokens"),
)
"""The first group of which anything is there counts."""
COSTS = ("llm.cost.total", "operation.cost", "gen_ai.usage.cost")
SESSIONS = (
    "session.id",
    "gen_ai.conversation.id",
    "traceloop.association.properties.session_id",
    "ai.telemetry.metadata.sessionId",
)
ENVIRONMENTS = ("deployment.environment.name", "deployment.environment")
OTLP_KINDS = ("internal", "internal", "server", "client", "producer", "consumer")
STATUSES = ("unset", "ok", "error")
LATEST_NS = 2**63 - 1
USERS = ("user.id", "enduser.id", "traceloop.association.properties.user_id")
AGENTS = ("gen_ai.agent.name", "agent.name")
CODE = re.compile(r"[A-Z_]+\.[A-Z_]+\.[A-Z0-9_]+")
MODULES = {"llm_call": "REASONING", "tool_call": "TOOL", "retrieval": "MEMORY"}
"""Which of the contract's modules a failure belongs to, by the kind of its span."""
SIGNS = (
    (re.compile(r"rate.?limit|too many requests|\b429\b", re.I), "RESOURCES.RATE_LIMIT.EXCEEDED"),
    (re.compile(r"time.?d?.?out", re.I), "{}.EXECUTION.TIMEOUT"),
    (re.compile(r"json|parser|validation", re.I), "OUTPUT.FORMAT.INVALID"),
    (re.compile(r"recursion|loop", re.I), "REASONING.LOOP.DETECTED"),
)
"""Codes told from an exception's type, where nothing states one."""


def kind(attributes: Mapping[str, Any]) -> str | None:
    """The contract's kind, or None where the attributes do not say."""
    for name, words in KINDS.items():
        found = words.get(str(attributes.get(name)))
        if found:
            return found
    return None


def named(attributes: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """The first of these attributes that has text."""
    for name in names:
        found = attributes.get(name)
        if isinstance(found, str) and found:
            return found
    return None


def number(value: object) -> bool:
    """Whether it can be counted with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15


def tokens(attributes: Mapping[str, Any]) -> int | None:
    """How many tokens the span states."""
    for group in TOKENS:
        found = [int(attributes[name]) for name in group if number(attributes.get(name))]
        if found:
            return sum(found)
    return None


def cost_usd(attributes: Mapping[str, Any]) -> float | None:
    """What the span states it cost."""
    return next((float(attributes[name]) for name in COSTS if number(attributes.get(name))), None)


def error_code(span: Span) -> str | None:
    """The code of a failed span: as stated, or told from its exception."""
    if span.status != "error":
        return None
    stated = span.attributes.get("error.code")
    if isinstance(stated, str) and CODE.fullmatch(stated):
        return stated
    thrown = [str(each.attributes.get("exception.type", "")) for each in span.events]
    words = " ".join([str(span.attributes.get("error.type", "")), *thrown])
    module = MODULES.get(span.kind, "ORCHESTRATION")
    for sign, code in SIGNS:
        if sign.search(words):
            return code.format(module)
    return f"{module}.EXECUTION.EXCEPTION"


def facts(span: Span) -> Facts:
    """What the archive keeps beside the span's body."""
    return Facts(
        span.trace_id,
        span.span_id,
        span.parent_id,
        span.started_ns,
        span.ended_ns,
        span.name,
        int(span.status == "error"),
        tokens(span.attributes),
        cost_usd(span.attributes),
        span.session_id,
        span.user_id,
        span.agent_name,
        span.environment,
        error_code(span),
    )


def exported(sent: Sent) -> Span:
    """A span from an OTLP export; what its resource says fills in."""
    attributes, resource = sent.attributes, sent.resource
    stated = kind(attributes) or OTLP_KINDS[sent.kind if 0 <= sent.kind <= 5 else 0]
    service = named(resource, ("service.name",))
    agent = named(attributes, AGENTS) or (sent.name if stated == "agent" else None)
    events = ((name, min(at_ns, LATEST_NS), said) for name, at_ns, said in sent.events)
    return Span(
        sent.trace_id,
        sent.span_id,
        sent.parent_id or None,
        sent.name,
        stated,
        min(sent.started_ns, LATEST_NS),
        min(sent.ended_ns, LATEST_NS) if sent.ended_ns else None,
        STATUSES[sent.status if 0 <= sent.status <= 2 else 0],
        sent.message or None,
        attributes,
        tuple(Event(*each) for each in events),
        named(attributes, SESSIONS),
        named(attributes, USERS),
        agent,
        agent or service,
        named(resource, ENVIRONMENTS) or named(attributes, ENVIRONMENTS),
        service,
    )
