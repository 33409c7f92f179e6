"""Alert rules, the times they struck, and who is told (contracts/fiddler.md §5.1)."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler.account import Account, linked
from spandeck.sim.fiddler.alerting import records
from spandeck.sim.fiddler.collection import Body, Collection, as_sent, body, only_set, opened
from spandeck.sim.fiddler.envelope import Record, normal
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.events import instant
from spandeck.sim.fiddler.lists import listed
from spandeck.sim.fiddler.metrics import DISPLAYS, METRICS
from spandeck.sim.fiddler.models import BinSize, Name

Priority = Literal["HIGH", "MEDIUM", "LOW"]
OLD_NAMES = {
    "id": "uuid",
    "alert_rule_id": "alert_config_uuid",
    "alert_rule_revision": "alert_config_revision",
}
STATS = ("drift", "performance", "data_integrity")
NOBODY: Record = {
    "emails": [],
    "pagerduty_services": [],
    "pagerduty_severity": None,
    "webhooks": [],
}


class Multipliers(Body):
    """How many standard deviations are too many."""

    warning_multiplier: float = 2.0
    critical_multiplier: float = 3.0


class Thresholded(Body):
    """What alarms."""

    critical_threshold: float | None = None
    warning_threshold: float | None = None
    evaluation_delay: Annotated[int, Field(ge=0)] = 0
    auto_threshold_params: Multipliers | None = None
    enable_notification: bool = True


class AlertRuleIn(Thresholded):
    """A new rule."""

    name: Name
    model_id: UUID
    metric_id: str
    priority: Priority
    compare_to: Literal["raw_value", "time_period"]
    condition: Literal["greater", "lesser"]
    bin_size: BinSize
    threshold_type: Literal["manual", "standard_deviation_auto_threshold"] = "manual"
    compare_bin_delta: Annotated[int, Field(ge=1)] | None = None
    feature_names: tuple[str, ...] | None = None
    segment_id: UUID | None = None
    baseline_id: UUID | None = None
    category: str | None = None

    @model_validator(mode="after")
    def complete(self) -> "AlertRuleIn":
        """A manual rule needs a threshold, a comparison its distance, drift its baseline."""
        if self.threshold_type == "manual" and self.critical_threshold is None:
            raise ValueError("critical_threshold: needed for manual thresholds")
        if self.compare_to == "time_period" and self.compare_bin_delta is None:
            raise ValueError("compare_bin_delta: needed for time_period")
        metric = METRICS.get(self.metric_id)
        if metric and metric.requires_baseline and self.baseline_id is None:
            raise ValueError(f"baseline_id: needed for {self.metric_id}")
        if metric and metric.columned and not self.feature_names:
            raise ValueError(f"feature_names: needed for {self.metric_id}")
        return self


class AlertRuleChanged(Thresholded):
    """What of a rule can be changed (contract C16: the union)."""

    name: str = ""
    priority: Priority = "MEDIUM"


class Notification(Body):
    """Who is told."""

    emails: tuple[str, ...] | None = None
    pagerduty_services: tuple[str, ...] | None = None
    pagerduty_severity: str | None = None
    webhooks: tuple[UUID, ...] | None = None


def rule_fields(account: Account, sent: AlertRuleIn) -> Mapping[str, Any]:
    """A new rule's own fields, with what its metric is called."""
    model = account.get("models", str(sent.model_id), "Model")
    columns = {each["name"] for each in model["schema"]["columns"]}
    for name in sent.feature_names or ():
        if name not in columns:
            raise Refusal(400, f"feature_names: '{name}' is not a column of the model")
    found = dict(as_sent(account, sent))
    metric = named(account, found.pop("metric_id"), model)
    return found | {"metric": metric, "is_fiddler_generated": False, "version": model["version"]}


def named(account: Account, metric: str, model: Record) -> Record:
    """A metric as rules name it; `Refusal` 400 for one that the model has not."""
    known, custom = METRICS.get(metric), account.shelf.get("custom-metrics", metric)
    if known is None and (custom is None or linked(custom, "model") != model["id"]):
        raise Refusal(400, f"metric_id: '{metric}' is not a metric of model '{model['name']}'.")
    kind = known.kind if known else "custom"
    display = known.display if known else (custom or {})["name"]
    told = {"id": metric, "display_name": display, "type": kind}
    return told | {"type_display_name": DISPLAYS[kind]}


def renamed(account: Account, record: Record, sent: AlertRuleChanged) -> Mapping[str, Any]:
    """The changed fields; an empty name changes nothing."""
    found = only_set(account, record, sent)
    return {name: value for name, value in found.items() if name != "name" or value}


ALERT_RULES = Collection(
    "/v3/alert-rules",
    "alert-rules",
    "Alert rule",
    AlertRuleIn,
    AlertRuleChanged,
    unique=("name", "model_id"),
    params=("model_id", "project_id"),
    make=rule_fields,
    change=renamed,
)


def asked(request: Request) -> tuple[int, int]:
    """The range of time that is asked about; `Refusal` 400 without one."""
    found: list[int] = []
    for name in ("start_time", "end_time"):
        if name not in request.query_params:
            raise Refusal(400, f"{name}: Field required")
        found.append(instant(request.query_params[name].replace(" +", "+")))
    return found[0], found[1]


async def struck(request: Request) -> list[Record]:
    """The times that the rule in the path struck, in the range asked about; told off the loop."""
    account, rule = opened(request), ALERT_RULES.found(request)
    since, until = asked(request)
    feature = request.query_params.get("feature_name")
    return await run_in_threadpool(records, account, rule, since, until, feature)


async def all_struck(request: Request) -> list[tuple[Record, list[Record]]]:
    """The times that each rule struck."""
    account, (since, until) = opened(request), asked(request)
    rules = list(account.all("alert-rules"))
    return [(each, await run_in_threadpool(records, account, each, since, until)) for each in rules]


async def list_records(request: Request) -> Response:
    """GET /v3/alert-rules/{id}/records."""
    return listed(request, await struck(request))


async def old_records(request: Request) -> Response:
    """GET /v2/alert-configs/{id}/records: the same under their old names (contract C1)."""
    found = [
        {OLD_NAMES.get(name, name): value for name, value in each.items()}
        for each in await struck(request)
    ]
    return listed(request, found)


async def history(request: Request) -> Response:
    """GET /v3/alert-rules/{id}/record-history: by bin, not paged."""
    found: dict[int, list[Record]] = {}
    for each in await struck(request):
        found.setdefault(each["alert_time_bucket"], []).append(each)
    items = [
        {
            "time_bucket": at,
            "alert_count": len(some),
            "alert_history_count": len(some),
            "latest_record": some[0],
        }
        for at, some in sorted(found.items())
    ]
    return normal({"items": items})


async def summary(request: Request) -> Response:
    """GET /v3/alert-rules/summary: the rules that struck, with their latest record."""
    account = opened(request)
    found = [
        ALERT_RULES.shown(account, rule) | summed(rule, times)
        for rule, times in await all_struck(request)
        if times
    ]
    return listed(request, found)


def summed(rule: Record, times: list[Record]) -> Record:
    """What is said of a rule that struck so often."""
    latest = times[0]
    limit = "critical_threshold" if latest["severity"] == "CRITICAL" else "warning_threshold"
    severities = {each["severity"] for each in times}
    return {
        "alert_rule_id": rule["id"],
        "alert_record_count": len(times),
        "alert_value": latest["alert_value"],
        "latest_alert_record_value": latest["alert_value"],
        "latest_alert_time_bucket": latest["alert_time_bucket"],
        "latest_alert_feature_name": latest["feature_name"],
        "latest_threshold": latest[limit],
        "latest_alert_record_severity": latest["severity"],
        "severity": "CRITICAL" if "CRITICAL" in severities else "WARNING",
    }


async def stats(request: Request) -> Response:
    """GET /v3/alert-rules/stats: how often rules of each kind struck."""
    found: Counter[tuple[str, str]] = Counter()
    for rule, times in await all_struck(request):
        found.update((rule["metric"]["type"], each["severity"]) for each in times)
    counts = {
        kind: {"warning": found[kind, "WARNING"], "critical": found[kind, "CRITICAL"]}
        for kind in STATS
    }
    return normal(counts | {"last_modified": opened(request).now()})


async def notified(request: Request) -> Response:
    """GET who is told."""
    rule = ALERT_RULES.found(request)
    return normal(opened(request).shelf.get("notifications", rule["id"]) or NOBODY)


async def notify(request: Request) -> Response:
    """POST or PATCH who is told; a PATCH leaves the rest as it is."""
    account, rule = opened(request), ALERT_RULES.found(request)
    sent = await body(request, Notification)
    found = sent.model_dump(mode="json", exclude_unset=True)
    for each in sent.webhooks or ():
        account.get("webhooks", str(each), "Webhook")
    before = account.shelf.get("notifications", rule["id"]) if request.method == "PATCH" else None
    account.shelf.put("notifications", rule["id"], NOBODY | (before or {}) | found)
    return await notified(request)


ROUTES = (
    Route("/v3/alert-rules/summary", summary),
    Route("/v3/alert-rules/stats", stats),
    *ALERT_RULES.routes(),
    Route("/v3/alert-rules/{id}/records", list_records),
    Route("/v3/alert-rules/{id}/record-history", history),
    Route("/v3/alert-rules/{id}/notification", notified),
    Route("/v3/alert-rules/{id}/notification", notify, methods=["POST", "PATCH"]),
    Route("/v2/alert-configs/{id}/records", old_records),
)
