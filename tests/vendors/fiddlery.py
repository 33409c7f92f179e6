"""A Fiddler of some applications and spans, behind the real source and a real httpx client."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from spandeck.model.connection import Connection, Token
from spandeck.vendors.fiddler.source import FiddlerSource

CONNECTION = Connection("fiddler", "https://fiddler.test", Token("k.s"))
BEGINNING = datetime(2026, 11, 21, 10, tzinfo=UTC)


def moment(us: int) -> str:
    """So many microseconds after the beginning, as the vendor writes it."""
    return f"{BEGINNING + timedelta(microseconds=us):%Y-%m-%dT%H:%M:%S.%fZ}"


def since(at: datetime) -> int:
    return (at - BEGINNING) // timedelta(microseconds=1)


def nanoseconds(us: int) -> int:
    """The same in our words."""
    return (int(BEGINNING.timestamp()) * 1_000_000 + us) * 1000


@dataclass(frozen=True)
class Made:
    """A span; times in microseconds after the beginning."""

    trace: int
    number: int
    start: int
    duration_ms: float = 1.0
    root: bool = False
    failed: bool = False
    message: str | None = None
    name: str = "step"
    session: str = "s"
    tokens: int | None = None
    kind: str = "llm"
    cost_usd: float | None = None
    error_type: str | None = None

    @property
    def trace_id(self) -> str:
        return f"{self.trace + 1:032x}"

    def row(self) -> dict[str, Any]:
        """As it is sent."""
        attributes = {"user.id": "ada"}
        stated = {
            "gen_ai.usage.total_tokens": self.tokens,
            "user.cost_usd": self.cost_usd,
            "error.type": self.error_type,
        }
        used = {name: each for name, each in stated.items() if each is not None}
        return {
            "span_id": f"{self.trace + 1:08x}{self.number:08x}",
            "trace_id": self.trace_id,
            "name": self.name,
            "status_code": "ERROR" if self.failed else "OK",
            "status_message": self.message,
            "start_time": moment(self.start),
            "duration": self.duration_ms,
            "parent_span_id": None if self.root else f"{self.trace + 1:08x}{0:08x}",
            "session_id": self.session,
            "span_type": self.kind,
            "agent_name": "planner",
            "span_attributes": attributes | used,
            "evaluators": [],
        }


@dataclass
class Vendor:
    """Answers as the contract says, in pages of at most so many rows."""

    spans: dict[str, list[Made]]
    """By application."""
    most: int = 1000
    queries: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v3/applications":
            project = {"id": "p", "name": "home"}
            rows = [{"id": each, "name": each, "project": project} for each in self.spans]
            return page(rows, len(rows), 100, 0)
        asked = json.loads(request.content)
        self.queries.append(asked)
        bounds = [since(datetime.fromisoformat(asked[key])) for key in ("start_time", "end_time")]
        found = [
            each.row()
            for each in self.spans[asked["application_id"]]
            if bounds[0] <= each.start < bounds[1] and fits(each.row(), asked.get("filter"))
        ]
        found.sort(key=lambda row: (row["start_time"], row["span_id"]))
        if asked["ordering"] == "-start_time":
            found.reverse()
        size, offset = min(asked["page_size"], self.most), asked["offset"]
        return page(found[offset : offset + size], len(found), size, offset)

    def source(self) -> FiddlerSource:
        """A source that knows nothing yet."""
        client = httpx.AsyncClient(
            transport=httpx.MockTransport(self), base_url=CONNECTION.url, trust_env=False
        )
        return FiddlerSource(client, CONNECTION)


def page(rows: Iterable[Any], total: int, size: int, offset: int) -> httpx.Response:
    items = list(rows)
    facts = {
        "page_size": size,
        "item_count": len(items),
        "total": total,
        "page_count": -(-total // size),
        "page_index": offset // size + 1,
        "offset": offset,
    }
    data = facts | {"items": items}
    return httpx.Response(200, json={"api_version": "3.0", "kind": "PAGINATED", "data": data})


def fits(row: Mapping[str, Any], tree: Mapping[str, Any] | None) -> bool:
    """Whether a span meets a tree of equalities, lists and bounds."""
    for rule in tree["rules"] if tree else ():
        space, _, name = rule["field"].partition("::")
        found = row[name] if space == "Span" else row["span_attributes"].get(name)
        wanted = rule["value"]
        met = {
            "equal": found == wanted,
            "in": isinstance(wanted, list) and found in wanted,
            "greater_or_equal": isinstance(wanted, int | float) and found >= wanted,
            "begins_with": str(found).startswith(str(wanted)),
        }
        if not met[rule["operator"]]:
            return False
    return True
