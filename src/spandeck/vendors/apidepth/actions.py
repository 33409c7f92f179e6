"""What can be done at Apidepth (contracts/apidepth.md §1, §11, §12), as data."""

from collections.abc import Mapping
from typing import Any

from spandeck.model.action import Action, Field, Values
from spandeck.vendors.apidepth.traffic import API

METRICS = ("p50", "p95", "p99")
DAYS = (30, 60, 90)
LONGEST_LABEL = 100
LONGEST_NS = 7 * 86_400 * 1_000_000_000
"""Maintenance lasts at most seven days."""
BATCH = 100
"""Events that are taken at once."""
EVENT = (
    'such as [{"vendor": "openai", "endpoint": "/v1/responses", "method": "POST", '
    '"outcome": "success", "duration_ms": 12, "ts": 1795260000000}]'
)
REQUIRED = ("vendor", "endpoint", "method", "outcome", "duration_ms", "ts")
"""What every event has."""


def agreed(values: Values, now_ns: int) -> Mapping[str, str]:
    """What is wrong with an objective across its fields."""
    days = values.get("default_window_days")
    return {} if days in (None, *DAYS) else {"default_window_days": "30, 60 or 90."}


def planned(values: Values, now_ns: int) -> Mapping[str, str]:
    """What is wrong with the times of a maintenance window."""
    starts_ns, ends_ns = values["starts_at"], values["ends_at"]
    if starts_ns <= now_ns:
        return {"starts_at": "it must be in the future."}
    if ends_ns <= starts_ns:
        return {"ends_at": "it must be after the start."}
    if ends_ns - starts_ns > LONGEST_NS:
        return {"ends_at": "at most 7 days after the start."}
    return {}


def batched(values: Values, now_ns: int) -> Mapping[str, str]:
    """What is wrong with events: the first that lacks something, by its place."""
    batch = values["batch"]
    if not isinstance(batch, list) or not 1 <= len(batch) <= BATCH:
        return {"batch": f"a JSON list of 1 to {BATCH} events."}
    for place, event in enumerate(batch, 1):
        if lacking := missing(event):
            return {"batch": f"event {place} has no {lacking}."}
    announced = values.get("extra_vendors")
    return {} if named(announced) else {"extra_vendors": "a JSON object of host names by vendor."}


def missing(event: Any) -> str:
    """The first field that an event lacks; empty where it has all."""
    if not isinstance(event, Mapping):
        return "fields: it is no object"
    return next((name for name in REQUIRED if event.get(name) is None), "")


def named(announced: Any) -> bool:
    """Whether it is hosts by vendor, or nothing."""
    return announced is None or (
        isinstance(announced, Mapping) and all(isinstance(each, str) for each in announced.values())
    )


ACTIONS = (
    Action(
        "create-slo",
        "Create an objective",
        "slo",
        "POST",
        f"{API}/slo",
        "write",
        (
            Field("vendor", required=True, of="vendors"),
            Field("endpoint", of="endpoints", about="all of the vendor's, if left empty"),
            Field("metric", "choice", required=True, choices=METRICS),
            Field("threshold_ms", "integer", required=True, least=1, about="at most, in ms"),
            Field("env", default="production", of="environments"),
            Field("default_window_days", "integer", default=30, about="30, 60 or 90"),
        ),
        check=agreed,
    ),
    Action(
        "delete-slo", "Delete the objective", "slo", "DELETE", f"{API}/slo/{{id}}", "destructive"
    ),
    Action(
        "create-maintenance-window",
        "Plan maintenance",
        "maintenance-windows",
        "POST",
        f"{API}/maintenance-windows",
        "write",
        (
            Field("vendor", required=True, of="vendors"),
            Field("label", required=True, longest=LONGEST_LABEL, about="such as Stripe migration"),
            Field("starts_at", "time", required=True, about="in the future, with its time zone"),
            Field("ends_at", "time", required=True, about="at most 7 days later"),
        ),
        note="While the window is open, Apidepth sends no alerts about this vendor.",
        check=planned,
    ),
    Action(
        "delete-maintenance-window",
        "Delete the maintenance window",
        "maintenance-windows",
        "DELETE",
        f"{API}/maintenance-windows/{{id}}",
        "destructive",
    ),
    Action(
        "post-events",
        "Post events",
        "vendors",
        "POST",
        f"{API}/events",
        "write",
        (
            Field("batch", "json", required=True, about=f"at most {BATCH}, {EVENT}"),
            Field("sdk", "json", about='who sends them, such as {"name": "deck", "version": "1"}'),
            Field(
                "extra_vendors", "json", about='of your own, such as {"acme": "api.acme.example"}'
            ),
        ),
        note="Events that cannot be read are skipped: the answer counts those that were received.",
        check=batched,
    ),
)
