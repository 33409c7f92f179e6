"""Someone in front of the Deck, over vendors in memory whose failures a test lets come."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from textual.pilot import Pilot

from spandeck.model.group import Group
from spandeck.model.occurrence import PLAIN, Feed, Occurrence
from spandeck.model.page import Ask, Page
from spandeck.model.source import Sources
from spandeck.model.tail import Item
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.deck import DeckScreen
from spandeck.ui.triage import Triage
from spandeck.ui.views.groups import GroupsView
from tests.ui.failures import failure
from tests.ui.fakes import NOW_NS, FakeSource, connected, profile, spans, summary
from tests.ui.running import lines, notices, press, settled, text
from tests.ui.tailing import Now, StillFeed


@dataclass
class TellingFeed(StillFeed):
    """A feed that tells what it holds, once an hour unless it is asked."""

    every_s: float = 3600.0
    rows: list[Occurrence] = field(default_factory=list)
    """Newest first."""

    async def occurrences(
        self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Occurrence]:
        """All of it on one page."""
        await super().occurrences(since_ns, cursor, limit=limit, ask=ask)
        found = tuple(each for each in self.rows if each.at_ns >= since_ns)
        return Page(found, None, NOW_NS)


def holding(*vendors: str, count: int = 60) -> dict[str, FakeSource]:
    """Vendors that hold the traces of made-up failures, the failing span among their spans."""
    rows = [summary(number) for number in range(count)]
    details = {
        each.trace_id: [
            replace(span, span_id=str(number)) if span.failed else span
            for span in spans(each.trace_id)
        ]
        for number, each in enumerate(rows)
    }
    return {
        name: FakeSource([*rows], details, vendor=name, title=name.title())
        for name in vendors or ("risicare",)
    }


class Reader:
    """Someone who presses keys and lets failures come."""

    def __init__(self, app: Spandeck, pilot: Pilot[None], now: Now) -> None:
        self.app, self.pilot, self.now = app, pilot, now

    @property
    def deck(self) -> DeckScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, DeckScreen)
        return screen

    @property
    def groups(self) -> GroupsView:
        return self.deck.groups

    @property
    def triage(self) -> Triage:
        assert self.app.triage is not None
        return self.app.triage

    @property
    def here(self) -> Group:
        found = self.groups.here
        assert found is not None
        return found

    @property
    def tools(self) -> list[str]:
        """Where the listed groups failed, from the top."""
        return [each.where for each in self.groups.table.rows]

    @property
    def words(self) -> dict[str, str]:
        """By where they failed: what is thought of the listed groups."""
        return {each.where: each.state.word for each in self.groups.table.rows}

    @property
    def screen(self) -> str:
        return text(self.app)

    @property
    def lines(self) -> list[str]:
        return lines(self.app)

    @property
    def told(self) -> str:
        return notices(self.app)[-1]

    async def press(self, *keys: str) -> None:
        for key in keys:
            await press(self.pilot, key)

    async def command(self, line: str) -> None:
        await self.press(":")
        for letter in line:
            await self.pilot.press("space" if letter == " " else letter)
        await self.press("enter")

    async def come(self, *failures: Occurrence) -> None:
        """Let failures come, and the Deck look."""
        items = [Item(each, self.now.ns) for each in failures]
        self.triage.ring.add(items)
        self.triage.board.take(items)
        await self.beat()

    async def beat(self, seconds: float = 0.0) -> None:
        """Time passes, and the screen looks."""
        self.now.on(seconds)
        self.deck.beat()
        await settled(self.pilot)


@asynccontextmanager
async def before_the_deck(
    folder: Path,
    *failures: Occurrence,
    sources: Sources | None = None,
    feeds: Sequence[Feed] = (),
    size: tuple[int, int] = (120, 34),
    file: Path | None = None,
) -> AsyncIterator[Reader]:
    """The program at its first tab, these failures told; its clock stands still."""
    now = Now()
    held = sources or replace(connected(), traces=holding())
    held = replace(held, feeds=(*held.feeds, *feeds))

    async def open_sources() -> Sources:
        return held

    app = Spandeck(profile(folder, clock=now, triage=file), open_sources, environ={})
    async with app.run_test(size=size, notifications=True) as pilot:
        while app.triage is None:
            await pilot.pause()
        await settled(pilot)
        reader = Reader(app, pilot, now)
        if failures:
            await reader.come(*failures)
        yield reader


def failures(*counts: int) -> list[Occurrence]:
    """So many failures of each of three tools, a minute apart, oldest first; each its own group."""
    made = [
        failure(3 * number + tool, ago_s=60 * number + tool + 1)
        for tool, many in enumerate(counts)
        for number in range(many)
    ]
    return sorted(made, key=lambda each: each.at_ns)
