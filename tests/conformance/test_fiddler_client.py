"""Fiddler's own ML client, unmodified, works against the simulator."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.fiddler_home import Home, running

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
ROWS = [
    {
        "id": f"e{number}",
        "at": f"2026-11-21T10:{number:02}:00Z",
        "price": 10.0 + number,
        "ok": "yes",
    }
    for number in range(30)
]
COLUMNS = ("id", "at", "price", "ok")


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with running() as found:
        yield found


@pytest.fixture(scope="module")
def fdl(home: Home) -> Any:
    """The client, connected to the story's organization; importing it takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIDDLER_CLIENT_RETRY_MAX_DURATION_SECONDS", "3")
        client = import_module("fiddler")
        client.init(url=home.url, token=home.token)
    return client


def frame() -> Any:
    """The rows as the client takes them."""
    return import_module("pandas").DataFrame(ROWS)


@pytest.fixture(scope="module")
def fraud(fdl: Any) -> Any:
    """The story's model."""
    project = fdl.Project.from_name("Fernweh ML")
    return fdl.Model.from_name("returns-fraud", project_id=project.id, version="v2")


@pytest.fixture(scope="module")
def shop(fdl: Any) -> Any:
    """A model of our own, told from rows."""
    project = fdl.Project.get_or_create("Shop")
    model = fdl.Model.from_data(
        frame(),
        name="prices",
        project_id=project.id,
        spec=fdl.ModelSpec(inputs=["price"], targets=["ok"], metadata=["id", "at"]),
        event_id_col="id",
        event_ts_col="at",
    )
    return model.create()


def ended(home: Home, job: Any) -> list[str]:
    """The statuses that a job goes through, polled while the clock is moved."""
    seen: list[str] = []
    for each in job.watch(interval=0):
        seen.append(each.status)
        home.watch.pass_by(2)
    return seen


def test_projects_are_listed_found_made_and_deleted(fdl: Any) -> None:
    made = fdl.Project(name="Passing").create()
    assert {"Fernweh ML", "Passing"} <= {each.name for each in fdl.Project.list()}
    assert fdl.Project.get(made.id).name == "Passing"
    made.delete()
    with pytest.raises(fdl.NotFound):
        fdl.Project.from_name("Passing")


def test_a_name_that_is_taken_is_a_conflict(fdl: Any) -> None:
    with pytest.raises(fdl.Conflict):
        fdl.Project(name="Fernweh ML").create()


def test_a_model_comes_with_schema_spec_versions_and_baselines(fdl: Any, fraud: Any) -> None:
    assert fraud.spec.outputs == ["fraud_score"]
    assert fraud.schema["country"].categories == ["DE", "PT", "FR", "IT", "ES"]
    versions = fdl.Model.list(project_id=fraud.project_id, name="returns-fraud")
    assert {each.version for each in versions} == {"v1", "v2"}
    assert {each.name for each in fraud.baselines} == {"training", "day before"}
    training = fdl.Baseline.from_name("training", model_id=fraud.id)
    assert training.row_count == 2_000
    assert fdl.Dataset.from_name("training", model_id=fraud.id).row_count == 2_000


def test_a_model_is_changed_copied_and_deleted(home: Home, fdl: Any, fraud: Any) -> None:
    column = import_module("fiddler.schemas.model_schema").Column
    copy = fraud.duplicate(version="v3").create()
    copy.description = "A trial."
    copy.update()
    copy.add_column(column(name="note", data_type="str"), column_type="metadata")
    kept = fdl.Model.get(copy.id)
    assert (kept.version, kept.description) == ("v3", "A trial.")
    assert "note" in kept.spec.metadata
    assert ended(home, copy.delete())[-1] == "SUCCESS"
    with pytest.raises(fdl.NotFound):
        fdl.Model.get(copy.id)


def test_a_baseline_is_made_and_deleted(fdl: Any, fraud: Any) -> None:
    made = fdl.Baseline(
        name="two weeks ago",
        model_id=fraud.id,
        environment=fdl.EnvType.PRODUCTION,
        type_=fdl.BaselineType.ROLLING,
        offset_delta=2,
        window_bin_size=fdl.WindowBinSize.WEEK,
    ).create()
    assert fdl.Baseline.get(made.id).offset_delta == 2
    made.delete()
    assert "two weeks ago" not in {each.name for each in fdl.Baseline.list(model_id=fraud.id)}


def test_segments_and_custom_metrics_are_made_and_bad_ones_refused(fdl: Any, fraud: Any) -> None:
    segment = fdl.Segment("Gold", fraud.id, "customer_tier == 'gold'").create()
    metric = fdl.CustomMetric("Mean value", fraud.id, "average(order_value)").create()
    assert fdl.Segment.from_name("Gold", model_id=fraud.id).id == segment.id
    assert metric.id in {each.id for each in fdl.CustomMetric.list(model_id=fraud.id)}
    with pytest.raises(fdl.ApiError, match="not a column"):
        fdl.Segment("Bad", fraud.id, "nothing > 1").create()
    segment.delete()
    metric.delete()


def test_an_alert_rule_is_made_changed_notified_and_its_records_read(fdl: Any, fraud: Any) -> None:
    hook = fdl.Webhook("pager", "https://hooks.example/1", "OTHER").create()
    rule = fdl.AlertRule(
        name="Some traffic",
        model_id=fraud.id,
        metric_id="traffic",
        priority=fdl.Priority.LOW,
        compare_to=fdl.CompareTo.RAW_VALUE,
        condition=fdl.AlertCondition.GREATER,
        bin_size=fdl.BinSize.HOUR,
        critical_threshold=50,
    ).create()
    told = rule.set_notification_config(emails=["a@b.example"], webhooks=[hook.id])
    assert told.emails == ["a@b.example"]
    assert rule.get_notification_config().webhooks == [hook.id]
    rule.critical_threshold, rule.evaluation_delay = 55, 1
    rule.update()
    rule.disable_notifications()
    assert fdl.AlertRule.get(rule.id).critical_threshold == 55
    records = list(fdl.AlertRecord.list(rule.id))
    assert records
    assert all(each.alert_value == 60 and each.severity == "CRITICAL" for each in records)
    rule.delete()
    found = fdl.Webhook.from_name("pager")
    found.url = "https://hooks.example/2"
    found.update()
    assert fdl.Webhook.get(hook.id).url == "https://hooks.example/2"
    hook.delete()
    assert rule.id not in {each.id for each in fdl.AlertRule.list(model_id=fraud.id)}


def test_published_events_are_counted_and_deleted_by_a_job(home: Home, fdl: Any, shop: Any) -> None:
    ids = shop.publish(source=ROWS, environment=fdl.EnvType.PRODUCTION)
    assert ids == [each["id"] for each in ROWS]
    assert traffic(home, shop) == len(ROWS)
    job = shop.delete_events(event_ids=["e0", "e1"])
    statuses = ended(home, job)
    assert list(dict.fromkeys(statuses)) == ["PENDING", "STARTED", "SUCCESS"]
    assert traffic(home, shop) == len(ROWS) - 2
    ended(home, shop.delete_events("2026-11-21T10:00:00Z", "2026-11-21T10:20:00Z"))
    assert traffic(home, shop) == 10


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_is_published_as_an_environment(
    home: Home, fdl: Any, shop: Any, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"rows.{kind}"
    if kind == "csv":
        frame().to_csv(path, index=False)
    else:
        frame().to_parquet(path, index=False)
    job = shop.publish(source=path, environment=fdl.EnvType.PRE_PRODUCTION, dataset_name=kind)
    assert ended(home, job)[-1] == "SUCCESS"
    assert fdl.Dataset.from_name(kind, model_id=shop.id).row_count == len(ROWS)


def test_a_job_that_fails_says_why(home: Home, fdl: Any) -> None:
    project = fdl.Project.from_name("Fernweh ML")
    model = fdl.Model.from_name("archived-eta", project_id=project.id, version="v1")
    job = model.delete_events(event_ids=["x"])
    assert ended(home, job)[-1] == "FAILURE"
    with pytest.raises(fdl.AsyncJobFailed, match="read-only"):
        job.wait(interval=0)


def test_a_stranger_is_told_to_stay_out(home: Home, fdl: Any) -> None:
    with pytest.raises(fdl.HttpError, match="access token"):
        fdl.init(url=home.url, token="nobody.knows")


def traffic(home: Home, model: Any) -> float:
    """How many events of the morning a chart shows."""
    key = "7f4b9f0e-7d5c-4a57-8a0a-2c0b4f0d1d11"
    asked = {
        "project_id": str(model.project_id),
        "query_type": "MONITORING",
        "filters": {
            "bin_size": "Day",
            "time_range": {
                "start_time": "2026-11-21T00:00:00Z",
                "end_time": "2026-11-22T00:00:00Z",
            },
        },
        "queries": [{"query_key": key, "model_id": str(model.id), "metric": "traffic"}],
    }
    with home.asking() as client:
        answer = client.post("/v3/queries", json=asked).raise_for_status()
    value: float = answer.json()["data"]["results"][key]["data"][0][1]
    return value
