"""Apidepth's rows in our words, one function a kind; pure, and the only place that knows both."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from json import dumps
from typing import Any, TypeVar

from pydantic import ValidationError

from spandeck.model.page import BadRow
from spandeck.model.upstream import (
    BurnDown,
    CollectorStatus,
    FleetHour,
    Incident,
    LatencyHour,
    Maintenance,
    ModelUse,
    Objective,
    ObjectiveDay,
    RateLimits,
    Score,
    StatusDay,
    Throttled,
)
from spandeck.vendors.apidepth.wire import (
    DayRow,
    DefinitionRow,
    FleetRow,
    IncidentRow,
    LatencyRow,
    ModelRow,
    QuotaFact,
    ReportRow,
    ScoreRow,
    Status,
    StatusDayRow,
    ThrottledRow,
    Throttling,
    ThrottlingRow,
    WindowRow,
)

T = TypeVar("T")
MET = "met"


def rows(
    data: Iterable[Any], read: Callable[[Any], T], key: Callable[[T], Hashable]
) -> tuple[tuple[T, ...], tuple[str, ...]]:
    """Every row read, and the JSON of those that could not be, or that came a second time."""
    made: dict[Hashable, T] = {}
    bad: list[str] = []
    for raw in data:
        if isinstance(raw, BadRow):
            bad.append(raw.raw)
            continue
        try:
            row = read(raw)
        except ValidationError:
            row = None
        if row is None or key(row) in made:
            bad.append(dumps(raw, ensure_ascii=False))
        else:
            made[key(row)] = row
    return tuple(made.values()), tuple(bad)


def slugs(data: Iterable[Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A list of names, each once, and what is none."""
    found = [each.raw if isinstance(each, BadRow) else each for each in data]
    names = dict.fromkeys(each for each in found if isinstance(each, str) and each)
    bad = [each for each in found if not (isinstance(each, str) and each)]
    return tuple(names), tuple(dumps(each, ensure_ascii=False) for each in bad)


def latency(raw: Any) -> LatencyHour:
    """An hour of calls; raise `ValidationError`, as all of these do."""
    row = LatencyRow.model_validate(raw)
    return LatencyHour(
        row.bucket, row.p50, row.p95, row.p99, row.event_count, row.error_count, row.total_count
    )


def hour(row: LatencyHour | FleetHour) -> int:
    """By what hours are told apart and put in order."""
    return row.hour_ns


def fleet(raw: Any) -> FleetHour:
    """An hour of everyone's calls."""
    row = FleetRow.model_validate(raw)
    return FleetHour(row.bucket, row.fleet_p50, row.fleet_p95, row.contributor_count)


def throttled(raw: Any) -> Throttled:
    """A provider's 429s."""
    row = ThrottledRow.model_validate(raw)
    return Throttled(row.vendor, row.total_429s, row.top_endpoint)


def throttling(raw: Any) -> tuple[int, int]:
    """An hour and its 429s."""
    row = ThrottlingRow.model_validate(raw)
    return row.bucket, row.count


def limits(provider: str, raw: Any, hours: Iterable[tuple[int, int]]) -> RateLimits:
    """One provider's 429s and its quota."""
    row = Throttling.model_validate(raw)
    return RateLimits(
        provider,
        row.total_429s,
        row.trend_pct,
        row.top_endpoint,
        tuple(sorted(hours)),
        None if row.burn_down is None else burning(row.burn_down),
    )


def burning(row: QuotaFact) -> BurnDown:
    """A provider's quota."""
    return BurnDown(
        row.rl_remaining,
        row.rl_limit,
        row.rl_reset_at,
        row.burn_rate_per_min,
        row.minutes_to_throttle,
        row.risk,
    )


def model(raw: Any) -> ModelUse:
    """A model in use."""
    row = ModelRow.model_validate(raw)
    return ModelUse(
        row.vendor,
        row.model_name,
        row.endpoint,
        row.call_count,
        row.first_seen_at,
        row.last_seen_at,
        row.deprecation_status,
        row.deprecated_at,
        row.sunset_at,
        row.successor,
    )


def score(raw: Any) -> Score:
    """A provider's health."""
    row = ScoreRow.model_validate(raw)
    return Score(
        row.vendor,
        row.score,
        row.latency_sub,
        row.error_sub,
        row.rate_sub,
        row.status_sub,
        row.call_volume,
        row.computed_at,
    )


def status(row: Status, days: Iterable[Any]) -> tuple[CollectorStatus, tuple[str, ...]]:
    """The collector's own health, and the rows of it that could not be read."""
    read, bad = rows(days, status_day, lambda each: each.date)
    incidents, worse = rows(row.incidents or (), incident, lambda each: each.started_ns)
    found = CollectorStatus(
        row.status,
        row.checked_at,
        row.response_ms,
        row.uptime_30d,
        row.uptime_90d,
        read,
        incidents,
    )
    return found, bad + worse


def status_day(raw: Any) -> StatusDay:
    """A day of checks."""
    row = StatusDayRow.model_validate(raw)
    return StatusDay(row.date, row.total, row.up_count, row.uptime_pct)


def incident(raw: Any) -> Incident:
    """Failed checks in a row."""
    row = IncidentRow.model_validate(raw)
    return Incident(row.started_at, row.ended_at, row.duration_min)


def window(raw: Any) -> Maintenance:
    """A maintenance window."""
    row = WindowRow.model_validate(raw)
    return Maintenance(
        row.id, row.vendor, row.label, row.starts_at, row.ends_at, bool(row.is_active)
    )


def day(raw: Any) -> ObjectiveDay:
    """A day of an objective; any word but `met` counts as missed, which nobody overlooks."""
    row = DayRow.model_validate(raw)
    return ObjectiveDay(row.date, row.status == MET, row.total_hours, row.breaching_hours)


def objective(
    definition: DefinitionRow, reports: Mapping[str, ReportRow], window_days: int | None
) -> tuple[Objective, tuple[str, ...]]:
    """An objective with its report, and the days of it that could not be read.

    One that was agreed on a moment ago has no report yet: no hour of it has qualified.
    """
    report = reports.get(definition.id)
    days, bad = rows((report and report.days) or (), day, lambda each: each.date)
    return (
        Objective(
            definition.id,
            definition.vendor,
            definition.endpoint,
            definition.metric,
            definition.threshold_ms,
            definition.env,
            report.window_days if report else window_days or definition.default_window_days,
            report.compliance_pct if report else None,
            report.total_buckets if report else 0,
            report.breaching_hours if report else 0,
            report.longest_breach_hours if report else 0,
            tuple(sorted(days, key=lambda each: each.date)),
        ),
        bad,
    )
