"""Someone in front of a list of traces, alone on a screen with a clock of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

from spandeck.model.trace import TraceSummary
from spandeck.ui.theme import VARIABLES
from spandeck.ui.views.traces import TracesView
from tests.ui.fakes import NOW_NS, FakeSource, profile
from tests.ui.running import text


class Host(App[None]):
    """The view alone on a screen, with a clock of its own."""

    def __init__(self, view: TracesView) -> None:
        super().__init__()
        self.view = view
        self.opened: list[TracesView.Chosen] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLES)

    def compose(self) -> ComposeResult:
        yield self.view

    def on_traces_view_chosen(self, event: TracesView.Chosen) -> None:
        self.opened.append(event)


class Reader:
    """Someone in front of the view."""

    def __init__(self, app: Host, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.view = app.view

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    def type(self, line: str) -> None:
        self.view.query_one(Input).insert_text_at_cursor(line)

    async def settle(self) -> None:
        for _ in range(3):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    @property
    def screen(self) -> str:
        return text(self.app)

    @property
    def status(self) -> str:
        return self.view.status.plain

    @property
    def here(self) -> str:
        row = self.view.here
        assert isinstance(row, TraceSummary)
        return row.trace_id


@asynccontextmanager
async def reading(
    source: FakeSource,
    *,
    size: tuple[int, int] = (120, 30),
    now_ns: int = NOW_NS,
    range_s: float | None = None,
) -> AsyncIterator[Reader]:
    view = TracesView(source, replace(profile(Path("/nowhere")), clock=lambda: now_ns))
    view.set_reactive(TracesView.range_s, range_s)
    app = Host(view)
    async with app.run_test(size=size, notifications=True) as pilot:
        view.rows.focus()
        reader = Reader(app, pilot)
        await reader.settle()
        yield reader
