"""The program under a pilot, over a vendor in memory, and what is on its screen as text."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot
from textual.widget import Widget
from textual.worker import WorkerCancelled

from spandeck.model.source import Sources
from spandeck.ui.app import Spandeck
from tests.ui.fakes import connected, profile


@asynccontextmanager
async def running(
    folder: Path,
    *,
    sources: Sources | None = None,
    size: tuple[int, int] = (120, 34),
    themes: Path | None = None,
    environ: dict[str, str] | None = None,
    **changed: object,
) -> AsyncIterator[tuple[Spandeck, Pilot[None]]]:
    """The program, its sources open and everything painted."""

    async def open_sources() -> Sources:
        return sources or connected()

    app = Spandeck(profile(folder, **changed), open_sources, themes=themes, environ=environ or {})
    async with app.run_test(size=size, notifications=True) as pilot:
        while app.triage is None:
            await pilot.pause()
        await settled(pilot)
        yield app, pilot


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing is left to do; work that newer work replaced is done with, too.

    The tail never ends: it is not waited for.
    """
    while True:
        ending = [each for each in pilot.app.workers if each.group != "tail"]
        try:
            await asyncio.gather(*(each.wait() for each in ending))
        except WorkerCancelled:
            continue
        break
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other and wait until all is done."""
    await pilot.press(*keys)
    await settled(pilot)


def lines(app: App[None]) -> list[str]:
    """The screen as lines of text."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def text(app: App[None]) -> str:
    """The screen as one text."""
    return "\n".join(lines(app))


def to_paint(app: App[None]) -> set[str]:
    """The kinds of widgets that will be painted again."""
    return {
        type(each).__name__ for each in app.screen.walk_children(Widget) if each._repaint_required
    }


def notices(app: App[None]) -> list[str]:
    """What was told in passing."""
    return [each.message for each in app._notifications]
