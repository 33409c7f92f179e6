"""What a span is and what it is called: looked up, not worked out, since every row asks."""

from spandeck.semantics.attributes import Attributes
from spandeck.semantics.facts import (
    AGENT,
    CHAIN,
    DB,
    EMBEDDING,
    GUARDRAIL,
    HTTP,
    LLM,
    PROMPT,
    QUEUE,
    RERANK,
    RETRIEVAL,
    RPC,
    SPAN,
    TOOL,
)

STATED = (
    "openinference.span.kind",
    "fiddler.span.type",
    "gen_ai.operation.name",
    "traceloop.span.kind",
    "llm.request.type",
    "ai.operationId",
)
"""Where a dialect states the kind; the first that does wins (ADK's spans carry two)."""

WORDS = {
    "agent": AGENT,
    "chain": CHAIN,
    "embedding": EMBEDDING,
    "evaluator": CHAIN,
    "guardrail": GUARDRAIL,
    "llm": LLM,
    "prompt": PROMPT,
    "reranker": RERANK,
    "retriever": RETRIEVAL,
    "tool": TOOL,
    # gen_ai
    "chat": LLM,
    "completion": LLM,
    "create_agent": AGENT,
    "embeddings": EMBEDDING,
    "execute_tool": TOOL,
    "generate_content": LLM,
    "invoke_agent": AGENT,
    "invoke_workflow": CHAIN,
    "rerank": RERANK,
    "retrieval": RETRIEVAL,
    "text_completion": LLM,
    # traceloop
    "task": CHAIN,
    "workflow": CHAIN,
    # the Vercel AI SDK
    "ai.embed": EMBEDDING,
    "ai.embed.doembed": EMBEDDING,
    "ai.embedmany": EMBEDDING,
    "ai.embedmany.doembed": EMBEDDING,
    "ai.generateobject": LLM,
    "ai.generateobject.dogenerate": LLM,
    "ai.generatetext": LLM,
    "ai.generatetext.dogenerate": LLM,
    "ai.streamobject": LLM,
    "ai.streamobject.dostream": LLM,
    "ai.streamtext": LLM,
    "ai.streamtext.dostream": LLM,
    "ai.toolcall": TOOL,
    # vendors' own words
    "llm_call": LLM,
    "tool_call": TOOL,
    "client": SPAN,
    "consumer": SPAN,
    "internal": SPAN,
    "producer": SPAN,
    "server": SPAN,
    "unspecified": SPAN,
    "": SPAN,
}

PLAIN = (
    ("http.request.method", HTTP),
    ("http.method", HTTP),
    ("asgi.event.type", HTTP),
    ("db.system", DB),
    ("db.system.name", DB),
    ("rpc.system", RPC),
    ("messaging.system", QUEUE),
)
"""What spans without any dialect of their own are known by."""

LABELS = {
    LLM: ("llm.model_name", "gen_ai.response.model", "gen_ai.request.model", "ai.model.id"),
    EMBEDDING: (
        "embedding.model_name",
        "gen_ai.response.model",
        "gen_ai.request.model",
        "ai.model.id",
        "llm.model_name",
    ),
    TOOL: ("tool.name", "gen_ai.tool.name", "ai.toolCall.name", "traceloop.entity.name"),
    AGENT: ("agent.name", "gen_ai.agent.name", "traceloop.entity.name", "graph.node.id"),
    CHAIN: ("gen_ai.workflow.name", "traceloop.entity.name"),
    RERANK: ("reranker.model_name",),
    RPC: ("rpc.method",),
    QUEUE: ("messaging.destination.name", "messaging.destination"),
}


def of(attributes: Attributes, word: str) -> str:
    """What a span is: one of the words in `facts`, or `word`, the vendor's own."""
    found = stated(attributes)
    if found is not None:
        return found
    for key, plain in PLAIN:
        if key in attributes:
            return plain
    return known(word)


def stated(attributes: Attributes) -> str | None:
    """What the instrumentation says a span is; None when it does not say."""
    for key in STATED:
        word = attributes.get(key)
        if word and isinstance(word, str):
            return known(word)
    return None


def known(word: str) -> str:
    """One of our words for somebody's word, or that word itself in lower case."""
    lower = word.lower()
    return WORDS.get(lower, lower)


def label(attributes: Attributes, kind: str) -> str | None:
    """What of that kind a span is about: a model, a tool, a route, a statement."""
    if kind == HTTP:
        return route(attributes)
    if kind == DB:
        return statement(attributes)
    for key in LABELS.get(kind, ()):
        found = attributes.get(key)
        if found and isinstance(found, str):
            return found
    return None


def route(attributes: Attributes) -> str | None:
    """`POST /pay`: the method with the route, or else with the address."""
    method = attributes.get("http.request.method") or attributes.get("http.method")
    where = (
        attributes.get("http.route")
        or attributes.get("url.full")
        or attributes.get("http.url")
        or attributes.get("url.path")
        or attributes.get("http.target")
    )
    words = [word for word in (method, where) if isinstance(word, str)]
    return " ".join(words) or None


def statement(attributes: Attributes) -> str | None:
    """The query, or else what it does to what."""
    query = attributes.get("db.query.text") or attributes.get("db.statement")
    if query and isinstance(query, str):
        return query
    doing = attributes.get("db.operation.name") or attributes.get("db.operation")
    to = attributes.get("db.collection.name") or attributes.get("db.name")
    return " ".join(word for word in (doing, to) if isinstance(word, str)) or None
