"""What an account is joined to: language models, agents and evaluators (contracts/arize.md §9)."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from spandeck.sim.arize.administration.providers import ChangedConfig, Config, told
from spandeck.sim.arize.body import Body
from spandeck.sim.arize.collection import Collection
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.query import NAMED, Filter

Url = Annotated[str, Field(max_length=2048)]
Kind = Literal["LLM", "AGENT", "EVALUATOR"]


class Scoping(Body):
    """Where an integration may be used; everywhere without."""

    organization_id: str | None = None
    space_id: str | None = None


class Preset(Body):
    """A request that an agent is often sent."""

    name: Annotated[str, Field(min_length=1, max_length=255)]
    description: Annotated[str, Field(max_length=1024)] | None = None
    config: dict[str, Any]


class Endpoint(Body):
    """Where an agent or an evaluator is reached, and what it takes."""

    endpoint: Url
    headers: dict[str, str] = Field(default_factory=dict)
    input_schema: dict[str, Any]


class AgentEndpoint(Endpoint):
    """Where an agent is reached."""

    request_presets: list[Preset] = Field(default_factory=list)


class Named(Body):
    """What every integration has."""

    name: Annotated[str, Field(min_length=1)]
    scopings: list[Scoping] = Field(default_factory=list)


class CreateLlm(Named):
    """POST of a language model."""

    type: Literal["LLM"]
    config: Config


class CreateAgent(Named):
    """POST of an agent."""

    type: Literal["AGENT"]
    description: str | None = None
    config: AgentEndpoint


class CreateEvaluator(Named):
    """POST of a remote evaluator."""

    type: Literal["EVALUATOR"]
    description: str | None = None
    config: Endpoint


class ChangedEndpoint(Body):
    """What can be changed of where something is reached."""

    endpoint: Url = ""
    headers: dict[str, str] | None = None
    input_schema: dict[str, Any] = Field(default_factory=dict)
    request_presets: list[Preset] = Field(default_factory=list)


class Changed(Body):
    """What can be changed of every integration."""

    name: Annotated[str, Field(min_length=1)] = "-"
    scopings: list[Scoping] = Field(default_factory=list)


class UpdateLlm(Changed):
    """PATCH of a language model."""

    type: Literal["LLM"]
    config: ChangedConfig = ChangedConfig()


class UpdateEndpoint(Changed):
    """PATCH of an agent or a remote evaluator."""

    type: Literal["AGENT", "EVALUATOR"]
    description: str | None = None
    config: ChangedEndpoint = ChangedEndpoint(endpoint="")


class Ai(Body):
    """POST /v2/ai-integrations."""

    name: Annotated[str, Field(min_length=1)]
    provider: Literal[
        "OPEN_AI",
        "AZURE_OPEN_AI",
        "AWS_BEDROCK",
        "VERTEX_AI",
        "ANTHROPIC",
        "CUSTOM",
        "NVIDIA_NIM",
        "GEMINI",
        "LITELLM",
        "FIREWORKS",
        "TOGETHER_AI",
    ]
    api_key: str | None = None
    base_url: str | None = None
    model_names: list[str] = Field(default_factory=list)
    headers: dict[str, str] | None = None
    enable_default_models: bool = False
    function_calling_enabled: bool = True
    auth_type: Literal[
        "DEFAULT", "PROXY_WITH_HEADERS", "BEARER_TOKEN", "OAUTH2_CLIENT_CREDENTIALS"
    ] = "DEFAULT"
    provider_metadata: dict[str, Any] | None = None
    scopings: list[Scoping] = Field(default_factory=list)


class ChangedAi(Ai):
    """PATCH /v2/ai-integrations/{id}."""

    name: Annotated[str, Field(min_length=1)] = "-"
    provider: Any = "CUSTOM"


WHOLE = TypeAdapter(Ai)


def open_everywhere(who: Caller, record: Record, wanted: str) -> bool:
    """Whether an integration may be used in this space."""
    who.find("spaces", wanted)
    scopings = record["scopings"]
    return not scopings or any(each.get("space_id") == wanted for each in scopings)


def of_kind(who: Caller, record: Record, wanted: str) -> bool:
    """Whether it is of this kind; remote evaluators are listed only when they are asked for."""
    return bool(record["type"] == wanted if wanted else record["type"] != "EVALUATOR")


def joined(who: Caller, record: Record) -> Record:
    """A new integration; its secrets are not kept."""
    return {"scopings": []} | record | {"config": shown_config(record["config"], record["type"])}


def shown_config(config: Record, kind: str) -> Record:
    """A configuration without its secrets."""
    if kind == "LLM":
        defaults = {"is_function_calling_enabled": True}
        return defaults | told(config)
    found = {name: value for name, value in config.items() if name != "headers"}
    return {"request_presets": []} | found | {"has_headers": bool(config.get("headers"))}


def rejoined(who: Caller, record: Record, sent: Record) -> Record:
    """A changed integration: what kind it is stays."""
    if sent.pop("type") != record["type"]:
        raise Problem(422, "type: it cannot be changed.")
    if not sent:
        raise Problem(422, "Send at least one field beside type.")
    config = sent.pop("config", {})
    merged = record["config"] | shown_config(config, record["type"]) if config else record["config"]
    return record | sent | {"config": merged}


def unused(who: Caller, record: Record) -> None:
    """A remote evaluator's integration goes only when no evaluator refers to it."""
    for each in who.organisation.shelf.all("evaluators"):
        if record["id"] in str(each):
            raise Problem(409, "An evaluator still refers to it.")


def ai(who: Caller, record: Record) -> Record:
    """A new AI integration, with what it was not told and without its secrets."""
    own = {"id", "created_at", "updated_at", "created_by_user_id"}
    whole = Ai.model_validate({k: v for k, v in record.items() if k not in own})
    return keyless(whole.model_dump(mode="json") | record)


def keyless(record: Record) -> Record:
    """An AI integration as it is kept: whether there is a key, and which headers."""
    has = record.get("has_api_key", False)
    if "api_key" in record:
        has = record["api_key"] is not None
    headers = record["headers"]
    veiled = None if headers is None else dict.fromkeys(headers, "***")
    found = {name: value for name, value in record.items() if name != "api_key"}
    return found | {"has_api_key": has, "headers": veiled}


INTEGRATIONS = Collection(
    kind="integrations",
    word="Integration",
    create=TypeAdapter(
        Annotated[CreateLlm | CreateAgent | CreateEvaluator, Field(discriminator="type")]
    ),
    update=TypeAdapter(Annotated[UpdateLlm | UpdateEndpoint, Field(discriminator="type")]),
    filters=NAMED
    | {
        "type": Filter(of_kind, TypeAdapter(Kind), usual=""),
        "space_id": Filter(open_everywhere),
        "space_name": Filter(lambda who, record, wanted: True),
    },
    unique=("type",),
    made=joined,
    changed=rejoined,
    removing=unused,
)
AI = Collection(
    kind="ai-integrations",
    word="AiIntegration",
    create=WHOLE,
    update=TypeAdapter(ChangedAi),
    filters=NAMED
    | {
        "space_id": Filter(open_everywhere),
        "space_name": Filter(lambda who, record, wanted: True),
    },
    unique=(),
    made=ai,
    changed=lambda who, record, sent: keyless(record | sent),
)


def stamped(organisation: Organisation, day: int) -> Record:
    """The stamps of a record of the beginning."""
    return {
        "created_at": organisation.day(day),
        "updated_at": organisation.day(day),
        "created_by_user_id": organisation.id("User", 1),
    }


def integrations(organisation: Organisation) -> Iterable[Record]:
    """The models that Fernweh's evaluators and experiments use."""
    for number, provider in enumerate(("OPEN_AI", "ANTHROPIC"), 1) if organisation.world else ():
        base: Record = {} if provider == "OPEN_AI" else {"base_url": None}
        yield {
            "id": organisation.id("Integration", number),
            "type": "LLM",
            "name": provider.replace("_", "").lower(),
            "scopings": [],
            "config": {
                "provider": provider,
                "is_function_calling_enabled": True,
                "has_api_key": True,
                **base,
            },
            **stamped(organisation, number),
        }
    if organisation.world is not None:
        schema = {"type": "object", "properties": {"question": {"type": "string"}}}
        endpoint = {"endpoint": "https://agents.fernweh.example/planner", "has_headers": True}
        yield {
            "id": organisation.id("Integration", 3),
            "type": "AGENT",
            "name": "planner runtime",
            "description": "A planner of its own, with nobody's calendar",
            "scopings": [],
            "config": {**endpoint, "input_schema": schema, "request_presets": []},
            **stamped(organisation, 3),
        }


def ais(organisation: Organisation) -> Iterable[Record]:
    """The same as the older kind of integration."""
    if organisation.world:
        record = {"id": organisation.id("AiIntegration", 1), "name": "openai"}
        whole = Ai(name="openai", provider="OPEN_AI", model_names=["gpt-4o-mini"])
        kept = keyless(whole.model_dump(mode="json") | record)
        yield kept | {"has_api_key": True} | stamped(organisation, 1)


SEEDS = {"integrations": integrations, "ai-integrations": ais}
ROUTES = (*INTEGRATIONS.routes(), *AI.routes())
