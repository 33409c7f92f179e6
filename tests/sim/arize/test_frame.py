"""What all groups share: who may do what, in which order it is decided, pages, limits (§4–§6)."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from spandeck.sim.archive import Archive
from spandeck.sim.arize import application, tokens
from spandeck.sim.arize.ids import word
from spandeck.sim.arize.keys import keys
from spandeck.sim.world import World
from tests.sim.arize.asking import first, listed, project, sent
from tests.sim.asking import Watch, client


@pytest.fixture
async def reader(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with client(application(world, limits=None), keys(7).reader) as asking:
        yield asking


def test_the_keys_are_told_as_a_client_needs_them() -> None:
    told = tokens(7)
    made = [told["token"], *(told[name]["token"] for name in ("empty", "reader"))]  # type: ignore[index]
    assert len(set(made)) == 3
    assert tokens(7) == told != tokens(8)


@pytest.mark.parametrize("token", [None, "ak-sim-0000000000000000", ""])
async def test_a_stranger_is_sent_away(world: World, token: str | None) -> None:
    async with client(application(world), token) as asking:
        problem = await sent(asking, "GET", "spaces", 401)
    assert problem["title"] == "Authentication required"
    assert problem["type"].endswith("#authentication-required")


async def test_an_unknown_endpoint_is_a_problem_too(arize: httpx.AsyncClient) -> None:
    await sent(arize, "GET", "nothing", 404)
    await sent(arize, "PUT", "spaces", 405)


async def test_an_act_is_decided_by_404_then_403_then_the_body(
    arize: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    unseen = (await listed(arize, "spaces"))[2]["id"]
    seen = (await first(reader, "spaces"))["id"]
    await sent(reader, "PATCH", "spaces/nothing", 404, {"bad": 1})
    await sent(reader, "PATCH", f"spaces/{unseen}", 404, {"bad": 1})
    await sent(reader, "PATCH", f"spaces/{seen}", 403, {"bad": 1})
    await sent(arize, "PATCH", f"spaces/{seen}", 422, {"bad": 1})
    await sent(reader, "POST", "projects", 404, {"space_id": unseen})
    await sent(reader, "POST", "projects", 403, {"space_id": seen})
    await sent(arize, "POST", "projects", 422, {"space_id": seen})


async def test_what_lies_in_an_unseen_space_is_in_no_list(
    arize: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    spaces = await listed(arize, "spaces")
    hidden = (await listed(arize, "projects", space_id=spaces[2]["id"]))[0]
    seen = await listed(reader, "projects")
    assert {each["space_id"] for each in seen} == {each["id"] for each in spaces[:2]}
    await sent(reader, "GET", "projects", 404, space_id=spaces[2]["id"])
    await sent(reader, "GET", f"projects/{hidden['id']}", 404)
    await sent(reader, "POST", "spans", 404, {"project_id": hidden["id"]})
    await sent(reader, "GET", f"projects/{hidden['id']}/tags", 404)


async def test_one_organisation_knows_nothing_of_another(
    arize: httpx.AsyncClient, bare: httpx.AsyncClient
) -> None:
    assert await listed(bare, "projects") == []
    assert await listed(bare, "datasets") == []
    await sent(bare, "GET", f"spaces/{(await first(arize, 'spaces'))['id']}", 404)


@pytest.mark.parametrize(
    ("params", "status", "words"),
    [
        ({"limit": 0}, 422, "limit: must be 1 to 100."),
        ({"limit": 101}, 422, "limit: must be 1 to 100."),
        ({"limit": "many"}, 400, "limit: must be a whole number."),
        ({"limit": "9" * 5000}, 422, "limit: must be 1 to 100."),
        ({"cursor": "nonsense"}, 400, "The cursor is not one of ours"),
        ({"cursor": "WzEsWzEsMl1d"}, 400, "The cursor belongs to another question"),
        ({"project_type": "TOY"}, 400, "project_type: Input should be"),
        ({"name": "x" * 256}, 400, "name: String should have at most 255"),
        ({"nome": "x"}, 400, "nome: no such parameter."),
    ],
)
async def test_a_bad_parameter_is_named(
    arize: httpx.AsyncClient, params: dict[str, Any], status: int, words: str
) -> None:
    assert words in (await sent(arize, "GET", "projects", status, **params))["detail"]


async def test_a_cursor_is_good_for_its_own_question_alone(arize: httpx.AsyncClient) -> None:
    page = await sent(arize, "GET", "projects", 200, limit=5)
    cursor = page["pagination"]["next_cursor"]
    following = await sent(arize, "GET", "projects", 200, limit=3, cursor=cursor)
    assert len(following["projects"]) == 3  # the limit may change
    await sent(arize, "GET", "projects", 400, cursor=cursor, name="a")
    await sent(arize, "GET", "datasets", 400, cursor=cursor)


async def test_a_list_under_way_neither_repeats_nor_skips(
    arize: httpx.AsyncClient, watch: Watch
) -> None:
    page = await sent(arize, "GET", "annotation-configs", 200, limit=4)
    shown = [each["id"] for each in page["annotation_configs"]]
    space = (await first(arize, "spaces"))["id"]
    new = {"name": "new", "space_id": space, "annotation_config_type": "FREEFORM"}
    await sent(arize, "POST", "annotation-configs", 201, new)
    await sent(arize, "DELETE", f"annotation-configs/{shown[-1]}", 204)
    cursor = page["pagination"]["next_cursor"]
    rest = [each["id"] for each in await listed(arize, "annotation-configs", cursor=cursor)]
    assert len(set(shown + rest)) == len(shown + rest) == 9


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"", 400, "The body is not JSON"),
        (b"{", 400, "The body is not JSON"),
        (b"[1]", 400, "The body is not a JSON object."),
        (b'{"name": 5}', 400, "name: Input should be a valid string"),
        (b'{"name": ""}', 422, "name: String should have at least 1"),
        (b'{"name": "a", "colour": 1}', 422, "colour: Extra inputs are not permitted"),
        (b'{"description": "x", "name": 5}', 400, "name: Input should be a valid string"),
        (b"{}", 422, "Send at least one field."),
    ],
)
async def test_a_bad_body_is_refused_by_its_fields(
    arize: httpx.AsyncClient, body: bytes, status: int, words: str
) -> None:
    organization = (await first(arize, "organizations"))["id"]
    answer = await arize.patch(f"/v2/organizations/{organization}", content=body)
    assert answer.status_code == status
    assert words in answer.json()["detail"]


async def test_a_name_is_unique_where_it_must_be(arize: httpx.AsyncClient) -> None:
    spaces = await listed(arize, "spaces")
    made = [
        await sent(arize, "POST", "projects", 201, {"name": "twin", "space_id": each["id"]})
        for each in spaces[:2]
    ]
    body = {"name": "twin", "space_id": spaces[0]["id"]}
    problem = await sent(arize, "POST", "projects", 409, body)
    assert problem["detail"] == "The name 'twin' is taken."
    await sent(arize, "PATCH", f"projects/{made[0]['id']}", 200, {"name": "twin"})
    await sent(arize, "PATCH", f"projects/{made[0]['id']}", 409, {"name": "support"})


async def test_names_are_found_by_a_part_in_any_case(arize: httpx.AsyncClient) -> None:
    found = await listed(arize, "projects", name="SUPP", space_name="Prod")
    assert [each["name"] for each in found] == ["support"]


async def test_ids_are_what_the_vendor_s_client_takes_for_ids(arize: httpx.AsyncClient) -> None:
    words = {
        path: {word(each["id"]) for each in await listed(arize, path)}
        for path in ("organizations", "spaces", "projects", "datasets", "monitors", "users")
    }
    assert words == {
        "organizations": {"Organization"},
        "spaces": {"Space"},
        "projects": {"Model"},
        "datasets": {"Dataset"},
        "monitors": {"Monitor"},
        "users": {"User"},
    }
    assert word("support") is None


async def test_a_member_gets_a_role_and_loses_it(arize: httpx.AsyncClient) -> None:
    space, user = await first(arize, "spaces"), await first(arize, "users")
    body = {"user_id": user["id"], "role": {"type": "PREDEFINED", "name": "MEMBER"}}
    made = await sent(arize, "POST", f"spaces/{space['id']}/users", 200, body)
    assert (made["user_id"], made["space_id"]) == (user["id"], space["id"])
    body["role"] = {"type": "PREDEFINED", "name": "ADMIN"}
    again = await sent(arize, "POST", f"spaces/{space['id']}/users", 200, body)
    assert (again["id"], again["role"]["name"]) == (made["id"], "ADMIN")
    await sent(arize, "DELETE", f"spaces/{space['id']}/users/{user['id']}", 204)
    await sent(arize, "DELETE", f"spaces/{space['id']}/users/{user['id']}", 404)
    body["role"] = {"type": "PREDEFINED", "name": "KING"}
    await sent(arize, "POST", f"spaces/{space['id']}/users", 422, body)


async def test_reads_and_writes_have_budgets_of_their_own(world: World, watch: Watch) -> None:
    app = application(world, limits=0.01)  # 6 reads and 3 writes a minute
    async with client(app, keys(7).world) as asking, client(app, keys(7).reader) as other:
        support = await project(asking, "support")
        for _ in range(5):
            await sent(asking, "POST", "spans", 200, {"project_id": support}, limit=1)
        answer = await asking.get("/v2/spaces")
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "60"
        assert not [name for name in answer.headers if "ratelimit" in name]
        assert answer.json()["title"] == "Rate limit exceeded"
        await sent(other, "GET", "spaces", 200)
        body = {"name": "written", "space_id": "nothing"}
        await sent(asking, "POST", "projects", 404, body)
        watch.pass_by(60)
        await sent(asking, "GET", "spaces", 200)


async def test_the_audit_log_shows_a_month_unless_told_otherwise(
    arize: httpx.AsyncClient, watch: Watch
) -> None:
    before = len(await listed(arize, "audit-logs"))
    watch.pass_by(31 * 86_400)
    assert await listed(arize, "audit-logs", limit=5) == []
    asked = {"start_time": "2026-11-01T00:00:00Z"}
    assert len(await listed(arize, "audit-logs", **asked, limit=5)) == before
    asked = {"end_time": "2026-11-22T00:00:00+0000"}
    assert len(await listed(arize, "audit-logs", **asked, limit=5)) == before


async def test_what_is_written_outlives_the_simulator(world: World, tmp_path: Path) -> None:
    archive = Archive.open(tmp_path / "data")
    async with client(application(world, archive=archive, limits=None), keys(7).world) as asking:
        space = (await first(asking, "spaces"))["id"]
        made = await sent(asking, "POST", "projects", 201, {"name": "kept", "space_id": space})
        gone = await project(asking, "planner")
        await sent(asking, "DELETE", f"projects/{gone}", 204)
    archive.close()
    archive = Archive.open(tmp_path / "data")
    async with client(application(world, archive=archive, limits=None), keys(7).world) as asking:
        assert await sent(asking, "GET", f"projects/{made['id']}", 200) == made
        await sent(asking, "GET", f"projects/{gone}", 404)
        after = {"name": "later", "space_id": space}
        assert (await sent(asking, "POST", "projects", 201, after))["id"] != made["id"]
    archive.close()
