"""From the live list on: to the trace at its failing span, to acts, to what came late, and back."""

from dataclasses import replace
from pathlib import Path

from spandeck.model.occurrence import Occurrence, Reference
from spandeck.model.tail import Item
from spandeck.ui.screens.deck import DeckScreen
from spandeck.ui.screens.errors import ErrorsScreen
from spandeck.ui.screens.failure import FailureScreen
from spandeck.ui.screens.form import FormScreen
from spandeck.ui.screens.late import LateScreen
from spandeck.ui.screens.trace import TraceScreen
from spandeck.ui.views.errors import ErrorsView
from spandeck.vendors.risicare.catalog import CATALOG
from tests.ui.acting import FakeActs
from tests.ui.decks import Reader, before_the_deck, failures, holding
from tests.ui.failures import failure
from tests.ui.fakes import connected
from tests.ui.running import settled


def view(reader: Reader) -> ErrorsView:
    screen = reader.app.screen
    assert isinstance(screen, ErrorsScreen)
    return screen.errors


async def come(reader: Reader, *items: Item) -> None:
    """Let failures come while the list is in front."""
    reader.triage.ring.add(items)
    reader.triage.board.take(items)
    view(reader).look()
    await settled(reader.pilot)


async def test_the_decks_other_view_is_one_key_away_and_one_key_back(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(2, 1)) as reader:
        await reader.press(".")
        assert "Deck ▸  Groups  Errors" in reader.lines[1]
        assert len(view(reader).listed) == 3
        await reader.press("2", "1")
        assert isinstance(reader.app.screen, ErrorsScreen)
        for key in (",", "q"):
            await reader.press(key)
            assert isinstance(reader.app.screen, DeckScreen)
            assert "Deck ▸  Groups  Errors" in reader.lines[1]
            await reader.press("`")


async def test_it_is_a_command_from_everywhere_and_opens_once(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(2)) as reader:
        await reader.press("6")
        await reader.command("errors")
        await reader.command("errors")
        assert len(reader.app.screen_stack) == 2
        assert len(view(reader).listed) == 2


async def test_a_vendor_has_its_own_beside_its_traces(tmp_path: Path) -> None:
    elsewhere = failure(9, vendor="arize")
    async with before_the_deck(tmp_path, *failures(2), elsewhere) as reader:
        await reader.press("3", ".")
        assert "Risicare ▸  Traces  Errors" in reader.lines[1]
        found = reader.app.screen.query_one(ErrorsView)
        found.look()
        await settled(reader.pilot)
        assert len(found.listed) == 2
        assert found.link() == "https://app.risicare.example/traces/" + "0" * 32


async def test_enter_leads_to_the_failing_span_and_on_to_the_next_trace(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *(failure(n) for n in (5, 4, 3))) as reader:
        await reader.press(".", "enter")
        screen = reader.app.screen
        assert isinstance(screen, TraceScreen)
        assert screen.summary.trace_id == failure(3).of.trace_id
        assert screen.trace_view.span_id == failure(3).of.span_id
        await reader.press("]")
        assert screen.summary.trace_id == failure(4).of.trace_id
        assert screen.trace_view.span_id == failure(4).of.span_id
        await reader.press("q")
        assert view(reader).rows.cursor == 1


async def test_a_failure_at_a_vendor_that_is_not_connected_is_read_as_it_was_told(
    tmp_path: Path,
) -> None:
    async with before_the_deck(tmp_path, failure(3, vendor="arize")) as reader:
        await reader.press(".", "enter")
        assert isinstance(reader.app.screen, FailureScreen)
        assert "search_web did not answer" in reader.screen
        assert "told by" in reader.screen


async def test_an_alert_is_read_and_can_be_acknowledged(tmp_path: Path) -> None:
    alert = replace(failure(3, kind="alert"), of=Reference(name="p95 too high"))
    async with before_the_deck(tmp_path, alert) as reader:
        await reader.press(".", "a")
        assert "acknowledged" in reader.told
        view(reader).look()
        await settled(reader.pilot)
        assert "acked" in reader.screen
        await reader.press("enter", "U")
        assert isinstance(reader.app.screen, FailureScreen)
        assert {each.state.word for each in reader.triage.board.groups()} == {"new"}
        await reader.press("a")
        assert {each.state.word for each in reader.triage.board.groups()} == {"acked"}
        assert dict(reader.app.screen.copies())["message"] == "search_web did not answer"


async def test_acts_are_done_to_the_groups_of_all_marked_rows(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(1, 1, 1)) as reader:
        await reader.press(".", "space", "space", "a")
        words = {each.state.word for each in reader.triage.board.groups()}
        assert words == {"acked", "new"}
        await reader.press("U")
        assert {each.state.word for each in reader.triage.board.groups()} == {"new"}


async def test_late_and_changed_ones_are_told_before_and_now(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, failure(5), failure(4), size=(200, 50)) as reader:
        await reader.press(".")
        now = reader.now.ns
        again = replace(failure(5), cause=replace(failure(5).cause, message="the index was full"))
        await come(reader, Item(failure(9), now, late=True), Item(again, now, changed=True))
        await reader.command("late")
        assert isinstance(reader.app.screen, LateScreen)
        assert "message send_mail did not" in reader.screen
        assert "message the index was full" in reader.screen
        assert "came 3 m 00 s after it" in reader.screen
        assert "1 late · 1 changed" in reader.screen
        late = reader.app.screen
        assert [each["id"] for each in late.records()] == [failure(5).id, failure(9).id]
        assert dict(late.copies())["message"] == "the index was full"
        await reader.press("enter")
        assert "told before" in reader.screen
        assert "says now" in reader.screen


async def test_nothing_late_says_so(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, failure(5)) as reader:
        await reader.press(".")
        await reader.command("late")
        assert "Nothing came late" in reader.screen


def keeping(told: Occurrence, *, writes: bool = True) -> FakeActs:
    """The vendor of a failure, which keeps scores with comments."""
    return FakeActs(writes=writes, catalog=CATALOG, vendor=told.vendor)


async def test_a_note_is_offered_to_its_vendor_in_a_form_and_sent_only_by_it(
    tmp_path: Path,
) -> None:
    told = failure(3)
    acts = keeping(told)
    sources = replace(connected(), traces=holding(), records={"risicare": acts})
    async with before_the_deck(tmp_path, told, sources=sources) as reader:
        await reader.press(".")
        await reader.command("annotate the index was full")
        form = reader.app.screen
        assert isinstance(form, FormScreen)
        assert form.typed["trace_id"] == told.of.trace_id
        assert form.typed["span_id"] == told.of.span_id
        assert form.typed["comment"] == "the index was full"
        assert acts.sent == []
        form.rows["score"].put("0")
        await reader.press("ctrl+o")
        await reader.press("enter")
        assert [each.body["comment"] for each in acts.sent] == ["the index was full"]


async def test_a_note_is_offered_to_whichever_vendor_told_of_the_span(tmp_path: Path) -> None:
    told, again = failure(3), failure(3, vendor="arize")
    sources = replace(connected(), traces=holding(), records={"arize": keeping(again)})
    async with before_the_deck(tmp_path, told, again, sources=sources) as reader:
        await reader.press(".")
        assert len(view(reader).listed) == 1
        await reader.command("annotate seen")
        form = reader.app.screen
        assert isinstance(form, FormScreen)
        assert form.typed["span_id"] == told.of.span_id


async def test_the_last_note_is_what_is_written_back(tmp_path: Path) -> None:
    told = failure(3)
    sources = replace(connected(), traces=holding(), records={"risicare": keeping(told)})
    async with before_the_deck(tmp_path, told, sources=sources) as reader:
        await reader.press(".")
        target = view(reader).target()
        assert target is not None
        reader.triage.board.note(target, "asked the team of search")
        await reader.command("annotate")
        form = reader.app.screen
        assert isinstance(form, FormScreen)
        assert form.typed["comment"] == "asked the team of search"


async def test_a_profile_that_only_reads_sends_no_note(tmp_path: Path) -> None:
    told = failure(3)
    acts = keeping(told, writes=False)
    sources = replace(connected(), traces=holding(), records={"risicare": acts})
    async with before_the_deck(tmp_path, told, sources=sources) as reader:
        await reader.press(".")
        await reader.command("annotate seen")
        assert "only reads" in reader.screen
        await reader.press("ctrl+o")
        assert acts.sent == []


async def test_where_no_vendor_keeps_notes_it_says_so(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, failure(3)) as reader:
        await reader.press(".")
        await reader.command("annotate seen")
        assert "No vendor that told of this can keep a note" in reader.told
