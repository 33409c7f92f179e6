"""What vendors already know about a failure: diagnosis, active fix, alerts that fired.

Which resource of which vendor tells what stands in tables; a vendor that is not connected is not
asked.
"""

from dataclasses import dataclass
from functools import partial

from spandeck.model.evidence import RecordAt
from spandeck.model.fact import Diagnosis, Fired, Mending
from spandeck.model.gathering import both
from spandeck.model.occurrence import Occurrence
from spandeck.model.page import Ask, BadRow, Page
from spandeck.model.query import BadQuery, time_ns
from spandeck.model.resource import Record, at
from spandeck.model.source import RecordSource, Sources
from spandeck.model.told import Subject, Told
from spandeck.why.case import Case
from spandeck.why.question import Question

MOST = 100
AROUND_NS = 900_000_000_000
"""How far from the failure an alert is still about it: a quarter of an hour."""
LATELY_NS = 24 * 3_600_000_000_000
"""How far from the failure the diagnosis of another trace is still about the same."""
TAIL = "tail"
"""Who tells of alerts."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was told of alerts without asking anew: their lists are followed by the tail."""

    since_ns: int
    """From when on they were followed."""
    alerts: tuple[Occurrence, ...]
    deaf: tuple[str, ...] = ()
    """Lists of alerts that do not answer now, by their titles."""


@dataclass(frozen=True, slots=True)
class Diagnosing:
    """Where a vendor keeps its diagnoses, and what stands where in one."""

    vendor: str
    resource: str
    trace: str
    code: str
    said: str
    confidence: str
    created: str


@dataclass(frozen=True, slots=True)
class Healing:
    """Where a vendor keeps the fixes that are active, and how far they are deployed."""

    vendor: str
    resource: str
    opens: str
    """The resource in which a fix is opened."""
    code: str
    title: str
    status: str
    deployments: str
    fix: str
    """In a deployment, the id of its fix."""
    traffic: str


DIAGNOSING = (
    Diagnosing(
        "risicare",
        "diagnoses",
        trace="trace_id",
        code="error_code",
        said="root_cause",
        confidence="confidence",
        created="created_at",
    ),
)
HEALING = (
    Healing(
        "risicare",
        "active-fixes",
        opens="fixes",
        code="error_code",
        title="title",
        status="status",
        deployments="deployments",
        fix="fix_id",
        traffic="traffic_percentage",
    ),
)

ALERTING = {"risicare": "alerts", "fiddler": "alert-summary"}
"""The resource that tells which alerts fired, by vendor."""


def questions(case: Case, sources: Sources, ask: Ask, heard: Heard | None) -> tuple[Question, ...]:
    """What is asked of those who are connected; alerts were told already, or nobody knows."""
    asked: list[Question] = []
    for where in DIAGNOSING:
        records = sources.records.get(where.vendor)
        if records is not None and where.resource in records.catalog.by_name:
            look = partial(diagnosis, case, records, where, ask)
            asked.append(Question((Subject.DIAGNOSIS,), records.title, look))
    for each in HEALING:
        records = sources.records.get(each.vendor)
        if records is not None and each.resource in records.catalog.by_name:
            look = partial(fix, case, records, each, ask)
            asked.append(Question((Subject.FIX,), records.title, look))

    async def fired() -> tuple[Told, ...]:
        return (alerts(case, heard),)

    return (*asked, Question((Subject.ALERTS,), TAIL, fired))


async def diagnosis(
    case: Case, source: RecordSource, where: Diagnosing, ask: Ask
) -> tuple[Told, ...]:
    """The diagnosis of this trace, or the nearest in time of one that failed alike."""
    resource = source.catalog.resource(where.resource)
    page = await source.records(resource, limit=MOST, ask=ask)
    mine = case.span.trace_id
    exact = [each for each in records(page) if at(each.raw, where.trace) == mine]
    alike = [each for each in records(page) if at(each.raw, where.code) in case.codes()]
    near = sorted(alike, key=lambda each: distance(case, moment(each, where.created)))
    chosen = next(iter((*exact, *near)), None)
    made_ns = moment(chosen, where.created) if chosen else None
    if chosen is None or (not exact and distance(case, made_ns) > LATELY_NS):
        none = "no diagnosis of this trace, nor lately of one that failed alike"
        none += f", among the newest {MOST}" if page.cursor else ""
        return (told(Subject.DIAGNOSIS, source, page, where.resource, none=none),)
    sure = at(chosen.raw, where.confidence)
    fact = Diagnosis(
        chosen.id,
        str(at(chosen.raw, where.said) or ""),
        float(sure) if isinstance(sure, int | float) else None,
        bool(exact),
        made_ns,
    )
    return (told(Subject.DIAGNOSIS, source, page, where.resource, fact, chosen.id),)


async def fix(case: Case, source: RecordSource, where: Healing, ask: Ask) -> tuple[Told, ...]:
    """The newest active fix for this way of failing, and how far it is deployed."""
    active, deployed = await both(
        source.records(source.catalog.resource(where.resource), limit=MOST, ask=ask),
        source.records(source.catalog.resource(where.deployments), limit=MOST, ask=ask),
    )
    found = next((e for e in records(active) if at(e.raw, where.code) in case.codes()), None)
    if found is None:
        none = "no fix for this way of failing is active"
        return (told(Subject.FIX, source, active, where.resource, none=none),)
    rollout = next((e for e in records(deployed) if at(e.raw, where.fix) == found.id), None)
    traffic = at(rollout.raw, where.traffic) if rollout else None
    fact = Mending(
        found.id,
        str(at(found.raw, where.title) or ""),
        str(at(found.raw, where.status) or ""),
        float(traffic) if isinstance(traffic, int | float) else None,
        str(at(rollout.raw, "status") or "") if rollout else None,
    )
    return (told(Subject.FIX, source, active, where.opens, fact, found.id),)


def alerts(case: Case, heard: Heard | None) -> Told:
    """The alerts that fired in the quarter of an hour before or after, the nearest first."""
    at_ns = case.failed.at_ns
    if heard is None:
        return Told(Subject.ALERTS, TAIL, unknown="nothing is followed")
    if at_ns - AROUND_NS < heard.since_ns:
        return Told(Subject.ALERTS, TAIL, unknown="it failed before alerts were followed")
    near = [each for each in heard.alerts if abs(each.at_ns - at_ns) <= AROUND_NS]
    near.sort(key=lambda each: abs(each.at_ns - at_ns))
    if not near and heard.deaf:
        return Told(Subject.ALERTS, TAIL, unknown=f"no answer from {', '.join(heard.deaf)}")
    if not near:
        return Told(Subject.ALERTS, TAIL, none="no alert fired within a quarter of an hour")
    resource = ALERTING.get(near[0].vendor)
    evidence = RecordAt(near[0].vendor, resource) if resource else None
    return Told(Subject.ALERTS, TAIL, Fired(tuple(near)), evidence=evidence)


def told(
    subject: Subject,
    source: RecordSource,
    page: Page[Record],
    resource: str,
    fact: Diagnosis | Mending | None = None,
    identity: str | None = None,
    *,
    none: str = "",
) -> Told:
    """A line that opens the record it rests on, or all of its kind."""
    return Told(
        subject,
        source.title,
        fact,
        none,
        as_of_ns=page.answered_ns,
        cached=page.cached,
        evidence=RecordAt(source.vendor, resource, identity),
    )


def records(page: Page[Record]) -> list[Record]:
    """The rows that could be read."""
    return [each for each in page.items if not isinstance(each, BadRow)]


def moment(record: Record, path: str) -> int | None:
    """A time of a record; None where it has none."""
    stated = at(record.raw, path)
    try:
        return time_ns(path, stated) if isinstance(stated, str) else None
    except BadQuery:
        return None


def distance(case: Case, at_ns: int | None) -> int:
    """How far a time is from the failure; one that is not known is far."""
    return 2 * LATELY_NS if at_ns is None else abs(at_ns - case.failed.at_ns)
