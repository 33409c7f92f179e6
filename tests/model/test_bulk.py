"""Bulks: every id goes once, in order, and wherever a run ends each is accounted for."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.action import Action, Field
from spandeck.model.bulk import Bulk, bulk, portions
from spandeck.model.errors import Limited, Refused, SourceError, Unreachable
from spandeck.model.page import Ask
from spandeck.paint.quota import report
from tests.ui.acting import FakeActs

CLEAR = Action(
    "clear-things",
    "Clear things",
    "things",
    "POST",
    "/things/clear",
    "destructive",
    (Field("owner"), Field("ids", "list", batch=3)),
)
IDS = st.lists(st.integers(0, 40).map(str), max_size=30)


def made(ids: list[str]) -> tuple[FakeActs, Bulk]:
    source = FakeActs()
    return source, bulk(source, CLEAR, {"owner": "ada", "ids": ids})


@given(ids=IDS)
def test_every_id_goes_once_in_its_order_and_never_too_many(ids: list[str]) -> None:
    found = portions(CLEAR, {"owner": "ada", "ids": ids})
    assert [each for values in found for each in values["ids"]] == list(dict.fromkeys(ids))
    assert all(len(values["ids"]) <= 3 and values["owner"] == "ada" for values in found)
    assert len(found) == max(1, -(-len(set(ids)) // 3))


def test_what_has_no_such_ids_is_one_request() -> None:
    assert portions(CLEAR, {"owner": "ada"}) == ({"owner": "ada"},)
    source, sent = made([])
    asyncio.run(sent.run(Ask()))
    assert (len(source.sent), sent.done) == (1, ())


@pytest.mark.parametrize(
    ("error", "unknown", "told"),
    [
        (
            Unreachable("Risicare", "no answer in time"),
            ("3", "4", "5"),
            "1 of 3 requests done (3 ids), of 1 it is unknown (3 ids), 1 not done (1 ids)",
        ),
        (Refused("Risicare", "no"), (), "1 of 3 requests done (3 ids), 2 not done (4 ids)"),
        (Limited("Risicare", 60.0), (), "1 of 3 requests done (3 ids), 2 not done (4 ids)"),
    ],
)
def test_the_first_answer_that_is_none_ends_the_run(
    error: SourceError, unknown: tuple[str, ...], told: str
) -> None:
    source, sent = made([str(n) for n in range(7)])
    source.later = [None, error]
    with pytest.raises(type(error)):
        asyncio.run(sent.run(Ask()))
    assert len(source.sent) == 2
    assert (sent.done, sent.unknown) == (("0", "1", "2"), unknown)
    assert sent.done + sent.unknown + sent.untouched == tuple(str(n) for n in range(7))
    assert report(sent) == told


def test_whoever_stops_waiting_does_not_know_what_came_of_the_last() -> None:
    source, sent = made([str(n) for n in range(7)])

    async def stop() -> None:
        source.answers.clear()
        running = asyncio.create_task(sent.run(Ask()))
        await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(stop())
    assert (sent.done, sent.unknown) == ((), ("0", "1", "2"))
    assert sent.untouched == ("3", "4", "5", "6")
