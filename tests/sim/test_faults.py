"""The fault plan: every kind of broken answer happens, to the requests it was planned for."""

import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.datastructures import Headers
from starlette.types import Message

from spandeck.sim.faults import BadFaults, Change, Fault, plan
from spandeck.sim.faults.bodies import BOMB, HUGE, STRANGE
from spandeck.sim.faults.middleware import Cut
from spandeck.sim.risicare import application
from spandeck.sim.risicare.keys import Keys
from spandeck.sim.world import World
from tests.sim.asking import client

TRACES = "/api/v1/traces"


def faulty(world: World, tokens: Keys, *faults: Fault) -> httpx.AsyncClient:
    return client(application(world, limits=None, faults=faults), tokens.world)


async def test_only_the_planned_requests_are_hit(world: World, tokens: Keys) -> None:
    fault = Fault(method="get", path="/api/v1/traces*", nth=(2, 3), status=503)
    async with faulty(world, tokens, fault) as asking:
        met = [(await asking.get(f"{TRACES}?limit=1")).status_code for _ in range(4)]
        assert met == [200, 503, 503, 200]
        assert (await asking.get("/api/v1/projects")).status_code == 200


async def test_the_first_fault_that_is_due_happens_and_all_are_counted(
    world: World, tokens: Keys
) -> None:
    faults = (
        Fault(nth=(1,), status=500),
        Fault(nth=(2,), status=429, headers={"Retry-After": "7"}),
    )
    async with faulty(world, tokens, *faults) as asking:
        first, second, third = [await asking.get("/api/v1/projects") for _ in range(3)]
    assert (first.status_code, second.status_code, third.status_code) == (500, 429, 200)
    assert second.headers["retry-after"] == "7"
    assert second.json()["error"]["code"] == "planned"


async def test_a_fault_strikes_before_anyone_looks_at_the_key(world: World) -> None:
    fault = Fault(nth=(1,), status=503)
    async with client(application(world, faults=(fault,)), None) as asking:
        met = [(await asking.get(TRACES)).status_code for _ in range(2)]
    assert met == [503, 401]


async def test_broken_bodies(world: World, tokens: Keys) -> None:
    async with client(application(world, limits=None), tokens.world) as asking:
        whole = (await asking.get(TRACES)).content
    async with faulty(world, tokens, Fault(body="html", status=502)) as asking:
        answer = await asking.get(TRACES)
        assert answer.status_code == 502
        assert answer.headers["content-type"].startswith("text/html")
    async with faulty(world, tokens, Fault(body="empty")) as asking:
        answer = await asking.get(TRACES)
        assert (answer.status_code, answer.content) == (200, b"")
    async with faulty(world, tokens, Fault(body="truncated")) as asking:
        part = (await asking.get(TRACES)).content
        assert whole.startswith(part)
        assert 0 < len(part) < len(whole)


async def test_a_bomb_is_small_on_the_wire_and_enormous_inside(world: World, tokens: Keys) -> None:
    async with (
        faulty(world, tokens, Fault(body="bomb")) as asking,
        asking.stream("GET", TRACES) as answer,
    ):
        raw = b"".join([piece async for piece in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip"
    assert len(raw) < BOMB / 900
    assert zlib.decompressobj(31).decompress(raw, 5_000_000) == bytes(5_000_000)


async def test_a_huge_body_is_huge(world: World, tokens: Keys) -> None:
    async with (
        faulty(world, tokens, Fault(body="huge")) as asking,
        asking.stream("GET", TRACES) as answer,
    ):
        assert sum([len(piece) async for piece in answer.aiter_raw()]) > HUGE


async def test_rows_are_changed_as_planned_and_the_others_are_left(
    world: World, tokens: Keys
) -> None:
    async with client(application(world, limits=None), tokens.world) as asking:
        whole: list[dict[str, Any]] = (await asking.get(f"{TRACES}?limit=18")).json()["data"]
    changes: tuple[Change, ...] = ("null", "missing", "unknown", "extra", "wrong-type", "duplicate")
    async with faulty(world, tokens, Fault(mutate=changes)) as asking:
        rows = (await asking.get(f"{TRACES}?limit=18")).json()["data"]
    assert {key for key, value in rows[0].items() if value is not None} == {"trace_id"}
    assert set(rows[3]) == {"trace_id", "session_id"}
    assert rows[6] == whole[6] | STRANGE
    assert set(rows[9]) - set(whole[9]) == {"surprise"}
    assert rows[12]["span_count"] == "many"
    assert rows[15] == rows[16] == whole[15]
    assert [rows[place] for place in (1, 2, 4, 5, 17)] == [
        whole[place] for place in (1, 2, 4, 5, 16)
    ]


async def test_a_cut_loses_the_answer_and_with_execute_only_the_answer(
    world: World, tokens: Keys
) -> None:
    cut = Fault(method="DELETE", cut=True, nth=(1,))
    executed = Fault(method="DELETE", cut=True, execute=True, nth=(2,))
    path = f"{TRACES}/{world.trace_ids.id(world.newest())}"
    async with faulty(world, tokens, cut, executed) as asking:
        for status in (200, 404):
            with pytest.raises(Cut):
                await asking.delete(path)
            assert (await asking.get(path)).status_code == status


async def test_a_body_is_cut_where_planned(world: World, tokens: Keys) -> None:
    fault = Fault(cut_after=2500, drip_s=0.0001, drip_bytes=1000, delay_s=0.0001)
    app = application(world, limits=None, faults=(fault,))
    headers = {"authorization": f"Bearer {tokens.world}"}
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": "GET",
        "path": TRACES,
        "query_string": b"",
        "headers": Headers(headers).raw,
    }
    with pytest.raises(Cut):
        await app(scope, receive, send)
    assert [len(each.get("body", b"")) for each in sent] == [0, 1000, 1000, 500]
    assert all(each["more_body"] for each in sent[1:])


def test_a_plan_is_read_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text(
        '[[fault]]\npath = "/api/*"\nnth = [1]\ncut = true\n[[fault]]\nbody = "bomb"\ndelay_s = 2\n'
    )
    assert plan(path) == (
        Fault(path="/api/*", nth=(1,), cut=True),
        Fault(body="bomb", delay_s=2.0),
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("fault = 3", "fault"),
        ("[[fault]]\nbody = 'odd'", "fault.0.body"),
        ("[[fault]]\nstatsu = 500", "fault.0.statsu"),
        ("[[fault]]\ndelay_s = -1", "fault.0.delay_s"),
        ("[[fault", "TOML"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused_by_naming_the_field(
    tmp_path: Path, text: str, named: str
) -> None:
    path = tmp_path / "faults.toml"
    path.write_text(text)
    with pytest.raises(BadFaults, match=named) as refused:
        plan(path)
    assert str(path) in str(refused.value)


def test_a_plan_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadFaults, match="cannot be read"):
        plan(tmp_path / "none.toml")
