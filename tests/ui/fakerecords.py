"""A vendor's resources in memory: a real `RecordSource` over made-up records."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spandeck.model.action import Action, Field, Values
from spandeck.model.catalog import Catalog
from spandeck.model.errors import Missing, NotCached, SourceError
from spandeck.model.page import Ask, BadRow, Freshness, Page
from spandeck.model.query import BadQuery, Filter, Query, compares
from spandeck.model.record import iso
from spandeck.model.resource import Call, Column, Record, Relation, Resource, at
from spandeck.model.source import EVERYTHING, PLAIN, Draft, Outcome

NOW_NS = 1_790_000_000_000_000_000
SECOND_NS = 1_000_000_000
STATES = ("active", "failed", "pending", "retry_logic")

FIXES = Resource(
    "fixes",
    "Fixes",
    "Healing",
    Call("GET", "/fixes"),
    Call("GET", "/fixes/{id}"),
    columns=(
        Column("title", "Title"),
        Column("status", "Status", "status"),
        Column("confidence", "Confidence", "ratio"),
        Column("metrics.p95", "p95", "duration"),
        Column("created_at", "Created", "time"),
    ),
    filters=(
        Filter("status", "text", "how it stands", choices=STATES),
        Filter("title", "text", "what it is called", at_vendor=False),
    ),
    relations=(
        Relation("Runs", "runs", {"fix_id": "id"}),
        Relation("Span tree", "trace", item="trace_id"),
    ),
    stage="beta",
    tab=True,
)
RUNS = Resource(
    "runs",
    "Runs",
    "Healing",
    Call("GET", "/fixes/{fix_id}/runs"),
    columns=(Column("id", "Run", "id"), Column("output", "Output")),
    filters=(Filter("fix_id", "text", "the fix it ran", place="path", required=True, of="fixes"),),
    note="Runs are kept for a day.",
)
PROJECT = Resource(
    "project",
    "Project",
    "Operations",
    item=Call("GET", "/project"),
    columns=(Column("name", "Name"),),
    about="The one project that the key opens.",
)
SCORES = Resource(
    "scores",
    "Scores",
    "Operations",
    Call("GET", "/scores"),
    key="",
    columns=(Column("name", "Score"), Column("value", "Value", "number")),
)
PAUSE = Action(
    "pause-fix", "Pause a fix", "fixes", "POST", "/fixes/{id}/pause", "write", (Field("reason"),)
)
CATALOG = Catalog("risicare", (FIXES, RUNS, PROJECT, SCORES), (PAUSE,))


def fix(number: int) -> Record:
    """The `number`th newest made-up fix."""
    return Record(
        f"f-{number}",
        {
            "id": f"f-{number}",
            "title": f"Retry the search {number}",
            "status": STATES[number % 4],
            "confidence": number % 100 / 100,
            "metrics": {"p95": 120.0 + number},
            "created_at": iso(NOW_NS - number * 60 * SECOND_NS),
            "trace_id": f"{number:032x}",
            "tags": ["search", "retry"],
        },
    )


def fixes(count: int) -> list[Record | BadRow]:
    """So many made-up fixes, newest first."""
    return [fix(number) for number in range(count)]


def runs(identity: str) -> list[Record | BadRow]:
    """The runs of a fix."""
    names = [f"{identity}-run-{number}" for number in range(3)]
    return [Record(name, {"id": name, "output": f"said {name}"}) for name in names]


@dataclass
class FakeRecords:
    """A vendor without latency; it counts what it is asked and fails when told to."""

    vendor: str = "risicare"
    title: str = "Risicare"
    catalog: Catalog = CATALOG
    writes: bool = True
    rows: dict[str, list[Record | BadRow]] = field(
        default_factory=lambda: {
            "fixes": fixes(250),
            "scores": [Record("", {"name": "quality", "value": 0.5})] * 2,
        }
    )
    """By resource, in the vendor's order."""
    rest: Mapping[str, Any] = field(default_factory=dict)
    fails: SourceError | None = None
    """Raised by every question while it is set."""
    holds_cache: bool = False
    asked: Counter[str] = field(default_factory=Counter)
    """How often each resource was asked for; `fixes/` for one of them."""
    queries: list[Query] = field(default_factory=list)

    def note(self, what: str, ask: Ask) -> bool:
        """Count a question, fail if told to; whether the cache answers."""
        self.asked[what] += 1
        if ask.freshness is Freshness.CACHED:
            if not self.holds_cache:
                raise NotCached(what)
            return True
        if self.fails is not None:
            raise self.fails
        return False

    async def records(
        self,
        resource: Resource,
        query: Query = EVERYTHING,
        cursor: str | None = None,
        *,
        limit: int = 100,
        ask: Ask = PLAIN,
    ) -> Page[Record]:
        """One page; the cursor is the place of its first row."""
        cached = self.note(resource.name, ask)
        self.queries.append(query)
        given = {each.field: str(each.value) for each in query.conditions}
        if any(each.required and each.name not in given for each in resource.filters):
            raise BadQuery(f"{resource.title} are asked for by their parent.")
        rows = runs(given["fix_id"]) if resource is RUNS else self.rows.get(resource.name, [])
        rows = [row for row in rows if isinstance(row, BadRow) or holds(row, query)]
        start = int(cursor or 0)
        after = str(start + limit) if start + limit < len(rows) else None
        shown = tuple(rows[start : start + limit])
        return Page(shown, after, NOW_NS, cached, rest=self.rest, total=len(rows))

    async def record(
        self, resource: Resource, identity: str, query: Query = EVERYTHING, *, ask: Ask = PLAIN
    ) -> Record:
        """One record, with more to it than its row."""
        self.note(f"{resource.name}/", ask)
        if resource.single:
            return Record("", {"id": "p-1", "name": "shop", "settings": {"days": 30}})
        for row in self.rows.get(resource.name, []):
            if isinstance(row, Record) and row.id == identity:
                return Record(row.id, {**row.raw, "detail": "all of it"})
        raise Missing(self.title, f"there is no {identity}")

    def draft(self, action: Action, values: Values, target: str = "") -> Draft:
        """The request as it would be."""
        path = action.template.replace("{id}", target)
        return Draft(action, action.method, path, {}, dict(values), dict(values), target)

    async def act(self, draft: Draft, *, ask: Ask = PLAIN) -> Outcome:
        """Done."""
        self.note(draft.action.name, ask)
        return Outcome(200, Record(draft.target, {"id": draft.target}), NOW_NS)


def holds(row: Record, query: Query) -> bool:
    """Whether a record is what was asked for."""
    asked: Sequence[Any] = [each for each in query.conditions if each.field != "fix_id"]
    return all(compares(at(row.raw, each.field), each) for each in asked)
