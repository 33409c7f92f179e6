"""Acts of triage by key and by command: on the queue, on traces and on spans; all undoable."""

from dataclasses import replace
from pathlib import Path

from textual.widgets import TextArea

from spandeck.triage.store import Store
from spandeck.ui.screens.chooser import Chooser
from spandeck.ui.screens.note import NoteScreen
from spandeck.ui.screens.trace import TraceScreen
from tests.ui.decks import before_the_deck, failures
from tests.ui.failures import failure

SEARCH, LOOKUP, MAIL = "search_web", "lookup_order", "send_mail"


async def test_an_ack_says_so_and_how_to_undo_it_and_is_undone(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(1, 6)) as reader:
        await reader.press("a")
        assert reader.words == {LOOKUP: "acked", SEARCH: "new"}
        assert reader.told == "TOOL.EXECUTION.TIMEOUT in lookup_order: acknowledged. U undoes it."
        assert "for review 1" in reader.screen
        await reader.press("U")
        assert reader.words[LOOKUP] == "new"
        assert reader.told.startswith("Undone: ack")
        await reader.press("U")
        assert reader.told == "There is nothing of yours to undo."


async def test_marked_groups_are_acked_at_once_and_undone_at_once(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(1, 6, 3)) as reader:
        await reader.press("space", "space", "a")
        assert sorted(reader.words.values()) == ["acked", "acked", "new"]
        assert reader.told.endswith("So is 1 more. U undoes it.")
        assert not reader.groups.rows.marks.keys
        await reader.press("U")
        assert set(reader.words.values()) == {"new"}


async def test_a_snooze_is_chosen_hides_the_group_and_ends_by_itself(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(1, 6)) as reader:
        await reader.press("z")
        assert isinstance(reader.app.screen, Chooser)
        assert "15 minutes" in reader.screen
        assert "Tue 09:00" in reader.screen
        await reader.press("enter")
        assert LOOKUP not in reader.words
        assert "1 snoozed or resolved: :closed" in reader.groups.status.plain
        await reader.command("closed")
        assert reader.words[LOOKUP] == "snoozed"
        assert "until 14:28" in reader.screen
        await reader.beat(15 * 60 + 1)
        assert reader.words[LOOKUP] != "snoozed"


async def test_what_rests_until_it_is_worse_comes_back_when_it_is(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(1, 6)) as reader:
        await reader.press("z", "end", "enter")
        assert LOOKUP not in reader.words
        for _ in range(3):
            await reader.beat(60)
            await reader.come(*(failure(1 + 3 * n, ago_s=-100) for n in range(100, 140)))
        assert LOOKUP in reader.words


async def test_a_note_is_written_read_beneath_and_shown_to_the_next_writer(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(2)) as reader:
        await reader.press("semicolon")
        assert isinstance(reader.app.screen, NoteScreen)
        reader.app.screen.query_one(TextArea).insert("asked [b]the[/b] provider")
        await reader.press("ctrl+n")
        reader.app.screen.query_one(TextArea).insert("no answer \x1b[31mso far")
        await reader.press("enter")
        assert reader.told == "The note is kept. U undoes it."
        assert "asked [b]the[/b] provider" in reader.screen
        (note,) = reader.here.notes
        assert note.text == "asked [b]the[/b] provider\nno answer ␛[31mso far"
        await reader.press("semicolon")
        assert "asked [b]the[/b] provider" in reader.screen
        await reader.press("escape")
        assert len(reader.here.notes) == 1


async def test_an_empty_note_is_none(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(2)) as reader:
        await reader.press("semicolon", "space", "enter")
        assert reader.here.notes == ()


async def test_a_span_is_noted_bookmarked_and_gone_back_to(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, failure(3)) as reader:
        await reader.press("enter", "m", "a")
        assert reader.told.endswith("acknowledged. U undoes it.")
        await reader.press("escape")
        assert reader.words[SEARCH] == "acked"
        await reader.press("m", "apostrophe")
        assert "run " in reader.screen
        assert "▸ step 5" in reader.screen
        await reader.press("down", "enter")
        screen = reader.app.screen
        assert isinstance(screen, TraceScreen)
        assert screen.trace_view.span_id == "3"
        await reader.press("apostrophe", "enter")
        assert reader.app.screen is reader.deck
        assert "◆ …EXECUTION.TIMEOUT" in reader.screen
        await reader.press("m")
        assert "bookmark is taken off" in reader.told


async def test_a_trace_of_a_list_is_acked_by_its_group(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, failure(3)) as reader:
        await reader.press("3", "a")
        assert reader.told.startswith("No error group holds this")
        await reader.press("j", "j", "j", "a")
        assert reader.told.endswith("acknowledged. U undoes it.")
        assert reader.triage.board.groups()[0].state.word == "acked"


async def test_commands_resolve_reopen_split_and_merge(tmp_path: Path) -> None:
    old = [replace(each, spot=replace(each.spot, agent="planner-2")) for each in failures(2)]
    told = [replace(each, id=f"{each.id}-2", of=replace(each.of, trace_id=each.id)) for each in old]
    async with before_the_deck(tmp_path, *failures(3, 1), *told) as reader:
        await reader.command("resolve")
        assert list(reader.words) == [LOOKUP]
        await reader.command("closed")
        assert reader.words[SEARCH] == "resolved"
        assert reader.groups.stand_on(reader.triage.board.key(failure(0)))
        await reader.command("reopen")
        assert reader.words[SEARCH] not in ("resolved", "acked")
        await reader.command("split mood")
        assert "By which field? One of agent" in reader.screen
        await reader.press("escape")
        await reader.command("split agent")
        assert len(reader.tools) == 3
        other = next(each for each in reader.groups.table.rows if each.where == LOOKUP)
        await reader.command(f"merge {other.fingerprint.key}")
        assert len(reader.tools) == 2


async def test_a_handover_is_written_to_a_file_of_ours(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(3)) as reader:
        await reader.press("a")
        await reader.command("handover 2h")
        (file,) = (tmp_path / "exports").iterdir()
        assert file.suffix == ".md"
        assert str(file) in reader.told
        assert "TOOL.EXECUTION.TIMEOUT" in file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600


async def test_an_act_that_cannot_be_kept_is_refused_and_nothing_is_pretended(
    tmp_path: Path,
) -> None:
    file = tmp_path / "triage" / "demo.db"
    async with before_the_deck(tmp_path, *failures(3), file=file) as reader:
        store: Store = reader.triage.board.watch.store
        store.barred = "the disk is full."
        await reader.press("a")
        assert reader.words[SEARCH] == "new"
        assert reader.told == "Nothing was done: the disk is full."


async def test_acts_are_there_again_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "triage" / "demo.db"
    async with before_the_deck(tmp_path, *failures(3), file=file) as reader:
        await reader.press("a")
    async with before_the_deck(tmp_path, *failures(3), file=file) as reader:
        assert reader.words[SEARCH] == "acked"
        await reader.press("U")
        assert reader.words[SEARCH] == "new"


async def test_no_key_of_triage_is_offered_where_nothing_is_selected(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path) as reader:
        offered = {
            each.binding.id for each in reader.app.screen.active_bindings.values() if each.enabled
        }
        assert not offered & {"triage.ack", "triage.snooze", "triage.note", "triage.bookmark"}
        await reader.press("apostrophe")
        assert reader.told == "There is no bookmark yet: m makes one."
