"""The last guard: nothing a terminal obeys reaches it, and no failure shows what was in hand."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.drivers.linux_driver import LinuxDriver
from textual.strip import Strip
from textual.widget import Widget

import spandeck
from spandeck.model.safe import TABLE
from spandeck.ui import crash, guard
from tests.ui.running import running

UI = Path(spandeck.__file__).parent / "ui"
OWN = re.compile(r"\x1b\[[\d;]*m")
CONSOLE = Console(color_system="truecolor", force_terminal=True)


@pytest.fixture(autouse=True)
def _guarded() -> Iterator[None]:
    """Characters dropped on purpose here must not count for the rest of the suite."""
    guard.stand()
    before = guard.dropped.count
    yield
    guard.dropped.count = before


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b]52;c;aGk=\x07",
        "\x1b[6n",
        "\x9b6n",
        "a\nb",
        "a\tb",
        "\x00\x08\x7f",
        "\u202etxt.exe",
        "\u200bzero",
        "\u2066isolate",
        "\ud800half",
        "\U000e0041tag",
    ],
)
def test_a_cell_never_holds_what_a_terminal_obeys(hostile: str) -> None:
    before = guard.dropped.count
    written = Strip([Segment(hostile, Style(bold=True))]).render(CONSOLE)
    left = OWN.sub("", written)
    assert not guard.unsafe(left)
    assert guard.dropped.count > before


@pytest.mark.parametrize("plain", ["gpt-4o", "│ ▁▂█ ✗ ! ✓ ·", "日本語", "naïve – “x”", "␛[31m"])
def test_what_people_read_passes_unchanged(plain: str) -> None:
    before = guard.dropped.count
    assert OWN.sub("", Strip([Segment(plain, Style(bold=True))]).render(CONSOLE)) == plain
    assert guard.dropped.count == before


def test_a_link_that_holds_an_escape_is_dropped() -> None:
    style = Style(link="https://x.example/\x1b]52;c;aGk=\x07")
    assert "]52" not in Strip([Segment("open", style)]).render(CONSOLE)


def test_everything_safe_stops_is_stopped_here_too() -> None:
    for code in TABLE:
        assert guard.unsafe(chr(code)), f"U+{code:04X}"


class Leaky(Widget):
    """A widget that paints what it is given, as a mistake of ours would."""

    def render_line(self, y: int) -> Strip:
        return Strip([Segment("before\x1b[6nafter")])


class LeakyApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Leaky()


async def test_every_cell_textual_paints_goes_through_the_guard() -> None:
    app = LeakyApp()
    async with app.run_test(size=(40, 5)) as pilot:
        await pilot.pause()
        before = guard.dropped.count
        strips = app.screen._compositor.render_full_update()
        written = strips.render_segments(app.console)
        assert "\x1b[6n" not in written
        assert "before" in written
        assert guard.dropped.count > before


def test_the_drivers_hold_on_the_mouse_is_where_we_reach_for_it() -> None:
    assert callable(LinuxDriver._enable_mouse_support)
    assert callable(LinuxDriver._disable_mouse_support)


async def failing(folder: Path, *bugs: Callable[[], None]) -> None:
    """Run the program until these bugs have struck."""
    async with running(folder) as (app, pilot):
        for bug in bugs:
            app.call_next(bug)
        await pilot.pause()


async def test_a_failure_becomes_a_private_report_without_locals(tmp_path: Path) -> None:
    secret = "sk-live-4711"

    def fail() -> None:
        token = secret
        raise RuntimeError(f"no luck with {len(token)} letters")

    with pytest.raises(RuntimeError, match="no luck"):
        await failing(tmp_path, fail)
    (report,) = (tmp_path / "crashes").iterdir()
    assert report.stat().st_mode & 0o777 == 0o600
    assert "RuntimeError: no luck with 12 letters" in report.read_text()
    assert secret not in report.read_text()
    assert "test_guard.py" in report.read_text()


async def test_only_the_first_failure_is_reported(tmp_path: Path) -> None:
    def fail() -> None:
        raise RuntimeError("cause")

    def fall() -> None:
        raise RuntimeError("consequence")

    with pytest.raises(RuntimeError, match="cause"):
        await failing(tmp_path, fail, fall)
    assert len(list((tmp_path / "crashes").iterdir())) == 1


def test_two_reports_of_one_second_are_both_kept(tmp_path: Path) -> None:
    said = [crash.report(ValueError(word), tmp_path / "crashes") for word in ("one", "two")]
    assert said[0] != said[1]
    assert len(list((tmp_path / "crashes").iterdir())) == 2


def test_a_report_that_cannot_be_written_is_still_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = crash.report(ValueError("x"), tmp_path / "file")
    assert "ValueError" in said
    assert "No report could be written" in said


def test_a_report_holds_no_escape_from_a_message(tmp_path: Path) -> None:
    crash.report(ValueError("\x1b]0;owned\x07" + "x" * 10_000), tmp_path)
    (report,) = tmp_path.iterdir()
    assert "\x1b" not in report.read_text()
    assert len(report.read_text()) < 2000


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in a file."""
    yield from (
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
    )


def name_of(call: ast.Call) -> str:
    """The last word of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: path.stem)
def test_no_text_of_a_vendor_can_become_markup(path: Path) -> None:
    """Sinks that read a `str` as markup are not used; `Content` and `Text` are text."""
    for call in calls(path):
        name = name_of(call)
        where = f"{path.name}:{call.lineno}"
        assert name != "notify" or path.name == "notice.py", f"{where} notifies by itself"
        assert name not in ("from_markup", "DataTable", "Tree", "RichLog"), where
        if name in ("Static", "Label"):
            plain = "markup=False" in map(ast.unparse, call.keywords)
            assert plain or (call.args and is_content(call.args[0])), where
        if name == "Option":
            assert not isinstance(call.args[0], ast.Constant | ast.JoinedStr), where
        for word in call.keywords:
            titled = word.arg in ("border_title", "border_subtitle", "tooltip")
            assert not titled or name == "Binding" or is_content(word.value), where
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                named = getattr(target, "attr", "")
                if named in ("border_title", "border_subtitle", "tooltip"):
                    assert is_content(node.value), f"{path.name}:{node.lineno}"


def is_content(value: ast.expr) -> bool:
    """Whether an expression makes `Content`."""
    return isinstance(value, ast.Call) and "Content" in ast.unparse(value.func)
