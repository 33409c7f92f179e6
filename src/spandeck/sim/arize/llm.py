"""How models are called, as prompts and evaluators state it (contracts/arize.md §10)."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from spandeck.sim.arize.body import Body

Provider = Literal["OPEN_AI", "AZURE_OPEN_AI", "AWS_BEDROCK", "VERTEX_AI", "ANTHROPIC", "CUSTOM"]
VariableFormat = Literal["F_STRING", "MUSTACHE", "NONE"]
PROVIDERS = {"openai": "OPEN_AI", "anthropic": "ANTHROPIC", "google": "VERTEX_AI"}
"""The world's providers in the vendor's words."""


class CalledFunction(Body):
    """The function of a tool call."""

    name: str
    arguments: str


class ToolCall(Body):
    """A tool call that a message carries."""

    id: str = ""
    type: Literal["FUNCTION"]
    function: CalledFunction


class Message(Body):
    """One message of a prompt."""

    role: Literal["USER", "ASSISTANT", "SYSTEM", "TOOL"]
    content: str | None = None
    tool_call_id: str = ""
    tool_calls: list[ToolCall] = Field(default_factory=list)


class JsonSchema(Body):
    """A schema that answers must fulfil."""

    model_config = ConfigDict(validate_by_alias=True, validate_by_name=False)

    name: str = ""
    description: str = ""
    body: dict[str, Any] = Field(default_factory=dict, alias="schema")
    strict: bool = False


class ResponseFormat(Body):
    """The form of answers."""

    type: Literal["TEXT", "JSON_OBJECT", "JSON_SCHEMA"] = "TEXT"
    json_schema: JsonSchema = JsonSchema()


class Tools(Body):
    """The tools a model may call."""

    tools: list[dict[str, Any]] = Field(default_factory=list)
    tool_choice: Any = None


class Invocation(Body):
    """A model's parameters."""

    temperature: float = 1
    max_tokens: int = 0
    max_completion_tokens: int = 0
    top_p: float = 1
    frequency_penalty: float = 0
    presence_penalty: float = 0
    stop: list[str] = Field(default_factory=list)
    response_format: ResponseFormat = ResponseFormat()
    tool_config: Tools = Tools()
    top_k: int = 0
    thinking_level: str = ""
    thinking_budget: int = 0
    reasoning_effort: str = ""
    verbosity: str = ""


class Azure(Body):
    """Where a deployment of Azure's is."""

    azure_deployment_name: str = ""
    azure_openai_endpoint: str = ""
    azure_openai_version: str = ""


class AnthropicHeaders(Body):
    """Anthropic's features in trial."""

    anthropic_beta: list[str] | None = None


class Bedrock(Body):
    """How Bedrock is called."""

    use_converse_endpoint: bool = False


class ProviderParameters(Body):
    """What a single provider needs."""

    azure_params: Azure = Azure()
    anthropic_headers: AnthropicHeaders = AnthropicHeaders()
    anthropic_version: str = ""
    bedrock_options: Bedrock = Bedrock()
    region: str = ""


Messages = Annotated[list[Message], Field(min_length=1)]
