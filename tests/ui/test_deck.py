"""The Deck waits for budget, lets no vendor hold up another, and knows vendors without traces."""

import asyncio
from dataclasses import replace
from pathlib import Path

from spandeck.model.errors import Limited
from spandeck.model.page import Ask, Priority
from spandeck.model.source import PLAIN, Health, Sources
from spandeck.ui.app import Spandeck
from tests.ui.fakes import NOW_NS, FakeSource, connected, profile
from tests.ui.running import lines, press, running, settled, text
from tests.ui.upstream import SCORES, STATUS, FakeUpstream

MINUTE_NS = 60_000_000_000


class Scarce(FakeSource):
    """A vendor whose budget is spent: whoever will wait is answered, a prefetch never is."""

    def note(self, method: str, ask: Ask) -> bool:
        if ask.priority is Priority.PREFETCH:
            raise Limited(self.title, 1.0)
        return super().note(method, ask)


class Held(FakeSource):
    """A vendor that answers when it is let."""

    let: asyncio.Event

    async def health(self, *, ask: Ask = PLAIN) -> Health:
        await self.let.wait()
        return await super().health(ask=ask)


async def test_a_moment_without_budget_is_waited_for_and_no_failure(tmp_path: Path) -> None:
    async with running(tmp_path, sources=connected(Scarce())) as (app, _):
        assert "✓ well" in text(app)
        assert "budget returns" not in text(app)


async def test_no_vendor_holds_up_another(tmp_path: Path) -> None:
    held = Held(vendor="fiddler", title="Fiddler")
    held.let = asyncio.Event()
    both = connected()
    sources = replace(both, traces={"fiddler": held, **both.traces})

    async def opening() -> Sources:
        return sources

    app = Spandeck(profile(tmp_path), opening, environ={})
    async with app.run_test(size=(120, 34)) as pilot:
        while "✓ well" not in text(app):
            await pilot.pause()
        assert "… asking" in text(app)
        held.let.set()
        await settled(pilot)
        assert text(app).count("✓ well") == 2


async def test_a_vendor_without_traces_says_how_it_is_and_when_it_last_judged(
    tmp_path: Path,
) -> None:
    scores = replace(SCORES, scores=(replace(SCORES.scores[0], computed_ns=NOW_NS - MINUTE_NS),))
    upstream = FakeUpstream(scores=scores)
    sources = replace(connected(), upstream={"apidepth": upstream})
    async with running(tmp_path, sources=sources, clock=lambda: NOW_NS) as (app, pilot):
        line = next(each for each in lines(app) if "5 Apidepth   " in each)
        assert "✓ well" in line
        assert "1 m ago" in line
        upstream.stands = replace(STATUS, status="outage")
        await press(pilot, "r")
        assert "! says it is unwell" in text(app)
        assert "collector outage" in text(app)


async def test_what_is_known_stays_until_the_next_answer(tmp_path: Path) -> None:
    held = Held()
    held.let = asyncio.Event()
    held.let.set()
    async with running(tmp_path, sources=connected(held)) as (app, pilot):
        held.let.clear()
        await pilot.press("r")
        await pilot.pause()
        assert "✓ well" in text(app)
        assert lines(app)[-2].startswith(" asking…")
        held.let.set()
        await settled(pilot)
        assert lines(app)[-2].startswith(" asked at ")
