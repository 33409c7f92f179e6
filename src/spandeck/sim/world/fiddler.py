"""A step's attributes as Fiddler's own instrumentation writes them (contracts/fiddler.md §4)."""

import json
from typing import Any

from spandeck.sim.world.dialogue import DOCUMENTS
from spandeck.sim.world.genai import written
from spandeck.sim.world.plan import Step
from spandeck.sim.world.said import Exchange

FIGURES = (
    "gen_ai.agent.name",
    "gen_ai.request.model",
    "gen_ai.system",
    "gen_ai.tool.name",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.total_tokens",
    "user.cost_usd",
)
"""The attributes that a step decides without any text."""


def attributes(step: Step, exchange: Exchange) -> dict[str, Any]:
    """All attributes of one span but those about sessions and failures."""
    found = figures(step)
    if step.kind == "llm_call":
        found |= model_call(step, exchange)
    elif step.kind == "tool_call":
        found["gen_ai.tool.input"] = exchange.question
        if step.failure is None:
            found["gen_ai.tool.output"] = exchange.answer
    elif step.kind == "retrieval" and step.failure is None:
        found["gen_ai.llm.context"] = json.dumps(context(step), ensure_ascii=False)
    elif step.kind == "agent":
        found["gen_ai.llm.input.user"] = exchange.question
        if step.failure is None and exchange.answer is not None:
            found["gen_ai.llm.output"] = exchange.answer
    return found


def figures(step: Step) -> dict[str, Any]:
    """Those of `FIGURES` that the step has."""
    found: dict[str, Any] = {"gen_ai.agent.name": step.agent.name}
    if step.model is not None:
        found |= {"gen_ai.request.model": step.model.name, "gen_ai.system": step.model.provider}
        if step.failure is None:
            found["gen_ai.usage.input_tokens"] = step.tokens_in
            found["gen_ai.usage.output_tokens"] = step.tokens_out
            found["gen_ai.usage.total_tokens"] = step.tokens_in + step.tokens_out
            found["user.cost_usd"] = step.cost_usd
    if step.tool is not None:
        found["gen_ai.tool.name"] = step.tool
    return found


def model_call(step: Step, exchange: Exchange) -> dict[str, Any]:
    """What was said to a model and by it; a failed call has no output."""
    asked = next((each.text for each in reversed(exchange.heard) if each.role == "user"), "")
    found: dict[str, Any] = {
        "gen_ai.llm.input.system": exchange.heard[0].text,
        "gen_ai.llm.input.user": asked,
        "gen_ai.input.messages": written(exchange.heard),
    }
    if step.agent.retrieves:
        found["gen_ai.llm.context"] = json.dumps(context(step), ensure_ascii=False)
    if step.failure is None:
        found["gen_ai.llm.output"] = exchange.answer or written(exchange.said)
        found["gen_ai.output.messages"] = written(exchange.said)
    return found


def context(step: Step) -> list[str]:
    """The documents that the agent had found."""
    return list(DOCUMENTS[: 2 + step.agent.weight % 3])
