"""The ML half of the story's organization: models with what they are compared with and alarm on."""

from spandeck.sim.fiddler import jobs
from spandeck.sim.fiddler.account import Account, fixed
from spandeck.sim.fiddler.alerts import ALERT_RULES
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.expressions import CUSTOM_METRICS, SEGMENTS
from spandeck.sim.fiddler.models import BASELINES, MODELS
from spandeck.sim.fiddler.people import ACCESS_KEYS, WEBHOOKS
from spandeck.sim.fiddler.seeds.founding import FOUNDED, ML
from spandeck.sim.fiddler.traffic import SEEDED, Seeded

FRAUD, ETA = SEEDED[1].id, SEEDED[2].id
EXPRESSIONS = (
    (CUSTOM_METRICS, FRAUD, "Blocked value", "sum(if(fraud_score > 0.5, order_value, 0))"),
    (CUSTOM_METRICS, ETA, "Late share", "average(if(actual_days > predicted_days + 1, 1, 0))"),
    (SEGMENTS, FRAUD, "Domestic", "country == 'DE'"),
    (SEGMENTS, FRAUD, "Large orders", "order_value > 250"),
    (SEGMENTS, ETA, "Far away", "distance_km > 1500"),
)
RULES: tuple[tuple[str, str, Record], ...] = (
    (
        "Countries drift",
        FRAUD,
        {"metric_id": "jsd", "feature_names": ["country"], "critical_threshold": 0.3},
    ),
    (
        "Tiers missing",
        FRAUD,
        {
            "metric_id": "null_violation_count",
            "feature_names": ["customer_tier"],
            "critical_threshold": 7,
            "warning_threshold": 4,
        },
    ),
    (
        "Recall",
        FRAUD,
        {
            "metric_id": "recall",
            "condition": "lesser",
            "critical_threshold": 0.25,
            "warning_threshold": 0.4,
        },
    ),
    (
        "Parcels late",
        ETA,
        {"metric_id": "mae", "critical_threshold": 1.0, "warning_threshold": 0.6},
    ),
    (
        "Impossible distances",
        ETA,
        {
            "metric_id": "range_violation_count",
            "feature_names": ["distance_km"],
            "critical_threshold": 3,
            "warning_threshold": 0,
        },
    ),
    (
        "Traffic changes",
        ETA,
        {
            "metric_id": "traffic",
            "compare_to": "time_period",
            "compare_bin_delta": 24,
            "critical_threshold": 0.5,
        },
    ),
)
JOBS = (
    ("Ingest file for delivery-eta", ETA, "EVENT", None),
    ("Delete events of archived-eta", SEEDED[3].id, "EVENT", "The events are read-only."),
)
BASED = ("jsd", "psi")


def plant(account: Account) -> None:
    """Keep them all."""
    for each in SEEDED:
        model(account, each)
    for collection, whose, name, definition in EXPRESSIONS:
        sent = {"name": name, "model_id": whose, "definition": definition}
        collection.plant(account, sent, FOUNDED, fixed(f"{collection.kind} {name}"))
    for name, whose, special in RULES:
        rule(account, name, whose, special)
    for name, whose, resource, error in JOBS:
        record = account.get("models", whose, "Model")
        jobs.begin(account, name, record, resource, error, FOUNDED)
    ACCESS_KEYS.plant(account, {"name": "nightly evaluation"}, FOUNDED, fixed("access key"))
    hook = {"name": "on-call", "url": "https://hooks.fernweh.example/oncall", "provider": "SLACK"}
    WEBHOOKS.plant(account, hook, FOUNDED, fixed("webhook on-call"))


def model(account: Account, seeded: Seeded) -> None:
    """A model with its training data and two baselines."""
    sent = {
        "name": seeded.name,
        "version": seeded.version,
        "project_id": ML,
        "schema": {"columns": [column(*each) for each in seeded.columns]},
        "spec": dict(seeded.spec),
        "input_type": "structured",
        "task": seeded.task,
        "task_params": dict(seeded.task_params),
        "description": seeded.description,
        "event_id_col": "event_id",
        "event_ts_col": "timestamp",
    }
    MODELS.plant(account, sent, FOUNDED, seeded.id)
    environment = fixed(f"environment training {seeded.id}")
    fields = {"name": "training", "type": "PRE_PRODUCTION", "model_id": seeded.id}
    account.add("environments", fields | {"created_at": FOUNDED}, environment)
    static = {"type": "STATIC", "env_type": "PRE_PRODUCTION", "env_id": environment}
    rolling = {"type": "ROLLING", "env_type": "PRODUCTION", "offset_delta": 1}
    for name, special in (
        ("training", static),
        ("day before", rolling | {"window_bin_size": "Day"}),
    ):
        told = {"name": name, "model_id": seeded.id, **special}
        BASELINES.plant(account, told, FOUNDED, fixed(f"baseline {name} {seeded.id}"))


def column(name: str, kind: str, known: object) -> Record:
    """A column of a schema, with its range or its categories."""
    found: Record = {"name": name, "data_type": kind}
    if isinstance(known, tuple) and kind == "category":
        return found | {"categories": list(known)}
    return found | ({"min": known[0], "max": known[1]} if isinstance(known, tuple) else {})


def rule(account: Account, name: str, whose: str, special: Record) -> None:
    """An alert rule that looks at every hour."""
    usual = {
        "name": name,
        "model_id": whose,
        "priority": "HIGH" if whose == FRAUD else "MEDIUM",
        "compare_to": "raw_value",
        "condition": "greater",
        "bin_size": "Hour",
        "category": "on-call",
    }
    if special["metric_id"] in BASED:
        usual["baseline_id"] = fixed(f"baseline training {whose}")
    ALERT_RULES.plant(account, usual | special, FOUNDED, fixed(f"alert rule {name}"))
