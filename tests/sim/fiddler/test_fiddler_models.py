"""Models of the simulated Fiddler, their events and the jobs that follow."""

from typing import Any

import httpx
import pytest

from spandeck.sim.clock import SECOND, iso
from spandeck.sim.fiddler.traffic import SEEDED
from tests.sim.asking import NOW, Watch
from tests.sim.fiddler.calling import DAY, Refused, call, delete, get, items, patch, post

FRAUD, ETA, ARCHIVED = SEEDED[1].id, SEEDED[2].id, SEEDED[3].id
KEY = "7f4b9f0e-7d5c-4a57-8a0a-2c0b4f0d1d11"
MODEL = {
    "name": "prices",
    "schema": {
        "columns": [
            {"name": "id", "data_type": "str"},
            {"name": "at", "data_type": "timestamp"},
            {"name": "price", "data_type": "float", "min": 0, "max": 100},
        ]
    },
    "spec": {"inputs": ["price"], "metadata": ["id", "at"]},
    "input_type": "structured",
    "task": "not_set",
    "event_id_col": "id",
    "event_ts_col": "at",
}
EVENTS = [
    {"id": f"e{number}", "at": iso(NOW - number * 60 * SECOND), "price": number}
    for number in range(40)
]
CSV = "id,at,price\n" + "\n".join(f"{e['id']},{e['at']},{e['price']}" for e in EVENTS)


@pytest.fixture
async def prices(fiddler: httpx.AsyncClient) -> dict[str, Any]:
    """A model of our own."""
    project = await post(fiddler, "/v3/projects", {"name": "Shop"})
    made: dict[str, Any] = await post(fiddler, "/v3/models", MODEL | {"project_id": project["id"]})
    return made


async def traffic(fiddler: httpx.AsyncClient, model: dict[str, Any], **asked: Any) -> float:
    """How many events a chart of two days shows."""
    time = {"start_time": "2026-11-20T00:00:00Z", "end_time": "2026-11-22T00:00:00Z"}
    body = {
        "project_id": model["project"]["id"],
        "query_type": "MONITORING",
        "filters": {"bin_size": "Day", "time_range": time},
        "queries": [{"query_key": KEY, "model_id": model["id"], "metric": "traffic"} | asked],
    }
    line = (await post(fiddler, "/v3/queries", body))["results"][KEY]
    return float(sum(row[1] or 0 for row in line["data"]))


def events(model: dict[str, Any], *some: dict[str, Any], **more: Any) -> dict[str, Any]:
    source = {"type": "EVENTS", "events": list(some)}
    return {"model_id": model["id"], "env_type": "PRODUCTION", "source": source} | more


async def uploaded(fiddler: httpx.AsyncClient, name: str, content: bytes) -> str:
    files = {"file": (name, content)}
    identifier: str = (await call(fiddler, "POST", "/v3/files/upload", files=files))["id"]
    return identifier


async def outcome(fiddler: httpx.AsyncClient, watch: Watch, job: dict[str, Any]) -> dict[str, Any]:
    """A job when it has ended."""
    watch.pass_by(10)
    found: dict[str, Any] = await get(fiddler, f"/v3/jobs/{job['id']}", verbose="False")
    return found


async def test_published_events_count_at_once(
    fiddler: httpx.AsyncClient, prices: dict[str, Any]
) -> None:
    answer = await post(fiddler, "/v3/events", events(prices, *EVENTS))
    ids = [each["id"] for each in EVENTS]
    assert answer == {"source_type": "EVENTS", "event_ids": ids}
    assert await traffic(fiddler, prices) == len(EVENTS)


async def test_an_updated_event_has_its_new_values(
    fiddler: httpx.AsyncClient, prices: dict[str, Any]
) -> None:
    await post(fiddler, "/v3/events", events(prices, *EVENTS[:4]))
    changed = events(prices, {"id": "e1", "price": 51})
    assert (await patch(fiddler, "/v3/events", changed))["event_ids"] == ["e1"]
    total = await traffic(fiddler, prices, metric="sum", columns=["price"])
    assert total == 0 + 51 + 2 + 3
    with pytest.raises(Refused, match="every event needs its 'id'"):
        await patch(fiddler, "/v3/events", events(prices, {"price": 1}))
    with pytest.raises(Refused, match="'e9' was not found"):
        await patch(fiddler, "/v3/events", events(prices, {"id": "e9", "price": 1}))


async def test_an_event_of_the_story_is_changed_and_deleted_too(
    fiddler: httpx.AsyncClient, watch: Watch
) -> None:
    model = await get(fiddler, f"/v3/models/{ETA}")
    _, event = next(SEEDED[2].events(NOW - 3600 * SECOND, NOW))
    before = await traffic(fiddler, model)
    await patch(fiddler, "/v3/events", events(model, {**event, "actual_days": 40.0}))
    assert await traffic(fiddler, model) == before
    gone = {"model_id": ETA, "event_ids": [event["event_id"]]}
    assert (await outcome(fiddler, watch, (await delete(fiddler, "/v3/events", gone))["job"]))[
        "status"
    ] == "SUCCESS"
    time = {"start_time": iso(NOW - 7200 * SECOND), "end_time": iso(NOW - 3600 * SECOND)}
    await delete(fiddler, "/v3/events", {"model_id": ETA, "time_range": time})
    assert await traffic(fiddler, model) == before - 1 - 60


async def test_a_job_steps_through_its_states_with_progress(
    fiddler: httpx.AsyncClient, watch: Watch, prices: dict[str, Any]
) -> None:
    gone = {"model_id": prices["id"], "event_ids": ["e1"]}
    answer = await fiddler.request("DELETE", "/v3/events", json=gone)
    assert answer.status_code == 202
    job, seen = answer.json()["data"]["job"], []
    for _ in range(5):
        found = await get(fiddler, f"/v3/jobs/{job['id']}")
        seen.append((found["status"], found["progress"]))
        watch.pass_by(1.75)
    assert [status for status, _ in seen] == ["PENDING", "STARTED", "STARTED", "STARTED", "SUCCESS"]
    assert [progress for _, progress in seen] == [0.0, 15.0, 50.0, 85.0, 100.0]
    assert found["info"]["model"]["name"] == "prices"
    lately = (await get(fiddler, "/v3/jobs/real-time"))["jobs"]
    assert lately[0]["id"] == job["id"]
    listed = await items(fiddler, "/v3/jobs", ordering="-created_at")
    assert listed[0]["completed_at"] is not None


async def test_a_job_of_a_read_only_model_fails_with_a_reason(
    fiddler: httpx.AsyncClient, watch: Watch
) -> None:
    gone = {"model_id": ARCHIVED, "event_ids": ["x"]}
    job = (await delete(fiddler, "/v3/events", gone))["job"]
    found = await outcome(fiddler, watch, job)
    assert (found["status"], found["error_reason"]) == ("FAILURE", "JobFailed")
    assert "read-only" in found["error_message"]
    whole = await get(fiddler, f"/v3/jobs/{job['id']}", verbose="True")
    assert whole["extras"][job["id"]]["status"] == "FAILURE"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.csv", CSV.encode()),
        ("rows.ndjson", "\n".join(f'{{"id": "{e["id"]}", "price": 1}}' for e in EVENTS).encode()),
    ],
)
async def test_a_file_is_published_by_a_job(
    fiddler: httpx.AsyncClient, watch: Watch, prices: dict[str, Any], name: str, content: bytes
) -> None:
    source = {"type": "FILE", "file_id": await uploaded(fiddler, name, content)}
    body = {"model_id": prices["id"], "env_type": "PRE_PRODUCTION", "env_name": "test"}
    answer = await post(fiddler, "/v3/events", body | {"source": source})
    assert answer["source_type"] == "FILE"
    assert (await outcome(fiddler, watch, answer["job"]))["status"] == "SUCCESS"
    environments = await items(fiddler, f"/v3/models/{prices['id']}/environments")
    counts = {each["name"]: each["row_count"] for each in environments}
    assert counts == {"PRODUCTION": None, "test": len(EVENTS)}
    assert await traffic(fiddler, prices) == 0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("rows.csv", b"id,price\n1", "header"),
        ("rows.csv", b"", "no rows"),
        ("rows.csv", b"\xff\xfe", "cannot be read"),
        ("rows.ndjson", b"{", "cannot be read"),
        ("rows.parquet", b"PAR1", "Parquet"),
    ],
)
async def test_a_file_without_rows_fails_its_job(
    fiddler: httpx.AsyncClient,
    watch: Watch,
    prices: dict[str, Any],
    name: str,
    content: bytes,
    words: str,
) -> None:
    source = {"type": "FILE", "file_id": await uploaded(fiddler, name, content)}
    answer = await post(fiddler, "/v3/events", events(prices, source=source))
    found = await outcome(fiddler, watch, answer["job"])
    assert found["status"] == "FAILURE"
    assert words in found["error_message"]


async def test_a_file_updates_events_and_fails_whole_for_an_unknown_one(
    fiddler: httpx.AsyncClient, watch: Watch, prices: dict[str, Any]
) -> None:
    await post(fiddler, "/v3/events", events(prices, *EVENTS[:2]))
    for rows, status in ((b"id,price\ne0,30\ne1,40", "SUCCESS"), (b"id,price\ne9,1", "FAILURE")):
        source = {"type": "FILE", "file_id": await uploaded(fiddler, "rows.csv", rows)}
        answer = await patch(fiddler, "/v3/events", events(prices, source=source))
        assert (await outcome(fiddler, watch, answer["job"]))["status"] == status
    assert await traffic(fiddler, prices, metric="sum", columns=["price"]) == 70
    with pytest.raises(Refused, match="File"):
        await patch(fiddler, "/v3/events", events(prices, source={"type": "FILE", "file_id": KEY}))


async def test_a_file_comes_in_parts_and_in_any_order(
    fiddler: httpx.AsyncClient, watch: Watch, prices: dict[str, Any]
) -> None:
    started = await post(fiddler, "/v3/files/multipart-init", {"filename": "rows.csv"})
    assert started["status"] == "INITIATED"
    parts = []
    for number, piece in ((2, CSV[100:]), (1, CSV[:100])):
        data = {"file_id": started["id"], "part_number": str(number)}
        files = {"file": ("part", piece.encode())}
        path = "/v3/files/multipart-upload"
        told = await call(fiddler, "POST", path, data=data, files=files)
        parts.append({"id": told["part_id"], "number": number})
    body = {"file_id": started["id"], "parts": parts}
    done = await post(fiddler, "/v3/files/multipart-complete", body)
    assert done["status"] == "SUCCESSFUL"
    source = {"type": "FILE", "file_id": started["id"]}
    answer = await post(fiddler, "/v3/events", events(prices, source=source))
    assert (await outcome(fiddler, watch, answer["job"]))["status"] == "SUCCESS"
    assert await traffic(fiddler, prices) == len(EVENTS)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model_id": "0d8a2c3e-6f6c-4a52-9a3c-2f1f5b0f1a11"}, "Model"),
        ({"env_type": "STAGING"}, "env_type"),
        ({"env_type": "PRE_PRODUCTION"}, "env_name"),
        ({"source": {"type": "EVENTS", "events": []}}, "events"),
        ({"source": {"type": "EVENTS", "events": [{}] * 1001}}, "events"),
        ({"source": {"type": "EVENTS", "events": [{"at": "noon"}]}}, "not a time"),
        ({"source": {"type": "FILE", "file_id": KEY}}, "File"),
        ({"source": {"type": "STREAM"}}, "source"),
    ],
)
async def test_a_publication_that_cannot_be_is_refused_whole(
    fiddler: httpx.AsyncClient, prices: dict[str, Any], change: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        await post(fiddler, "/v3/events", events(prices, *EVENTS) | change)
    assert await traffic(fiddler, prices) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"event_ids": ["x"], "time_range": DAY},
        {"event_ids": ["x"] * 10_001},
        {"event_ids": ["x"], "update_metrics": True},
        {"time_range": {"start_time": DAY["end_time"], "end_time": DAY["start_time"]}},
        {"time_range": {"start_time": "noon", "end_time": "night"}},
    ],
)
async def test_a_deletion_that_is_not_plain_is_refused(
    fiddler: httpx.AsyncClient, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        await delete(fiddler, "/v3/events", {"model_id": FRAUD} | wrong)
    assert refused.value.status == 400


async def test_a_model_is_made_changed_and_deleted(
    fiddler: httpx.AsyncClient, watch: Watch, prices: dict[str, Any]
) -> None:
    path = f"/v3/models/{prices['id']}"
    assert (prices["version"], prices["artifact_status"]) == ("v1", "no_model")
    assert (await patch(fiddler, path, {"description": "Prices"}))["description"] == "Prices"
    again = MODEL | {"project_id": prices["project"]["id"]}
    with pytest.raises(Refused, match="already exists"):
        await post(fiddler, "/v3/models", again)
    await post(fiddler, "/v3/models", again | {"version": "v2"})
    both = await items(fiddler, "/v3/models", project_id=prices["project"]["id"])
    latest = await items(fiddler, "/v3/models", latest_only="true")
    assert [each["version"] for each in both] == ["v1", "v2"]
    assert [each["version"] for each in latest if each["name"] == "prices"] == ["v2"]
    wrong = {"spec": {"inputs": ["nothing"]}, "name": "wrong"}
    with pytest.raises(Refused, match="'nothing' is not a column"):
        await post(fiddler, "/v3/models", again | wrong)
    job = (await delete(fiddler, path))["job"]
    assert (await outcome(fiddler, watch, job))["status"] == "SUCCESS"
    with pytest.raises(Refused, match="Model"):
        await get(fiddler, path)


async def test_columns_and_metrics_of_a_model_are_told(fiddler: httpx.AsyncClient) -> None:
    columns = await items(fiddler, f"/v3/models/{FRAUD}/columns", limit=4)
    assert {each["name"]: each["used_as"] for each in columns}["fraud_score"] == "outputs"
    one = await get(fiddler, f"/v3/models/{FRAUD}/columns/country")
    assert one in columns
    told = await get(fiddler, f"/v3/models/{FRAUD}/metrics")
    needs = {each["id"] for each in told["metrics"] if each["requires_baseline"]}
    assert needs == {"jsd", "psi"}
    assert "Blocked value" in {each["name"] for each in told["metrics"]}


async def test_a_schema_is_told_from_a_file(fiddler: httpx.AsyncClient) -> None:
    rows = "n,share,ok,kind,word\n" + "\n".join(f"{n},{n / 4},true,k{n % 2},w{n}" for n in range(8))
    file_id = await uploaded(fiddler, "rows.csv", rows.encode())
    told = await post(fiddler, "/v3/model-factory", {"file_id": file_id})
    kinds = {each["name"]: each["data_type"] for each in told["schema"]["columns"]}
    assert kinds == {"n": "int", "share": "float", "ok": "bool", "kind": "category", "word": "str"}
    assert told["schema"]["columns"][1]["max"] == 1.75
    assert told["spec"]["inputs"] == list(kinds)
    broken = await uploaded(fiddler, "rows.csv", b"a,b\n1")
    with pytest.raises(Refused, match="cannot be read"):
        await post(fiddler, "/v3/model-factory", {"file_id": broken})


@pytest.mark.parametrize(
    ("special", "words"),
    [
        ({"type": "ROLLING"}, "offset_delta"),
        ({"env_type": "PRE_PRODUCTION"}, "env_id"),
        ({"env_type": "PRE_PRODUCTION", "env_id": KEY}, "Environment"),
        ({"name": "training"}, "already exists"),
    ],
)
async def test_a_baseline_that_lacks_something_is_refused(
    fiddler: httpx.AsyncClient, special: dict[str, Any], words: str
) -> None:
    body = {"name": "new", "model_id": FRAUD, "type": "STATIC", "env_type": "PRODUCTION"}
    with pytest.raises(Refused, match=words):
        await post(fiddler, "/v3/baselines", body | special)


async def test_a_chart_is_drawn_by_segment_baseline_and_bin(fiddler: httpx.AsyncClient) -> None:
    model = await get(fiddler, f"/v3/models/{FRAUD}")
    segment = next(e for e in await items(fiddler, "/v3/segments") if e["name"] == "Domestic")
    whole = await traffic(fiddler, model)
    assert 0.2 < await traffic(fiddler, model, segment_id=segment["id"]) / whole < 0.6
    baseline = (await items(fiddler, f"/v3/models/{FRAUD}/baselines"))[0]
    jsd = {
        "query_key": KEY,
        "model_id": FRAUD,
        "metric": "jsd",
        "columns": ["country", "customer_tier"],
        "baseline_id": baseline["id"],
    }
    body = {
        "project_id": model["project"]["id"],
        "query_type": "MONITORING",
        "filters": {"bin_size": "Hour", "time_label": "1d"},
        "queries": [jsd],
    }
    line = (await post(fiddler, "/v3/queries", body))["results"][KEY]
    assert line["col_names"] == ["timestamp", "country", "customer_tier"]
    assert len(line["data"]) == 24
    assert all(0 <= value <= 1 for row in line["data"] for value in row[1:])
    with pytest.raises(Refused, match="not a metric"):
        await post(fiddler, "/v3/queries", body | {"queries": [jsd | {"metric": "joy"}]})
    with pytest.raises(Refused, match="EMBEDDING"):
        await post(fiddler, "/v3/queries", body | {"query_type": "EMBEDDING"})
