"""Who plays in the world: agents, their models and tools, and the ways in which they fail."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Model:
    """A language model and what a million of its tokens cost."""

    name: str
    provider: str
    input_usd: float
    output_usd: float

    def cost_usd(self, tokens_in: int, tokens_out: int) -> float:
        """What one call costs, to a hundredth of a cent's hundredth."""
        price = tokens_in * self.input_usd + tokens_out * self.output_usd
        return round(price / 1e6, 6)


@dataclass(frozen=True, slots=True)
class Failure:
    """One way in which a trace goes wrong."""

    code: str
    """MODULE.CATEGORY.CODE."""
    where: str
    """What kind of step fails: `llm`, `tool`, `retrieval` or `agent`."""
    exception: str
    message: str
    share: float = 0.0
    """How often it happens when nothing else is wrong, of all traces."""
    status: int | None = None
    """The provider's HTTP status."""
    recovers: float = 0.0
    """How often the agent gets over it: the failed step stays, the trace goes on."""
    tries: int = 1
    """How often it strikes in a row at most, as the call is tried again."""
    slower: float = 1.0
    """Factor on the duration of a trace that meets it."""
    whose: str | None = None
    """The provider or the tool whose calls alone can fail in this way; None for any."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A program with a model and tools."""

    name: str
    role: str
    version: str
    models: tuple[Model, ...]
    tools: tuple[str, ...]
    weight: int
    """Of 64 sessions, how many are with this agent."""
    median_ms: int
    """How long its traces usually take."""
    retrieves: bool = False
    delegates: str | None = None
    """The agent it hands parts of its work to."""
    dialect: str = "openinference"
    """How its instrumentation writes attributes: `openinference` or `gen_ai`."""


GPT = Model("gpt-4o-2024-11-20", "openai", 2.5, 10.0)
MINI = Model("gpt-4o-mini", "openai", 0.15, 0.6)
SONNET = Model("claude-sonnet-4-5", "anthropic", 3.0, 15.0)
HAIKU = Model("claude-haiku-4-5", "anthropic", 1.0, 5.0)
GEMINI = Model("gemini-2.5-flash", "google", 0.3, 2.5)

AGENTS = (
    Agent(
        "support",
        "worker",
        "1.4.2",
        (GPT, GPT, SONNET),
        ("search_docs", "get_order", "open_ticket"),
        22,
        3_100,
        retrieves=True,
    ),
    Agent(
        "checkout-agent",
        "executor",
        "5.0.1",
        (MINI, GPT),
        ("get_order", "check_stock", "create_payment"),
        16,
        2_200,
        dialect="gen_ai",
    ),
    Agent(
        "planner",
        "planner",
        "2.3.0",
        (GPT,),
        ("get_calendar", "search_web"),
        9,
        6_800,
        delegates="researcher",
    ),
    Agent(
        "researcher",
        "retriever",
        "0.9.7",
        (SONNET, GEMINI),
        ("search_web", "fetch_page", "calculator"),
        9,
        7_900,
        retrieves=True,
    ),
    Agent(
        "triage-router", "router", "3.1.0", (HAIKU,), ("lookup_customer",), 5, 900, dialect="gen_ai"
    ),
    Agent("summariser", "aggregator", "1.0.12", (GEMINI, HAIKU), ("load_conversation",), 3, 1_700),
)
BY_NAME = {each.name: each for each in AGENTS}
CASTING = tuple(agent for agent in AGENTS for _ in range(agent.weight))
RELEASED = replace(BY_NAME["checkout-agent"], version="5.1.0")
"""What the story releases, and rolls back."""
OLDER = {
    name: replace(BY_NAME[name], version=version)
    for name, version in (("support", "1.4.1"), ("researcher", "0.9.6"), ("summariser", "1.0.11"))
}
"""Versions that some users still have: as good as the newer ones."""

THROTTLED = Failure(
    "RESOURCES.RATE_LIMIT.EXCEEDED",
    "llm",
    "openai.RateLimitError",
    "Error code: 429 - {'error': {'message': 'Rate limit reached for {model} in organization "
    "org-spandeck on tokens per min (TPM): Limit 30000, Used 29411, Requested 1244. Please try "
    "again in {wait}s.', 'type': 'tokens', 'param': None, 'code': 'rate_limit_exceeded'}}",
    status=429,
    recovers=0.6,
    tries=3,
    slower=1.8,
    whose="openai",
)
OVERLOADED = Failure(
    "COMMUNICATION.PROVIDER.UNAVAILABLE",
    "llm",
    "APIStatusError",
    "Error code: 529 - {'type': 'error', "
    "'error': {'type': 'overloaded_error', 'message': 'Overloaded'}}",
    0.006,
    status=529,
    recovers=0.5,
    tries=4,
    whose="anthropic",
)
BROKE = Failure(
    "TOOL.EXECUTION.TYPE_ERROR",
    "tool",
    "TypeError",
    "create_payment() got an unexpected keyword argument 'shipping_address'",
    whose="create_payment",
)
"""What the released version does."""
LOOPED = Failure(
    "REASONING.LOOP.DETECTED",
    "agent",
    "GraphRecursionError",
    "Recursion limit reached without hitting a stop condition: search_web was called with the "
    "same arguments in every turn.",
    slower=4.5,
)
FAILURES = (
    Failure(
        "TOOL.EXECUTION.TIMEOUT",
        "tool",
        "TimeoutError",
        "{tool} did not answer within {took} s",
        0.018,
        recovers=0.4,
    ),
    Failure(
        "TOOL.EXECUTION.EXCEPTION", "tool", "KeyError", "'shipping_address'", 0.010, recovers=0.3
    ),
    Failure(
        "TOOL.ARGUMENTS.MALFORMED",
        "tool",
        "pydantic_core.ValidationError",
        "1 validation error for {tool}\norder_id\n"
        "  Input should be a valid string [type=string_type, input_value=4711, input_type=int]",
        0.008,
        recovers=0.9,
    ),
    Failure(
        "OUTPUT.FORMAT.INVALID_JSON",
        "llm",
        "json.decoder.JSONDecodeError",
        "Expecting ',' delimiter: line 1 column 214 (char 213)",
        0.007,
        recovers=0.7,
    ),
    OVERLOADED,
    Failure(
        "REASONING.CONTEXT.OVERFLOW",
        "llm",
        "BadRequestError",
        "Error code: 400 - This model's maximum context length is 128000 tokens. "
        "However, your messages resulted in 131204 tokens.",
        0.003,
        status=400,
        whose="openai",
    ),
    Failure(
        "MEMORY.RETRIEVAL.UNAVAILABLE",
        "retrieval",
        "ConnectionError",
        "vector store 'handbook' refused the connection",
        0.004,
    ),
)
