"""What can be done to Fiddler's alert rules (contract §5.1, §5.15)."""

from spandeck.model.action import Action, Field, Values
from spandeck.vendors.fiddler.group import (
    API,
    APPLICATION_ID,
    BINS,
    MODEL_ID,
    NAMED,
    PROJECT_ID,
    create,
    delete,
    some,
    update,
)

PRIORITIES = ("HIGH", "MEDIUM", "LOW")
THRESHOLDS = ("manual", "standard_deviation_auto_threshold")
MULTIPLIERS = 'such as {"warning_multiplier": 2, "critical_multiplier": 3}'
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
        Field(
            "auto_threshold_params",
            "json",
            about=MULTIPLIERS,
            when=("threshold_type", THRESHOLDS[1]),
        ),
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
        Field("auto_threshold_params", "json", about=MULTIPLIERS),
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
