"""The program on a watcher of providers in memory, for the tests of its views."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from spandeck.model.source import Sources
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.vendor import VendorScreen
from spandeck.ui.views.boardview import BoardView
from spandeck.ui.widgets.chart import Chart
from tests.ui.fakerecords import FakeRecords
from tests.ui.fakes import connected
from tests.ui.running import press, running, settled
from tests.ui.upstream import NOW_NS, FakeUpstream


def watched(fake: FakeUpstream) -> Sources:
    """Sources of which one watches providers."""
    sources = connected()
    records = {**sources.records, "apidepth": FakeRecords(vendor="apidepth", title="Apidepth")}
    return replace(sources, upstream={"apidepth": fake}, records=records)


@asynccontextmanager
async def watching(
    folder: Path,
    fake: FakeUpstream | None = None,
    *,
    at: str = "rate-limits",
    size: tuple[int, int] = (120, 34),
    environ: dict[str, str] | None = None,
    **changed: Any,
) -> AsyncIterator[tuple[Spandeck, Pilot[None]]]:
    """The program at the view of this name."""
    sources = watched(fake or FakeUpstream())
    changed.setdefault("clock", lambda: NOW_NS)
    async with running(folder, sources=sources, size=size, environ=environ, **changed) as started:
        app, pilot = started
        await press(pilot, "5")
        assert isinstance(app.screen, VendorScreen)
        app.screen.current = at
        await calm(pilot)
        yield app, pilot


async def calm(pilot: Pilot[None]) -> None:
    """Wait for what answers set going, too."""
    for _ in range(3):
        await settled(pilot)


def view(app: Spandeck) -> BoardView[Any, Any]:
    """The view that is shown."""
    assert isinstance(app.screen, VendorScreen)
    assert isinstance(app.screen.view, BoardView)
    return app.screen.view


def painted(app: Spandeck, at: int = 0) -> str:
    """A picture as text."""
    chart = list(view(app).query(Chart))[at]
    return "\n".join("".join(text for text, _ in line) for line in chart.lines)


async def resized(pilot: Pilot[None], width: int, height: int) -> None:
    """Another terminal."""
    await pilot.resize_terminal(width, height)
    await calm(pilot)
