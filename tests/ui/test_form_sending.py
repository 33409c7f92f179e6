"""Sending: read-only profiles, proofs, refusals, lost answers, keys shown once, slow results."""

import asyncio
from pathlib import Path

import pytest
from textual import events

from spandeck.model.errors import Limited, Missing, Refused, SourceError, Unreachable, Unreadable
from spandeck.model.resource import Record
from spandeck.model.source import Draft, Outcome
from spandeck.ui.screens.confirm import ConfirmScreen
from spandeck.ui.screens.following import FollowingScreen
from spandeck.ui.screens.form import FormScreen
from spandeck.ui.screens.once import OnceScreen
from tests.ui.acting import (
    ASK_IT,
    CHANGE,
    CLEAR,
    DELETE,
    JOB,
    KEY,
    KINDS,
    THING,
    Clerk,
    FakeActs,
    clerk,
)
from tests.ui.fakes import NOW_NS
from tests.ui.running import notices, settled, text


def refused(**fields: str) -> Refused:
    error = Refused("Risicare", "create a thing: no", advice="Change it.", status=422)
    error.fields = fields
    return error


async def confirmed(it: Clerk, proof: str) -> None:
    """Type the proof by hand and go on."""
    await it.press("shift+tab", *proof, "enter")


# A profile that only reads


async def test_a_profile_that_only_reads_lets_one_look_and_sends_nothing(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS, source=FakeActs(writes=False), name="staging") as it:
        assert "Profile staging only reads" in it.declared
        await it.type("name", "n")
        await it.press("ctrl+l")
        assert "POST /things" in text(it.app)
        await it.press("escape", "ctrl+o")
        assert it.source.sent == []
        assert it.form.rows["name"].text == "n"
        assert "writes = true" in it.declared


async def test_a_profile_that_only_reads_is_not_even_asked_for_a_proof(tmp_path: Path) -> None:
    async with clerk(tmp_path, DELETE, THING, source=FakeActs(writes=False)) as it:
        assert it.app.screen is it.form
        await it.press("ctrl+o")
        assert it.app.screen is it.form
        assert it.source.sent == []


async def test_what_only_asks_is_sent_in_any_profile(tmp_path: Path) -> None:
    async with clerk(tmp_path, ASK_IT, source=FakeActs(writes=False)) as it:
        await it.type("what", "why")
        await it.press("ctrl+o")
        assert it.source.sent[0].body == {"what": "why"}


# Destruction


async def test_destroying_asks_at_once_and_enter_cancels(tmp_path: Path) -> None:
    async with clerk(tmp_path, DELETE, THING) as it:
        assert isinstance(it.app.screen, ConfirmScreen)
        shown = text(it.app)
        for each in ("demo", "Risicare", "thing thing-0000123456", "DELETE /things/", DELETE.note):
            assert each in shown
        await it.press("enter")
        assert it.source.sent == []
        assert it.outcomes == [None]


async def test_the_proof_is_typed_by_hand(tmp_path: Path) -> None:
    async with clerk(tmp_path, DELETE, THING) as it:
        await it.press("shift+tab")
        it.app.screen.post_message(events.Paste("123456"))
        await it.press("enter")
        assert it.source.sent == []
        assert any("by hand" in each for each in notices(it.app))
        it.app.copy_to_clipboard("123456")
        await it.press("ctrl+v", "enter")
        assert it.source.sent == []
        await it.press(*"123456", "enter")
        assert [each.path for each in it.source.sent] == ["/things/thing-0000123456"]
        assert it.outcomes[0] is not None


async def test_a_wrong_proof_does_nothing(tmp_path: Path) -> None:
    async with clerk(tmp_path, DELETE, THING) as it:
        await it.press("shift+tab", *"654321", "enter", "tab", "tab", "enter")
        assert it.source.sent == []


async def test_no_single_key_destroys(tmp_path: Path) -> None:
    async with clerk(tmp_path, DELETE, THING) as it:
        for key in ("enter", "space", "y", "d", "delete", "ctrl+o", "ctrl+l", "tab", "x"):
            await it.press(key)
            assert it.source.sent == [], key
            while len(it.app.screen_stack) > 1:
                it.app.pop_screen()
            await it.app.push_screen(FormScreen(it.source, it.app.profile, DELETE, THING))
            await it.press()
            assert isinstance(it.app.screen, ConfirmScreen)


async def test_production_is_said_in_words(tmp_path: Path) -> None:
    async with clerk(tmp_path, DELETE, THING, production=True, name="live") as it:
        assert "PRODUCTION  this is real" in text(it.app)
        assert it.app.screen.has_class("-production")
        assert "profile           live" in text(it.app)


async def test_many_are_proven_by_the_first(tmp_path: Path) -> None:
    async with clerk(tmp_path, CLEAR) as it:
        await it.type("ids", "thing-0000654321, thing-2")
        await it.press("ctrl+o")
        assert "654321" in text(it.app)
        await it.press("escape")
        assert it.declared == "Nothing was sent."
        assert it.form.rows["ids"].text == "thing-0000654321, thing-2"
        await it.press("ctrl+o")
        await confirmed(it, "654321")
        assert it.source.sent[0].body == {"ids": ["thing-0000654321", "thing-2"]}


# Refusals


async def test_what_the_vendor_refuses_is_said_at_its_field_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    source = FakeActs(fails=refused(count="must be odd [bold]", nowhere="?"))
    async with clerk(tmp_path, KINDS, source=source) as it:
        await it.put(name="n", text="long\nstory", secret="hush")
        await it.press("ctrl+o")
        assert it.said("count") == "✗ must be odd [bold]"
        assert "Risicare: create a thing: no (HTTP 422)" in it.declared
        assert it.app.focused is it.form.rows["count"].editor
        assert it.form.rows["text"].text == "long\nstory"
        assert it.form.rows["secret"].text == "hush"
        await it.put(count="5")
        assert "✗" not in it.said("count")
        await it.press("ctrl+o")
        assert len(it.source.sent) == 2
        assert it.outcomes[0] is not None


async def test_a_spent_budget_says_when_it_returns(tmp_path: Path) -> None:
    source = FakeActs(fails=Limited("Risicare", 90.0))
    async with clerk(tmp_path, KINDS, source=source) as it:
        await it.type("name", "n")
        await it.press("ctrl+o")
        assert "returns in 90 s. Nothing was done; send it again after 14:14:50" in it.declared
        assert it.form.rows["name"].text == "n"


async def test_what_is_gone_is_said(tmp_path: Path) -> None:
    source = FakeActs(fails=Missing("Risicare", "thing not found", status=404))
    async with clerk(tmp_path, CHANGE, THING, source=source) as it:
        await it.put(name="new")
        await it.press("ctrl+o")
        assert "thing not found (HTTP 404)" in it.declared


@pytest.mark.parametrize(
    "lost",
    [
        Unreachable("Risicare", "no answer in time; the outcome is unknown"),
        Unreadable("Risicare", "the answer was cut off"),
    ],
)
async def test_a_lost_answer_is_not_followed_by_a_second_request(
    tmp_path: Path, lost: SourceError
) -> None:
    async with clerk(tmp_path, CHANGE, THING, source=FakeActs(fails=lost)) as it:
        await it.put(name="new")
        await it.press("ctrl+o")
        assert "unknown: look at thing thing-0000123456 first" in it.declared
        assert len(it.source.sent) == 1
        await it.press("ctrl+o")
        assert "It may have been done already" in text(it.app)
        await it.press("enter")
        assert len(it.source.sent) == 1
        await it.press("ctrl+o", "down", "enter")
        assert len(it.source.sent) == 2
        assert it.outcomes[0] is not None


async def test_sending_twice_at_once_sends_once(tmp_path: Path) -> None:
    held = asyncio.Event()

    class Slow(FakeActs):
        async def act(self, draft: Draft, **more: object) -> Outcome:
            await held.wait()
            return await super().act(draft)

    async with clerk(tmp_path, KINDS, source=Slow()) as it:
        await it.put(name="n")
        await it.pilot.press("ctrl+o", "ctrl+o")
        await it.pilot.pause()
        assert it.form.status.plain == "sending…"
        await it.pilot.press("escape")
        await it.pilot.pause()
        assert "leaving does not stop it" in text(it.app)
        held.set()
        await it.press("escape")
        assert len(it.source.sent) == 1


async def test_leaving_while_it_is_on_its_way_says_that_its_outcome_is_unknown(
    tmp_path: Path,
) -> None:
    class Never(FakeActs):
        async def act(self, draft: Draft, **more: object) -> Outcome:
            await asyncio.Event().wait()
            raise AssertionError

    async with clerk(tmp_path, KINDS, source=Never()) as it:
        await it.put(name="n")
        await it.pilot.press("ctrl+o")
        await it.pilot.press("escape", "down", "enter")
        await settled(it.pilot)
        assert it.outcomes == [None]
        assert any("unknown: look at Things" in each for each in notices(it.app))


# Results


async def test_a_new_key_is_shown_once_copied_on_request_and_then_forgotten(
    tmp_path: Path,
) -> None:
    source = FakeActs(raw={"id": "k-1", "key": "rsk-4711", "name": "ci"})
    async with clerk(tmp_path, KEY, source=source) as it:
        await it.type("name", "ci")
        await it.press("ctrl+o")
        assert isinstance(it.app.screen, OnceScreen)
        assert "rsk-4711" in text(it.app)
        assert "not stored and cannot be shown again" in text(it.app)
        assert it.app.clipboard == ""
        await it.press("y")
        assert it.app.clipboard == "rsk-4711"
        await it.press("escape")
        (outcome,) = it.outcomes
        assert outcome == Outcome(201, Record("k-1", {"id": "k-1", "name": "ci"}), NOW_NS)
        assert "rsk-4711" not in text(it.app)


async def test_a_new_key_that_was_not_copied_is_not_lost_by_one_key(tmp_path: Path) -> None:
    async with clerk(tmp_path, KEY, source=FakeActs(raw={"id": "k-1", "key": "rsk-1"})) as it:
        await it.type("name", "ci")
        await it.press("ctrl+o", "escape")
        assert isinstance(it.app.screen, OnceScreen)
        await it.press("escape")
        assert it.outcomes[0] is not None


def job(status: str, **more: object) -> Record:
    return Record("j-1", {"id": "j-1", "status": status, **more})


async def test_a_slow_result_is_followed_to_its_end(tmp_path: Path) -> None:
    lost = Unreachable("Risicare", "no answer in time")
    polled: list[Record | SourceError] = [job("queued"), lost, job("running", percent=50)]
    source = FakeActs(raw={"id": "j-1"}, polled=[*polled, job("done", percent=100)])
    async with clerk(tmp_path, JOB, source=source) as it:
        await it.press("enter")
        assert isinstance(it.app.screen, FollowingScreen)
        assert "✓ Start a job (job j-1): done" in text(it.app)
        assert "100 %" in text(it.app)
        await it.press("escape")
        assert it.outcomes[0] is not None
        assert len(it.source.sent) == 1


async def test_a_slow_result_that_failed_says_so(tmp_path: Path) -> None:
    source = FakeActs(raw={"id": "j-1"}, polled=[job("failed")])
    async with clerk(tmp_path, JOB, source=source) as it:
        await it.press("enter")
        assert "✗ Start a job (job j-1): failed" in text(it.app)


async def test_a_slow_result_that_nobody_answers_for_is_given_up(tmp_path: Path) -> None:
    async with clerk(tmp_path, JOB, source=FakeActs(raw={"id": "j-1"})) as it:
        await it.press("enter")
        assert "could not be followed to its end" in text(it.app)


async def test_a_slow_result_may_be_left_and_its_end_is_told(tmp_path: Path) -> None:
    ended = asyncio.Event()

    async def until_ended(seconds: float) -> None:
        await ended.wait()

    source = FakeActs(raw={"id": "j-1"}, polled=[job("running", percent=10), job("done")])
    async with clerk(tmp_path, JOB, source=source) as it:
        await it.press("tab")
        it.form.pause = until_ended
        await it.pilot.press("ctrl+o")
        await it.pilot.pause()
        assert "10 %" in text(it.app)
        await it.pilot.press("escape")
        await it.pilot.pause()
        assert it.outcomes[0] is not None
        ended.set()
        await it.press()
        assert "Start a job (job j-1): done" in notices(it.app)


async def test_the_form_of_something_that_is_done_to_one_needs_one(tmp_path: Path) -> None:
    async with clerk(tmp_path, DELETE) as it:
        assert isinstance(it.app.screen, FormScreen)
        assert "Which thing? It is done to one of them." in it.declared
        assert it.source.sent == []
