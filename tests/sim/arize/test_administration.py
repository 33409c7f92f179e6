"""Arize's groups that run an account: writes are read back, secrets shown once (contract §9)."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from spandeck.sim.arize import application, tokens
from spandeck.sim.arize.ids import identifier
from spandeck.sim.world import World
from spandeck.sim.world.chance import key
from tests.sim.asking import Record, Watch, client


@pytest.fixture
async def arize(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with client(application(world, limits=None), str(tokens(7)["token"])) as asking:
        yield asking


async def rows(asking: httpx.AsyncClient, path: str, **params: Any) -> list[Record]:
    """A list's rows; the first field of an answer holds them."""
    answer = await asking.get(f"/v2/{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: list[Record] = next(iter(answer.json().values()))
    return found


async def sent(
    asking: httpx.AsyncClient, method: str, path: str, status: int, body: Any = None
) -> Any:
    answer = await asking.request(method, f"/v2/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def first(asking: httpx.AsyncClient, path: str, **params: Any) -> Record:
    return (await rows(asking, path, **params))[0]


async def test_a_role_is_bound_and_cannot_go_while_it_is(arize: httpx.AsyncClient) -> None:
    role = await sent(
        arize, "POST", "roles", 201, {"name": "looker", "permissions": ["PROJECT_READ"]}
    )
    body = {
        "role_id": role["id"],
        "user_id": (await rows(arize, "users"))[-1]["id"],
        "resource_type": "PROJECT",
        "resource_id": (await first(arize, "projects"))["id"],
    }
    binding = await sent(arize, "POST", "role-bindings", 201, body)
    await sent(arize, "POST", "role-bindings", 409, body)
    assert binding in await rows(arize, "role-bindings", resource_type="PROJECT")
    await sent(arize, "DELETE", f"roles/{role['id']}", 409)
    await sent(arize, "DELETE", f"role-bindings/{binding['id']}", 204)
    await sent(arize, "DELETE", f"roles/{role['id']}", 204)
    await sent(arize, "GET", f"roles/{role['id']}", 404)


async def test_a_list_that_needs_a_parameter_says_which(arize: httpx.AsyncClient) -> None:
    answer = await arize.get("/v2/role-bindings")
    assert answer.status_code == 400
    assert "resource_type" in answer.json()["detail"]


async def test_a_predefined_role_stays_as_it_is(arize: httpx.AsyncClient) -> None:
    role = await first(arize, "roles", is_predefined="true")
    await sent(arize, "PATCH", f"roles/{role['id']}", 422, {"name": "mine"})
    await sent(arize, "DELETE", f"roles/{role['id']}", 409)


async def test_a_restriction_is_made_once_and_lifted_once(arize: httpx.AsyncClient) -> None:
    project = await first(arize, "projects")
    made = await sent(arize, "POST", "resource-restrictions", 200, {"resource_id": project["id"]})
    again = await sent(arize, "POST", "resource-restrictions", 200, {"resource_id": project["id"]})
    assert again == made
    assert await rows(arize, "resource-restrictions", resource_type="PROJECT") == [made]
    await sent(arize, "DELETE", f"resource-restrictions/{project['id']}", 204)
    await sent(arize, "DELETE", f"resource-restrictions/{project['id']}", 404)


async def test_a_user_is_invited_once_and_let_go_for_good(arize: httpx.AsyncClient) -> None:
    body = {
        "name": "New",
        "email": "new@fernweh.example",
        "role": {"type": "PREDEFINED", "name": "MEMBER"},
        "invite_mode": "TEMPORARY_PASSWORD",
    }
    made = await sent(arize, "POST", "users", 201, body)
    assert made["temporary_password"]
    again = await sent(arize, "POST", "users", 200, body)
    assert again["id"] == made["id"]
    assert "temporary_password" not in again
    assert [each["id"] for each in await rows(arize, "users", status="INVITED")] == [made["id"]]
    await sent(arize, "POST", f"users/{made['id']}/resend-invitation", 204)
    await sent(arize, "DELETE", f"users/{made['id']}", 204)
    await sent(arize, "DELETE", f"users/{made['id']}", 204)
    await sent(arize, "GET", f"users/{made['id']}", 404)


async def test_only_who_was_invited_is_invited_again(arize: httpx.AsyncClient) -> None:
    user = await first(arize, "users")
    await sent(arize, "POST", f"users/{user['id']}/resend-invitation", 400)


async def test_a_key_is_shown_once_refreshed_and_revoked(arize: httpx.AsyncClient) -> None:
    made = await sent(arize, "POST", "api-keys", 201, {"key_type": "USER", "name": "ci"})
    secret = made["key"]
    assert secret not in str(await rows(arize, "api-keys"))
    fresh = await sent(arize, "POST", f"api-keys/{made['id']}/refresh", 200)
    assert fresh["key"] != secret
    active = {each["id"] for each in await rows(arize, "api-keys")}
    assert fresh["id"] in active
    assert made["id"] not in active
    for _ in range(2):
        await sent(arize, "PUT", f"api-keys/{fresh['id']}/revoke", 204)
    revoked = {each["id"] for each in await rows(arize, "api-keys", status="REVOKED")}
    assert {made["id"], fresh["id"]} <= revoked


async def test_a_services_key_is_found_by_its_space(arize: httpx.AsyncClient) -> None:
    spaces = await rows(arize, "spaces")
    held = {"org_id": spaces[0]["organization_id"], "spaces": [{"space_id": spaces[0]["id"]}]}
    body = {"key_type": "SERVICE", "name": "exporter", "organizations": [held]}
    made = await sent(arize, "POST", "api-keys", 201, body)
    found = await rows(arize, "api-keys", space_id=spaces[0]["id"])
    assert [each["id"] for each in found] == [made["id"]]
    assert await rows(arize, "api-keys", space_id=spaces[1]["id"]) == []
    await sent(arize, "POST", "api-keys", 422, {"key_type": "SERVICE", "name": "x"})


async def test_a_tag_is_attached_and_goes_everywhere_at_once(arize: httpx.AsyncClient) -> None:
    project = await first(arize, "projects")
    body = {"name": "Hot", "space_id": project["space_id"], "color": "RED"}
    tag = await sent(arize, "POST", "tags", 201, body)
    await sent(arize, "POST", "tags", 409, body | {"name": "hot"})
    path = f"projects/{project['id']}/tags"
    before = await rows(arize, path)
    attached = await sent(arize, "POST", path, 200, {"tag_ids": [tag["id"]]})
    assert [each["name"] for each in attached["tags"]] == ["on call", "Hot"]
    changed = await sent(arize, "PATCH", f"tags/{tag['id']}", 200, {"color": "BLUE"})
    assert await rows(arize, path) == [*before, changed]
    await sent(arize, "DELETE", f"tags/{tag['id']}", 204)
    assert await rows(arize, path) == before


async def test_an_integration_never_says_its_secrets(arize: httpx.AsyncClient) -> None:
    config: Record = {"provider": "CUSTOM", "base_url": "https://llm.example", "api_key": "s3cret"}
    config |= {"headers": {"x-team": "s3cret"}}
    body = {"type": "LLM", "name": "own", "config": config}
    made = await sent(arize, "POST", "integrations", 201, body)
    assert (made["config"]["has_api_key"], made["config"]["header_names"]) == (True, ["x-team"])
    change = {"type": "LLM", "config": {"api_key": None}}
    changed = await sent(arize, "PATCH", f"integrations/{made['id']}", 200, change)
    assert changed["config"]["has_api_key"] is False
    assert changed["config"]["base_url"] == config["base_url"]
    await sent(arize, "PATCH", f"integrations/{made['id']}", 422, {"type": "AGENT", "name": "x"})
    assert "s3cret" not in str(await rows(arize, "integrations"))


async def test_remote_evaluators_are_listed_only_when_asked_for(arize: httpx.AsyncClient) -> None:
    config = {"endpoint": "https://judge.example", "input_schema": {}}
    body = {"type": "EVALUATOR", "name": "judge", "config": config}
    made = await sent(arize, "POST", "integrations", 201, body)
    assert made["id"] not in {each["id"] for each in await rows(arize, "integrations")}
    found = await rows(arize, "integrations", type="EVALUATOR")
    assert [each["id"] for each in found] == [made["id"]]


async def test_an_ai_integrations_key_can_be_cleared(arize: httpx.AsyncClient) -> None:
    body = {"name": "claude", "provider": "ANTHROPIC", "api_key": "s3cret"}
    made = await sent(arize, "POST", "ai-integrations", 201, body)
    assert (made["has_api_key"], made["auth_type"]) == (True, "DEFAULT")
    path = f"ai-integrations/{made['id']}"
    named = await sent(arize, "PATCH", path, 200, {"name": "sonnet"})
    assert (named["name"], named["has_api_key"]) == ("sonnet", True)
    cleared = await sent(arize, "PATCH", path, 200, {"api_key": None})
    assert cleared["has_api_key"] is False


async def test_a_task_runs_over_the_clock(arize: httpx.AsyncClient, watch: Watch) -> None:
    task = await first(arize, "tasks")
    run = await sent(arize, "POST", f"tasks/{task['id']}/trigger", 201, {"max_spans": 80})
    await sent(arize, "POST", f"tasks/{task['id']}/trigger", 409)
    seen = []
    for _ in range(3):
        seen.append((await sent(arize, "GET", f"task-runs/{run['id']}", 200))["status"])
        watch.pass_by(6)
    assert seen == ["PENDING", "RUNNING", "COMPLETED"]
    done = await sent(arize, "GET", f"task-runs/{run['id']}", 200)
    assert done["num_successes"] + done["num_errors"] + done["num_skipped"] == 80
    assert run["id"] in {
        each["id"] for each in await rows(arize, f"tasks/{task['id']}/runs", status="COMPLETED")
    }
    await sent(arize, "POST", f"task-runs/{run['id']}/cancel", 400)


async def test_a_run_under_way_is_cancelled_where_it_is(
    arize: httpx.AsyncClient, watch: Watch
) -> None:
    task = await first(arize, "tasks")
    run = await sent(arize, "POST", f"tasks/{task['id']}/trigger", 201, {"max_spans": 90})
    watch.pass_by(6)
    stopped = await sent(arize, "POST", f"task-runs/{run['id']}/cancel", 200)
    watch.pass_by(60)
    later = await sent(arize, "GET", f"task-runs/{run['id']}", 200)
    assert later == stopped
    assert later["status"] == "CANCELLED"
    assert later["num_successes"] + later["num_errors"] + later["num_skipped"] == 30


async def test_what_belongs_to_another_kind_of_task_is_refused(arize: httpx.AsyncClient) -> None:
    task = await first(arize, "tasks")
    changed = await sent(arize, "PATCH", f"tasks/{task['id']}", 200, {"sampling_rate": 0.5})
    assert changed["sampling_rate"] == 0.5
    await sent(arize, "PATCH", f"tasks/{task['id']}", 422, {"run_configuration": {}})
    body = {"type": "CODE_EVALUATION", "name": "x", "evaluators": [task["evaluators"][0]]}
    body["evaluators"] = [{"evaluator_id": task["evaluators"][0]["evaluator_id"]}]
    await sent(arize, "POST", "tasks", 422, body)
    made = await sent(arize, "POST", "tasks", 201, body | {"project_id": task["project_id"]})
    assert made["evaluators"][0]["evaluator_name"] == task["evaluators"][0]["evaluator_name"]


async def test_a_webhooks_test_is_an_attempt_that_can_be_read(arize: httpx.AsyncClient) -> None:
    organization = (await first(arize, "organizations"))["id"]
    body = {"organization_id": organization, "name": "mine", "url": "https://hooks.example/x"}
    await sent(arize, "POST", "webhooks", 422, body)
    made = await sent(arize, "POST", "webhooks", 201, body | {"auth_token": "s3cret"})
    tested = await sent(arize, "POST", f"webhooks/{made['id']}/test", 200)
    assert tested["error_message"]
    attempts = await rows(arize, f"webhooks/{made['id']}/delivery-attempts")
    assert [each["attempt_number"] for each in attempts] == [1]
    assert "s3cret" not in str(await rows(arize, "webhooks"))


async def test_a_signing_secret_is_shown_once(arize: httpx.AsyncClient) -> None:
    organization = (await first(arize, "organizations"))["id"]
    body = {"organization_id": organization, "name": "signed", "url": "https://hooks.example/x"}
    made = await sent(arize, "POST", "webhooks", 201, body | {"auth_type": "HMAC_SHA256"})
    secret = made["signing_secret"]
    found = await sent(arize, "GET", f"webhooks/{made['id']}", 200)
    assert secret not in str(found)
    assert secret.endswith(found["signing_secret_hint"])
    await sent(arize, "POST", f"webhooks/{made['id']}/test", 400)


async def test_a_subscription_goes_with_its_webhook(arize: httpx.AsyncClient) -> None:
    held = await first(arize, "webhook-subscriptions")
    body = {name: held[name] for name in ("webhook_id", "source_type", "source_id", "event")}
    await sent(arize, "POST", "webhook-subscriptions", 409, body)
    await sent(arize, "DELETE", f"webhooks/{held['webhook_id']}", 204)
    await sent(arize, "GET", f"webhook-subscriptions/{held['id']}", 404)


async def test_what_was_changed_stands_in_the_audit_log(
    arize: httpx.AsyncClient, watch: Watch
) -> None:
    watch.pass_by(1)
    await sent(arize, "POST", "roles", 201, {"name": "r", "permissions": ["PROJECT_READ"]})
    await sent(arize, "POST", "roles", 409, {"name": "r", "permissions": ["PROJECT_READ"]})
    newest = (await rows(arize, "audit-logs"))[:2]
    assert [each["operation_name"] for each in newest if each["ip"] == "127.0.0.1"] == [
        "create roles"
    ]


async def test_the_audit_log_is_for_administrators(world: World) -> None:
    reader: Any = tokens(7)["reader"]
    async with client(application(world, limits=None), reader["token"]) as asking:
        assert (await asking.get("/v2/audit-logs")).status_code == 403
        assert (await asking.get("/v2/roles")).status_code == 200


async def test_a_widget_is_read_from_its_own_dashboard(arize: httpx.AsyncClient) -> None:
    secret = key(7, "arize ids Fernweh")
    dashboard, widget = (identifier(word, 1, secret) for word in ("Dashboard", "Widget"))
    found = await sent(arize, "GET", f"dashboards/{dashboard}/widgets/{widget}", 200)
    assert (found["dashboard_id"], found["type"]) == (dashboard, "TEXT")
    await sent(arize, "GET", f"dashboards/{widget}/widgets/{widget}", 404)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("tags", {"name": "x", "colour": "RED", "space_id": "?"}),
        ("api-keys", {"key_type": "USER", "name": "x" * 257}),
        ("roles", {"name": "x", "permissions": []}),
        ("roles", {"name": "x", "permissions": ["FLY"]}),
        ("users", {"name": "x", "email": "nobody", "role": {}, "invite_mode": "NONE"}),
    ],
)
async def test_a_body_that_is_wrong_is_refused(
    arize: httpx.AsyncClient, path: str, body: Any
) -> None:
    if "space_id" in body:
        body = body | {"space_id": (await first(arize, "spaces"))["id"]}
    answer = await arize.post(f"/v2/{path}", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
