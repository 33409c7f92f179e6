"""Who did what: every request that changed something, and who came in before (contracts §9)."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AwareDatetime, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spandeck.sim.arize.collection import Collection, caller
from spandeck.sim.arize.organisation import Caller, Organisation, Record
from spandeck.sim.arize.query import Filter, equal
from spandeck.sim.clock import SECOND, iso, read_iso

LOGS = "audit-logs"
VERBS = {"POST": "create", "PATCH": "update", "PUT": "update", "DELETE": "delete"}
READS = ("/v2/spans", "/v2/traces", "/v1/traces")
"""What is posted and changes no setting."""
MONTH_NS = 30 * 86_400 * SECOND
MOMENT: TypeAdapter[AwareDatetime] = TypeAdapter(AwareDatetime)
Word = TypeAdapter(Annotated[str, Field(min_length=1, max_length=20)])


class Auditor:
    """ASGI middleware: writes down what a caller changed, once it is done."""

    def __init__(self, inner: ASGIApp) -> None:
        """It stands behind the gate, which knows the caller."""
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note it when it succeeded."""
        who: Caller | None = scope.get("caller")
        verb = VERBS.get(scope["method"])
        noted = who is not None and verb is not None and not scope["path"].endswith("/search")

        async def watched(message: Message) -> None:
            done = message["type"] == "http.response.start" and message["status"] < 300
            if done and noted and who and verb and scope["path"] not in READS:
                note(who, verb, scope["method"], scope["path"])
            await send(message)

        await self.inner(scope, receive, watched)


def note(who: Caller, verb: str, method: str, path: str) -> None:
    """Write one entry."""
    noun = path.removeprefix("/v2/").partition("/")[0]
    made: Record = {
        "id": who.organisation.next_id("AuditLog"),
        "user_id": who.user_id,
        "ip": "127.0.0.1",
        "operation_type": "MUTATION",
        "operation_name": f"{verb} {noun}"[:20],
        "operation_text": f"{method} {path}",
        "variables": None,
        "created_at": who.organisation.now(),
    }
    who.organisation.shelf.put(LOGS, made["id"], made)


class MonthBefore(NamedTuple):
    """The start of a window that is asked for by its end alone, or not at all."""

    end: AwareDatetime | None


def recent(wanted: dict[str, Any]) -> None:
    """Without a start, the month before the end is meant."""
    wanted.setdefault("start_time", MonthBefore(wanted.get("end_time")))


def since(who: Caller, record: Record, wanted: AwareDatetime | MonthBefore) -> bool:
    """Whether an entry is from this time or later."""
    if isinstance(wanted, MonthBefore):
        now_ns = who.organisation.clock()
        begin_ns = (nanoseconds(wanted.end) if wanted.end else now_ns) - MONTH_NS
    else:
        begin_ns = nanoseconds(wanted)
    return read_iso(record["created_at"]) >= begin_ns


def until(who: Caller, record: Record, wanted: AwareDatetime) -> bool:
    """Whether an entry is from before this time."""
    return read_iso(record["created_at"]) < nanoseconds(wanted)


def nanoseconds(moment: AwareDatetime) -> int:
    """A moment as the world counts."""
    return int(moment.timestamp() * SECOND)


ENTRIES = Collection(
    kind=LOGS,
    key="logs",
    word="AuditLog",
    serves="L",
    together=recent,
    filters={
        "start_time": Filter(since, MOMENT),
        "end_time": Filter(until, MOMENT),
        "user_id": equal("user_id"),
        "operation_name": equal("operation_name", Word),
        "operation_type": equal(
            "operation_type", TypeAdapter(Literal["QUERY", "MUTATION", "SUBSCRIPTION"])
        ),
    },
)


async def entries(request: Request) -> Response:
    """GET /v2/audit-logs: for those who may administer the account."""
    caller(request).act()
    return await ENTRIES.list(request)


def logs(organisation: Organisation) -> Iterable[Record]:
    """What happened in the last days before anybody looked."""
    if organisation.world is None:
        return
    done = (("login", "QUERY"), ("update monitors", "MUTATION"), ("create tags", "MUTATION"))
    for number in range(1, 25):
        name, kind = done[number % 3]
        yield {
            "id": organisation.id("AuditLog", number),
            "user_id": organisation.id("User", number % 5 + 1),
            "ip": f"192.0.2.{number}",
            "operation_type": kind,
            "operation_name": name,
            "operation_text": None,
            "variables": None,
            "created_at": iso(organisation.clock() - number * 5 * 3600 * SECOND),
        }


SEEDS = {LOGS: logs}
ROUTES = (Route(f"/v2/{LOGS}", entries),)
