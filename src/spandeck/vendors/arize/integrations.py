"""Models, agents and remote evaluators that Arize calls (contract §9)."""

from collections.abc import Mapping

from spandeck.model.action import Check, Field, Values
from spandeck.model.query import Filter
from spandeck.model.resource import Column, Resource
from spandeck.vendors.arize.group import (
    BY,
    CREATED,
    JSON_HEADERS,
    NAME,
    SPACED,
    UPDATED,
    act,
    calls,
    create,
    delete,
    needed,
    some,
    update,
)

TYPES = ("LLM", "AGENT", "EVALUATOR")
KIND = Filter("type", "text", "of what; EVALUATOR only when asked for", choices=TYPES)
AI_PROVIDERS = (
    *("OPEN_AI", "AZURE_OPEN_AI", "AWS_BEDROCK", "VERTEX_AI", "ANTHROPIC", "CUSTOM"),
    *("NVIDIA_NIM", "GEMINI", "LITELLM", "FIREWORKS", "TOGETHER_AI"),
)
PROVIDERS = tuple(each for each in AI_PROVIDERS if each != "AZURE_OPEN_AI")
AUTHS = ("DEFAULT", "PROXY_WITH_HEADERS", "BEARER_TOKEN", "OAUTH2_CLIENT_CREDENTIALS")
SCOPINGS = Field("scopings", "json", about='everywhere, if left empty; such as [{"space_id": "…"}]')
SCHEMA = 'such as {"type": "object", "properties": {"question": {"type": "string"}}}'

PROVIDER, KEY, AUTH = "config.provider", "config.api_key", "config.auth.auth_type"
KEYED = (
    *("OPEN_AI", "ANTHROPIC", "GEMINI", "LITELLM", "NVIDIA_NIM"),
    *("FIREWORKS", "TOGETHER_AI", "CUSTOM"),
)
NAMED = ("AWS_BEDROCK", "CUSTOM", "FIREWORKS", "LITELLM", "NVIDIA_NIM", "TOGETHER_AI")
DEFAULTED = ("AWS_BEDROCK", "CUSTOM", "FIREWORKS", "NVIDIA_NIM", "TOGETHER_AI")
HEADED = ("CUSTOM", "LITELLM", "NVIDIA_NIM")
ADDRESSED = ("ANTHROPIC", "CUSTOM", "LITELLM", "NVIDIA_NIM")
CALLING = tuple(each for each in PROVIDERS if each not in ("AWS_BEDROCK", "VERTEX_AI"))
LOCATED = ("config.project_id", "config.location", "config.project_access_label")
NEEDED = {
    **dict.fromkeys(("OPEN_AI", "ANTHROPIC", "GEMINI", "FIREWORKS", "TOGETHER_AI"), (KEY,)),
    "AWS_BEDROCK": (AUTH,),
    "CUSTOM": ("config.base_url",),
    "LITELLM": ("config.base_url", KEY),
    "VERTEX_AI": LOCATED,
}
"""What a provider's models cannot do without."""
SIGNED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("AWS_BEDROCK", "DEFAULT"): ("role_arn", "external_id", "base_url"),
    ("AWS_BEDROCK", "BEARER_TOKEN"): ("api_key", "base_url"),
    ("AWS_BEDROCK", "PROXY_WITH_HEADERS"): ("base_url", "headers"),
    ("CUSTOM", "DEFAULT"): ("api_key",),
    ("CUSTOM", AUTHS[3]): ("token_url", "client_id", "client_secret", "scopes", "audience"),
}
"""What each way to sign in to a provider takes."""
WITHOUT = {("AWS_BEDROCK", way): SIGNED["AWS_BEDROCK", way][0] for way in AUTHS[:3]}
"""What a way to sign in cannot do without, beside what the form itself requires."""


def signing(*, whole: bool) -> Check:
    """A provider's models have what they need, and no way to sign in but one of theirs."""

    def check(values: Values, now_ns: int) -> dict[str, str]:
        wrong = dict(needed(PROVIDER, NEEDED)(values, now_ns)) if whole else {}
        signed = values.get(PROVIDER, ""), values.get(AUTH, "")
        if not signed[1]:
            return wrong
        if signed not in SIGNED:
            return wrong | {AUTH: f"{signed[0]} has no such way to sign in."}
        beside = {f"config.auth.{name}" for name in ("auth_type", *SIGNED[signed])}
        strange = [
            each for each in values if each.startswith("config.auth.") and each not in beside
        ]
        wrong |= dict.fromkeys(strange, f"{signed[0]} by {signed[1]} has none: leave it empty.")
        must = f"config.auth.{WITHOUT.get(signed, 'auth_type')}"
        return wrong | ({must: "it is required here."} if whole and must not in values else {})

    return check


def auth(*, required: bool) -> tuple[Field, ...]:
    """How Bedrock is signed in to, and a custom model."""
    by_key = (AUTH, "DEFAULT", "BEARER_TOKEN")
    oauth = (AUTH, "OAUTH2_CLIENT_CREDENTIALS")
    return (
        Field(AUTH, "choice", choices=AUTHS, when=(PROVIDER, "AWS_BEDROCK", "CUSTOM")),
        Field("config.auth.role_arn", about="Bedrock", when=(AUTH, "DEFAULT")),
        Field("config.auth.external_id", about="Bedrock", when=(AUTH, "DEFAULT")),
        Field("config.auth.api_key", "secret", when=by_key),
        Field("config.auth.base_url", about="Bedrock", when=(*by_key, "PROXY_WITH_HEADERS")),
        Field("config.auth.headers", "json", when=(AUTH, "PROXY_WITH_HEADERS")),
        Field("config.auth.token_url", required=True, when=oauth),
        Field("config.auth.client_id", required=True, when=oauth),
        Field("config.auth.client_secret", "secret", required=required, when=oauth),
        Field("config.auth.scopes", when=oauth),
        Field("config.auth.audience", when=oauth),
    )


def llm(*, required: bool) -> tuple[Field, ...]:
    """A provider's models."""
    return (
        Field("name", required=required),
        SCOPINGS,
        Field(PROVIDER, "choice", required, choices=PROVIDERS),
        Field(KEY, "secret", when=(PROVIDER, *KEYED)),
        Field("config.base_url", when=(PROVIDER, *ADDRESSED)),
        Field("config.headers", "json", about=JSON_HEADERS, when=(PROVIDER, *HEADED)),
        Field("config.model_names", "list", when=(PROVIDER, *NAMED)),
        Field("config.is_default_models_enabled", "flag", when=(PROVIDER, *DEFAULTED)),
        Field("config.is_function_calling_enabled", "flag", when=(PROVIDER, *CALLING)),
        *auth(required=required),
        *(Field(each, when=(PROVIDER, "VERTEX_AI")) for each in LOCATED),
    )


def called(*, required: bool) -> tuple[Field, ...]:
    """Something that is called over HTTP: an agent, or an evaluator elsewhere."""
    return (
        Field("name", required=required),
        Field("description", "multiline"),
        SCOPINGS,
        Field("config.endpoint", longest=2048, required=required),
        Field("config.input_schema", "json", required, about=SCHEMA),
        Field("config.headers", "json", about=JSON_HEADERS),
    )


PRESETS = Field("config.request_presets", "json", about='such as [{"name": "…", "config": {}}]')
LLM, AGENT, EVALUATOR = ({"type": each} for each in TYPES)
ONE = "PATCH integrations/{id}"


RESOURCES = (
    Resource(
        "integrations",
        "Integrations",
        "Integrations",
        *calls("integrations"),
        columns=(
            NAME,
            Column("type", "Type", "status"),
            Column("config.provider", "Provider", "status"),
            Column("config.endpoint", "Address", absent="the provider's"),
            Column("description", "Description", absent="none"),
            UPDATED,
            CREATED,
            BY,
        ),
        filters=(KIND, *SPACED),
        stage="alpha",
    ),
    Resource(
        "ai-integrations",
        "AI integrations",
        "Integrations",
        *calls("ai-integrations"),
        columns=(
            NAME,
            Column("provider", "Provider", "status"),
            Column("has_api_key", "Has a key", "flag"),
            Column("model_names", "Models", "list"),
            Column("auth_type", "Signed in by", "status"),
            UPDATED,
            CREATED,
            BY,
        ),
        filters=SPACED,
        stage="alpha",
    ),
)

AI = (
    Field("api_key", "secret"),
    Field("base_url"),
    Field("model_names", "list"),
    Field("headers", "json", about=JSON_HEADERS),
    Field("enable_default_models", "flag"),
    Field("function_calling_enabled", "flag"),
    Field("auth_type", "choice", choices=AUTHS),
    Field("provider_metadata", "json", about='such as {"kind": "AWS", "role_arn": "…"}'),
    SCOPINGS,
)

ACTIONS = (
    act(
        "create-llm-integration",
        "Create an integration of a provider's models",
        "integrations",
        "POST integrations",
        *llm(required=True),
        fixed=LLM,
        stage="alpha",
        check=signing(whole=True),
    ),
    act(
        "create-agent-integration",
        "Create an integration of an agent",
        "integrations",
        "POST integrations",
        *called(required=True),
        PRESETS,
        fixed=AGENT,
        stage="alpha",
    ),
    act(
        "create-evaluator-integration",
        "Create an integration of a remote evaluator",
        "integrations",
        "POST integrations",
        *called(required=True),
        fixed=EVALUATOR,
        stage="alpha",
    ),
    act(
        "update-llm-integration",
        "Change the integration of a provider's models",
        "integrations",
        ONE,
        *llm(required=False),
        fixed=LLM,
        stage="alpha",
        check=signing(whole=False),
    ),
    act(
        "update-agent-integration",
        "Change the integration of an agent",
        "integrations",
        ONE,
        *called(required=False),
        PRESETS,
        fixed=AGENT,
        stage="alpha",
    ),
    act(
        "update-evaluator-integration",
        "Change the integration of a remote evaluator",
        "integrations",
        ONE,
        *called(required=False),
        fixed=EVALUATOR,
        stage="alpha",
    ),
    delete(
        "integrations",
        "Delete the integration",
        note="Refused while an active remote evaluator uses it.",
        stage="alpha",
    ),
    create(
        "ai-integrations",
        "Create an AI integration",
        Field("name", required=True),
        Field("provider", "choice", required=True, choices=AI_PROVIDERS),
        *AI,
        stage="alpha",
    ),
    update(
        "ai-integrations",
        "Change the AI integration",
        Field("name"),
        Field("provider", "choice", choices=AI_PROVIDERS),
        *AI,
        stage="alpha",
        check=some("name", "provider", *(each.name for each in AI)),
    ),
    delete("ai-integrations", "Delete the AI integration", stage="alpha"),
)
