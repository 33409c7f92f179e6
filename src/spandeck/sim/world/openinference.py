"""A step's attributes as the OpenInference instrumentations write them: flat and indexed."""

import json
from typing import Any

from spandeck.sim.world.dialogue import DOCUMENTS, schema
from spandeck.sim.world.plan import Step
from spandeck.sim.world.said import Exchange, Message

KINDS = {
    "agent": "AGENT",
    "llm_call": "LLM",
    "tool_call": "TOOL",
    "retrieval": "RETRIEVER",
    "client": "EMBEDDING",
}
PARAMETERS = json.dumps({"temperature": 0.2, "max_tokens": 1024})
"""What every model is called with."""


def attributes(step: Step, exchange: Exchange) -> dict[str, Any]:
    """All attributes of one span but those about sessions and failures."""
    found: dict[str, Any] = {"openinference.span.kind": KINDS.get(step.kind, "CHAIN")}
    found |= {"input.value": exchange.question, "input.mime_type": "text/plain"}
    if step.failure is None and exchange.answer is not None:
        found |= {"output.value": exchange.answer, "output.mime_type": "text/plain"}
    if step.kind == "llm_call":
        found |= model_call(step, exchange)
    elif step.kind == "tool_call":
        found |= {"tool.name": step.name, "tool.description": step.name.replace("_", " ")}
        found |= {"input.mime_type": "application/json", "tool_call.id": exchange.said[-1].call}
    elif step.kind == "retrieval" and step.failure is None:
        found |= documents(step)
    elif step.kind == "client":
        found |= {"embedding.model_name": "text-embedding-3-small"}
        found |= {"embedding.embeddings.0.embedding.text": exchange.question}
    elif step.kind == "agent":
        found |= {"agent.name": step.agent.name, "agent.version": step.agent.version}
    return found


def model_call(step: Step, exchange: Exchange) -> dict[str, Any]:
    """What is recorded of an LLM call; a failed one has neither output nor tokens."""
    model = step.model
    if model is None:
        return {}
    found: dict[str, Any] = {
        "llm.model_name": model.name,
        "llm.provider": model.provider,
        "llm.system": model.provider,
        "llm.invocation_parameters": PARAMETERS,
    }
    for place, tool in enumerate(step.agent.tools):
        found[f"llm.tools.{place}.tool.json_schema"] = schema(tool)
    found |= messages("llm.input_messages", exchange.heard)
    if step.failure is None:
        found |= messages("llm.output_messages", exchange.said)
        found["llm.finish_reason"] = "stop" if step.final else "tool_calls"
        found["llm.token_count.prompt"] = step.tokens_in
        found["llm.token_count.completion"] = step.tokens_out
        found["llm.token_count.total"] = step.tokens_in + step.tokens_out
        found["llm.token_count.prompt_details.cache_read"] = step.tokens_in // 3
        found["llm.cost.total"] = step.cost_usd
    return found


def messages(prefix: str, said: tuple[Message, ...]) -> dict[str, Any]:
    """Messages in the flat form `prefix.N.message.…`."""
    found: dict[str, Any] = {}
    for place, message in enumerate(said):
        at = f"{prefix}.{place}.message"
        found[f"{at}.role"] = message.role
        if message.text:
            found[f"{at}.content"] = message.text
        if message.call:
            found[f"{at}.tool_call_id"] = message.call
        for number, (identifier, tool, arguments) in enumerate(message.calls):
            call = f"{at}.tool_calls.{number}.tool_call"
            found[f"{call}.id"] = identifier
            found[f"{call}.function.name"] = tool
            found[f"{call}.function.arguments"] = arguments
    return found


def documents(step: Step) -> dict[str, Any]:
    """What a retriever found, best first."""
    found: dict[str, Any] = {}
    for place, text in enumerate(DOCUMENTS[: 2 + step.agent.weight % 3]):
        at = f"retrieval.documents.{place}.document"
        found[f"{at}.id"] = f"handbook-{31 + 7 * place}"
        found[f"{at}.content"] = text
        found[f"{at}.score"] = round(0.86 - 0.11 * place, 2)
        found[f"{at}.metadata"] = json.dumps({"source": "handbook", "page": 31 + 7 * place})
    return found
