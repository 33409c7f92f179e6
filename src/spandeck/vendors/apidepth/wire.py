"""Apidepth's JSON as it is sent (contracts/apidepth.md §4 to §13): lenient, row by row.

Its errors are on no page of the vendor's, so they are read in any of three forms.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from spandeck.vendors.wire import Count, Id, Instant, Milliseconds, Row, nanoseconds

Moment = Annotated[int, BeforeValidator(nanoseconds)]
"""A time without which the row says nothing."""
Number = Annotated[float, Field(allow_inf_nan=False)]


class LatencyRow(Row):
    """An hour of calls (§4)."""

    bucket: Moment
    p50: Milliseconds | None = None
    p95: Milliseconds | None = None
    p99: Milliseconds | None = None
    event_count: Count
    error_count: Count
    total_count: Count


class FleetRow(Row):
    """An hour of everyone's calls (§5)."""

    bucket: Moment
    fleet_p50: Milliseconds | None = None
    fleet_p95: Milliseconds | None = None
    contributor_count: Count


class ThrottledRow(Row):
    """A provider in the summary of 429s (§6)."""

    vendor: Id
    total_429s: Count
    top_endpoint: str | None = None


class ThrottlingRow(Row):
    """An hour's 429s (§6)."""

    bucket: Moment
    count: Count


class QuotaFact(Row):
    """`burn_down` (§6); what is left may be below nothing, as some providers count."""

    rl_remaining: int
    rl_limit: int | None = None
    rl_reset_at: Instant = None
    burn_rate_per_min: Number
    minutes_to_throttle: Number | None = None
    risk: str | None = None


class Throttling(Row):
    """The detail of one provider without its hours, which are read one by one (§6)."""

    total_429s: Count
    trend_pct: Number | None = None
    top_endpoint: str | None = None
    burn_down: QuotaFact | None = None


class ModelRow(Row):
    """A model in use (§7)."""

    vendor: Id
    model_name: Id
    endpoint: str
    call_count: Count
    first_seen_at: Instant = None
    last_seen_at: Instant = None
    deprecation_status: str
    deprecated_at: str | None = None
    sunset_at: str | None = None
    successor: str | None = None


class ScoreRow(Row):
    """A provider's health (§8)."""

    vendor: Id
    score: int | None = None
    latency_sub: int | None = None
    error_sub: int | None = None
    rate_sub: int | None = None
    status_sub: int | None = None
    call_volume: Count
    computed_at: Instant = None


class Aggregate(Row):
    """What is said of all providers together (§8)."""

    aggregate: int | None = None


class Status(Row):
    """The collector's own health; its days and incidents are read one by one (§9)."""

    status: str
    checked_at: Instant = None
    response_ms: Count | None = None
    uptime_30d: Number | None = None
    uptime_90d: Number | None = None
    incidents: list[Any] | None = None


class StatusDayRow(Row):
    """A day of checks (§9)."""

    date: Id
    total: Count
    up_count: Count
    uptime_pct: Number | None = None


class IncidentRow(Row):
    """Failed checks in a row (§9)."""

    started_at: Moment
    ended_at: Moment
    duration_min: Count


class WindowRow(Row):
    """A maintenance window (§11)."""

    id: Id
    vendor: Id
    label: str
    starts_at: Moment
    ends_at: Moment
    is_active: bool | None = None


class DefinitionRow(Row):
    """An objective as it was agreed on (§12)."""

    id: Id
    vendor: Id
    endpoint: str | None = None
    metric: str
    threshold_ms: Count
    env: str
    default_window_days: Count


class DayRow(Row):
    """A day of an objective (§13)."""

    date: Id
    status: str
    total_hours: Count
    breaching_hours: Count


class ReportRow(Row):
    """How an objective was kept (§13); its days are read one by one."""

    id: Id
    window_days: Count
    compliance_pct: Number | None = None
    total_buckets: Count
    breaching_hours: Count
    longest_breach_hours: Count
    days: list[Any] | None = None


class Problem(Row):
    """What is wrong (§0)."""

    code: str | None = None
    message: str | None = None
    field: str | None = None


class ErrorBody(Row):
    """The body of an answer that is an error: an object, or only its words."""

    error: Problem | str | None = None
    message: str | None = None

    @property
    def problem(self) -> Problem:
        """What is wrong, however it was said."""
        if isinstance(self.error, Problem):
            return self.error
        return Problem(message=self.error or self.message)
