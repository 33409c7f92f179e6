"""Events to post, and what is read back."""

from collections.abc import Sequence
from typing import Any

import httpx

from tests.sim.asking import NOW, Record

NOW_MS = NOW // 1_000_000
HOUR_MS = 3_600_000
MINUTE_MS = 60_000


def event(ago_ms: int = MINUTE_MS, **changes: Any) -> Record:
    """A good event that ended a while ago."""
    return {
        "vendor": "acme",
        "endpoint": "/v1/things/:id",
        "method": "GET",
        "outcome": "success",
        "duration_ms": 120,
        "ts": NOW_MS - ago_ms,
        "status": 200,
        "cold_start": False,
        "env": "production",
        **changes,
    }


async def post(asking: httpx.AsyncClient, events: Sequence[Any], **body: Any) -> int:
    """Post events a hundred at a time; gives how many were accepted."""
    accepted = 0
    for first in range(0, len(events), 100):
        batch = list(events[first : first + 100])
        answer = await asking.post("/v1/events", json={"batch": batch, **body})
        assert answer.status_code == 200, answer.text
        accepted += answer.json()["received"]
    return accepted


async def read(asking: httpx.AsyncClient, path: str, **params: Any) -> Any:
    """The answer to a request that must succeed."""
    answer = await asking.get(f"/v1/{path}", params={k: v for k, v in params.items() if v})
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(answer: httpx.Response, status: int, field: str | None = None) -> None:
    """The answer is an error in the envelope, about this field."""
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["message"]
    assert error["code"]
    assert error.get("field") == field
