"""A vendor in memory: a real `TraceSource` over made-up traces, for every test of a screen."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spandeck.model.errors import Missing, NotCached, SourceError
from spandeck.model.limits import Reading, Window
from spandeck.model.page import Ask, BadRow, Freshness, Page
from spandeck.model.query import Condition, Filter, Query
from spandeck.model.session import Session
from spandeck.model.source import PLAIN, Health, Sources, SpanBatch
from spandeck.model.trace import ERROR, OK, Span, TraceSummary
from spandeck.ui.profile import Profile
from tests.ui.fakerecords import FakeRecords

NOW_NS = 1_790_000_000_000_000_000
"""When the fake vendor answers: 2026-09-21 14:13:20 UTC."""
SECOND_NS = 1_000_000_000
AGENTS = ("checkout-agent", "planner", "support-agent", "research")
FILTERS = (
    Filter("status", "text", "ok or error", choices=("ok", "error")),
    Filter("agent_name", "text", "the agent's name"),
    Filter("error_code", "text", "such as TOOL.*"),
    Filter(
        "duration",
        "duration",
        "how long it took",
        operators=(">=", "<="),
        aliases={"min_duration_ms": ">=", "max_duration_ms": "<="},
    ),
    Filter("name", "text", "the trace's name", at_vendor=False),
)


def summary(number: int, *, now_ns: int = NOW_NS, every_s: float = 20.0) -> TraceSummary:
    """The `number`th newest made-up trace; every seventh failed."""
    failed = number % 7 == 3
    return TraceSummary(
        trace_id=f"{number:032x}",
        name=f"run {AGENTS[number % 4]}",
        status=ERROR if failed else OK,
        started_ns=now_ns - int(number * every_s * SECOND_NS),
        duration_ms=None if number % 50 == 49 else 120.0 + number * 37 % 9000,
        span_count=5 + number % 40,
        error_count=1 + number % 3 if failed else 0,
        error_code="TOOL.EXECUTION.TIMEOUT" if failed else None,
        agent_name=AGENTS[number % 4],
        session_id=f"session-{number // 5}",
        environment="production",
        tokens=None if number % 11 == 5 else 400 + number * 91 % 20_000,
        cost_usd=None if number % 11 == 5 else 0.001 * (number % 90),
        raw={"id": f"{number:032x}", "name": f"run {AGENTS[number % 4]}"},
    )


def traces(count: int, *, now_ns: int = NOW_NS) -> list[TraceSummary]:
    """So many made-up traces, newest first."""
    return [summary(number, now_ns=now_ns) for number in range(count)]


def spans(trace_id: str, count: int = 6) -> list[Span]:
    """A made-up trace: an agent, and calls below it of which the last one failed."""
    root = Span(trace_id, "0", None, "checkout-agent", "agent", NOW_NS, NOW_NS + 9 * SECOND_NS, OK)
    below = [
        Span(
            trace_id,
            str(number),
            "0",
            f"step {number}",
            "llm" if number % 2 else "tool",
            NOW_NS + number * SECOND_NS,
            NOW_NS + (number + 1) * SECOND_NS,
            ERROR if number == count - 1 else OK,
            "429 rate_limited" if number == count - 1 else None,
        )
        for number in range(1, count)
    ]
    return [root, *below]


@dataclass
class FakeSource:
    """A vendor without latency; it counts what it is asked and fails when told to."""

    rows: list[TraceSummary | BadRow] = field(default_factory=lambda: [*traces(250)])
    """Newest first; put new ones at the front to let them arrive."""
    details: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    """Spans by trace id; a listed trace without an entry gets made-up ones."""
    vendor: str = "risicare"
    title: str = "Risicare"
    filters: tuple[Filter, ...] = FILTERS
    fails: SourceError | None = None
    """Raised by every question while it is set."""
    holds_cache: bool = False
    """Whether `Freshness.CACHED` finds something."""
    asked: Counter[str] = field(default_factory=Counter)
    """How often each method was called, by its name."""
    asks: list[tuple[str, Ask]] = field(default_factory=list)
    """Every question with how it was asked, in order."""
    queries: list[Query] = field(default_factory=list)
    batch: int = 100
    """Spans in one batch."""

    def note(self, method: str, ask: Ask) -> bool:
        """Count a question, fail if told to; whether the cache answers."""
        self.asked[method] += 1
        self.asks.append((method, ask))
        if ask.freshness is Freshness.CACHED:
            if not self.holds_cache:
                raise NotCached(method)
            return True
        if self.fails is not None:
            raise self.fails
        return False

    async def traces(
        self, query: Query, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[TraceSummary]:
        """One page; the cursor is the id of the last row of the page before."""
        cached = self.note("traces", ask)
        self.queries.append(query)
        rows = [row for row in self.rows if isinstance(row, BadRow) or holds(query, row)]
        ids = [row.trace_id if isinstance(row, TraceSummary) else "" for row in rows]
        start = ids.index(cursor) + 1 if cursor is not None else 0
        shown = rows[start : start + limit]
        more = start + limit < len(rows)
        return Page(
            tuple(shown), ids[start + len(shown) - 1] if more else None, NOW_NS, cached=cached
        )

    async def spans(self, trace_id: str, *, ask: Ask = PLAIN) -> AsyncIterator[SpanBatch]:
        """The spans of one trace, in batches."""
        self.note("spans", ask)
        known = {row.trace_id: row for row in self.rows if isinstance(row, TraceSummary)}
        found = self.details.get(trace_id)
        if found is None:
            if trace_id not in known:
                raise Missing(self.title, "the trace was not found, or this key cannot see it")
            found = spans(trace_id)
        for start in range(0, len(found), self.batch):
            last = start + self.batch >= len(found)
            yield SpanBatch(
                tuple(found[start : start + self.batch]),
                NOW_NS,
                summary=known.get(trace_id) if last else None,
            )

    async def sessions(
        self, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Session]:
        """The sessions of the rows, on one page."""
        self.note("sessions", ask)
        ids = dict.fromkeys(
            row.session_id for row in self.rows if isinstance(row, TraceSummary) and row.session_id
        )
        found = [await self.session(each) for each in list(ids)[:limit]]
        return Page(tuple(found), None, NOW_NS)

    async def session(self, session_id: str, *, ask: Ask = PLAIN) -> Session:
        """One session with its traces."""
        self.note("session", ask)
        rows = [each for each in self.rows if isinstance(each, TraceSummary)]
        mine = tuple(each for each in rows if each.session_id == session_id)
        if not mine:
            raise Missing(self.title, "the session was not found, or this key cannot see it")
        failed = sum(each.failed for each in mine)
        return Session(
            session_id, None, mine[-1].started_ns, None, len(mine), failed, None, None, mine
        )

    async def health(self, *, ask: Ask = PLAIN) -> Health:
        """Well, unless it fails."""
        self.note("health", ask)
        return Health(True, {"clickhouse": "ok"}, NOW_NS)

    def web_link(self, trace_id: str) -> str:
        """An address that leads nowhere."""
        return f"https://app.risicare.example/traces/{trace_id}"


def holds(query: Query, row: TraceSummary) -> bool:
    """Whether a row is what was asked for."""
    if query.since_ns is not None and (row.started_ns or 0) < query.since_ns:
        return False
    if query.until_ns is not None and (row.started_ns or 0) > query.until_ns:
        return False
    return all(meets(each, row) for each in query.conditions)


def meets(condition: Condition, row: TraceSummary) -> bool:
    """Whether a row meets one condition."""
    if condition.field == "duration":
        if row.duration_ms is None:
            return False
        bound = float(condition.value)
        return row.duration_ms >= bound if condition.operator == ">=" else row.duration_ms <= bound
    found = str(getattr(row, condition.field) or "")
    wanted = str(condition.value)
    return found.startswith(wanted[:-1]) if wanted.endswith("*") else found == wanted


@dataclass
class FakeBudget:
    """A budget that says what it is told to say."""

    stands: tuple[Reading, ...] = (
        Reading("risicare", "default", (Window(1000, 60.0),), 50, 950, 41.0, sent=50, cached=12),
    )

    def readings(self) -> tuple[Reading, ...]:
        """What it was told."""
        return self.stands

    def standing(self, vendor: str, method: str, path: str) -> Reading | None:
        """What it was told of the endpoint."""
        wanted = (vendor, f"{method} {path}")
        found = (each for each in self.stands if (each.vendor, each.category) == wanted)
        return next(found, None)


def connected(source: FakeSource | None = None, **more: object) -> Sources:
    """Sources with one vendor."""
    held = source or FakeSource()
    budget, records = more.get("budget"), more.get("records")
    return Sources(
        {held.vendor: held},
        budget if isinstance(budget, FakeBudget) else FakeBudget(),
        records={held.vendor: records if isinstance(records, FakeRecords) else FakeRecords()},
    )


def profile(folder: Path, **changed: object) -> Profile:
    """A demo profile whose files go below `folder`."""
    made: dict[str, object] = {
        "name": "demo",
        "production": False,
        "writes": False,
        "demo": True,
        "theme": "dark",
        "keys": {},
        "absent": {"arize": "Arize needs SPANDECK_ARIZE_TOKEN, or a token in the configuration."},
        "copy": "osc52",
        "exports": folder / "exports",
        "crashes": folder / "crashes",
    }
    return Profile(**{**made, **changed})  # type: ignore[arg-type]
