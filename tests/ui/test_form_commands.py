"""Actions as commands: what is near comes first, what is at hand is filled in, reasons are said."""

from pathlib import Path

import pytest

from spandeck.model.action import Action, Field
from spandeck.model.query import BadQuery
from spandeck.model.resource import Record
from spandeck.ui import actions
from spandeck.ui.commands import Command
from spandeck.ui.screens.form import FormScreen
from tests.ui.acting import CATALOG, PEOPLE, THING, THINGS, FakeActs
from tests.ui.fakes import profile
from tests.ui.running import running


def offered(
    folder: Path, *, writes: bool = True, resource: str = "", record: Record | None = None
) -> tuple[dict[str, Command], list[FormScreen]]:
    opened: list[FormScreen] = []
    shown = CATALOG.by_name.get(resource)
    found = actions.commands(FakeActs(writes=writes), profile(folder), shown, record, opened.append)
    return {each.name: each for each in found}, opened


def test_every_action_is_a_command_that_says_what_it_does(tmp_path: Path) -> None:
    commands, _ = offered(tmp_path)
    assert commands.keys() == {each.name for each in CATALOG.actions}
    assert commands["create-thing"].about == "Create a thing"
    assert commands["delete-thing"].about == "Delete the thing · destroys"


def test_what_is_near_comes_first(tmp_path: Path) -> None:
    commands, _ = offered(tmp_path, resource=PEOPLE.name)
    assert next(iter(commands)) == "create-thing"
    commands, _ = offered(tmp_path, resource="keys")
    assert next(iter(commands)) == "create-key"


async def test_an_action_is_done_to_the_record_at_hand(tmp_path: Path) -> None:
    async with running(tmp_path):
        commands, opened = offered(tmp_path, resource=THINGS.name, record=THING)
        assert "thing-0000123456" in commands["change-thing"].about
        assert commands["change-thing"].argument == ""
        commands["change-thing"].run("")
        assert opened[0].record is THING


async def test_an_action_without_a_record_takes_its_id(tmp_path: Path) -> None:
    async with running(tmp_path):
        commands, opened = offered(tmp_path)
        assert commands["delete-thing"].argument == "ID"
        with pytest.raises(BadQuery, match="Which one"):
            commands["delete-thing"].run("")
        commands["delete-thing"].run("thing-7")
        assert opened[0].record == Record("thing-7", {})


async def test_a_record_at_hand_fills_in_the_fields_that_take_its_id(tmp_path: Path) -> None:
    async with running(tmp_path):
        ada = Record("p-ada", {"id": "p-ada"})
        commands, opened = offered(tmp_path, resource=PEOPLE.name, record=ada)
        commands["create-thing"].run("")
        assert opened[0].rows["owner"].text == "p-ada"
        assert opened[0].record is None


async def test_a_profile_that_only_reads_lists_every_action_with_the_reason(tmp_path: Path) -> None:
    async with running(tmp_path):
        commands, opened = offered(tmp_path, writes=False)
        assert "this profile only reads" in commands["create-thing"].about
        assert "only reads" not in commands["ask"].about
        commands["create-thing"].run("")
        assert opened


@pytest.mark.parametrize("record", [None, Record("p-bea", {})])
def test_what_an_action_is_within_begins_with_what_was_chosen_last(record: Record | None) -> None:
    fields = (Field("owner", place="path", of=PEOPLE.name), Field("friend", of=PEOPLE.name))
    path = "/people/{owner}/things"
    action = Action("add-thing", "Add a thing", THINGS.name, "POST", path, "write", fields)
    shown = PEOPLE if record else None
    assert actions.here(action, shown, record, {PEOPLE.name: "p-ada"}) == (
        None,
        {"owner": record.id, "friend": record.id} if record else {"owner": "p-ada"},
    )
    assert actions.here(action, None, None, {}) == (None, {})
