"""A vendor nobody has heard of works like the four: stack, engine, command line, screen."""

import argparse
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from spandeck.cli.records import get_resource
from spandeck.model.catalog import Unknown
from spandeck.model.connection import Connection, Token
from spandeck.model.errors import Missing, Refused
from spandeck.model.form import BadForm, filled
from spandeck.model.page import BadRow, Page
from spandeck.model.query import BadQuery, parse
from spandeck.model.resource import Record
from spandeck.model.source import RecordSource, Sources
from spandeck.net import State, open_client
from spandeck.ui.tabs import Tab
from tests.ui.fakes import FakeBudget
from tests.ui.running import press, running, settled, text
from tests.vendors.fifth import ADD, BOXES, BURN, CATALOG, FIFTH, RACKS, service


@pytest.fixture
async def source() -> AsyncIterator[RecordSource]:
    """Its records over the whole stack."""
    api, state = FIFTH.load(), State.open(None)
    connection = Connection("fifth", FIFTH.url, Token("a key of the fifth"), writes=True)
    network = httpx.ASGITransport(service())
    async with open_client(api.descriptor, connection, state=state, network=network) as client:
        yield api.open(client, connection).records
    state.close()


def ids(page: Page[Record]) -> list[str]:
    return [row.id for row in page.items if not isinstance(row, BadRow)]


def test_it_is_added_in_fewer_than_120_lines() -> None:
    assert len(Path(__file__).with_name("fifth.py").read_text().splitlines()) < 120


async def test_its_pages_chain_and_say_what_they_say(source: RecordSource) -> None:
    first = await source.records(RACKS, limit=2)
    second = await source.records(RACKS, cursor=first.cursor, limit=2)
    third = await source.records(RACKS, cursor=second.cursor, limit=2)
    assert [*ids(first), *ids(second), *ids(third)] == ["s0", "s1", "s2", "s3", "s4"]
    assert (third.cursor, third.rest) == (None, {"kept": 5})


async def test_one_is_read_and_leads_to_those_below_it(source: RecordSource) -> None:
    rack = await source.record(RACKS, "s1")
    (relation,) = RACKS.relations
    (where,) = relation.where.items()
    page = await source.records(BOXES, parse(f"{where[0]}={rack.raw[where[1]]}", BOXES.filters))
    assert ids(page) == ["s1-0"]


async def test_its_filter_language_is_its_own(source: RecordSource) -> None:
    shut = parse("rack=s1 state=shut", BOXES.filters)
    assert ids(await source.records(BOXES, shut)) == []
    await source.act(source.draft(ADD, {"rack": "s1", "weight": 3}))
    assert ids(await source.records(BOXES, shut)) == ["box-1"]


async def test_a_parent_that_was_not_said_is_asked_for(source: RecordSource) -> None:
    with pytest.raises(BadQuery, match="Boxes are asked for by rack: rack=…"):
        await source.records(BOXES)


async def test_what_it_refuses_is_said_at_the_field(source: RecordSource) -> None:
    with pytest.raises(Refused) as caught:
        await source.act(source.draft(ADD, {"rack": "s1", "weight": 10}))
    assert caught.value.fields == {"weight": "too heavy"}


async def test_what_was_destroyed_is_gone(source: RecordSource) -> None:
    outcome = await source.act(source.draft(BURN, {}, "s1"))
    assert (outcome.status, outcome.record) == (204, None)
    with pytest.raises(Missing, match="rack s1 not found"):
        await source.record(RACKS, "s1")


def test_its_forms_and_names_are_checked_like_any_others() -> None:
    with pytest.raises(BadForm, match="rack: it is required"):
        filled(ADD, {"weight": "2"}, 0)
    with pytest.raises(Unknown, match="Did you mean racks"):
        CATALOG.resource("rakcs")


async def test_it_is_printed_like_any_other(
    source: RecordSource, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = argparse.Namespace(
        vendor="fifth", kind="box", id=None, where=["rack=s1"], since=None, until=None
    )
    arguments.limit, arguments.all, arguments.output = 10, False, "json"
    await get_resource(arguments, source, State.open(None))
    printed = json.loads(capsys.readouterr().out)
    assert printed["facts"] == {"kept": 1}
    assert [row["id"] for row in printed["rows"]] == ["s1-0"]


async def test_it_is_browsed_on_screen_like_any_other(source: RecordSource, tmp_path: Path) -> None:
    sources = Sources({}, FakeBudget(), records={"fifth": source})
    async with running(tmp_path, sources=sources) as (app, pilot):
        app.add_mode("fifth", partial(app.screen_of, Tab("fifth", "Fifth")))
        await app.switch_mode("fifth")
        await settled(pilot)
        assert "Rack s3" in text(app)
        await press(pilot, "j", "enter")
        assert "s1-0" in text(app)
        assert "open" in text(app)
        await press(pilot, "escape")
        assert "Rack s3" in text(app)
