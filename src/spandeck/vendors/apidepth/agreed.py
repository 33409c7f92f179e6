"""What is agreed on at Apidepth: objectives, maintenance, the registry (contract §11 to §14)."""

from spandeck.model.query import Filter
from spandeck.model.resource import Column, Relation, Resource
from spandeck.vendors.apidepth.traffic import LATENCY, VENDOR, listed

WINDOWS = ("30", "60", "90")
"""The days over which compliance is reckoned."""
ALL = "all of the vendor"
CREATED = Column("created_at", "Created", "time")

AGREED = (
    Resource(
        "slo",
        "Objectives",
        "Objectives",
        listed("slo"),
        rows="slos",
        columns=(
            Column("vendor", "Vendor", "id"),
            Column("metric", "Metric", "status"),
            Column("threshold_ms", "At most", "duration"),
            Column("endpoint", "Endpoint", absent=ALL),
            Column("env", "Environment", "id"),
            Column("default_window_days", "Days", "count"),
            CREATED,
        ),
        relations=(
            Relation("Compliance", "sla", {"vendor": "vendor", "env": "env"}),
            Relation("Latency", "latency", {"vendor": "vendor", "env": "env"}),
        ),
    ),
    Resource(
        "sla",
        "Compliance",
        "Objectives",
        listed("sla"),
        rows="slos",
        columns=(
            Column("vendor", "Vendor", "id"),
            Column("compliance_pct", "Met", "percent", absent="too few"),
            Column("breaching_hours", "Missed hours", "count"),
            Column("total_buckets", "Of", "count"),
            Column("longest_breach_hours", "In a row", "count"),
            Column("metric", "Metric", "status"),
            Column("threshold_ms", "At most", "duration"),
            Column("endpoint", "Endpoint", absent=ALL),
            Column("window_days", "Days", "count"),
        ),
        filters=(
            Filter("window", "text", "over how many days; each its own", choices=WINDOWS),
            VENDOR,
            Filter("env", "text", "production unless said", of="environments"),
        ),
        relations=(LATENCY,),
        about="How the hours met the objectives; only hours with at least 20 requests count.",
        fresh_s=60,
        tab=True,
    ),
    Resource(
        "maintenance-windows",
        "Maintenance",
        "Objectives",
        listed("maintenance-windows"),
        rows="windows",
        columns=(
            Column("vendor", "Vendor", "id"),
            Column("label", "What for"),
            Column("is_active", "Now", "flag"),
            Column("starts_at", "From", "time"),
            Column("ends_at", "To", "time"),
            CREATED,
        ),
        relations=(LATENCY,),
        about="While a window is open, Apidepth sends no alerts about its vendor.",
    ),
    Resource(
        "registry",
        "Registry",
        "Objectives",
        listed("registry"),
        key="name",
        rows="vendors",
        columns=(
            Column("name", "Vendor", "id"),
            Column("hosts", "Hosts", "list"),
            Column("patterns", "Patterns", "list"),
        ),
        relations=(Relation("Latency", "latency", {"vendor": "name"}),),
        about="By which hosts and patterns Apidepth's client names what it sees.",
        fresh_s=300,
    ),
)
