"""Alert rules of the simulated Fiddler strike when the story goes wrong, and say so alike."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import httpx
import pytest

from spandeck.sim.clock import SECOND, iso
from spandeck.sim.fiddler.measuring import bins
from spandeck.sim.fiddler.traffic import SEEDED
from tests.sim.asking import NOW, Watch
from tests.sim.fiddler.calling import DAY, PRODUCTION, Refused, delete, get, items, patch, post

FRAUD, ETA = SEEDED[1].id, SEEDED[2].id
RULE = {
    "name": "Traffic",
    "model_id": ETA,
    "metric_id": "traffic",
    "priority": "LOW",
    "compare_to": "raw_value",
    "condition": "greater",
    "bin_size": "Hour",
    "critical_threshold": 59,
}


async def named(fiddler: httpx.AsyncClient, name: str) -> Any:
    return next(each for each in await items(fiddler, "/v3/alert-rules") if each["name"] == name)


async def struck(fiddler: httpx.AsyncClient, rule: Any, **asked: Any) -> list[dict[str, Any]]:
    return await items(fiddler, f"/v3/alert-rules/{rule['id']}/records", **(DAY | asked))


async def test_parcels_are_late_while_the_story_goes_wrong(fiddler: httpx.AsyncClient) -> None:
    """Cycles of four hours begin at midnight UTC: their last hour is the calmest."""
    found = await struck(fiddler, await named(fiddler, "Parcels late"))
    hours = Counter(each["alert_time_bucket"] // 3_600_000 % 4 for each in found)
    assert hours[1] >= 5
    assert hours[3] == 0
    assert all(each["severity"] in ("WARNING", "CRITICAL") for each in found)
    assert all(each["alert_value"] > 0.6 for each in found)


async def test_records_history_summary_and_stats_agree(fiddler: httpx.AsyncClient) -> None:
    rules = await items(fiddler, "/v3/alert-rules")
    found = {each["id"]: await struck(fiddler, each) for each in rules}
    summary = await items(fiddler, "/v3/alert-rules/summary", **DAY)
    counts = {each["alert_rule_id"]: each["alert_record_count"] for each in summary}
    assert counts == {name: len(some) for name, some in found.items() if some}
    kinds = {each["id"]: each["metric"]["type"] for each in rules}
    by_kind = Counter(
        (kinds[name], each["severity"].lower()) for name, some in found.items() for each in some
    )
    stats = await get(fiddler, "/v3/alert-rules/stats", **DAY)
    for kind in ("drift", "performance", "data_integrity"):
        assert stats[kind] == {e: by_kind[kind, e] for e in ("warning", "critical")}
    for rule_id, some in found.items():
        history = await get(fiddler, f"/v3/alert-rules/{rule_id}/record-history", **DAY)
        assert sum(each["alert_count"] for each in history["items"]) == len(some)
    overview = await get(fiddler, "/v3/monitoring-summary", **DAY)
    models = {each["model"]["id"]: each for each in overview["models"]}
    eta = [each["id"] for each in rules if each["model"]["id"] == ETA]
    assert models[ETA]["triggered_alerts"] == sum(len(found[each]) for each in eta)
    assert models[ETA]["traffic"] == 1440


async def test_the_old_names_tell_the_same(fiddler: httpx.AsyncClient) -> None:
    rule = await named(fiddler, "Countries drift")
    new = await struck(fiddler, rule)
    old = await items(fiddler, f"/v2/alert-configs/{rule['id']}/records", **DAY)
    assert [each["uuid"] for each in old] == [each["id"] for each in new]
    assert all(each["is_alert"] and each["alert_config_uuid"] == rule["id"] for each in old)
    naive = {"start_time": "2026-11-20 14:31:00.5", "end_time": "2026-11-21 14:31:00"}
    assert await struck(fiddler, rule, **naive) == new


async def test_a_bin_is_judged_when_it_is_over_and_its_delay_too(
    fiddler: httpx.AsyncClient, watch: Watch
) -> None:
    rule = await post(fiddler, "/v3/alert-rules", RULE)
    before = await struck(fiddler, rule)
    assert before[0]["alert_time_bucket"] == (NOW // SECOND // 3600 - 1) * 3_600_000
    assert {each["alert_value"] for each in before} == {60.0}
    await patch(fiddler, f"/v3/alert-rules/{rule['id']}", {"evaluation_delay": 1})
    assert await struck(fiddler, rule) == [
        each
        | {"alert_run_start_time": each["alert_run_start_time"] + 3_600_000}
        | {name: later(each[name]) for name in ("created_at", "updated_at")}
        for each in before[1:]
    ]


def later(moment: str) -> str:
    """An hour later."""
    return iso(int(datetime.fromisoformat(moment).timestamp() + 3600) * SECOND)


async def test_a_change_is_compared_with_an_earlier_bin(fiddler: httpx.AsyncClient) -> None:
    special = {"compare_to": "time_period", "compare_bin_delta": 1, "critical_threshold": -0.1}
    rule = await post(fiddler, "/v3/alert-rules", RULE | special)
    found = await struck(fiddler, rule)
    assert {each["baseline_value"] for each in found} == {60.0}
    assert all(e["alert_time_bucket"] - e["baseline_time_bucket"] == 3_600_000 for e in found)


async def test_automatic_thresholds_follow_the_day_before(fiddler: httpx.AsyncClient) -> None:
    special = {
        "name": "Auto",
        "metric_id": "average",
        "feature_names": ["actual_days"],
        "threshold_type": "standard_deviation_auto_threshold",
        "auto_threshold_params": {"warning_multiplier": 0.5, "critical_multiplier": 1.0},
        "critical_threshold": None,
    }
    found = await struck(fiddler, await post(fiddler, "/v3/alert-rules", RULE | special))
    limits = {(each["warning_threshold"], each["critical_threshold"]) for each in found}
    assert len(limits) == 1
    warning, critical = limits.pop()
    assert all(
        each["alert_value"] > (critical if each["severity"] == "CRITICAL" else warning)
        for each in found
    )


@pytest.mark.parametrize(
    ("special", "words"),
    [
        ({"critical_threshold": None}, "critical_threshold"),
        ({"compare_to": "time_period"}, "compare_bin_delta"),
        ({"metric_id": "jsd", "feature_names": ["carrier"]}, "baseline_id"),
        ({"metric_id": "average"}, "feature_names"),
        ({"metric_id": "average", "feature_names": ["nothing"]}, "not a column"),
        ({"metric_id": "happiness"}, "not a metric"),
        ({"priority": "URGENT"}, "priority"),
        ({"name": "Parcels late"}, "already exists"),
        ({"segment_id": "0d8a2c3e-6f6c-4a52-9a3c-2f1f5b0f1a11"}, "Segment"),
    ],
)
async def test_a_rule_that_could_never_strike_is_refused(
    fiddler: httpx.AsyncClient, special: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        await post(fiddler, "/v3/alert-rules", RULE | special)


async def test_a_rule_on_a_custom_metric_in_a_segment_strikes(fiddler: httpx.AsyncClient) -> None:
    custom = {e["name"]: e["id"] for e in await items(fiddler, "/v3/custom-metrics")}
    segment = {e["name"]: e["id"] for e in await items(fiddler, "/v3/segments")}
    special = {"metric_id": custom["Late share"], "segment_id": segment["Far away"]}
    rule = await post(fiddler, "/v3/alert-rules", RULE | special | {"critical_threshold": 0.2})
    assert rule["metric"]["type_display_name"] == "Custom Metric"
    assert rule["segment"]["definition"] == "distance_km > 1500"
    found = await struck(fiddler, rule)
    assert all(0.2 < each["alert_value"] <= 1 for each in found)
    assert found


async def test_who_is_told_is_kept(fiddler: httpx.AsyncClient) -> None:
    path = f"/v3/alert-rules/{(await named(fiddler, 'Recall'))['id']}/notification"
    hook = (await items(fiddler, "/v2/webhooks"))[0]["uuid"]
    assert (await get(fiddler, path))["emails"] == []
    await post(fiddler, path, {"emails": ["a@b.example"], "webhooks": [hook]})
    told = await patch(fiddler, path, {"pagerduty_severity": "critical"})
    assert told == await get(fiddler, path)
    assert (told["emails"], told["webhooks"]) == (["a@b.example"], [hook])
    with pytest.raises(Refused, match="Webhook"):
        await post(fiddler, path, {"webhooks": [FRAUD]})


@pytest.mark.parametrize("missing", ["start_time", "end_time"])
async def test_a_range_is_needed(fiddler: httpx.AsyncClient, missing: str) -> None:
    asked = {name: at for name, at in DAY.items() if name != missing}
    with pytest.raises(Refused, match=missing):
        await get(fiddler, "/v3/alert-rules/summary", **asked)


async def test_a_range_of_too_many_bins_is_refused(fiddler: httpx.AsyncClient) -> None:
    rule = await named(fiddler, "Recall")
    with pytest.raises(Refused, match="1000 bins"):
        await struck(fiddler, rule, start_time="2025-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("size", "first", "hours"),
    [
        ("Hour", "2026-01-31T10:00:00", {1}),
        ("Day", "2026-02-01T00:00:00", {24}),
        ("Week", "2026-02-02T00:00:00", {7 * 24}),
        ("Month", "2026-02-01T00:00:00", {28 * 24, 30 * 24, 31 * 24}),
        ("Quarter", "2026-04-01T00:00:00", {91 * 24, 92 * 24}),
    ],
)
def test_bins_begin_where_the_calendar_says(size: str, first: str, hours: set[int]) -> None:
    since = int(datetime(2026, 1, 31, 9, 30, tzinfo=UTC).timestamp()) * SECOND
    days = 3 if size in ("Hour", "Day") else 300
    found = list(bins(size, since, since + days * 86_400 * SECOND))
    assert iso(found[0].since_ns).startswith(first)
    assert all(one.until_ns == other.since_ns for one, other in pairwise(found))
    assert {(each.until_ns - each.since_ns) // SECOND // 3600 for each in found} == hours


async def test_a_rule_over_spans_strikes_while_the_provider_throttles(
    fiddler: httpx.AsyncClient,
) -> None:
    rules = {each["name"]: each for each in await items(fiddler, "/v3/genai-alert-rules")}
    path = f"/v3/genai-alert-rules/{rules['Slow traces']['id']}/records"
    found = await items(fiddler, path, **DAY)
    hours = Counter(each["alert_time_bucket"] // 3_600_000 % 4 for each in found)
    assert hours[1] == max(hours.values())
    assert all(each["alert_value"] > 7000 for each in found)


async def test_a_rule_over_an_evaluators_output_counts_its_share(
    fiddler: httpx.AsyncClient,
) -> None:
    evaluators = await items(fiddler, "/v3/evaluator-rules", application_id=PRODUCTION)
    faithful = next(each for each in evaluators if each["name"] == "Faithfulness")
    project = faithful["project"]["id"]
    body = {
        "name": "Made up",
        "project_id": project,
        "application_id": PRODUCTION,
        "metric_name": "evaluator_output",
        "evaluator_rule_id": faithful["id"],
        "evaluator_output_name": "label",
        "evaluator_output_value": "no",
        "critical_threshold": 0.01,
    }
    rule = await post(fiddler, "/v3/genai-alert-rules", body)
    path = f"/v3/genai-alert-rules/{rule['id']}"
    hours = {"start_time": iso(NOW - 2 * 3600 * SECOND), "end_time": iso(NOW)}
    found = await items(fiddler, f"{path}/records", **hours)
    assert found
    assert all(0.01 < each["alert_value"] <= 1 for each in found)
    assert (await patch(fiddler, path, {"critical_threshold": 2}))["critical_threshold"] == 2
    assert await items(fiddler, f"{path}/records", **hours) == []
    await delete(fiddler, path)
    for wrong, words in (
        ({"metric_name": "joy"}, "metric_name"),
        ({"evaluator_rule_id": None}, "evaluator_rule_id"),
        ({"project_id": FRAUD}, "project_id|Project"),
    ):
        with pytest.raises(Refused, match=words):
            await post(fiddler, "/v3/genai-alert-rules", body | wrong)


async def test_what_is_remembered_of_a_bin_is_forgotten_with_one_of_its_traces(
    fiddler: httpx.AsyncClient,
) -> None:
    rules = {each["name"]: each for each in await items(fiddler, "/v3/genai-alert-rules")}
    path = f"/v3/genai-alert-rules/{rules['Slow traces']['id']}/records"
    hour = {"start_time": "2026-11-21T13:00:00Z", "end_time": "2026-11-21T14:00:00Z"}
    (before,) = await items(fiddler, path, **hour)
    assert [before] == await items(fiddler, path, **hour)
    scope = {"application_id": PRODUCTION}
    rows = (await post(fiddler, "/v3/spans/query", scope | hour | {"page_size": 1}))["items"]
    await delete(fiddler, "/v3/traces", scope | {"trace_ids": [rows[0]["trace_id"]]})
    (after,) = await items(fiddler, path, **hour)
    assert after["id"] == before["id"]
    assert after["alert_value"] != before["alert_value"]
