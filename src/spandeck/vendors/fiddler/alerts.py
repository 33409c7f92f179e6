"""Fiddler's alert rules, for models and for applications, and what they found (contract §5)."""

from spandeck.model.action import Action, Field, Values
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.vendors.fiddler.group import (
    API,
    APPLICATION,
    APPLICATION_ID,
    APPLIED,
    BINS,
    FROM,
    LARGEST,
    MODEL,
    MODEL_ID,
    MODELLED,
    NAME,
    NAMED,
    ORDER,
    PROJECT,
    PROJECT_ID,
    PROJECTED,
    SEARCH,
    TO,
    UPDATED,
    WINDOW,
    calls,
    create,
    delete,
    has,
    listed,
    parent,
    some,
    update,
)

GROUP = "Alerts"
PRIORITIES = ("HIGH", "MEDIUM", "LOW")
THRESHOLDS = ("manual", "standard_deviation_auto_threshold")
COLUMN = Filter("feature_name", "text", "one column's")
NOTIFIED = (
    Field("emails", "list", default=()),
    Field("pagerduty_services", "list", default=()),
    Field("pagerduty_severity", about="such as critical"),
    Field("webhooks", "list", default=(), of="webhooks"),
)
LIMITS = (
    Field("critical_threshold", "number"),
    Field("warning_threshold", "number"),
)


def threshold(values: Values, now_ns: int) -> dict[str, str]:
    """A rule by hand has a critical limit, one against the past says how far back."""
    wrong: dict[str, str] = {}
    if values.get("threshold_type") == "manual" and "critical_threshold" not in values:
        wrong["critical_threshold"] = "it is required where threshold_type is manual."
    if values.get("compare_to") == "time_period" and "compare_bin_delta" not in values:
        wrong["compare_bin_delta"] = "it is required where compare_to is time_period."
    return wrong


def records(of: str, title: str, *own: Column, filters: tuple[Filter, ...] = ()) -> Resource:
    """What a rule found, bucket by bucket."""
    one = of.removesuffix("s")
    return Resource(
        f"{one}-records",
        title,
        GROUP,
        Call("GET", f"{API}/{of}/{{rule_id}}/records"),
        columns=(
            Column("alert_time_bucket", "Bucket", "time", "epoch_ms"),
            Column("severity", "Severity", "status"),
            Column("alert_value", "Value", "number"),
            Column("critical_threshold", "Critical", "number"),
            Column("warning_threshold", "Warning", "number"),
            *own,
            Column("message", "Message"),
            Column("failure_reason", "Failure", absent="none"),
        ),
        filters=(parent("rule_id", of, "the rule"), FROM, TO, *filters, ORDER, SEARCH),
        largest=LARGEST,
        window=WINDOW,
        fresh_s=30,
    )


RESOURCES = (
    Resource(
        "alert-rules",
        "Alert rules",
        GROUP,
        *calls("alert-rules"),
        columns=(
            NAME,
            Column("priority", "Priority", "status"),
            Column("metric.display_name", "Metric"),
            MODEL,
            Column("condition", "When", "status"),
            Column("critical_threshold", "Critical", "number"),
            Column("warning_threshold", "Warning", "number"),
            Column("bin_size", "By", "status"),
            Column("enable_notification", "Notifies", "flag"),
            UPDATED,
        ),
        filters=listed(
            MODELLED,
            has("baseline_id", "on one baseline", "baselines"),
            has("metric_id", "one metric's"),
        ),
        relations=(
            Relation("Records", "alert-rule-records", {"rule_id": "id"}),
            Relation("History", "alert-rule-history", {"rule_id": "id"}),
            Relation("Notification", "alert-rule-notifications", item="id"),
            Relation("Model", "models", item="model.id"),
        ),
        largest=LARGEST,
        tab=True,
    ),
    records(
        "alert-rules",
        "Records of an alert rule",
        Column("baseline_value", "Baseline", "number"),
        Column("feature_name", "Column"),
        filters=(COLUMN,),
    ),
    Resource(
        "alert-rule-history",
        "History of an alert rule",
        GROUP,
        Call("GET", f"{API}/alert-rules/{{rule_id}}/record-history"),
        key="",
        columns=(
            Column("time_bucket", "Bucket", "time", "epoch_ms"),
            Column("alert_count", "Alerts", "count"),
            Column("alert_history_count", "Runs", "count"),
            Column("latest_record.severity", "Latest", "status"),
            Column("latest_record.alert_value", "Value", "number"),
        ),
        filters=(parent("rule_id", "alert-rules", "the rule"), FROM, TO, COLUMN),
        rows="data.items",
        paging="none",
        window=WINDOW,
    ),
    Resource(
        "alert-summary",
        "Triggered alerts",
        GROUP,
        Call("GET", f"{API}/alert-rules/summary"),
        key="alert_rule_id",
        columns=(
            NAME,
            Column("severity", "Severity", "status"),
            Column("alert_record_count", "Alerts", "count"),
            Column("latest_alert_time_bucket", "Latest", "time", "epoch_ms"),
            Column("latest_alert_record_value", "Value", "number"),
            Column("latest_threshold", "Threshold", "number"),
            Column("latest_alert_feature_name", "Column"),
            MODEL,
        ),
        filters=(*listed(MODELLED), FROM, TO),
        relations=(
            Relation("Records", "alert-rule-records", {"rule_id": "alert_rule_id"}),
            Relation("Rule", "alert-rules", item="alert_rule_id"),
        ),
        largest=LARGEST,
        window=WINDOW,
        fresh_s=30,
        tab=True,
    ),
    Resource(
        "alert-stats",
        "Alerts by kind",
        GROUP,
        item=Call("GET", f"{API}/alert-rules/stats"),
        key="",
        columns=(
            Column("drift.critical", "Drift, critical", "count"),
            Column("drift.warning", "Drift, warning", "count"),
            Column("performance.critical", "Performance, critical", "count"),
            Column("performance.warning", "Performance, warning", "count"),
            Column("data_integrity.critical", "Integrity, critical", "count"),
            Column("data_integrity.warning", "Integrity, warning", "count"),
        ),
        filters=(FROM, TO, Filter("no_cache", "bool", "counts anew")),
        window=WINDOW,
    ),
    Resource(
        "alert-rule-notifications",
        "Notification of an alert rule",
        GROUP,
        item=Call("GET", f"{API}/alert-rules/{{id}}/notification"),
        key="",
        columns=(
            Column("emails", "E-mails", "list"),
            Column("pagerduty_services", "PagerDuty", "list"),
            Column("pagerduty_severity", "Severity", "status"),
            Column("webhooks", "Webhooks", "list"),
        ),
        about="Whom a rule tells, by the rule's id.",
    ),
    Resource(
        "genai-alert-rules",
        "Application alert rules",
        GROUP,
        *calls("genai-alert-rules"),
        columns=(
            NAME,
            Column("metric_name", "Metric"),
            Column("critical_threshold", "Critical", "number"),
            Column("warning_threshold", "Warning", "number"),
            APPLICATION,
            PROJECT,
            UPDATED,
        ),
        filters=listed(APPLIED, PROJECTED),
        relations=(
            Relation("Records", "genai-alert-rule-records", {"rule_id": "id"}),
            Relation("Application", "applications", item="application.id"),
        ),
        largest=LARGEST,
        tab=True,
    ),
    records("genai-alert-rules", "Records of an application's rule"),
    Resource(
        "monitoring-summary",
        "Monitoring summary",
        GROUP,
        item=Call("GET", f"{API}/monitoring-summary"),
        key="",
        columns=(Column("models", "Models", "list"),),
        filters=(FROM, TO, Filter("no_cache", "bool", "counts anew")),
        window=WINDOW,
        about="Traffic and triggered alerts of every model.",
    ),
)

ACTIONS = (
    create(
        "alert-rules",
        "alert-rules",
        "Create an alert rule",
        NAMED,
        MODEL_ID,
        Field("metric_id", required=True, about="such as traffic or jsd, or a custom metric's id"),
        Field("priority", "choice", True, choices=PRIORITIES),
        Field("compare_to", "choice", True, "raw_value", ("raw_value", "time_period")),
        Field("condition", "choice", True, "greater", ("greater", "lesser")),
        Field("bin_size", "choice", True, "Day", BINS),
        Field("threshold_type", "choice", default="manual", choices=THRESHOLDS),
        *LIMITS,
        Field("auto_threshold_params", "json", when=("threshold_type", THRESHOLDS[1])),
        Field("evaluation_delay", "integer", default=0, least=0),
        Field("compare_bin_delta", "integer", least=1, when=("compare_to", "time_period")),
        Field("baseline_id", of="baselines"),
        Field("segment_id", of="segments"),
        Field("feature_names", "list", about="columns"),
        Field("category"),
        check=threshold,
    ),
    update(
        "alert-rules",
        "alert-rules",
        "Change the rule's thresholds, or switch its notification",
        *LIMITS,
        Field("evaluation_delay", "integer", least=0),
        Field("auto_threshold_params", "json"),
        Field("enable_notification", "flag"),
        check=some(
            "critical_threshold",
            "warning_threshold",
            "evaluation_delay",
            "auto_threshold_params",
            "enable_notification",
        ),
    ),
    delete("alert-rules", "alert-rules", "Delete the rule"),
    Action(
        "set-notification",
        "Say whom the rule tells",
        "alert-rules",
        "POST",
        f"{API}/alert-rules/{{id}}/notification",
        "write",
        NOTIFIED,
    ),
    Action(
        "update-notification",
        "Change whom the rule tells",
        "alert-rules",
        "PATCH",
        f"{API}/alert-rules/{{id}}/notification",
        "write",
        NOTIFIED,
    ),
    create(
        "genai-alert-rules",
        "genai-alert-rules",
        "Create an alert rule for an application",
        NAMED,
        PROJECT_ID,
        APPLICATION_ID,
        Field("metric_name", required=True, about="such as traffic"),
        Field("critical_threshold", "number", required=True),
        Field("warning_threshold", "number"),
        Field("condition", "choice", default="greater", choices=("greater", "lesser")),
        Field("bin_size", "choice", default="Hour", choices=BINS),
        Field("priority", "choice", default="MEDIUM", choices=PRIORITIES),
        Field("token_type_id"),
        Field("attribute_id", of="attributes"),
        Field("attribute_value"),
        Field("evaluator_rule_id", of="evaluator-rules"),
        Field("evaluator_output_name"),
        Field("evaluator_output_value"),
        Field(
            "notification_settings",
            "json",
            default=(),
            about='such as [{"config": {"recipients": ["on-call@example.com"]}}]',
        ),
    ),
    update(
        "genai-alert-rules",
        "genai-alert-rules",
        "Change the rule's thresholds",
        Field("name"),
        *LIMITS,
        check=some("name", "critical_threshold", "warning_threshold"),
    ),
    delete("genai-alert-rules", "genai-alert-rules", "Delete the rule"),
)
