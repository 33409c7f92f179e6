"""Users, keys, providers, webhooks and the server of the simulated Fiddler."""

from typing import Any

import httpx
import pytest

from tests.sim.fiddler.calling import Refused, call, delete, get, items, patch, post

PROVIDER = {
    "provider": "Azure AI",
    "credentials": [
        {"name": "main", "credential_config": {"credential_type": "api_key", "api_key": "s3cret"}}
    ],
    "models": [{"name": "phi-4"}],
}


async def provider(
    fiddler: httpx.AsyncClient, method: str, tail: str = "", body: Any = None
) -> Any:
    answer = await fiddler.request(method, f"/v3/llm-gateway/providers{tail}", json=body)
    if answer.status_code >= 400:
        raise Refused(answer)
    if not answer.content:
        return None
    assert (answer.json()["api"], answer.json()["api_version"]) == ("v3", "3.0")
    assert "s3cret" not in answer.text
    return answer.json()["data"]


async def test_users_are_listed_with_what_they_may(fiddler: httpx.AsyncClient) -> None:
    users = await items(fiddler, "/v3/users", limit=3)
    assert [each["username"] for each in users][:2] == ["ada.ferreira", "bilal.osman"]
    assert {each["org"]["role"] for each in users} == {"ORG_ADMIN", "ORG_MEMBER"}


async def test_an_access_key_is_shown_once_and_there_are_at_most_five(
    blank: httpx.AsyncClient,
) -> None:
    path = "/v3/user-access-keys"
    made = [await post(blank, path, {"name": f"key {number}"}) for number in range(5)]
    assert made[0]["key"].startswith(f"{made[0]['key_id']}.")
    listed = await items(blank, path)
    assert [each["id"] for each in listed] == [each["id"] for each in made]
    assert not any("key" in each or made[0]["key"] in str(each) for each in listed)
    with pytest.raises(Refused, match="at most 5") as refused:
        await post(blank, path, {"name": "key 6"})
    assert refused.value.status == 400
    await delete(blank, f"{path}/{made[0]['id']}")
    with pytest.raises(Refused, match="already exists"):
        await post(blank, path, {"name": "key 1"})
    assert await post(blank, path, {"name": "key 6"})


async def test_a_provider_is_kept_without_its_secrets(fiddler: httpx.AsyncClient) -> None:
    known = {each["provider"] for each in await provider(fiddler, "GET")}
    assert known == {"OpenAI", "Anthropic", "Gemini"}
    made = await provider(fiddler, "POST", body=PROVIDER)
    assert isinstance(made["id"], int)
    assert await provider(fiddler, "GET", "/Azure AI") == made
    with pytest.raises(Refused, match="already exists"):
        await provider(fiddler, "POST", body=PROVIDER)
    more = PROVIDER | {"models": [{"name": "phi-4"}, {"name": "phi-5"}]}
    changed = await provider(fiddler, "PUT", "/Azure AI", more)
    assert [each["name"] for each in changed["models"]] == ["phi-4", "phi-5"]
    with pytest.raises(Refused, match="provider"):
        await provider(fiddler, "PUT", "/Azure AI", PROVIDER | {"provider": "OpenAI"})
    assert await provider(fiddler, "DELETE", "/Azure AI") is None
    with pytest.raises(Refused, match="'Azure AI' was not found"):
        await provider(fiddler, "GET", "/Azure AI")


@pytest.mark.parametrize(
    "wrong", [{"provider": "Acme"}, {"credentials": []}, {"models": [{}]}, {"models": []}]
)
async def test_a_provider_that_lacks_something_is_refused(
    fiddler: httpx.AsyncClient, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match=next(iter(wrong))):
        await provider(fiddler, "POST", body=PROVIDER | wrong)


async def test_a_webhook_is_known_by_its_uuid(fiddler: httpx.AsyncClient) -> None:
    body = {"name": "pager", "url": "https://hooks.example/1", "provider": "OTHER"}
    made = await post(fiddler, "/v2/webhooks", body)
    path = f"/v2/webhooks/{made['uuid']}"
    assert (await patch(fiddler, path, body | {"url": "https://hooks.example/2"}))["url"][-1] == "2"
    with pytest.raises(Refused, match="url"):
        await post(fiddler, "/v2/webhooks", body | {"name": "other", "url": "ftp://x"})
    await delete(fiddler, path)
    assert made["uuid"] not in {each["uuid"] for each in await items(fiddler, "/v2/webhooks")}


async def test_the_server_tells_its_version_and_whom_it_serves(blank: httpx.AsyncClient) -> None:
    told = await get(blank, "/v3/server-info")
    assert told["server_version"] == "26.5.0"
    assert told["organization"]["name"] == "Empty"
    assert all(isinstance(each, bool) for each in told["feature_flags"].values())


@pytest.mark.parametrize(
    ("version", "status"), [("3.14.1", 200), ("3.0.0", 200), ("2.9.9", 400), ("", 400)]
)
async def test_a_client_that_is_too_old_is_told_so(
    fiddler: httpx.AsyncClient, version: str, status: int
) -> None:
    params = {"client_name": "python-sdk", "client_version": version}
    answer = await fiddler.get("/v3/version-compatibility", params=params)
    assert answer.status_code == status


async def test_the_empty_organization_holds_nothing_but_a_place_to_send_to(
    blank: httpx.AsyncClient,
) -> None:
    assert [each["name"] for each in await items(blank, "/v3/applications")] == ["empty"]
    for path in ("/v3/models", "/v3/alert-rules", "/v3/evals/datasets", "/v3/jobs", "/v2/webhooks"):
        assert (await call(blank, "GET", path))["total"] == 0
