"""What takes its time is followed by reading until it has ended, well or badly."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from spandeck.cli.ending import Failed
from spandeck.cli.following import LOST, follow
from spandeck.model.action import Follow
from spandeck.model.connection import Connection, Token
from spandeck.model.errors import Refused, Unreachable
from spandeck.vendors.records import Records
from tests.vendors.fifth import CATALOG, Dialect
from tests.vendors.scripted import Script

HOW = Follow("racks", "id", done=("done",), failed=("lost",), progress="part", every_s=0)


def reading(status: str, part: Any = None) -> httpx.Response:
    return httpx.Response(200, json={"data": {"id": "r", "status": status, "part": part}})


def source(script: Script) -> Records:
    origin = "https://fifth.test"
    client = httpx.AsyncClient(transport=httpx.MockTransport(script), base_url=origin)
    return Records(client, Connection("fifth", origin, Token("none")), "Fifth", CATALOG, Dialect())


async def test_each_new_state_is_said_once_and_the_end_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    script = Script(reading("new"), reading("new"), reading("going", 50.4), reading("done", 100))
    await follow(source(script), HOW, "r", "json")
    out, err = capsys.readouterr()
    assert err.splitlines() == [
        "spandeck: rack r: new",
        "spandeck: rack r: going, 50 %",
        "spandeck: rack r: done, 100 %",
    ]
    assert json.loads(out)["status"] == "done"
    assert len(script.requests) == 4


async def test_a_bad_end_is_printed_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failed, match="rack r ended as lost"):
        await follow(source(Script(reading("lost"))), HOW, "r", "table")
    assert "lost" in capsys.readouterr().out


async def test_a_reading_that_fails_now_and_then_is_read_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bad: list[httpx.Response | Exception] = [
        httpx.ReadError("reset"),
        httpx.Response(404),
        httpx.Response(503),
    ]
    await follow(source(Script(*bad, reading("new"), *bad, reading("done"))), HOW, "r", "json")
    assert json.loads(capsys.readouterr().out)["status"] == "done"


async def test_one_that_fails_for_good_is_given_up_saying_how_to_go_on() -> None:
    script = Script(httpx.Response(503))
    with pytest.raises(Unreachable, match="It goes on at the vendor: spandeck get fifth rack r"):
        await follow(source(script), HOW, "r", "json")
    assert len(script.requests) == LOST


async def test_a_refusal_ends_it_at_once() -> None:
    with pytest.raises(Refused):
        await follow(source(Script(httpx.Response(401))), HOW, "r", "json")


async def test_without_a_state_nothing_is_made_up(capsys: pytest.CaptureFixture[str]) -> None:
    script = Script(httpx.Response(200, json={"data": {"id": "r"}}), reading("done"))
    await follow(source(script), replace(HOW, progress=""), "r", "json")
    assert capsys.readouterr().err.startswith("spandeck: rack r: it does not say how far it is")
