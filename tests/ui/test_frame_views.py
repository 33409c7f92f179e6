"""A vendor's screen with views of a test's own: visits, status, and copy, export and link."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.pilot import Pilot
from textual.widget import Widget

from spandeck.ui import views
from spandeck.ui.app import Spandeck
from spandeck.ui.commands import Command
from spandeck.ui.views.view import Entry, View
from tests.ui.running import lines, notices, press, running, settled, text, to_paint

ROWS = [{"id": "7f3a", "name": "=1+1"}, {"id": "8b1c", "name": "plan"}]


class Paper(Widget, can_focus=True):
    def render(self) -> Content:
        return Content("words on paper")


class Notes(View):
    GUIDED = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("F", "follow", "Follow", id="notes.follow", tooltip="Follow the notes"),
    ]
    followed = 0

    def compose(self) -> ComposeResult:
        yield Paper()

    def on_mount(self) -> None:
        self.status = Content("2 notes · cached 12 s")

    def watch_range_s(self) -> None:
        self.status = Content(f"range {self.range_s}")

    def action_follow(self) -> None:
        self.followed += 1

    def copies(self) -> Sequence[tuple[str, str]]:
        return [("id", "7f3a"), ("json", json.dumps(ROWS[0]))]

    def records(self) -> Sequence[Mapping[str, Any]]:
        return ROWS

    def link(self) -> str | None:
        return "https://notes.example/7f3a"

    def commands(self) -> Sequence[Command]:
        return [Command("follow", "Follow the notes", lambda _: self.action_follow())]


class Sums(View):
    def on_mount(self) -> None:
        self.status = Content("no sums")


ENTRIES = (
    Entry("notes", "Notes", lambda desk: Notes(desk.profile)),
    Entry("sums", "Sums", lambda desk: Sums(desk.profile)),
)


@pytest.fixture(autouse=True)
def _views(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "entries", lambda opened: ENTRIES)


def view(app: Spandeck) -> Notes:
    return app.screen.query_one(Notes)


async def at_risicare(pilot: Pilot[None]) -> None:
    await press(pilot, "3")


async def test_the_first_view_is_shown_with_its_status(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        shown = lines(app)
        assert shown[1] == " Risicare ▸  Notes  Sums"
        assert "words on paper" in text(app)
        assert isinstance(app.screen.focused, Paper)


def styles_of(app: Spandeck, word: str) -> Style:
    """How a word of the second line is painted."""
    strip = app.screen._compositor.render_strips()[1]
    return next(each.style for each in strip if word in each.text and each.style is not None)


async def test_the_current_view_stands_out_by_more_than_colour(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        assert styles_of(app, "Notes").underline
        assert not styles_of(app, "Sums").underline
        await press(pilot, ".")
        assert styles_of(app, "Sums").underline
        assert not styles_of(app, "Notes").underline


async def test_another_status_paints_its_line_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        view(app).status = Content("3 notes")
        assert to_paint(app) == {"Line"}
        await pilot.pause()
        view(app).status = Content("3 notes")
        assert not to_paint(app)


async def test_comma_dot_and_backtick_move_between_views(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, ".")
        assert lines(app)[-2].startswith(" no sums")
        assert "words on paper" not in text(app)
        await press(pilot, "`")
        assert "words on paper" in text(app)
        await press(pilot, ",")
        assert lines(app)[-2].startswith(" no sums")


async def test_a_view_is_mounted_once_on_its_first_visit(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        assert len(app.screen.query(View)) == 1
        await press(pilot, ".", ".", ".")
        assert len(app.screen.query(View)) == 2


async def test_a_view_follows_the_time_range(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, ":", *"since 2h", "enter")
        assert view(app).range_s == 7200
        assert lines(app)[-2].startswith(" range 7200.0")


async def test_a_tab_keeps_its_view_while_another_is_shown(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, ".", "1", "3")
        assert lines(app)[-2].startswith(" no sums")


async def test_keys_of_the_view_come_first_in_the_key_bar(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        assert lines(app)[-1].startswith(" F follow  y copy…  x export…  o link")


async def test_copy_asks_what_and_says_how_much(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, "y")
        assert "4 B" in text(app)
        await press(pilot, "enter")
        assert app.clipboard == "7f3a"
        assert notices(app) == ["Copied 4 B by OSC 52; if paste is empty see :doctor."]


async def test_copying_to_a_file_leaves_a_private_one(tmp_path: Path) -> None:
    async with running(tmp_path, copy="file") as (app, pilot):
        await at_risicare(pilot)
        for _ in range(2):
            await press(pilot, "y", "enter")
        path = tmp_path / "exports" / "copied.txt"
        assert path.read_text() == "7f3a"
        assert path.stat().st_mode & 0o777 == 0o600
        assert notices(app)[0] == f"Copied 4 B to {path}"


async def test_an_export_writes_the_records(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, "x", "enter")
        written = list((tmp_path / "exports").iterdir())
        assert len(written) == 1
        assert json.loads(written[0].read_text()) == ROWS
        assert notices(app) == [f"Wrote 2 rows to {written[0]}"]


async def test_a_folder_of_someone_else_is_not_exported_to(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "exports").symlink_to(tmp_path / "elsewhere")
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, "x", "enter")
        assert not list((tmp_path / "elsewhere").iterdir())
        assert "symbolic link" in notices(app)[0]


async def test_the_link_is_shown_and_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 5 10.0.0.2 22")
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, "o")
        assert app.clipboard == "https://notes.example/7f3a"
        assert notices(app)[0].startswith("https://notes.example/7f3a\nCopied")


async def test_help_lists_the_keys_of_here_and_enter_runs_one(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, "?")
        assert "Follow the notes" in text(app)
        await press(pilot, *"limits")
        assert "Go to Limits" in text(app)
        await press(pilot, *["backspace"] * len("limits"), *"follow", "enter")
        assert view(app).followed == 1


async def test_the_palette_runs_a_views_command(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, "ctrl+p", *"foll", "enter")
        assert view(app).followed == 1


async def test_the_palette_asks_for_an_argument_on_the_command_line(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "ctrl+p", *"look back this", "enter")
        assert lines(app)[-1].endswith(":since")
        await press(pilot, *"2h", "enter")
        assert app.range_s == 7200


async def test_a_command_goes_to_a_view(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, ":", *"sums", "enter")
        assert lines(app)[-2].startswith(" no sums")


async def test_an_unknown_command_stays_to_be_mended(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, ":", *"frobnicate", "enter")
        assert "There is no command “frobnicate”." in lines(app)[-2]
        assert ":frobnicate" in lines(app)[-1]
        await press(pilot, "escape")
        assert "frobnicate" not in text(app)


async def test_a_bad_range_stays_to_be_mended(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, ":", *"since 2", "enter")
        assert "“2” needs a unit: 2m, 2h or 2d." in lines(app)[-2]
        await press(pilot, "h", "enter")
        assert app.range_s == 7200


async def test_tab_completes_and_up_recalls(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, ":", *"lim", "tab", "enter")
        assert app.current_mode == "limits"
        await press(pilot, ":", *"the", "tab", *"li", "tab", "enter")
        assert app.theme == "light"
        await press(pilot, ":", "up")
        assert lines(app)[-1].endswith(":theme light")


async def test_leaving_the_command_line_gives_the_focus_back(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, ":", "F", "escape", "F")
        assert view(app).followed == 1
        assert isinstance(app.screen.focused, Paper)
        await press(pilot, ":", "backspace")
        assert isinstance(app.screen.focused, Paper)


async def test_letters_typed_into_a_line_do_not_act(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await at_risicare(pilot)
        await press(pilot, ":", *"Fq16u")
        assert view(app).followed == 0
        assert app.current_mode == "risicare"
        assert not app._exit


async def test_a_remapped_key_acts_and_is_shown(tmp_path: Path) -> None:
    async with running(tmp_path, keys={"screen.copy": "c"}) as (app, pilot):
        await at_risicare(pilot)
        assert "c copy…" in lines(app)[-1]
        await press(pilot, "c")
        assert "4 B" in text(app)


async def test_an_unknown_binding_id_is_told(tmp_path: Path) -> None:
    async with running(tmp_path, keys={"traces.frobnicate": "c"}) as (app, _):
        assert notices(app) == ["keys: there is no binding “traces.frobnicate”."]


async def test_a_key_that_is_taken_is_told(tmp_path: Path) -> None:
    async with running(tmp_path, keys={"screen.copy": "x"}) as (app, _):
        assert notices(app) == [
            "keys: screen.copy and screen.export are both on “x”; only one will work."
        ]


async def test_a_key_that_terminals_keep_is_told(tmp_path: Path) -> None:
    async with running(tmp_path, keys={"screen.copy": "ctrl+z"}) as (app, _):
        assert "does not reach us" in notices(app)[0]


async def test_unknown_themes_and_profiles_are_refused_on_the_line(tmp_path: Path) -> None:
    async with running(tmp_path, others=("prod",)) as (app, pilot):
        for line, said in (
            ("theme nord", "There is no theme “nord”. There are ansi, colour-blind"),
            ("theme", "There is no theme “”."),
            ("profile paris", "There is no profile “paris”. There are demo, prod."),
            ("since", "How far back? Write :since 2h, or :since all."),
        ):
            await press(pilot, ":", *line, "enter")
            assert said in text(app)
            await press(pilot, "escape")
        assert app.theme == "dark"
        assert not app._exit


async def test_a_long_refusal_is_said_to_its_end_at_80_columns(tmp_path: Path) -> None:
    many = tuple(f"profile-{number}" for number in range(20))
    async with running(tmp_path, size=(80, 24), others=many) as (app, pilot):
        await press(pilot, ":", *"profile x", "enter")
        assert "profile-0" in text(app)
        assert "profile-19." in text(app)


@pytest.mark.parametrize("how", ["line", "palette", "header"])
async def test_another_profile_is_gone_on_with(tmp_path: Path, how: str) -> None:
    async with running(tmp_path, others=("prod",)) as (app, pilot):
        if how == "line":
            await press(pilot, ":", *"profile p", "tab", "enter")
        elif how == "palette":
            await press(pilot, "ctrl+p", *"another profile", "enter", *"prod", "enter")
        else:
            await pilot.click("Header", offset=(lines(app)[0].index("demo▾") + 1, 0))
            await settled(pilot)
            await press(pilot, "down", "enter")
        assert app.wanted == "prod"
        assert app._exit


async def test_a_newcomer_is_shown_keys_that_go_as_they_are_pressed(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        assert lines(app)[-3].startswith(" try  e to the next error   enter opens it   i says why")
        await at_risicare(pilot)
        assert lines(app)[-3].endswith("] to the next trace   y copies")
        await press(pilot, "y", "escape")
        assert lines(app)[-3].endswith("] to the next trace")
        await press(pilot, "5")
        assert "try  " not in text(app)


async def test_real_data_comes_without_hints_for_newcomers(tmp_path: Path) -> None:
    async with running(tmp_path, demo=False) as (app, pilot):
        await at_risicare(pilot)
        assert "try  " not in text(app)


async def test_a_word_that_begins_no_command_finds_those_that_hold_it(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, ":", *"heme")
        assert "none begins so: theme" in text(app)
        await press(pilot, *"xyz")
        assert "none begins so" not in text(app)
