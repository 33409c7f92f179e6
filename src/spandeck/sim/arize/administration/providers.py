"""How a language model's provider is configured: one body a provider (contracts/arize.md §10).

What is secret goes in and never comes out: the record says only that it is there.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from spandeck.sim.arize.body import Body
from spandeck.sim.arize.organisation import Record

SECRETS = {"api_key": "has_api_key", "client_secret": "has_client_secret"}
"""What is kept of a secret: whether there is one."""


class Calling(Body):
    """What most providers can be told."""

    is_function_calling_enabled: bool = True


class Keyed(Calling):
    """A provider that takes a key."""

    api_key: str


class OpenAi(Keyed):
    """OPEN_AI."""

    provider: Literal["OPEN_AI"]


class Gemini(Keyed):
    """GEMINI."""

    provider: Literal["GEMINI"]


class Anthropic(Keyed):
    """ANTHROPIC."""

    provider: Literal["ANTHROPIC"]
    base_url: str | None = None


class Hosted(Keyed):
    """Providers that host models of others."""

    provider: Literal["FIREWORKS", "TOGETHER_AI"]
    is_default_models_enabled: bool = True
    model_names: list[str] = Field(default_factory=list)


class LiteLlm(Keyed):
    """LITELLM."""

    provider: Literal["LITELLM"]
    base_url: str
    headers: dict[str, str] = Field(default_factory=dict)
    model_names: list[str] = Field(default_factory=list)


class NvidiaNim(Calling):
    """NVIDIA_NIM."""

    provider: Literal["NVIDIA_NIM"]
    api_key: str | None = None
    base_url: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    is_default_models_enabled: bool = True
    model_names: list[str] = Field(default_factory=list)


class DefaultAuth(Body):
    """A custom provider that takes a key, or none."""

    auth_type: Literal["DEFAULT"]
    api_key: str | None = None


class ClientCredentials(Body):
    """A custom provider behind OAuth 2."""

    auth_type: Literal["OAUTH2_CLIENT_CREDENTIALS"]
    token_url: str
    client_id: str
    client_secret: str
    scopes: str | None = None
    audience: str | None = None


class Custom(Calling):
    """CUSTOM."""

    provider: Literal["CUSTOM"]
    base_url: str
    api_key: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    is_default_models_enabled: bool = False
    model_names: list[str] = Field(default_factory=list)
    auth: Annotated[DefaultAuth | ClientCredentials, Field(discriminator="auth_type")] | None = None


class VertexAi(Body):
    """VERTEX_AI."""

    provider: Literal["VERTEX_AI"]
    project_id: str
    location: str
    project_access_label: str


class BedrockRole(Body):
    """AWS_BEDROCK by a role."""

    auth_type: Literal["DEFAULT"]
    role_arn: str
    external_id: str | None = None
    base_url: str | None = None


class BedrockToken(Body):
    """AWS_BEDROCK by a token."""

    auth_type: Literal["BEARER_TOKEN"]
    api_key: str
    base_url: str | None = None


class BedrockProxy(Body):
    """AWS_BEDROCK through a proxy."""

    auth_type: Literal["PROXY_WITH_HEADERS"]
    base_url: str
    headers: dict[str, str] = Field(default_factory=dict)


class Bedrock(Body):
    """AWS_BEDROCK."""

    provider: Literal["AWS_BEDROCK"]
    auth: Annotated[BedrockRole | BedrockToken | BedrockProxy, Field(discriminator="auth_type")]
    is_default_models_enabled: bool = True
    model_names: list[str] = Field(default_factory=list)


Config = Annotated[
    OpenAi | Gemini | Anthropic | Hosted | LiteLlm | NvidiaNim | Custom | VertexAi | Bedrock,
    Field(discriminator="provider"),
]


class ChangedConfig(Body):
    """What can be changed of any provider's configuration."""

    provider: str = ""
    api_key: str | None = None
    is_function_calling_enabled: bool = True
    auth: dict[str, Any] = Field(default_factory=dict)
    base_url: str | None = None
    headers: dict[str, str] | None = None
    is_default_models_enabled: bool = True
    model_names: list[str] = Field(default_factory=list)
    project_id: str = ""
    location: str = ""
    project_access_label: str = ""


def told(config: Record) -> Record:
    """A configuration as it is shown: what is secret only as being there."""
    shown: Record = {}
    for name, value in config.items():
        if name in SECRETS:
            shown[SECRETS[name]] = value is not None
        elif name == "headers":
            shown["header_names"] = sorted(value or ())
        elif name == "auth" and isinstance(value, dict):
            shown["auth"] = told(value)
        else:
            shown[name] = value
    return shown
