"""Lists and records of the simulated Fiddler: envelopes, pages, filters, errors."""

import json
from typing import Any

import httpx
import pytest

from spandeck.sim.faults import Fault
from spandeck.sim.fiddler import ROUTES, application
from spandeck.sim.fiddler.filters import tree
from spandeck.sim.fiddler.keys import keys
from spandeck.sim.world import World
from tests.sim.asking import client
from tests.sim.fiddler.calling import (
    DAY,
    Refused,
    both,
    call,
    delete,
    get,
    items,
    patch,
    post,
    rule,
)

LISTS = sorted(
    {each.path for each in ROUTES if "GET" in (each.methods or ()) and "{" not in each.path}
)
RECORD = {"name": "Fernweh", "count": 12, "share": "0.5", "at": "2026-01-12T09:00:00Z", "empty": ""}
RECORD_MORE: dict[str, Any] = RECORD | {"none": None, "tags": ["a", "b"], "on": True}


@pytest.mark.parametrize("path", LISTS)
async def test_every_list_of_the_story_answers(fiddler: httpx.AsyncClient, path: str) -> None:
    answer = await fiddler.get(path, params=DAY)
    assert answer.status_code == 200
    if answer.content and "llm-gateway" not in path:
        data = answer.json()["data"]
        assert data["total"] >= 1 if "total" in data else data


@pytest.mark.parametrize("path", LISTS)
async def test_every_list_asks_for_a_token(world: World, path: str) -> None:
    async with client(application(world), "nobody.knows") as stranger:
        with pytest.raises(Refused, match="access token") as refused:
            await get(stranger, path)
    assert refused.value.status == 401


@pytest.mark.parametrize("limit", [1, 2, 7, 1000])
async def test_pages_count_from_one_and_chain_to_the_end(
    fiddler: httpx.AsyncClient, limit: int
) -> None:
    found = await items(fiddler, "/v3/attributes", limit=limit)
    assert len({each["id"] for each in found}) == len(found) == 36


async def test_a_list_without_records_has_no_pages(blank: httpx.AsyncClient) -> None:
    page = await get(blank, "/v3/models")
    assert (page["total"], page["page_count"], page["page_index"], page["items"]) == (0, 0, 1, [])


@pytest.mark.parametrize(
    "params", [{"limit": 0}, {"limit": 1001}, {"limit": "x"}, {"offset": -1}, {"filter": "{"}]
)
async def test_paging_and_filters_that_cannot_be_meant_are_refused(
    fiddler: httpx.AsyncClient, params: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match=next(iter(params))) as refused:
        await get(fiddler, "/v3/models", **params)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("field", "operator", "value", "fits"),
    [
        ("name", "equal", "Fernweh", True),
        ("name", "equal", "fernweh", False),
        ("count", "equal", "12", True),
        ("on", "equal", "true", True),
        ("name", "not_equal", "x", True),
        ("none", "not_equal", "x", False),
        ("name", "in", ["x", "Fernweh"], True),
        ("tags", "in", ["b"], True),
        ("count", "not_in", [1, 12], False),
        ("tags", "any", "b", True),
        ("count", "less", 13, True),
        ("count", "less", 12, False),
        ("count", "less_or_equal", 12, True),
        ("share", "greater", 0.4, True),
        ("share", "greater_or_equal", 0.5, True),
        ("at", "greater", "2026-01-12T08:00:00+00:00", True),
        ("at", "less", "2026-01-12T09:30:00+01:00", False),
        ("count", "between", [10, 12], True),
        ("count", "not_between", [10, 12], False),
        ("name", "begins_with", "fern", True),
        ("name", "not_begins_with", "fern", False),
        ("name", "contains", "NW", True),
        ("name", "not_contains", "zz", True),
        ("name", "ends_with", "weh", True),
        ("name", "not_ends_with", "weh", False),
        ("empty", "is_empty", None, True),
        ("name", "is_not_empty", None, True),
        ("none", "is_null", None, True),
        ("missing", "is_null", None, True),
        ("name", "is_not_null", None, True),
        ("missing", "less", 1, False),
    ],
)
def test_an_operator_compares_as_it_says(field: str, operator: str, value: Any, fits: bool) -> None:
    assert tree(both(rule(field, operator, value))).fits(RECORD_MORE.get) is fits


def test_conditions_nest_and_an_empty_one_fits_everything() -> None:
    either = {"condition": "OR", "rules": [rule("count", "equal", 1), rule("on", "equal", True)]}
    assert tree(both(rule("name", "equal", "Fernweh"), either)).fits(RECORD_MORE.get)
    assert not tree(both(rule("name", "equal", "x"), either)).fits(RECORD_MORE.get)
    assert tree({"condition": "AND", "rules": []}).fits(RECORD_MORE.get)
    assert tree({"condition": "OR", "rules": []}).fits(RECORD_MORE.get)


@pytest.mark.parametrize(
    "bad",
    [
        both(rule("name", "like", "x")),
        both(rule("name", "in", "x")),
        both(rule("name", "between", [1])),
        {"condition": "XOR", "rules": []},
        {"rules": [{"operator": "equal"}]},
        [],
    ],
)
async def test_a_filter_that_is_none_is_refused(fiddler: httpx.AsyncClient, bad: Any) -> None:
    with pytest.raises(Refused, match="filter"):
        await get(fiddler, "/v3/models", filter=json.dumps(bad))


async def test_a_link_can_be_filtered_by_its_id_or_its_name(fiddler: httpx.AsyncClient) -> None:
    rules = await items(fiddler, "/v3/alert-rules")
    model = rules[0]["model"]["id"]
    for field, value in (("model_id", model), ("model.name", rules[0]["model"]["name"])):
        found = await items(
            fiddler, "/v3/alert-rules", filter=json.dumps(both(rule(field, "equal", value)))
        )
        assert {each["model"]["id"] for each in found} == {model}
        assert 0 < len(found) < len(rules)


@pytest.mark.parametrize("ordering", ["name", "-name", "type,-name"])
async def test_a_list_is_ordered_by_the_fields_asked_for(
    fiddler: httpx.AsyncClient, ordering: str
) -> None:
    found = await items(fiddler, "/v3/attributes", ordering=ordering, limit=10)
    expected = await items(fiddler, "/v3/attributes")
    for field in reversed(ordering.split(",")):
        expected.sort(key=lambda each: each[field.strip("-")].lower(), reverse=field[0] == "-")
    assert found == expected


async def test_a_search_looks_through_names_and_definitions(fiddler: httpx.AsyncClient) -> None:
    assert [e["name"] for e in await items(fiddler, "/v3/segments", search="DISTANCE")] == [
        "Far away"
    ]
    assert await items(fiddler, "/v3/segments", search="nothing at all") == []


async def test_a_record_is_made_read_changed_and_deleted(blank: httpx.AsyncClient) -> None:
    made = await post(blank, "/v3/projects", {"name": "Shop", "asset_type": "GEN_AI_APP"})
    path = f"/v3/projects/{made['id']}"
    assert await get(blank, path) == made
    app = await post(blank, "/v3/applications", {"name": "bot", "project_id": made["id"]})
    await patch(blank, path, {"name": "Store"})
    shown = await get(blank, f"/v3/applications/{app['id']}")
    assert shown["project"] == {"id": made["id"], "name": "Store"}
    assert (await get(blank, path))["asset_count"] == 1
    await delete(blank, path)
    for gone in (path, f"/v3/applications/{app['id']}"):
        with pytest.raises(Refused, match="was not found") as refused:
            await get(blank, gone)
        assert refused.value.issues[0][0] == "ResourceNotFound"


async def test_a_name_is_given_once_in_its_scope(fiddler: httpx.AsyncClient) -> None:
    body = {"name": "production", "project_id": (await items(fiddler, "/v3/projects"))[0]["id"]}
    with pytest.raises(Refused, match="already exists") as refused:
        await post(fiddler, "/v3/applications", body)
    assert refused.value.status == 409
    elsewhere = await post(fiddler, "/v3/projects", {"name": "Elsewhere"})
    assert await post(fiddler, "/v3/applications", body | {"project_id": elsewhere["id"]})


async def test_every_field_that_is_wrong_is_named(fiddler: httpx.AsyncClient) -> None:
    with pytest.raises(Refused) as refused:
        await post(fiddler, "/v3/applications", {"name": "", "project_id": "x"})
    assert refused.value.status == 400
    reasons, messages = zip(*refused.value.issues, strict=True)
    assert set(reasons) == {"ValidationError"}
    assert [each.partition(":")[0] for each in messages] == ["name", "project_id"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v3/nothing", 404), ("PUT", "/v3/projects", 405), ("POST", "/v3/projects", 400)],
)
async def test_the_router_answers_in_the_envelope_too(
    fiddler: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    with pytest.raises(Refused) as refused:
        await call(fiddler, method, path)
    assert refused.value.status == status


async def test_a_fault_plan_changes_rows_where_this_vendor_keeps_them(world: World) -> None:
    odd = Fault(path="/v3/attributes", mutate=("duplicate", "extra"))
    app = application(world, limits=None, faults=(odd,))
    async with client(app, keys(7).world) as fiddler:
        page = await get(fiddler, "/v3/attributes", limit=6)
    found = page["items"]
    assert (len(found), found[0]) == (7, found[1])
    assert [place for place, each in enumerate(found) if "surprise" in each] == [4]
