"""What Apidepth measures of calls: latency, the fleet, 429s, models, health (contract §2 to §9)."""

from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource

API = "/v1"
HOURLY_S = 60.0
"""How long hourly sums count as fresh."""

VENDOR = Filter("vendor", "text", "the vendor's name, such as openai", of="vendors")
ONE_VENDOR = Filter(
    "vendor", "text", "the vendor's name, such as openai", of="vendors", required=True
)
ENDPOINT = Filter("endpoint", "text", "one endpoint's normalised path", of="endpoints")
ENV = Filter("env", "text", "one environment's, such as production", of="environments")
FROM = Filter("from", "time", "where it begins; 24 hours ago unless said")
TO = Filter("to", "time", "where it ends; now unless said")
RANGE = ("from", "to")

NAMED = Column("value", "Name", "id")
HOUR = Column("bucket", "Hour", "time")
BY_VENDOR = {"vendor": "vendor"}
LATENCY = Relation("Latency", "latency", BY_VENDOR)


def listed(path: str) -> Call:
    """The endpoint of a list."""
    return Call("GET", f"{API}/{path}")


TRAFFIC = (
    Resource(
        "vendors",
        "Vendors",
        "Traffic",
        listed("vendors"),
        key="value",
        rows="vendors",
        columns=(Column("value", "Vendor", "id"),),
        filters=(ENV,),
        relations=(
            Relation("Latency", "latency", {"vendor": "value"}),
            Relation("429s by hour", "throttling", {"vendor": "value"}),
            Relation("Fleet", "fleet-benchmarks", {"vendor": "value"}),
            Relation("Endpoints", "endpoints", {"vendor": "value"}),
        ),
        about="Those called in the last 30 days.",
        fresh_s=HOURLY_S,
    ),
    Resource(
        "endpoints",
        "Endpoints",
        "Traffic",
        listed("endpoints"),
        key="value",
        rows="endpoints",
        columns=(Column("value", "Endpoint"),),
        filters=(ONE_VENDOR, ENV),
        fresh_s=HOURLY_S,
    ),
    Resource(
        "environments",
        "Environments",
        "Traffic",
        listed("environments"),
        key="value",
        rows="environments",
        columns=(Column("value", "Environment", "id"),),
        relations=(Relation("Vendors", "vendors", {"env": "value"}),),
        fresh_s=HOURLY_S,
    ),
    Resource(
        "latency",
        "Latency",
        "Traffic",
        listed("latency"),
        key="bucket",
        columns=(
            HOUR,
            Column("p50", "p50", "duration", absent="untimed"),
            Column("p95", "p95", "duration", absent="untimed"),
            Column("p99", "p99", "duration", absent="untimed"),
            Column("error_count", "Errors", "count"),
            Column("total_count", "Requests", "count"),
            Column("event_count", "Timed", "count"),
        ),
        filters=(ONE_VENDOR, ENDPOINT, ENV, FROM, TO),
        window=RANGE,
        about="Hours without any request are left out.",
        fresh_s=HOURLY_S,
        tab=True,
    ),
    Resource(
        "fleet-benchmarks",
        "Fleet benchmarks",
        "Traffic",
        listed("fleet-benchmarks"),
        key="bucket",
        columns=(
            HOUR,
            Column("fleet_p50", "Fleet p50", "duration"),
            Column("fleet_p95", "Fleet p95", "duration"),
            Column("contributor_count", "Customers", "count"),
        ),
        filters=(ONE_VENDOR, ENDPOINT, FROM, TO),
        window=RANGE,
        about="How the vendor behaves for all of Apidepth's customers.",
        fresh_s=HOURLY_S,
    ),
    Resource(
        "model-usage",
        "Models",
        "Traffic",
        listed("model-usage"),
        key="",
        rows="models",
        columns=(
            Column("model_name", "Model"),
            Column("deprecation_status", "Status", "status"),
            Column("call_count", "Calls", "count"),
            Column("sunset_at", "Sunset", "date", absent="not set"),
            Column("successor", "Successor", absent="none named"),
            Column("vendor", "Vendor", "id"),
            Column("endpoint", "Endpoint"),
            Column("deprecated_at", "Deprecated", "date", absent="not yet"),
            Column("last_seen_at", "Last call", "time"),
            Column("first_seen_at", "First call", "time"),
        ),
        relations=(Relation("Latency", "latency", {"vendor": "vendor", "endpoint": "endpoint"}),),
        fresh_s=HOURLY_S,
        tab=True,
    ),
)

NO_QUOTA = "no quota headers captured yet"
LIMITS = (
    Resource(
        "rate-limits",
        "Rate limits",
        "Rate limits",
        listed("rate-limits"),
        key="vendor",
        rows="vendors",
        columns=(
            Column("vendor", "Vendor", "id"),
            Column("total_429s", "429s", "count"),
            Column("top_endpoint", "Most throttled", absent="none was"),
        ),
        filters=(ENV, FROM, TO),
        relations=(
            Relation("Burn-down", "burn-down", BY_VENDOR),
            Relation("429s by hour", "throttling", BY_VENDOR),
            LATENCY,
        ),
        window=RANGE,
        tab=True,
    ),
    Resource(
        "throttling",
        "429s by hour",
        "Rate limits",
        listed("rate-limits"),
        key="bucket",
        columns=(HOUR, Column("count", "429s", "count")),
        filters=(ONE_VENDOR, ENV, FROM, TO),
        window=RANGE,
        about="Hours without any are left out.",
    ),
    Resource(
        "burn-down",
        "Burn-down",
        "Rate limits",
        listed("rate-limits"),
        key="",
        rows="burn_down",
        columns=(
            Column("burn_down.risk", "Risk", "status", absent="nothing to project from"),
            Column(
                "burn_down.minutes_to_throttle",
                "Throttled in",
                "duration",
                "min",
                absent="not called for 5 min",
            ),
            Column("burn_down.rl_remaining", "Left", "count", absent=NO_QUOTA),
            Column("burn_down.rl_limit", "Limit", "count", absent="not said"),
            Column("burn_down.rl_reset_at", "Resets", "time", absent="not said"),
            Column("burn_down.burn_rate_per_min", "Per minute", "number", absent=NO_QUOTA),
            Column("total_429s", "429s", "count"),
            Column("trend_pct", "Trend", "percent", absent="none the period before"),
            Column("top_endpoint", "Most throttled", absent="none was"),
        ),
        filters=(ONE_VENDOR, ENV, FROM, TO),
        window=RANGE,
        about="What is left of a vendor's quota, and for how long at the pace of five minutes.",
        fresh_s=10,
    ),
)

HEALTH = (
    Resource(
        "health-scores",
        "Health",
        "Health",
        listed("health-scores"),
        key="vendor",
        rows="scores",
        columns=(
            Column("vendor", "Vendor", "id"),
            Column("score", "Score", "count", absent="no data"),
            Column("latency_sub", "Latency", "count", absent="no data"),
            Column("error_sub", "Errors", "count", absent="no data"),
            Column("rate_sub", "Quota", "count", absent="unsaid"),
            Column("status_sub", "Status page", "count", absent="not watched"),
            Column("call_volume", "Requests", "count"),
            Column("computed_at", "As of", "time"),
        ),
        relations=(LATENCY, Relation("Burn-down", "burn-down", BY_VENDOR)),
        about="From 0 to 100; requests are those of the last 24 hours.",
        tab=True,
    ),
    Resource(
        "status",
        "Status",
        "Health",
        item=listed("status"),
        key="",
        columns=(
            Column("status", "Status", "status"),
            Column("checked_at", "Checked", "time", absent="never checked"),
            Column("response_ms", "Answers in", "duration", absent="never checked"),
            Column("uptime_30d", "30 days", "percent", absent="never checked"),
            Column("uptime_90d", "90 days", "percent", absent="never checked"),
        ),
        about="Apidepth's own collector.",
    ),
    Resource(
        "uptime",
        "Uptime by day",
        "Health",
        listed("status"),
        key="date",
        rows="days",
        columns=(
            Column("date", "Day", "date"),
            Column("uptime_pct", "Uptime", "percent", absent="not checked"),
            Column("up_count", "Succeeded", "count"),
            Column("total", "Checks", "count"),
        ),
        about="Apidepth's own collector, over 90 days.",
    ),
    Resource(
        "incidents",
        "Incidents",
        "Health",
        listed("status"),
        key="started_at",
        rows="incidents",
        columns=(
            Column("started_at", "Began", "time"),
            Column("duration_min", "Lasted", "duration", "min"),
            Column("ended_at", "Last failed check", "time"),
        ),
        about="Apidepth's own collector: the last ten.",
    ),
)
