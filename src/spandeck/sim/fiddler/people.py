"""Users, their keys, providers of models, webhooks, and the server itself (contract §5, §6)."""

import re
from collections.abc import Mapping
from secrets import token_hex
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import Field
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.collection import Body, Collection, body, opened
from spandeck.sim.fiddler.envelope import Record, normal, written
from spandeck.sim.fiddler.errors import Refusal, missing

VERSION = "26.5.0"
OLDEST_CLIENT = (3, 0)
MOST_KEYS = 5
FLAGS = {"genai": True, "evals": True, "llm_gateway": True, "rate_limiting": True, "charts": False}
Provider = Literal[
    "OpenAI", "Anthropic", "Gemini", "AWS Bedrock", "Azure OpenAI", "Azure AI", "Fiddler"
]
Word = Annotated[str, Field(min_length=1, max_length=200)]


class KeyIn(Body):
    """A new access key."""

    name: Word


class CredentialConfig(Body):
    """A secret that no answer ever holds."""

    credential_type: Literal["api_key"] = "api_key"
    api_key: Word


class Credential(Body):
    """A named secret."""

    name: Word
    credential_config: CredentialConfig


class Named(Body):
    """A model of a provider."""

    name: Word


class ProviderIn(Body):
    """A provider of models, whole: an update replaces it."""

    provider: Provider
    credentials: Annotated[tuple[Credential, ...], Field(min_length=1)]
    models: Annotated[tuple[Named, ...], Field(min_length=1)]
    api_base: str | None = None


class WebhookIn(Body):
    """Where alerts are to be sent."""

    name: Word
    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    provider: Literal["SLACK", "MS_TEAMS", "OTHER"]


def key_fields(account: Account, sent: KeyIn) -> Mapping[str, Any]:
    """A new key without its secret; `Refusal` 400 for one too many."""
    if sum(1 for _ in account.all("user-access-keys")) >= MOST_KEYS:
        raise Refusal(400, f"A user has at most {MOST_KEYS} access keys.")
    key_id = f"sim_{token_hex(8)}"
    return {"name": sent.name, "key_id": key_id, "expires_at": None, "last_used_at": None}


ACCESS_KEYS = Collection(
    "/v3/user-access-keys",
    "user-access-keys",
    "Access key",
    KeyIn,
    unique=("name",),
    make=key_fields,
)


async def make_key(request: Request) -> Response:
    """POST /v3/user-access-keys: the whole key is shown once, and kept nowhere."""
    account, fields = opened(request), key_fields(opened(request), await body(request, KeyIn))
    ACCESS_KEYS.refuse_double(account, fields)
    record = account.add("user-access-keys", fields)
    return normal(record | {"key": f"{record['key_id']}.{token_hex(16)}"})


USERS = Collection("/v3/users", "users", "User", deletes=False)
WEBHOOKS = Collection(
    "/v2/webhooks",
    "webhooks",
    "Webhook",
    WebhookIn,
    WebhookIn,
    unique=("name",),
    show=lambda account, record: record | {"uuid": record["id"]},
)


def provider_fields(account: Account, sent: ProviderIn) -> Record:
    """A provider as it is kept: without its secrets."""
    credentials = [
        {"name": each.name, "uuid": str(uuid4()), "credential_type": "api_key"}
        for each in sent.credentials
    ]
    models = [{"name": each.name, "uuid": str(uuid4())} for each in sent.models]
    fields = {"provider": sent.provider, "credentials": credentials, "models": models}
    return fields | {"api_base": sent.api_base}


def provider(request: Request) -> Record:
    """The provider that the path names; `Refusal` 404."""
    name = request.path_params["provider"]
    for each in opened(request).all("providers"):
        if each["provider"] == name:
            return each
    raise missing("Provider", name)


def gateway(data: object) -> Response:
    """The gateway's own envelope beside the usual one (contract §5.17)."""
    return written({"api": "v3", "api_version": "3.0", "kind": "NORMAL", "data": data}, 200)


async def providers(request: Request) -> Response:
    """GET /v3/llm-gateway/providers: all of them, not paged."""
    return gateway([shown_provider(each) for each in opened(request).all("providers")])


def shown_provider(record: Record) -> Record:
    """A provider as it is answered: with a number, as the vendor numbers them."""
    return record | {"uuid": record["id"], "id": int(record["id"][:6], 16)}


async def read_provider(request: Request) -> Response:
    """GET one."""
    return gateway(shown_provider(provider(request)))


async def make_provider(request: Request) -> Response:
    """POST a new one; 409 when it is there already."""
    account, sent = opened(request), await body(request, ProviderIn)
    if any(each["provider"] == sent.provider for each in account.all("providers")):
        raise Refusal(409, f"Provider '{sent.provider}' already exists.")
    return gateway(shown_provider(account.add("providers", provider_fields(account, sent))))


async def replace_provider(request: Request) -> Response:
    """PUT: everything anew."""
    account, old = opened(request), provider(request)
    sent = await body(request, ProviderIn)
    if sent.provider != old["provider"]:
        raise Refusal(400, "provider: must be the one in the path")
    changed = account.change("providers", old, provider_fields(account, sent))
    return gateway(shown_provider(changed))


async def delete_provider(request: Request) -> Response:
    """DELETE one."""
    opened(request).remove("providers", provider(request)["id"])
    return Response(status_code=200)


async def server(request: Request) -> Response:
    """GET /v3/server-info."""
    organization = opened(request).reference()
    return normal({"server_version": VERSION, "feature_flags": FLAGS, "organization": organization})


async def compatible(request: Request) -> Response:
    """GET /v3/version-compatibility: 200 for a client that is recent enough, else 400."""
    version = request.query_params.get("client_version", "")
    found = re.match(r"(\d+)\.(\d+)", version)
    recent = found is not None and (int(found[1]), int(found[2])) >= OLDEST_CLIENT
    if request.query_params.get("client_name") == "python-sdk" and not recent:
        raise Refusal(400, f"client_version: '{version}' is older than 3.0")
    return PlainTextResponse("")


ROUTES = (
    Route("/v3/user-access-keys", make_key, methods=["POST"]),
    *ACCESS_KEYS.routes(),
    *USERS.routes(),
    *WEBHOOKS.routes(),
    Route("/v3/llm-gateway/providers", providers),
    Route("/v3/llm-gateway/providers", make_provider, methods=["POST"]),
    Route("/v3/llm-gateway/providers/{provider}", read_provider),
    Route("/v3/llm-gateway/providers/{provider}", replace_provider, methods=["PUT"]),
    Route("/v3/llm-gateway/providers/{provider}", delete_provider, methods=["DELETE"]),
    Route("/v3/server-info", server),
    Route("/v3/version-compatibility", compatible),
)
