"""Webhooks, what they are told about, and what became of it (contracts/arize.md §9, webhooks).

Nothing is ever sent anywhere: a test answers that the address cannot be reached.
"""

from collections.abc import Iterable
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.body import Body, checked, json
from spandeck.sim.arize.collection import Collection, caller
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.paging import answer
from spandeck.sim.arize.query import NAMED, Filter, equal
from spandeck.sim.clock import SECOND, iso

Name = Annotated[str, Field(max_length=256)]
Milliseconds = Annotated[int, Field(ge=1000, le=60_000)]
Headers = Annotated[dict[str, str], Field(max_length=20)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s/]+")]
Event = Literal[
    "PROMPT_VERSION_CREATED",
    "PROMPT_VERSION_LABELED",
    "PROMPT_VERSION_UNLABELED",
    "EVALUATOR_VERSION_CREATED",
    "ONLINE_TASK_RUN_FAILED",
]
Source = Literal["PROMPT", "EVALUATOR", "ONLINE_TASK", "SPACE"]
HOLDING = {
    "PROMPT": "prompts",
    "EVALUATOR": "evaluators",
    "ONLINE_TASK": "tasks",
    "SPACE": "spaces",
}
HIDDEN = ("auth_token", "headers", "signing_secret")
"""What a webhook was given and is never shown."""


class CreateWebhook(Body):
    """POST /v2/webhooks."""

    organization_id: str
    name: Name
    url: Url
    description: str = ""
    auth_type: Literal["BEARER", "HMAC_SHA256"] = "BEARER"
    auth_token: str | None = None
    timeout_ms: Milliseconds = 30_000
    headers: Headers = Field(default_factory=dict)


class UpdateWebhook(Body):
    """PATCH /v2/webhooks/{id}: headers replace all that were there."""

    name: Name = ""
    description: str | None = None
    url: Url = "https://-"
    auth_token: str = ""
    timeout_ms: Milliseconds = 30_000
    headers: Headers = Field(default_factory=dict)


class Subscribe(Body):
    """POST /v2/webhook-subscriptions."""

    webhook_id: str
    source_type: Source
    source_id: str
    event: Event


CREATE = TypeAdapter(CreateWebhook)


def bare(who: Caller, record: Record) -> Record:
    """A webhook without its secrets."""
    return {name: value for name, value in record.items() if name not in HIDDEN}


def subscribed(who: Caller, record: Record) -> Record:
    """A new subscription of something that is there, once."""
    who.find(HOLDING[record["source_type"]], record["source_id"])
    same = ("webhook_id", "source_id", "event")
    for each in who.organisation.shelf.all("webhook-subscriptions"):
        if all(each[name] == record[name] for name in same):
            raise Problem(409, "The webhook is subscribed to this already.")
    return record


WEBHOOKS = Collection(
    kind="webhooks",
    word="Webhook",
    serves="LRUD",
    update=TypeAdapter(UpdateWebhook),
    filters=NAMED | {"org_id": equal("organization_id")},
    unique=("organization_id",),
    shown=bare,
    listed=bare,
)
SUBSCRIPTIONS = Collection(
    kind="webhook-subscriptions",
    key="subscriptions",
    word="WebhookSubscription",
    serves="LCRD",
    create=TypeAdapter(Subscribe),
    filters={
        "source_type": equal("source_type", TypeAdapter(Source)),
        "source_id": Filter(lambda who, record, wanted: record["source_id"] == wanted),
    },
    stamps=("created_at",),
    made=subscribed,
)
ATTEMPTS = Collection(
    kind="delivery-attempts",
    word="DeliveryAttempt",
    path="webhooks/{webhook_id}/delivery-attempts",
    serves="L",
    most=500,
    listed=lambda who, record: {
        name: value for name, value in record.items() if name not in ("id", "webhook_id")
    },
)


async def create(request: Request) -> Response:
    """POST /v2/webhooks: the secret that signs is in this answer only."""
    who = caller(request)
    raw, said = await json(request)
    who.refer(said)
    who.act()
    sent = checked(CREATE, raw).model_dump(mode="json")
    if sent["auth_type"] == "BEARER" and not sent["auth_token"]:
        raise Problem(422, "auth_token: a webhook with BEARER needs one.")
    secret = uuid4().hex if sent["auth_type"] == "HMAC_SHA256" else ""
    made = WEBHOOKS.add(who, sent | {"signing_secret_hint": secret[-4:]})
    shown = bare(who, made)
    return answer(shown | {"signing_secret": secret} if secret else shown, 201)


async def test(request: Request) -> Response:
    """POST …/test: 200 says that the test ran; what came of it is in the body."""
    who = caller(request)
    found = who.change("webhooks", request.path_params["id"])
    if found["auth_type"] == "HMAC_SHA256":
        raise Problem(400, "A webhook that signs its messages cannot be tested.")
    said = "The simulator sends nothing: the address was not asked."
    attempt = {
        "id": who.organisation.next_id("DeliveryAttempt"),
        "webhook_id": found["id"],
        "event_id": uuid4().hex,
        "attempt_number": 1,
        "payload": {"event": "TEST"},
        "status_code": None,
        "error_message": said,
        "created_at": who.organisation.now(),
    }
    who.organisation.shelf.put("delivery-attempts", attempt["id"], attempt)
    return answer({"status_code": 0, "error_message": said})


def webhooks(organisation: Organisation) -> Iterable[Record]:
    """One that tells the people on call."""
    if organisation.world is None:
        return
    yield {
        "id": organisation.id("Webhook", 1),
        "organization_id": organisation.id("Organization", 1),
        "name": "on call",
        "description": "Failed runs of online tasks",
        "url": "https://hooks.example.com/arize",
        "auth_type": "BEARER",
        "signing_secret_hint": "",
        "timeout_ms": 30_000,
        "created_at": organisation.day(4),
        "updated_at": organisation.day(4),
        "created_by_user_id": organisation.id("User", 1),
    }


def subscriptions(organisation: Organisation) -> Iterable[Record]:
    """What that webhook is told about."""
    if organisation.world is None:
        return
    yield {
        "id": organisation.id("WebhookSubscription", 1),
        "webhook_id": organisation.id("Webhook", 1),
        "source_type": "SPACE",
        "source_id": organisation.id("Space", 1),
        "event": "ONLINE_TASK_RUN_FAILED",
        "created_at": organisation.day(4),
    }


def attempts(organisation: Organisation) -> Iterable[Record]:
    """The last deliveries, one of which was tried twice."""
    if organisation.world is None:
        return
    for number, (tried, status) in enumerate(((1, 200), (1, 503), (2, 200)), 1):
        yield {
            "id": organisation.id("DeliveryAttempt", number),
            "webhook_id": organisation.id("Webhook", 1),
            "event_id": f"event-{number - tried}",
            "attempt_number": tried,
            "payload": {"event": "ONLINE_TASK_RUN_FAILED"},
            "status_code": status,
            "error_message": None if status == 200 else "Service Unavailable",
            "created_at": iso(organisation.clock() - (4 - number) * 1800 * SECOND),
        }


SEEDS = {
    "webhooks": webhooks,
    "webhook-subscriptions": subscriptions,
    "delivery-attempts": attempts,
}
ROUTES = (
    *WEBHOOKS.routes(),
    Route("/v2/webhooks", create, methods=["POST"]),
    Route("/v2/webhooks/{id}/test", test, methods=["POST"]),
    *ATTEMPTS.routes(),
    *SUBSCRIPTIONS.routes(),
)
