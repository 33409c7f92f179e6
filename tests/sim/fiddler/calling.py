"""How tests ask the simulated Fiddler: in process, at a fixed moment."""

from typing import Any

import httpx

from spandeck.sim.clock import SECOND, iso
from spandeck.sim.fiddler.account import fixed
from tests.sim.asking import NOW

Record = dict[str, Any]
PRODUCTION = fixed("application production")
STAGING = fixed("application staging")
HOUR = {"start_time": iso(NOW - 3600 * SECOND), "end_time": iso(NOW)}
DAY = {"start_time": iso(NOW - 86_400 * SECOND), "end_time": iso(NOW)}


class Refused(AssertionError):
    """An answer that is an error; the envelope is checked."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(answer.text)
        envelope = answer.json()
        assert (envelope["api_version"], envelope["kind"]) == ("3.0", "ERROR")
        self.status, error = answer.status_code, envelope["error"]
        assert error["code"] == self.status
        assert error["message"] == error["errors"][0]["message"]
        assert all(each["help"] == "" for each in error["errors"])
        self.message: str = error["message"]
        self.issues = [(each["reason"], each["message"]) for each in error["errors"]]


async def call(asking: httpx.AsyncClient, method: str, path: str, **given: Any) -> Any:
    """What the envelope holds; None without a body. Raise `Refused`."""
    answer = await asking.request(method, path, **given)
    if answer.status_code >= 400:
        raise Refused(answer)
    if not answer.content:
        return None
    envelope = answer.json()
    assert envelope["api_version"] == "3.0"
    assert envelope["kind"] == (
        "PAGINATED" if "page_index" in (envelope["data"] or {}) else "NORMAL"
    )
    return envelope["data"]


async def get(asking: httpx.AsyncClient, path: str, **params: Any) -> Any:
    return await call(asking, "GET", path, params=params)


async def post(asking: httpx.AsyncClient, path: str, body: Any) -> Any:
    return await call(asking, "POST", path, json=body)


async def patch(asking: httpx.AsyncClient, path: str, body: Any) -> Any:
    return await call(asking, "PATCH", path, json=body)


async def delete(asking: httpx.AsyncClient, path: str, body: Any = None) -> Any:
    given = {} if body is None else {"json": body}
    return await call(asking, "DELETE", path, **given)


async def items(asking: httpx.AsyncClient, path: str, **params: Any) -> list[Record]:
    """All records of a list, page after page, each page told about rightly."""
    found: list[Record] = []
    limit = params.pop("limit", 50)
    while True:
        page = await get(asking, path, limit=limit, offset=len(found), **params)
        assert page["page_size"] == limit
        assert page["item_count"] == len(page["items"])
        assert page["offset"] == len(found)
        assert page["page_index"] == len(found) // limit + 1
        assert page["page_count"] == -(-page["total"] // limit)
        found += page["items"]
        if page["page_index"] >= page["page_count"]:
            assert len(found) == page["total"]
            return found


async def spans(asking: httpx.AsyncClient, application: str = PRODUCTION, **asked: Any) -> Any:
    """A page of spans, of the last hour unless asked otherwise."""
    return await post(asking, "/v3/spans/query", {"application_id": application, **HOUR, **asked})


def rule(field: str, operator: str, value: Any = None) -> Record:
    return {"field": field, "operator": operator, "value": value}


def both(*rules: Record) -> Record:
    return {"condition": "AND", "rules": list(rules)}
