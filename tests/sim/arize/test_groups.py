"""Datasets, experiments, prompts, evaluators, scales and queues where they say no (§8.7–§9)."""

from typing import Any

import httpx
import pytest

from tests.sim.arize.asking import first, listed, project, sent
from tests.sim.asking import Record

DAY = {"start_time": "2026-11-21T00:00:00Z", "end_time": "2026-11-21T14:31:00Z"}
ADA, EMI = "ada.lindqvist@fernweh.example", "emi.sato@fernweh.example"
MESSAGES = [{"role": "USER", "content": "Say {what}."}]
VERSION = {"commit_message": "first", "provider": "OPEN_AI", "messages": MESSAGES}
CODE = {"type": "CUSTOM", "name": "short", "code": "return True", "variables": ["output"]}


async def space(asking: httpx.AsyncClient, name: str = "production") -> str:
    return str((await first(asking, "spaces", name=name))["id"])


async def configs(asking: httpx.AsyncClient, name: str = "production") -> list[str]:
    rows = await listed(asking, "annotation-configs", space_name=name)
    return [each["id"] for each in rows]


@pytest.mark.parametrize(
    ("examples", "words"),
    [
        ([], "examples: List should have at least 1"),
        ([{}], "at least one column"),
        ([{"id": "mine"}], "id is a reserved name"),
        ([{"a": 1}, {"created_at": "now"}], "created_at is a reserved name"),
        ([{"a": 1}] * 1001, "examples: List should have at most 1000"),
    ],
)
async def test_a_dataset_needs_examples_with_columns_of_their_own(
    arize: httpx.AsyncClient, examples: list[Record], words: str
) -> None:
    body = {"name": "new", "space_id": await space(arize), "examples": examples}
    assert words in (await sent(arize, "POST", "datasets", 422, body))["detail"]
    assert "new" not in [each["name"] for each in await listed(arize, "datasets")]


async def test_versions_are_shown_with_one_dataset_and_not_in_the_list(
    arize: httpx.AsyncClient,
) -> None:
    golden = await first(arize, "datasets", name="golden-support")
    assert "versions" not in golden
    one = await sent(arize, "GET", f"datasets/{golden['id']}", 200)
    (version,) = one["versions"]
    assert version["dataset_id"] == golden["id"]
    path = f"datasets/{golden['id']}/examples"
    rows = await listed(arize, path, dataset_version_id=version["id"], limit=7)
    assert len({each["id"] for each in rows}) == len(rows) == 24
    other = (await first(arize, "datasets", name="golden-planner"))["id"]
    await sent(arize, "GET", f"datasets/{other}/examples", 404, dataset_version_id=version["id"])


async def test_a_search_pages_by_its_body(arize: httpx.AsyncClient) -> None:
    golden = (await first(arize, "datasets", name="golden-support"))["id"]
    path, body = f"datasets/{golden}/examples/search", {"filter": "agent = 'support'", "limit": 20}
    page = await sent(arize, "POST", path, 200, body)
    cursor = page["pagination"]["next_cursor"]
    rest = await sent(arize, "POST", path, 200, body | {"cursor": cursor})
    assert (len(page["examples"]), len(rest["examples"])) == (20, 4)
    await sent(arize, "POST", path, 400, {"filter": "agent = 'other'", "cursor": cursor})
    await sent(arize, "POST", path, 400, {"filter": "agent = "})
    await sent(arize, "POST", path, 422, {"limit": 501})
    await sent(arize, "POST", path, 422, {"filter": " "})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"dataset_id": None, "space_id": None}, "exactly one of dataset_id and space_id"),
        ({"space_id": "both"}, "exactly one of dataset_id and space_id"),
        ({"name": 'a "quoted" name'}, "name: String should match pattern"),
        ({"experiment_runs": [{"output": "x"}]}, "example_id is required with a dataset"),
        ({"experiment_runs": [{"example_id": "x"}]}, "experiment_runs.0.output: Field required"),
        ({"experiment_runs": []}, "experiment_runs: List should have at least 1"),
    ],
)
async def test_an_experiment_has_one_home_and_runs_with_outputs(
    arize: httpx.AsyncClient, change: Record, words: str
) -> None:
    golden = (await first(arize, "datasets", name="golden-support"))["id"]
    runs = [{"example_id": "any", "output": "x"}]
    body = {"name": "new", "dataset_id": golden, "experiment_runs": runs} | change
    if body.get("space_id"):
        body["space_id"] = await space(arize)
    problem = await sent(arize, "POST", "experiments", 422, body)
    assert words in problem["detail"]


async def test_an_experiment_without_a_dataset_lives_in_a_space(arize: httpx.AsyncClient) -> None:
    home, runs = await space(arize, "staging"), [{"output": "x", "mood": {"good": True}}]
    body = {"name": "loose", "space_id": home, "experiment_runs": runs}
    made = await sent(arize, "POST", "experiments", 201, body)
    assert (made["dataset_id"], made["dataset_version_id"]) == (None, None)
    (run,) = await listed(arize, f"experiments/{made['id']}/runs")
    assert run["mood"] == {"good": True}
    assert [each["id"] for each in await listed(arize, "experiments", space_id=home)] == [
        made["id"]
    ]
    golden = (await first(arize, "datasets"))["id"]
    await sent(arize, "GET", "experiments", 422, space_id=home, dataset_id=golden)
    await sent(arize, "PATCH", f"experiments/{made['id']}", 405, {"name": "x"})


async def test_a_prompt_needs_messages_and_shows_one_version(arize: httpx.AsyncClient) -> None:
    body: dict[str, Any] = {"name": "say", "space_id": await space(arize), "version": VERSION}
    bad = body | {"version": VERSION | {"messages": []}}
    assert "version.messages" in (await sent(arize, "POST", "prompts", 422, bad))["detail"]
    made = await sent(arize, "POST", "prompts", 201, body)
    assert made["version"]["input_variable_format"] == "F_STRING"
    await sent(arize, "PATCH", f"prompts/{made['id']}", 422, {"name": "never"})
    asked = {"version_id": made["version"]["id"], "label": "x"}
    await sent(arize, "GET", f"prompts/{made['id']}", 400, **asked)
    await sent(arize, "GET", f"prompts/{made['id']}/labels/none", 404)
    await sent(arize, "DELETE", f"prompt-versions/{made['version']['id']}/labels/none", 404)
    await sent(arize, "DELETE", f"prompts/{made['id']}", 204)
    await sent(arize, "GET", f"prompt-versions/{made['version']['id']}", 404)


async def test_the_last_updated_prompt_comes_first(arize: httpx.AsyncClient) -> None:
    last = (await listed(arize, "prompts"))[-1]
    await sent(arize, "POST", f"prompts/{last['id']}/versions", 201, VERSION)
    assert (await first(arize, "prompts"))["id"] == last["id"]


@pytest.mark.parametrize(
    "version",
    [
        {"commit_message": "none"},
        {"commit_message": "other", "remote_config": {"integration_id": "x"}},
        {"commit_message": "both", "code_config": CODE, "remote_config": {"integration_id": "x"}},
        {"commit_message": "odd", "code_config": CODE | {"type": "OTHER"}},
        {"commit_message": "", "code_config": CODE},
        {"commit_message": "name", "code_config": CODE | {"name": "a/b"}},
    ],
)
async def test_an_evaluator_has_the_config_of_its_type(
    arize: httpx.AsyncClient, version: Record
) -> None:
    body = {"name": "short", "space_id": await space(arize), "type": "CODE", "version": version}
    await sent(arize, "POST", "evaluators", 422, body)
    assert await listed(arize, "evaluators", name="short") == []


async def test_templates_are_the_same_for_everybody(
    arize: httpx.AsyncClient, bare: httpx.AsyncClient
) -> None:
    found = await sent(arize, "GET", "evaluator-templates", 200)
    assert found == await sent(bare, "GET", "evaluator-templates", 200)
    assert list(found) == ["evaluator_templates"]  # no pages
    for each in found["evaluator_templates"]:
        assert set(each["rails"]) == set(each["classification_choices"])


async def test_an_evaluator_keeps_one_version(arize: httpx.AsyncClient) -> None:
    judge = await first(arize, "evaluators")
    (version,) = await listed(arize, f"evaluators/{judge['id']}/versions")
    body = {"version_ids": [version["id"]]}
    await sent(arize, "DELETE", f"evaluators/{judge['id']}/versions", 409, body)
    await sent(arize, "GET", f"evaluators/{judge['id']}", 404, version_id="unknown")


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"annotation_config_type": "FREEFORM"}, 422, "cannot be changed; it is CONTINUOUS"),
        ({"minimum_score": 2}, 422, "minimum_score: must be below maximum_score"),
        ({"name": "quality"}, 409, "The name 'quality' is taken."),
        ({"values": []}, 422, "values"),
        ({"maximum_score": "high"}, 400, "maximum_score"),
    ],
)
async def test_a_scale_keeps_its_type_and_its_order(
    arize: httpx.AsyncClient, change: Record, status: int, words: str
) -> None:
    scale = await first(arize, "annotation-configs", name="relevance")
    body = {"annotation_config_type": "CONTINUOUS"} | change
    problem = await sent(arize, "PATCH", f"annotation-configs/{scale['id']}", status, body)
    assert words in problem["detail"]


async def test_a_scale_in_use_cannot_go(arize: httpx.AsyncClient) -> None:
    queue = await first(arize, "annotation-queues")
    used = queue["annotation_configs"][0]["id"]
    await sent(arize, "DELETE", f"annotation-configs/{used}", 409)
    await sent(arize, "DELETE", f"annotation-queues/{queue['id']}", 204)
    await sent(arize, "DELETE", f"annotation-configs/{used}", 204)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"annotation_config_ids": []}, "annotation_config_ids"),
        ({"annotator_emails": ["nobody@example.org"]}, "nobody here has the address"),
        ({"annotation_config_ids": "staging"}, "is of another space"),
        ({"record_sources": [{"record_type": "MOOD"}]}, "record_sources.0"),
    ],
)
async def test_a_queue_names_scales_and_people_that_are_there(
    arize: httpx.AsyncClient, change: Record, words: str
) -> None:
    body = {"name": "new", "space_id": await space(arize), "annotator_emails": [ADA]}
    body["annotation_config_ids"] = await configs(arize)
    if change.get("annotation_config_ids") == "staging":
        change = {"annotation_config_ids": await configs(arize, "staging")}
    problem = await sent(arize, "POST", "annotation-queues", 422, body | change)
    assert words in problem["detail"]


async def test_a_queue_is_made_with_records_of_every_granularity(arize: httpx.AsyncClient) -> None:
    support = await project(arize, "support")
    traces = (await sent(arize, "POST", "traces", 200, {"project_id": support}))["traces"]
    session = traces[5]["spans"][0]["attributes"]["session.id"]
    home = {"project_id": support, **DAY}
    body = {
        "name": "mixed",
        "space_id": await space(arize),
        "annotation_config_ids": await configs(arize),
        "annotator_emails": [ADA, EMI],
        "assignment_method": "RANDOM",
        "record_sources": [
            {"record_type": "TRACE", "trace_ids": [traces[0]["trace_id"]], **home},
            {"record_type": "SESSION", "session_ids": [session], **home},
        ],
        "column_allowlist": ["attributes.input.value", "no.such.column"],
    }
    queue = await sent(arize, "POST", "annotation-queues", 201, body)
    assert {each["email"] for each in queue["annotators"]} == {ADA, EMI}
    records = await listed(arize, f"annotation-queues/{queue['id']}/records")
    assert [each["granularity"] for each in records] == ["TRACE", "SESSION"]
    for each in records:
        assert set(each["data"]) == {"attributes.input.value"}
        assert len(each["assigned_users"]) == 1
    path = f"annotation-queues/{queue['id']}/records/{records[0]['id']}/annotate"
    note = {"annotations": [{"name": "relevance", "score": 1}]}
    judged = await sent(arize, "POST", path, 200, note)
    assert [each["name"] for each in judged["annotations"]][-1] == "relevance"
    asked = {"project_id": support, "filter": f"context.trace_id = '{traces[0]['trace_id']}'"}
    (trace,) = await listed(arize, "traces", asked)
    noted = [each for each in trace["spans"] if each["trace_annotations"]]
    assert [each["context"]["span_id"] for each in noted] == [trace["root_span_id"]]


async def test_records_that_are_not_there_are_not_queued(arize: httpx.AsyncClient) -> None:
    queue = (await first(arize, "annotation-queues"))["id"]
    support = await project(arize, "support")
    source = {"record_type": "SPAN", "project_id": support, "span_ids": ["unknown"]}
    path, body = f"annotation-queues/{queue}/records", {"record_sources": [source | DAY]}
    assert "unknown" in (await sent(arize, "POST", path, 404, body))["detail"]
    long = {"start_time": "2026-11-01T00:00:00Z"}
    await sent(arize, "POST", path, 422, {"record_sources": [source | DAY | long]})
    records = await listed(arize, path)
    assert len(records) == 12
    assert all(each["source_type"] == "SPANS" for each in records)
    other = await sent(arize, "POST", f"{path}/unknown/assign", 404, {"assigned_user_emails": []})
    assert other["title"] == "Resource not found"
    assigned = {"assigned_user_emails": ["nobody@example.org"]}
    await sent(arize, "POST", f"{path}/{records[0]['id']}/assign", 422, assigned)


async def test_deleting_a_project_takes_what_people_noted_there(arize: httpx.AsyncClient) -> None:
    queue = (await first(arize, "annotation-queues"))["id"]
    await sent(arize, "DELETE", f"projects/{await project(arize, 'support')}", 204)
    assert await listed(arize, f"annotation-queues/{queue}/records") == []
    assert await listed(arize, "monitors", name="support") == []


async def test_tags_are_attached_once_and_only_within_their_space(arize: httpx.AsyncClient) -> None:
    golden = await first(arize, "datasets", name="golden-support")
    spaces = [await space(arize), await space(arize, "staging")]
    mine, other = [
        (await sent(arize, "POST", "tags", 201, {"name": "night", "space_id": each}))["id"]
        for each in spaces
    ]
    path = f"datasets/{golden['id']}/tags"
    for _ in range(2):
        attached = await sent(arize, "POST", path, 200, {"tag_ids": [mine, mine]})
        assert [each["name"] for each in attached["tags"]] == ["golden", "night"]
    await sent(arize, "POST", path, 422, {"tag_ids": [other]})
    await sent(arize, "POST", path, 404, {"tag_ids": ["unknown"]})
    await sent(arize, "POST", path, 422, {"tag_ids": []})
    gone = await sent(arize, "DELETE", path, 200, {"tag_ids": [mine, other]})
    assert gone == {"completed": False, "deleted": [mine], "not_deleted": [other]}
    assert [each["name"] for each in await listed(arize, path)] == ["golden"]
    await sent(arize, "DELETE", f"experiments/{golden['id']}/tags", 405, {"tag_ids": [mine]})
