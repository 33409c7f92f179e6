"""Many ids in one form: several requests, told beforehand, all of them within the day or none."""

from pathlib import Path

import pytest

from spandeck.model.action import Action, Field, Follow
from spandeck.model.errors import Refused, SourceError, Unreachable
from spandeck.model.limits import Reading, Room, Window
from spandeck.model.quota import DAY
from spandeck.model.resource import Record
from spandeck.ui.screens.chooser import Chooser
from spandeck.ui.screens.confirm import ConfirmScreen
from spandeck.ui.screens.draft import DraftScreen
from spandeck.ui.screens.following import FollowingScreen
from tests.ui.acting import FakeActs, clerk
from tests.ui.fakes import FakeBudget
from tests.ui.running import settled, text

CLEAR = Action(
    "clear-things",
    "Clear things",
    "things",
    "DELETE",
    "/things",
    "destructive",
    (Field("ids", "list", required=True, batch=3, of="things"),),
)
SLOW = Action(
    "drop-things",
    "Drop things",
    "things",
    "DELETE",
    "/things",
    "destructive",
    (Field("ids", "list", required=True, batch=3),),
    follow=Follow("jobs", "id", done=("done",), failed=("failed",)),
)
SEVEN = ", ".join(f"thing-{n}" for n in range(1, 8))


def day(remaining: int) -> FakeBudget:
    """A budget of which so many of a day's hundred requests are left."""
    window = Window(100, DAY)
    room = Room(window, 100 - remaining, remaining, 3600.0)
    category = "DELETE /things"
    read = Reading("risicare", category, (window,), 0, remaining, 3600.0, rooms=(room,))
    return FakeBudget((read,))


async def test_what_the_day_has_no_room_for_is_not_begun(tmp_path: Path) -> None:
    async with clerk(tmp_path, CLEAR, values={"ids": SEVEN}, budget=day(12)) as it:
        await it.press("ctrl+o")
        assert it.app.screen is it.form, "nobody is asked for a proof"
        assert it.source.sent == []
        assert "this takes 3 requests, and 2 may be sent now" in it.declared
        assert "of the day's 100 requests 12 are left, and 10 of those are kept" in it.declared
        assert "UTC, in 60 min. Nothing was sent." in it.declared
        assert it.form.rows["ids"].text == SEVEN


async def test_the_same_with_room_says_beforehand_what_it_takes(tmp_path: Path) -> None:
    async with clerk(tmp_path, CLEAR, values={"ids": SEVEN}, budget=day(13)) as it:
        await it.press("ctrl+l")
        assert isinstance(it.app.screen, DraftScreen)
        shown = text(it.app)
        assert "3 requests for 7 ids, at most 3 in each" in shown
        assert "thing-3" in shown
        assert "of the day's 100 requests 13 are left" in shown
        await it.press("escape", "ctrl+o")
        assert isinstance(it.app.screen, ConfirmScreen)
        shown = " ".join(text(it.app).split())
        assert "requests 3 requests for 7 ids, at most 3 in each" in shown
        assert "of the day's 100 requests 13 are left" in shown
        await it.press("shift+tab", *"hing-1", "enter")
        assert [each.body["ids"] for each in it.source.sent] == [
            ["thing-1", "thing-2", "thing-3"],
            ["thing-4", "thing-5", "thing-6"],
            ["thing-7"],
        ]
        assert len(it.outcomes) == 1


@pytest.mark.parametrize(
    ("error", "told", "doubted"),
    [
        (
            Unreachable("Risicare", "no answer in time"),
            "1 of 3 requests done (3 ids), of 1 it is unknown (3 ids), 1 not done (1 ids).",
            True,
        ),
        (
            Refused("Risicare", "no"),
            "1 of 3 requests done (3 ids), 2 not done (4 ids). Risicare: no.",
            False,
        ),
    ],
)
async def test_a_run_that_stops_says_how_far_it_came_and_goes_on_from_there(
    tmp_path: Path, error: SourceError, told: str, doubted: bool
) -> None:
    source = FakeActs(later=[None, error])
    async with clerk(tmp_path, CLEAR, source=source, values={"ids": SEVEN}) as it:
        await it.press("ctrl+o", "shift+tab", *"hing-1", "enter")
        assert len(source.sent) == 2
        assert told in it.declared
        assert it.form.rows["ids"].text == "thing-4, thing-5, thing-6, thing-7"
        await it.press("ctrl+o")
        assert ("unknown" in text(it.app)) is doubted
        await it.press("shift+tab", *"hing-4", "enter")
        assert [each.body["ids"] for each in source.sent[2:]] == [
            ["thing-4", "thing-5", "thing-6"],
            ["thing-7"],
        ]
        assert len(it.outcomes) == 1


async def test_while_it_runs_one_sees_how_far_it_is_and_leaving_ends_it(tmp_path: Path) -> None:
    source = FakeActs()
    source.answers.clear()
    async with clerk(tmp_path, CLEAR, source=source, values={"ids": SEVEN}) as it:
        await it.pilot.press("ctrl+o")
        await it.pilot.press("shift+tab", *"hing-1", "enter")
        await it.pilot.pause()
        it.form.beat()
        assert "0 of 3 requests done" in it.form.status.plain
        await it.pilot.press("escape")
        await it.pilot.pause()
        assert isinstance(it.app.screen, Chooser)
        assert "what follows is then not sent" in text(it.app)
        await it.pilot.press("down", "enter")
        await settled(it.pilot)
        source.answers.set()
        await settled(it.pilot)
        assert len(source.sent) == 1


async def test_every_slow_result_is_followed_to_its_end(tmp_path: Path) -> None:
    source = FakeActs(raw={"id": "job-1"}, polled=[Record("job-1", {"status": "done"})])
    async with clerk(tmp_path, SLOW, source=source, values={"ids": SEVEN}) as it:
        await it.press("ctrl+o", "shift+tab", *"hing-1", "enter")
        for _ in range(3):
            assert isinstance(it.app.screen, FollowingScreen)
            assert it.outcomes == []
            await it.press("escape")
        assert len(it.outcomes) == 1
