"""What a call used and cost, under every name it goes by; nothing is estimated."""

from spandeck.semantics.attributes import Attributes, real, whole
from spandeck.semantics.facts import Cost, Tokens

INPUT = (
    "llm.token_count.prompt",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.prompt_tokens",
    "ai.usage.inputTokens",
    "ai.usage.promptTokens",
    "llm.usage.prompt_tokens",
)
OUTPUT = (
    "llm.token_count.completion",
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.completion_tokens",
    "ai.usage.outputTokens",
    "ai.usage.completionTokens",
    "llm.usage.completion_tokens",
)
TOTAL = (
    "llm.token_count.total",
    "gen_ai.usage.total_tokens",
    "llm.usage.total_tokens",
    "ai.usage.totalTokens",
    "ai.usage.tokens",
)
CACHED = (
    "llm.token_count.prompt_details.cache_read",
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.details.cache_read_tokens",
    "gen_ai.usage.details.cached_tokens",
    "ai.usage.cachedInputTokens",
)
REASONING = (
    "llm.token_count.completion_details.reasoning",
    "gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.details.reasoning_tokens",
    "ai.usage.reasoningTokens",
)
COST = (
    "llm.cost.total",
    "gen_ai.usage.cost",
    "gen_ai.usage.total_cost",
    "operation.cost",
    "user.cost_usd",
    "fiddler.span.user.cost_usd",
)
COUNTED = frozenset((*INPUT, *OUTPUT, *TOTAL))
UNNAMED = ("operation.cost",)
"""Costs that come without a currency."""


def tokens(attributes: Attributes) -> Tokens:
    """The tokens of a span as it states them."""
    going, coming = whole(attributes, *INPUT), whole(attributes, *OUTPUT)
    return Tokens(
        input=going,
        output=coming,
        cached=whole(attributes, *CACHED),
        reasoning=whole(attributes, *REASONING),
        total=total(attributes),
    )


def total(attributes: Attributes) -> int | None:
    """In and out together, as stated or added up; None when neither is stated."""
    if attributes.keys().isdisjoint(COUNTED):  # most spans use nothing: one look instead of many
        return None
    stated = whole(attributes, *TOTAL)
    if stated is not None:
        return stated
    going, coming = whole(attributes, *INPUT), whole(attributes, *OUTPUT)
    return None if going is None and coming is None else (going or 0) + (coming or 0)


def cost(attributes: Attributes) -> Cost | None:
    """The cost that a span states, with the attribute that does."""
    for key in COST:
        usd = real(attributes[key]) if key in attributes else None
        if usd is not None:
            return Cost(usd, f"{key}, currency not stated" if key in UNNAMED else key)
    return None
