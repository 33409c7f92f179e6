"""Someone in front of a live list of failures that a test fills by hand; nobody waits."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from spandeck.model.errors import SourceError
from spandeck.model.occurrence import PLAIN, Occurrence
from spandeck.model.page import Ask, Page
from spandeck.model.tail import Item
from spandeck.tail.ring import Ring
from spandeck.tail.tail import Tail
from spandeck.triage.board import Board
from spandeck.triage.store import Store
from spandeck.ui.theme import VARIABLES
from spandeck.ui.triage import Triage
from spandeck.ui.views.errors import ErrorsView
from tests.ui.fakes import NOW_NS, SECOND_NS, FakeSource, profile
from tests.ui.running import text


@dataclass
class StillFeed:
    """A feed of which only the standing counts: what it tells is put into the ring by hand."""

    vendor: str = "risicare"
    name: str = "errors"
    title: str = "Risicare errors"
    every_s: float = 5.0
    overlap_s: float = 60.0
    fails: SourceError | None = None
    asked: list[int] = field(default_factory=list)

    async def occurrences(
        self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Occurrence]:
        """Nothing, or no answer."""
        self.asked.append(since_ns)
        if self.fails is not None:
            raise self.fails
        return Page((), None, NOW_NS)


class Now:
    """A clock that stands still until it is put on."""

    def __init__(self) -> None:
        self.ns = NOW_NS

    def __call__(self) -> int:
        return self.ns

    def on(self, seconds: float) -> None:
        self.ns += int(seconds * SECOND_NS)


def triage(
    *feeds: StillFeed, cap: int = 20_000, clock: Now | None = None, answered: bool = True
) -> Triage:
    """A ring and a board in memory, and a tail that is not followed; its feeds once answered."""
    now = clock or Now()
    since_ns = NOW_NS - 3600 * SECOND_NS
    tail = Tail(feeds or (StillFeed(),), since_ns=since_ns, clock=now)
    for each in tail.pollers:
        each.answered_ns = NOW_NS if answered else None
    found = Triage(tail, Board(Store.open(None), now, by="me@here"), since_ns)
    found.ring = Ring(cap)
    return found


class Host(App[None]):
    """The view alone on a screen."""

    def __init__(self, view: ErrorsView) -> None:
        super().__init__()
        self.view = view
        self.told: list[Message] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLES)

    def compose(self) -> ComposeResult:
        yield self.view

    def on_errors_view_chosen(self, event: ErrorsView.Chosen) -> None:
        self.told.append(event)

    def on_errors_view_late_wanted(self, event: ErrorsView.LateWanted) -> None:
        self.told.append(event)


class Watcher:
    """Someone in front of the view."""

    def __init__(self, app: Host, pilot: Pilot[None], held: Triage, now: Now) -> None:
        self.app, self.pilot, self.held, self.now = app, pilot, held, now
        self.view = app.view

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, line: str) -> None:
        found = next(each for each in self.view.query(Input) if each.has_focus)
        found.value = line
        await self.press("enter")

    async def come(self, items: Iterable[Item]) -> None:
        """Let failures arrive, and the view look."""
        some = list(items)
        self.held.ring.add(some)
        self.held.board.take(some)
        await self.look()

    async def look(self) -> None:
        """The view's own beat."""
        self.view.look()
        await self.settle()

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
        assert self.view.item is not None
        return self.view.item.occurrence.id

    @property
    def rows(self) -> list[str]:
        """The ids of the rows, from the top."""
        listed = self.view.listed
        return [listed.entry(index)[2].occurrence.id for index in range(len(listed))]


@asynccontextmanager
async def watching(
    held: Triage | None = None,
    *,
    vendor: str | None = None,
    items: Iterable[Item] = (),
    size: tuple[int, int] = (120, 30),
    now: Now | None = None,
) -> AsyncIterator[Watcher]:
    """A view over a ring that holds these already."""
    clock = now or Now()
    found = held or triage(clock=clock)
    some = list(items)
    found.ring.add(some)
    found.board.take(some)
    shown = replace(profile(Path("/nowhere")), clock=clock)
    view = ErrorsView(shown, lambda: {"risicare": FakeSource()}, vendor)
    view.set_reactive(ErrorsView.triage, found)
    app = Host(view)
    async with app.run_test(size=size, notifications=True) as pilot:
        watcher = Watcher(app, pilot, found, clock)
        view.rows.focus()
        await watcher.settle()
        yield watcher
