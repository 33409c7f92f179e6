"""A step's attributes in OpenTelemetry's gen_ai conventions: messages as JSON text in parts."""

import json
from typing import Any

from spandeck.sim.world.plan import Step
from spandeck.sim.world.said import Exchange, Message

OPERATIONS = {"agent": "invoke_agent", "llm_call": "chat", "tool_call": "execute_tool"}


def attributes(step: Step, exchange: Exchange) -> dict[str, Any]:
    """All attributes of one span but those about sessions and failures."""
    found: dict[str, Any] = {"gen_ai.agent.name": step.agent.name}
    if step.kind in OPERATIONS:
        found["gen_ai.operation.name"] = OPERATIONS[step.kind]
    if step.kind == "agent":
        found["gen_ai.agent.version"] = step.agent.version
        found["gen_ai.input.messages"] = written(exchange.heard)
        if step.failure is None and exchange.outcome is not None:
            found["gen_ai.output.messages"] = written((exchange.outcome,))
    elif step.kind == "llm_call":
        found |= model_call(step, exchange)
    elif step.kind == "tool_call":
        found |= {"gen_ai.tool.name": step.name, "gen_ai.tool.type": "function"}
        found["gen_ai.tool.call.id"] = exchange.said[-1].call
        found["gen_ai.tool.call.arguments"] = exchange.question
        if step.failure is None:
            found["gen_ai.tool.call.result"] = exchange.answer
    return found


def model_call(step: Step, exchange: Exchange) -> dict[str, Any]:
    """What is recorded of an LLM call; a failed one has neither output nor tokens."""
    model = step.model
    if model is None:
        return {}
    found: dict[str, Any] = {
        "gen_ai.provider.name": model.provider,
        "gen_ai.request.model": model.name,
        "gen_ai.request.temperature": 0.2,
        "gen_ai.request.max_tokens": 1024,
        "gen_ai.system_instructions": json.dumps(
            [{"type": "text", "content": exchange.heard[0].text}], ensure_ascii=False
        ),
        "gen_ai.input.messages": written(exchange.heard[1:]),
    }
    if step.failure is None:
        found["gen_ai.response.model"] = model.name
        found["gen_ai.response.finish_reasons"] = ["stop" if step.final else "tool_calls"]
        found["gen_ai.output.messages"] = written(exchange.said)
        found["gen_ai.usage.input_tokens"] = step.tokens_in
        found["gen_ai.usage.output_tokens"] = step.tokens_out
        found["gen_ai.usage.cache_read.input_tokens"] = step.tokens_in // 3
        found["operation.cost"] = step.cost_usd
    return found


def written(said: tuple[Message, ...]) -> str:
    """Messages as the conventions' JSON: `[{role, parts: [{type, content}]}]`."""
    return json.dumps([{"role": m.role, "parts": parts(m)} for m in said], ensure_ascii=False)


def parts(message: Message) -> list[dict[str, Any]]:
    """The parts of one message: text, tool calls, a tool's response."""
    if message.call:
        return [{"type": "tool_call_response", "id": message.call, "response": message.text}]
    made: list[dict[str, Any]] = []
    if message.text:
        made.append({"type": "text", "content": message.text})
    for identifier, tool, arguments in message.calls:
        call = {"type": "tool_call", "id": identifier, "name": tool}
        made.append(call | {"arguments": decoded(arguments)})
    return made


def decoded(arguments: str) -> Any:
    """The arguments as an object, or as they stand where the model's JSON was malformed."""
    try:
        return json.loads(arguments)
    except ValueError:
        return arguments
