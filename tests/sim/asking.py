"""How tests ask the simulator: a clock that they move, a client, and lists read to their end."""

from typing import Any

import httpx
from starlette.applications import Starlette

from spandeck.sim.clock import SECOND, read_iso

NOW = read_iso("2026-11-21T14:31:00Z")
Record = dict[str, Any]
SPAN = {
    "trace_id": "abc123",
    "span_id": "def456",
    "name": "llm.call",
    "start_time": "2026-11-21T10:00:00Z",
    "end_time": "2026-11-21T10:00:01.5+00:00",
    "attributes": {
        "llm.token_count.total": 12,
        "odd": "\x00\x1b[31m\u202e",
        "deep": {"a": [1, None]},
    },
}


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self, now_ns: int = NOW) -> None:
        self.now_ns = now_ns

    def __call__(self) -> int:
        return self.now_ns

    def pass_by(self, seconds: float) -> None:
        self.now_ns += int(seconds * SECOND)


def client(app: Starlette, token: str | None) -> httpx.AsyncClient:
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://sim", headers=headers
    )


async def listed(
    asking: httpx.AsyncClient, path: str = "/api/v1/traces", **params: Any
) -> list[Record]:
    """All rows of a list, page after page."""
    rows: list[Record] = []
    query: dict[str, Any] = {"limit": 100, **params}
    while True:
        answer = await asking.get(path, params=query)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        rows += page["data"]
        cursor = page["pagination"]["cursor"]
        assert page["pagination"]["has_more"] == (cursor is not None)
        if cursor is None:
            return rows
        assert cursor != query.get("cursor"), "the list does not move on"
        query["cursor"] = cursor


async def detail(asking: httpx.AsyncClient, trace_id: str) -> Record:
    answer = await asking.get(f"/api/v1/traces/{trace_id}")
    assert answer.status_code == 200, answer.text
    found: Record = answer.json()
    return found


def flat(spans: list[Record], depth: int = 1) -> list[tuple[int, Record]]:
    """The spans of a tree with their depths, in pre-order."""
    found: list[tuple[int, Record]] = []
    waiting = [(depth, span) for span in reversed(spans)]
    while waiting:
        depth, span = waiting.pop()
        found.append((depth, span))
        waiting += [(depth + 1, child) for child in reversed(span["children"])]
    return found


async def send(asking: httpx.AsyncClient, path: str, body: Any) -> httpx.Response:
    return await asking.post(path, json=body)
