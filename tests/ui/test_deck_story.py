"""From the Deck to the verdict over all four simulators: the story's groups come within one poll,
and `e`, enter and `i` lead to why they fail.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from spandeck.model.group import Group
from spandeck.model.source import Sources
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.deck import DeckScreen
from spandeck.ui.screens.trace import TraceScreen
from tests.ui.fakes import profile
from tests.ui.running import press, settled, text
from tests.why.story import story


@asynccontextmanager
async def on_call(
    folder: Path, minute: float, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Spandeck, Pilot[None]]]:
    """The program over the story at this minute, every feed read once."""
    async with story(minute) as told:

        async def open_sources() -> Sources:
            return told.sources

        app = Spandeck(profile(folder, clock=lambda: told.now_ns), open_sources, environ={})
        async with app.run_test(size=size, notifications=True) as pilot:
            while app.triage is None or any(
                each.answered_ns is None and not each.trouble for each in app.triage.tail.standings
            ):
                await pilot.pause()
            await settled(pilot)
            screen = app.screen
            assert isinstance(screen, DeckScreen)
            screen.beat()
            await settled(pilot)
            yield app, pilot


def deck(app: Spandeck) -> DeckScreen:
    found = app.screen_stack[0]
    assert isinstance(found, DeckScreen)
    return found


def here(app: Spandeck) -> Group:
    found = deck(app).groups.here
    assert found is not None
    return found


async def seek(app: Spandeck, pilot: Pilot[None], said: str) -> Group:
    """Press `e` until the cursor stands on the group."""
    for _ in range(len(deck(app).groups.table)):
        if said in f"{here(app).title} {here(app).where}":
            return here(app)
        await press(pilot, "e")
    raise AssertionError(f"no group says {said}: {text(app)}")


@pytest.mark.parametrize(
    ("minute", "verdicts"),
    [
        (
            60,
            {
                "RATE_LIMIT": "Throttled by the provider, made worse by our retries",
                "LOOP.DETECTED": "The agent loops on search_web",
            },
        ),
        (72, {"PROVIDER.UNAVAILABLE": "The provider fails for everyone"}),
        (
            206,
            {
                "TYPE_ERROR": "Our own regression in checkout-agent 5.1.0",
                "TOOL.EXECUTION.EXCEPTION": "Not enough evidence",
            },
        ),
    ],
    ids=["throttling and a loop", "an outage", "a regression and noise"],
)
async def test_from_the_deck_to_the_verdict(
    tmp_path: Path, minute: int, verdicts: dict[str, str]
) -> None:
    async with on_call(tmp_path, minute) as (app, pilot):
        for group, verdict in verdicts.items():
            found = await seek(app, pilot, group)
            assert set(found.vendors) == {"arize", "fiddler", "risicare"}
            await press(pilot, "enter")
            screen = app.screen
            assert isinstance(screen, TraceScreen)
            assert screen.trace_view.span_id == found.newest.of.span_id
            await press(pilot, "i")
            assert verdict in text(app)
            await press(pilot, "escape", "escape")
            assert app.screen is deck(app)
