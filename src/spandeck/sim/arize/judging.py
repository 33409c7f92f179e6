"""How a judgement is stated: by a model, by code, or by a service (contracts/arize.md §10)."""

from typing import Annotated, Literal

from pydantic import Field

from spandeck.sim.arize.body import Body
from spandeck.sim.arize.configs import Direction
from spandeck.sim.arize.llm import Invocation, ProviderParameters

Granularity = Literal["SPAN", "TRACE", "SESSION"]
CodeName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_\s\-&()]+$")]


class EvaluatorLlm(Body):
    """The model that judges."""

    ai_integration_id: str
    model_name: str
    invocation_parameters: Invocation
    provider_parameters: ProviderParameters


class TemplateConfig(Body):
    """A judgement by a model."""

    name: str
    template: str
    include_explanations: bool
    use_function_calling: bool
    use_structured_output: bool = True
    classification_choices: dict[str, float] | None = None
    direction: Direction = "NONE"
    data_granularity: Granularity = "SPAN"
    llm_config: EvaluatorLlm


class StaticParam(Body):
    """A parameter that is the same for every record."""

    name: str
    type: Literal["STRING", "STRING_ARRAY", "REGEX"]
    default_value: list[str] | str


class Code(Body):
    """What managed and custom code have in common."""

    data_granularity: Granularity | None = None
    query_filter: str | None = None
    name: CodeName
    variables: list[str]
    static_params: list[StaticParam] = Field(default_factory=list)


class ManagedCode(Code):
    """A judgement that comes with the product."""

    type: Literal["MANAGED"]
    managed_evaluator: Literal[
        "MATCHES_REGEX",
        "JSON_PARSEABLE",
        "CONTAINS_ANY_KEYWORD",
        "CONTAINS_ALL_KEYWORDS",
        "EXACT_MATCH",
    ]


class CustomCode(Code):
    """A judgement in one's own code."""

    type: Literal["CUSTOM"]
    code: str
    imports: str | None = None


class RemoteConfig(Body):
    """A judgement by a service of one's own."""

    integration_id: str
