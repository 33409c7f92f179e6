"""A form under the fingers: every kind of field, what is said at it, and what is never lost."""

import json
from pathlib import Path

import pytest
from textual import events
from textual.widgets import OptionList

from spandeck.model.errors import Unreachable
from spandeck.ui import guard
from spandeck.ui.screens.chooser import Chooser
from spandeck.ui.screens.draft import DraftScreen
from tests.ui.acting import CHANGE, KINDS, THING, FakeActs, clerk
from tests.ui.running import lines, notices, text

SIZES = [(80, 24), (120, 34), (200, 50)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_form_says_where_one_is_and_what_is_needed(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with clerk(tmp_path, KINDS, size=size) as it:
        shown = lines(it.app)
        assert "Risicare ▸ Things ▸ Create a thing" in shown[1]
        assert any("name *" in line for line in shown)
        assert "as people say it · up to 20 characters" in text(it.app)
        assert "still needed: name" in shown[-2]
        assert "^o send" in shown[-1]


async def test_what_is_to_be_said_stands_beside_where_there_is_room(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS, size=(120, 34)) as it:
        (line,) = [each for each in lines(it.app) if "name *" in each]
        assert "as people say it" in line
    async with clerk(tmp_path, KINDS, size=(80, 24)) as it:
        (line,) = [each for each in lines(it.app) if "name *" in each]
        assert "as people say it" not in line


async def test_every_kind_of_field_is_filled_in_by_its_own_keys(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.type("name", "ada: 1 q?")
        await it.type("text", "one\ntwo".replace("\n", ""))
        await it.press("enter", *"three")
        await it.press("tab", "backspace", "4")
        await it.press("tab", *"0.5")
        await it.press("tab", "space")
        await it.press("tab", "right")
        await it.press("tab", *"https")
        await it.press("tab", "j", "space")
        await it.press("tab", *"a,b")
        await it.press("tab", *"+2h")
        await it.press("tab", *"2026-11-21")
        await it.press("tab", *'{"a":', "enter", *"1}")
        await it.press("tab", *"hush")
        await it.press("ctrl+o")
        (sent,) = it.source.sent
        assert sent.body == {
            "name": "ada: 1 q?",
            "text": "onetwo\nthree",
            "count": 4,
            "share": 0.5,
            "on": True,
            "kind": "hook",
            "url": "https",
            "events": ["gone"],
            "tags": ["a", "b"],
            "at": "2026-09-21T16:13:20.000000Z",
            "day": "2026-11-21",
            "settings": {"a": 1},
            "secret": "hush",
        }
        assert it.outcomes[0] is not None


async def test_shift_tab_goes_back_and_enter_goes_on(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        assert it.app.focused is it.form.rows["name"].editor
        await it.press("enter")
        assert it.app.focused is it.form.rows["text"].editor
        await it.press("shift+tab")
        assert it.app.focused is it.form.rows["name"].editor


async def test_what_is_typed_fast_lands_in_its_own_field(tmp_path: Path) -> None:
    async with clerk(tmp_path, CHANGE) as it:
        burst = ("a", "b", "enter", "c", ",", "shift+tab", "d", "tab", "e")
        for key in burst:
            it.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await it.press()
        assert {name: row.text for name, row in it.form.rows.items()} == {
            "name": "abd",
            "tags": "c,e",
            "on": "",
        }


async def test_a_field_appears_when_it_counts_and_goes_again(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        assert not it.form.rows["url"].display
        focused = it.form.rows["kind"].editor
        it.app.screen.set_focus(focused)
        await it.press("right")
        assert it.form.rows["url"].display
        assert it.app.focused is focused
        await it.put(url="https://x")
        await it.press("left")
        assert not it.form.rows["url"].display
        await it.put(name="n")
        await it.press("ctrl+o")
        assert "url" not in it.source.sent[0].body


async def test_a_hidden_field_keeps_what_was_typed(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.put(kind="hook", url="https://x")
        await it.put(kind="mail")
        await it.put(kind="hook")
        assert it.form.rows["url"].text == "https://x"


async def test_a_choice_is_picked_from_a_list(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        it.app.screen.set_focus(it.form.rows["kind"].editor)
        await it.press("enter")
        assert isinstance(it.app.screen, Chooser)
        await it.press("down", "enter")
        assert it.form.rows["kind"].text == "hook"


async def test_a_flag_says_neither_until_it_is_asked(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.put(name="n")
        it.app.screen.set_focus(it.form.rows["on"].editor)
        assert it.form.rows["on"].text == ""
        await it.press("right")
        assert it.form.rows["on"].text == "false"
        await it.press("left")
        assert it.form.rows["on"].text == "true"
        await it.press("backspace", "ctrl+o")
        assert "on" not in it.source.sent[0].body


async def test_a_wrong_text_is_said_as_soon_as_its_field_is_left(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.type("count", "0")
        assert "✗" not in it.said("count")
        await it.press("tab")
        assert it.said("count") == "✗ at most 5, not 30."
        await it.type("count", "")
        await it.press("backspace")
        assert "✗" not in it.said("count")


async def test_an_empty_field_is_only_wrong_when_it_is_sent(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.press("tab")
        assert "✗" not in it.said("name")
        await it.press("ctrl+o")
        assert it.said("name") == "✗ it is required."
        assert "nothing was sent" in it.declared
        assert it.app.focused is it.form.rows["name"].editor
        assert it.source.sent == []


async def test_json_is_checked_with_its_line_and_column(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.put(settings='{\n  "a": }')
        it.app.screen.set_focus(it.form.rows["settings"].editor)
        await it.press("tab")
        assert "line 2, column 8" in it.said("settings")


async def test_a_distance_in_time_is_shown_as_the_time_it_means(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.type("at", "+2h")
        assert it.said("at") == "= 2026-09-21T16:13:20Z"
        await it.press("tab")
        assert it.form.rows["at"].text == "2026-09-21T16:13:20Z"


async def test_a_secret_is_never_on_screen(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS, size=(120, 60)) as it:
        await it.type("secret", "hush")
        await it.put(name="n")
        assert "hush" not in text(it.app)
        assert "hush" not in repr(it.form.rows["secret"].editor)
        await it.press("ctrl+l")
        assert isinstance(it.app.screen, DraftScreen)
        assert '"secret": "•••"' in text(it.app)
        assert "hush" not in text(it.app)


async def test_looking_at_it_sends_nothing_and_copies_the_command(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.type("name", "night shift")
        await it.press("ctrl+l")
        assert "POST /things" in text(it.app)
        assert "spandeck do risicare create-thing --set 'name=night shift'" in text(it.app)
        await it.press("y", "enter")
        assert it.app.clipboard.startswith("spandeck do risicare create-thing")
        await it.press("escape")
        assert it.app.screen is it.form
        assert it.source.sent == []


async def test_the_request_is_copied_from_the_form_too(tmp_path: Path) -> None:
    async with clerk(tmp_path, CHANGE, THING) as it:
        await it.put(name="new")
        it.app.screen.set_focus(it.form.rows["on"].editor)
        await it.press("y", "down", "enter")
        copied = it.app.clipboard
        assert copied.startswith("PATCH /things/thing-0000123456")
        assert json.loads(copied.partition("\n\n")[2]) == {"name": "new"}


async def test_a_change_begins_with_what_there_is_and_sends_what_differs(tmp_path: Path) -> None:
    async with clerk(tmp_path, CHANGE, THING) as it:
        assert it.form.rows["name"].text == "old"
        await it.press("ctrl+o")
        assert "nothing is changed yet" in it.said("name")
        await it.put(tags="a, b")
        await it.press("ctrl+o")
        (sent,) = it.source.sent
        assert (sent.path, sent.body) == ("/things/thing-0000123456", {"tags": ["a", "b"]})


async def test_a_record_of_which_only_the_id_is_known_is_read_first(tmp_path: Path) -> None:
    source = FakeActs(polled=[THING])
    bare = type(THING)(THING.id, {})
    async with clerk(tmp_path, CHANGE, bare, source=source) as it:
        assert it.form.rows["name"].text == "old"
        await it.put(name="new")
        await it.press("ctrl+o")
        assert it.source.sent[0].body == {"name": "new"}


async def test_what_was_typed_is_thrown_away_only_when_that_was_meant(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.type("name", "n")
        await it.press("escape")
        assert "Throw away what was typed?" in text(it.app)
        await it.press("escape")
        assert it.form.rows["name"].text == "n"
        await it.press("escape", "down", "enter")
        assert it.outcomes == [None]


async def test_an_untouched_form_is_left_at_once(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.press("escape")
        assert it.outcomes == [None]


async def test_what_is_pasted_is_text_that_no_terminal_obeys(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        hostile = "\x1b]52;c;aGFja2Vk\x07[@click=app.quit]x[/] \u202egnp"
        it.app.screen.set_focus(it.form.rows["name"].editor)
        it.app.screen.post_message(events.Paste(hostile))
        await it.press()
        assert "\x1b" not in it.form.rows["name"].text
        assert "[@click=app.quit]x[/]" in it.form.rows["name"].text
        it.app.screen.set_focus(it.form.rows["text"].editor)
        it.app.screen.post_message(events.Paste(f"{hostile}\r\nsecond"))
        await it.press()
        assert it.form.rows["text"].text.splitlines()[1] == "second"
        assert "‹U+202E›" in it.form.rows["text"].text
        assert "[@click=app.quit]" in text(it.app)
    assert guard.dropped.count == 0


async def test_lines_pasted_into_a_list_are_its_values(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        it.app.screen.set_focus(it.form.rows["tags"].editor)
        it.app.screen.post_message(events.Paste("a\r\n b\n"))
        await it.press()
        assert it.form.rows["tags"].text == "a, b"


async def test_ids_are_completed_from_a_list_that_is_asked_for_once(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.type("owner", "p-al")
        await it.press("right")
        assert it.form.rows["owner"].text == "p-alan"
        await it.type("name", "n")
        await it.type("owner", "")
        assert [name for name, _ in it.source.listed] == ["people"]


async def test_ids_are_chosen_by_name(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.type("owner", "")
        await it.press("down")
        assert "Grace [bold]" in text(it.app)
        await it.press(*"grace", "enter")
        assert it.form.rows["owner"].text == "p-grace"


async def test_what_is_typed_narrows_the_ids(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.type("owner", "p-a")
        await it.press("down")
        assert it.app.screen.query_one(OptionList).option_count == 2


async def test_ids_within_another_need_that_one_first(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.type("parts", "")
        await it.press("down")
        assert it.said("parts") == "Fill in owner first: parts belong to one."
        await it.put(owner="p-ada", parts="part-2")
        await it.press("down", "enter")
        assert it.form.rows["parts"].text == "part-2, part-1"
        name, query = it.source.listed[-1]
        assert (name, [str(each) for each in query.conditions]) == ("parts", ["owner=p-ada"])


async def test_ids_that_cannot_be_had_leave_the_form_alive(tmp_path: Path) -> None:
    class Silent(FakeActs):
        async def records(self, *_: object, **__: object) -> object:  # type: ignore[override]
            raise Unreachable(self.title, "nobody answers")

    async with clerk(tmp_path, KINDS, source=Silent()) as it:
        await it.type("owner", "p")
        await it.press("down")
        assert "nobody answers" in it.said("owner")
        assert it.form.rows["owner"].text == "p"


async def test_a_colon_and_a_question_mark_in_a_field_are_text(tmp_path: Path) -> None:
    async with clerk(tmp_path, KINDS) as it:
        await it.type("text", ":?q1")
        assert it.form.rows["text"].text == ":?q1"
        assert it.app.screen is it.form
        assert notices(it.app) == []
