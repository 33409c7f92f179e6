"""The list widget: it paints what is visible, moves by keys, and stays quick at any length."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot

from spandeck.paint.row import Cell, Column
from spandeck.paint.viewport import scrolled, thumb
from spandeck.ui.theme import VARIABLES
from spandeck.ui.widgets.rows import Rows


class Numbers:
    """So many rows that there is no room for them in memory; it counts what is painted."""

    columns: Sequence[Column] = (
        Column("mark", " ", "mark", 1),
        Column("name", "name", "text", 10, 30),
        Column("number", "number", "number", 12, rank=1),
    )
    order = ""
    descending = True

    def __init__(self, count: int, first: int = 0) -> None:
        self.count = count
        self.first = first
        self.painted: list[int] = []

    def __len__(self) -> int:
        return self.count

    def key(self, index: int) -> str:
        return str(self.first + index)

    def cells(self, index: int, columns: Sequence[Column]) -> Sequence[Cell]:
        self.painted.append(index)
        told = {"mark": "✓", "name": f"row {self.first + index}", "number": f"{index}"}
        return [Cell(told[each.name]) for each in columns]


class Host(App[None]):
    """A screen with nothing but a list; it remembers what the list says and repaints."""

    def __init__(self, source: Numbers) -> None:
        super().__init__()
        self.rows = Listening(source)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLES)

    def compose(self) -> ComposeResult:
        yield self.rows


class Listening(Rows):
    """The list, with a record of what it asked to be repainted."""

    def __init__(self, source: Numbers) -> None:
        super().__init__(source)
        self.regions: list[Region] = []
        self.heard: list[Message] = []

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> "Listening":
        if hasattr(self, "regions"):
            self.regions += regions or (self.size.region,)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def post_message(self, message: Message) -> bool:
        if isinstance(message, (Rows.Chosen, Rows.Moved, Rows.Near)):
            self.heard.append(message)
        return super().post_message(message)

    @property
    def chosen(self) -> list[int]:
        return [each.index for each in self.heard if isinstance(each, Rows.Chosen)]


@asynccontextmanager
async def showing(
    source: Numbers, size: tuple[int, int] = (60, 21)
) -> AsyncIterator[tuple[Listening, Pilot[None]]]:
    app = Host(source)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app.rows, pilot


def screen(rows: Rows) -> list[str]:
    return [rows.render_line(y).text for y in range(rows.size.height)]


async def test_a_million_rows_cost_only_those_on_screen() -> None:
    source = Numbers(1_000_000)
    async with showing(source) as (rows, pilot):
        assert set(source.painted) == set(range(20))
        source.painted.clear()
        await pilot.press("G")
        assert rows.cursor == 999_999
        assert min(source.painted) == 999_980
        assert "row 999999" in screen(rows)[-1]


async def test_a_step_repaints_two_rows_and_nothing_else() -> None:
    async with showing(Numbers(100)) as (rows, pilot):
        await pilot.press("j")
        rows.regions.clear()
        await pilot.press("j")
        assert {each.y for each in rows.regions} == {2, 3}
        assert all(each.height == 1 for each in rows.regions)


@pytest.mark.parametrize(
    ("keys", "cursor", "top"),
    [
        ("j j k", 1, 0),
        ("k", 0, 0),
        ("G", 99, 80),
        ("G g", 0, 0),
        ("ctrl+d", 10, 10),
        ("ctrl+d ctrl+u", 0, 0),
        ("pagedown", 20, 20),
        ("pagedown pagedown pageup", 20, 20),
        ("end pagedown", 99, 80),
        ("down down up", 1, 0),
    ],
)
async def test_keys_move_the_cursor_and_the_page(keys: str, cursor: int, top: int) -> None:
    async with showing(Numbers(100)) as (rows, pilot):
        await pilot.press(*keys.split())
        assert (rows.cursor, rows.top) == (cursor, top)


async def test_the_cursor_shows_without_colour() -> None:
    async with showing(Numbers(100)) as (rows, pilot):
        await pilot.press("j")
        marked = [line for line in screen(rows) if line.startswith("▌")]
        assert len(marked) == 1
        assert "row 1 " in marked[0]


async def test_rows_put_above_leave_the_cursor_on_its_row_and_its_line() -> None:
    source = Numbers(100)
    async with showing(source) as (rows, pilot):
        await pilot.press(*["j"] * 25)
        line = next(y for y, text in enumerate(screen(rows)) if text.startswith("▌"))
        source.count, source.first = 130, -30
        rows.changed(rows.cursor + 30)
        after = screen(rows)
        assert after[line].startswith("▌")
        assert "row 25 " in after[line]


async def test_fewer_rows_bring_the_cursor_back_on_the_list() -> None:
    source = Numbers(100)
    async with showing(source) as (rows, pilot):
        await pilot.press("G")
        source.count = 3
        rows.changed()
        assert rows.cursor == 2
        assert "row 0 " in screen(rows)[1]
        source.count = 0
        rows.changed()
        assert not any("row" in line for line in screen(rows)[1:])
        await pilot.press("enter", "j", "space", "V", "G")
        assert rows.chosen == []


async def test_enter_opens_the_row_under_the_cursor() -> None:
    async with showing(Numbers(100)) as (rows, pilot):
        await pilot.press("j", "j", "enter")
        assert rows.chosen == [2]


async def test_a_click_moves_and_a_second_click_opens() -> None:
    async with showing(Numbers(100)) as (rows, pilot):
        await pilot.click(Rows, offset=(5, 4))
        assert (rows.cursor, rows.chosen) == (3, [])
        await pilot.click(Rows, offset=(5, 4))
        assert rows.chosen == [3]


async def test_marks_stay_with_their_rows_when_others_are_put_above() -> None:
    source = Numbers(100)
    async with showing(source) as (rows, pilot):
        await pilot.press("j", "space", "j", "V")
        assert rows.marks.keys == {"1", "2", "3"}
        source.first = -5
        rows.changed(rows.cursor + 5)
        marked = [line for line in screen(rows) if line[1] == "●"]
        assert [line.split("row ")[1].split()[0] for line in marked] == ["1", "2", "3"]
        await pilot.press("k", "space")
        assert rows.marks.keys == {"1", "3"}


async def test_it_says_which_rows_are_on_screen_when_they_change() -> None:
    async with showing(Numbers(100)) as (rows, pilot):
        rows.heard.clear()
        await pilot.press("j")
        assert not any(isinstance(each, Rows.Near) for each in rows.heard)
        await pilot.press("pagedown")
        near = [each for each in rows.heard if isinstance(each, Rows.Near)][-1]
        assert (near.first, near.last) == (20, 40)


async def test_columns_that_do_not_fit_are_dropped_and_come_back_wide() -> None:
    async with showing(Numbers(100), (24, 10)) as (rows, pilot):
        assert "number" not in screen(rows)[0]
        assert all(len(line) == 24 for line in screen(rows))
        await pilot.press("W")
        assert "number" not in screen(rows)[0]
        await pilot.press("l", "l", "l", "l", "l")
        assert "number" in screen(rows)[0]
        await pilot.press("W")
        assert rows.left == 0


async def test_sideways_is_offered_only_where_columns_are_wide() -> None:
    async with showing(Numbers(100)) as (rows, pilot):
        assert not rows.check_action("sideways", (1,))
        await pilot.press("W")
        assert rows.check_action("sideways", (1,))


async def test_another_theme_paints_everything_anew() -> None:
    async with showing(Numbers(5)) as (rows, pilot):
        before = rows.render_line(2)
        pilot.app.theme = "textual-light"
        await pilot.pause()
        after = rows.render_line(2)
        assert before.text == after.text
        assert [s.style for s in before] != [s.style for s in after]


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 60), st.integers(1, 500))
def test_the_cursor_is_always_on_screen_and_no_room_is_wasted(
    top: int, cursor: int, page: int, length: int
) -> None:
    cursor = min(cursor, length - 1)
    first = scrolled(top, cursor, page, length)
    assert first <= cursor < first + page
    assert first >= 0
    assert first + page <= max(length, page)


@given(st.integers(1, 60), st.integers(1, 10_000_000), st.floats(0, 1))
def test_the_scrollbar_stands_where_the_screen_does(page: int, length: int, part: float) -> None:
    top = int(part * max(0, length - page))
    lines = thumb(top, page, length)
    if length <= page:
        assert not lines
    else:
        assert 0 <= lines.start < lines.stop <= page
        assert lines.start == 0 if top == 0 else True
        assert lines.stop == page if top == length - page else True
