"""The Deck: who is connected, how fresh and how well, what budget is left, and where to press.

It asks each vendor two small questions, behind whatever the reader waits for, and again only
when asked to.
"""

import asyncio
from collections.abc import Awaitable
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from spandeck.model.errors import NotCached, SourceError
from spandeck.model.page import Ask, Freshness, Priority
from spandeck.model.query import Query
from spandeck.model.source import Health, TraceSource, UpstreamSource
from spandeck.model.trace import TraceSummary
from spandeck.paint.budget import Told, state, tightest, tone
from spandeck.paint.deck import Standing, lines
from spandeck.paint.units import NOTHING, ago, clock
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.tabs import TABS, Tab
from spandeck.ui.widgets.grid import Grid

CRUMBS = Content.assemble(("Deck", "bold"), ("  what is connected, and how fresh it is", "$muted"))
AGED_NS = 60 * 1_000_000_000
"""After this an answer is asked for again when one comes back to the Deck."""
CONNECTING: Told = ("… connecting", "muted")
ASKING: Told = ("… asking", "muted")
ABSENT: Told = ("· not connected", "muted")
WELL: Told = ("✓ well", "ok")
UNWELL: Told = ("! says it is unwell", "warn")
FAILED: Told = ("✗ no answer", "error")


class DeckScreen(FrameScreen):
    """The first tab."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "reload", "Refresh", id="deck.reload", tooltip="Ask the vendors again"),
    ]
    DEFAULT_CSS = "DeckScreen VerticalScroll { padding: 1 1; scrollbar-size-vertical: 1; }"

    def __init__(self, profile: Profile) -> None:
        """`profile` says what the vendors that are not connected need."""
        super().__init__(profile)
        self.states: dict[str, Told] = {}
        self.newest_ns: dict[str, int | None] = {}
        self.failures: dict[str, str] = {}
        self.asked_ns: int | None = None
        self.asking = False
        """Whether answers are still to come; until then what was known stays."""

    def body(self) -> ComposeResult:
        """A line a vendor."""
        with VerticalScroll(can_focus=True):
            yield Grid()

    def on_mount(self) -> None:
        """Say where one is; the lines follow."""
        self.crumbs = CRUMBS
        self.query_one(Grid).can_focus = False

    def on_resize(self, event: events.Resize) -> None:
        """Another width, other line breaks."""
        self.call_after_refresh(self.beat)

    def watch_sources(self) -> None:
        """Ask the vendors as soon as there is a way to."""
        super().watch_sources()
        if self.sources is not None:
            self.ask_all(Freshness.FRESH)

    def on_screen_resume(self) -> None:
        """Ask again when what is shown has aged."""
        if self.asked_ns is not None and self.profile.clock() - self.asked_ns > AGED_NS:
            self.ask_all(Freshness.FRESH)

    def action_reload(self) -> None:
        """Ask again, past the cache."""
        self.ask_all(Freshness.RELOAD)

    @work(exclusive=True, group="load")
    async def ask_all(self, freshness: Freshness) -> None:
        """Ask every vendor how it is and for its newest trace."""
        # Not as a prefetch: that is refused where it would have to wait, even for a second.
        ask = Ask(Priority.TAIL, freshness, pane="deck")
        sources = self.sources
        traces = sources.traces if sources else {}
        upstream = sources.upstream if sources else {}
        found = {name: traced(source, ask) for name, source in traces.items()}
        found |= {name: watched(source, ask) for name, source in upstream.items()}
        self.asking = True
        self.beat()
        await asyncio.gather(*(self.question(*each) for each in found.items()))
        self.asking, self.asked_ns = False, self.profile.clock()
        self.beat()

    async def question(self, name: str, answer: Awaitable[tuple[Health, int | None]]) -> None:
        """Show how one vendor is as soon as it says so; a failure becomes a sentence."""
        try:
            health, self.newest_ns[name] = await answer
        except NotCached:
            return
        except SourceError as error:
            self.states[name], self.failures[name] = FAILED, str(error)
        else:
            self.states[name] = WELL if health.healthy else UNWELL
            parts = ", ".join(f"{part} {word}" for part, word in health.parts.items())
            self.failures[name] = "" if health.healthy else parts
        self.beat()

    def beat(self) -> None:
        """Ages and budgets move on."""
        super().beat()
        if self.is_mounted:
            notices = self.sources.notices if self.sources else ()
            if self.asking:
                self.status = Content("asking…")
            elif self.asked_ns is not None:
                self.status = Content(f"asked at {clock(self.asked_ns, self.zone)[:5]}")
            vendors = [
                self.standing(number, tab) for number, tab in enumerate(TABS, start=1) if tab.vendor
            ]
            self.query_one(Grid).show(lines(vendors, notices, self.size.width - 3))

    def standing(self, number: int, tab: Tab) -> Standing:
        """What is known of one vendor now."""
        sources = self.sources
        connected = sources is not None and (
            tab.name in sources.traces or tab.name in sources.upstream
        )
        if not connected:
            waiting = sources is None and tab.name not in self.profile.absent
            detail = self.profile.absent.get(tab.name, "")
            return Standing(
                str(number), tab.title, CONNECTING if waiting else ABSENT, detail=detail
            )
        readings = sources.budget.readings() if sources else ()
        budget = [each for each in tightest(readings) if each.vendor == tab.name]
        newest = ago(self.newest_ns.get(tab.name), self.profile.clock())
        return Standing(
            str(number),
            tab.title,
            self.states.get(tab.name, ASKING),
            newest if newest in (NOTHING, "now") else f"{newest} ago",
            (state(budget[0]), tone(budget[0])) if budget else (NOTHING, "muted"),
            self.failures.get(tab.name, ""),
        )


async def traced(source: TraceSource, ask: Ask) -> tuple[Health, int | None]:
    """How a vendor of traces is, and when its newest one began."""
    health = await source.health(ask=ask)
    page = await source.traces(Query(), limit=1, ask=ask)
    rows = [each for each in page.items if isinstance(each, TraceSummary)]
    return health, rows[0].started_ns if rows else None


async def watched(source: UpstreamSource, ask: Ask) -> tuple[Health, int | None]:
    """How a watcher of providers is, and when it last judged one."""
    status = await source.status(ask=ask)
    scores = await source.health(ask=ask)
    known = [each.computed_ns for each in scores.value.scores if each.computed_ns is not None]
    word = status.value.status
    return Health(word != "outage", {"collector": word}, status.answered_ns), max(
        known, default=None
    )
