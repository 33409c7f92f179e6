"""Alert rules over the spans of an application (contracts/fiddler.md §5.15).

The names of the metrics are ours, the vendor's list being unknown: they are computed from the
application's spans in every bin that is complete.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.clock import SECOND, iso
from spandeck.sim.fiddler.account import Account, fixed, linked
from spandeck.sim.fiddler.alerting import Thresholds
from spandeck.sim.fiddler.alerts import Priority, asked
from spandeck.sim.fiddler.collection import Body, Collection, as_sent, only_set, opened
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.evaluation import evaluating
from spandeck.sim.fiddler.filters import number
from spandeck.sim.fiddler.holding import Holding
from spandeck.sim.fiddler.lists import listed
from spandeck.sim.fiddler.measuring import Bin, bins
from spandeck.sim.fiddler.models import BinSize, Name
from spandeck.sim.fiddler.seen import Seen
from spandeck.sim.world import SETTLING_S

Summed = Callable[[Sequence[Seen], Record], float | None]


def share(part: int, whole: int) -> float | None:
    """A share; none of nothing."""
    return part / whole if whole else None


def errors(spans: Sequence[Seen], rule: Record) -> float | None:
    """The share of spans that failed."""
    return share(sum(each.column("status_code") == "ERROR" for each in spans), len(spans))


def latency(spans: Sequence[Seen], rule: Record) -> float | None:
    """How long traces take on average, in milliseconds."""
    roots = [number(each.column("duration")) for each in spans if not each.column("parent_span_id")]
    times = [each for each in roots if each is not None]
    return sum(times) / len(times) if times else None


def total(key: str) -> Summed:
    """The sum of an attribute."""

    def compute(spans: Sequence[Seen], rule: Record) -> float:
        return sum(number(each.attribute(key)) or 0.0 for each in spans)

    return compute


def evaluated(spans: Sequence[Seen], rule: Record) -> float | None:
    """The share of an evaluator's outputs that have the value a rule looks for."""
    field = f"Evaluator::{rule['evaluator_rule_name']}::{rule['evaluator_output_name']}"
    found = [each.look(field) for each in spans if each.column("span_type") == "llm"]
    there = [str(each).lower() for each in found if each is not None]
    wanted = str(rule["evaluator_output_value"]).lower()
    return share(sum(each == wanted for each in there), len(there))


METRICS: Mapping[str, Summed] = {
    "traffic": lambda spans, rule: float(len(spans)),
    "error_rate": errors,
    "latency": latency,
    "token_count": total("gen_ai.usage.total_tokens"),
    "cost": total("user.cost_usd"),
    "evaluator_output": evaluated,
}


class Recipients(Body):
    """Who is told by mail."""

    recipients: tuple[str, ...] = ()


class Setting(Body):
    """One way of telling."""

    config: Recipients


class GenAIRuleIn(Body):
    """A new rule."""

    project_id: UUID
    application_id: UUID
    name: Name
    metric_name: str
    critical_threshold: float
    warning_threshold: float | None = None
    condition: Literal["greater", "lesser"] = "greater"
    bin_size: BinSize = "Hour"
    priority: Priority = "MEDIUM"
    notification_settings: tuple[Setting, ...] = ()
    token_type_id: UUID | None = None
    attribute_id: UUID | None = None
    attribute_value: str | None = None
    evaluator_rule_id: UUID | None = None
    evaluator_output_name: str | None = None
    evaluator_output_value: str | None = None
    enable_notification: bool = True

    @model_validator(mode="after")
    def complete(self) -> "GenAIRuleIn":
        """A known metric, with all that it needs."""
        if self.metric_name not in METRICS:
            raise ValueError(f"metric_name: one of {', '.join(METRICS)}")
        named = (self.evaluator_rule_id, self.evaluator_output_name, self.evaluator_output_value)
        if self.metric_name == "evaluator_output" and None in named:
            raise ValueError("evaluator_rule_id, evaluator_output_name and _value: needed")
        return self


class GenAIRuleChanged(Body):
    """What of a rule can be changed."""

    name: Annotated[str, Field(min_length=1)] = "rule"
    critical_threshold: float = 0.0
    warning_threshold: float | None = None
    notification_settings: tuple[Setting, ...] = ()
    priority: Priority = "MEDIUM"
    enable_notification: bool = True


def rule_fields(account: Account, sent: GenAIRuleIn) -> Mapping[str, Any]:
    """A new rule's own fields; `Refusal` 404 for an evaluator rule or attribute that is not."""
    found = dict(as_sent(account, sent))
    for kind, name, noun in (
        ("evaluator-rules", "evaluator_rule_id", "Evaluator rule"),
        ("attributes", "attribute_id", "Attribute"),
    ):
        if found[name] is not None:
            account.get(kind, found[name], noun)
    application = account.get("applications", found["application_id"], "Application")
    if linked(application, "project") != found["project_id"]:
        raise Refusal(400, "project_id: not the project of the application")
    return found | {"token_type": None}


GENAI_RULES = Collection(
    "/v3/genai-alert-rules",
    "genai-alert-rules",
    "GenAI alert rule",
    GenAIRuleIn,
    GenAIRuleChanged,
    unique=("name", "application_id"),
    params=("application_id", "project_id"),
    make=rule_fields,
    change=only_set,
)


async def list_records(request: Request) -> Response:
    """GET /v3/genai-alert-rules/{id}/records: off the loop, as it looks at many spans."""
    account, rule = opened(request), GENAI_RULES.found(request)
    since, until = asked(request)
    application = account.get("applications", linked(rule, "application") or "", "Application")
    held: Holding = request.app.state.holdings.of(account, application)
    every, now = bins(rule["bin_size"], since, until), account.clock()
    parts = [each for each in every if each.until_ns <= now]
    evaluate = evaluating(account, application["id"])
    named = account.shelf.get("evaluator-rules", rule["evaluator_rule_id"] or "") or {}
    told = rule | {"evaluator_rule_name": named.get("name")}
    spans = {each: held.sent(each.since_ns, each.until_ns) for each in parts}

    def value(each: Bin) -> float | None:
        walk = list(held.walk(each.since_ns, each.until_ns, spans[each], evaluate))
        return METRICS[rule["metric_name"]](walk, told)

    def struck() -> list[Record]:
        found: list[Record] = []
        for each in reversed(parts):
            settled = each.until_ns + SETTLING_S * SECOND <= now and not spans[each]
            measure = partial(value, each)
            if settled and rule["evaluator_rule_id"] is None:
                found += alarming(rule, each, held.remembered((rule["metric_name"], each), measure))
            else:
                found += alarming(rule, each, measure())
        return found

    return listed(request, await run_in_threadpool(struck))


def alarming(rule: Record, each: Bin, value: float | None) -> list[Record]:
    """The record of a bin, if it has a value and that is alarming."""
    limits = Thresholds(rule["warning_threshold"], rule["critical_threshold"])
    severity = None if value is None else limits.severity(value, rule["condition"])
    if severity is None:
        return []
    return [
        {
            "id": fixed(f"alert {rule['id']} {each.since_ns}"),
            "alert_rule_id": rule["id"],
            "alert_rule_revision": 1,
            "alert_run_start_time": each.until_ns // 1_000_000,
            "alert_time_bucket": each.since_ms,
            "alert_value": value,
            "warning_threshold": rule["warning_threshold"],
            "critical_threshold": rule["critical_threshold"],
            "severity": severity,
            "failure_reason": "",
            "message": f"{rule['metric_name']} is {value:.4g}.",
            "created_at": iso(each.until_ns),
            "updated_at": iso(each.until_ns),
        }
    ]


ROUTES = (
    *GENAI_RULES.routes(),
    Route("/v3/genai-alert-rules/{id}/records", list_records),
)
