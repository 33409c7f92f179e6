"""The Deck: what failed everywhere, the worst first, and how we know that the rest is silence.

The groups come from the tail; beside them the screen asks each vendor small questions, behind
whatever the reader waits for, once a minute while it is looked at.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.worker import Worker

from spandeck.model.group import Target
from spandeck.model.page import Freshness
from spandeck.paint.blindspots import Sight
from spandeck.paint.deck import Aside, beneath, beside
from spandeck.ui.commands import Command
from spandeck.ui.key import key
from spandeck.ui.lookout import Lookout
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.tabs import TABS, VENDORS, Tab
from spandeck.ui.viewline import OF_DECK, STEPS, line
from spandeck.ui.views.groupqueue import AGES_NS
from spandeck.ui.views.groups import GroupsView
from spandeck.ui.views.groupsaid import evidence
from spandeck.ui.widgets.grid import Grid

AGED_NS = 60 * 1_000_000_000
"""After this everyone is asked again while the Deck is looked at."""


class DeckScreen(FrameScreen):
    """The first tab."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  (Textual's own)
        (0, "-narrow"),
        (100, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        key("r", "reload", "Refresh", "deck.reload", "Ask the vendors again"),
        key(STEPS, "errors", "Errors", "deck.errors", "Every failure as it happens"),
    ]
    DEFAULT_CSS = """
    DeckScreen GroupsView { width: 3fr; }
    DeckScreen VerticalScroll {
        width: 2fr; max-width: 64; border-left: solid $panel; padding: 0 0 0 1;
        scrollbar-size-vertical: 1;
    }
    DeckScreen .beneath { display: none; height: 3; padding: 0 1; border-top: solid $panel; }
    DeckScreen.-narrow VerticalScroll { display: none; }
    DeckScreen.-narrow .beneath { display: block; height: 4; }
    """

    def __init__(self, profile: Profile) -> None:
        """`profile` says what the vendors that are not connected need."""
        super().__init__(profile)
        self.groups = GroupsView(profile, self.evidence)
        self.lookout = Lookout()
        self.asking: Worker[None] | None = None
        """Whoever asked last; while answers are still to come, nobody asks again by themselves."""

    def body(self) -> ComposeResult:
        """The queue, and what is known beside it."""
        with Horizontal():
            own = DeckScreen.zone, DeckScreen.triage, DeckScreen.locked
            yield self.groups.data_bind(*own)
            with VerticalScroll(can_focus=True):
                yield Grid(headed=False)
        yield Grid(headed=False, classes="beneath")

    def on_mount(self) -> None:
        """The rest follows."""
        for each in self.query(Grid):
            each.can_focus = False
        self.watch(self.groups, "status", self.tell_status)
        self.groups.rows.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Another width, other line breaks."""
        self.crumbs = line(TABS[0].title, OF_DECK, 0, event.size.width)
        self.call_after_refresh(self.beat)

    def watch_sources(self) -> None:
        """Ask the vendors as soon as there is a way to."""
        super().watch_sources()
        if self.sources is not None:
            self.asking = self.look(Freshness.FRESH)

    async def action_errors(self) -> None:
        """Every failure, as it happens."""
        await self.app.run_action("app.errors")

    def action_reload(self) -> None:
        """Ask again, past the cache; the tail asks at once, too."""
        if self.triage is not None:
            self.triage.tail.poll()
        self.asking = self.look(Freshness.RELOAD)

    @work(exclusive=True, group="load")
    async def look(self, freshness: Freshness) -> None:
        """Ask everyone how they are, and show each answer when it comes."""
        if self.sources is None:
            return
        await self.lookout.look(self.sources, freshness, self.profile.clock, self.paint)

    def beat(self) -> None:
        """Ages and budgets move on, groups come; what has aged is asked for again."""
        super().beat()
        if not self.is_mounted:
            return
        asked, now = self.lookout.asked_ns, self.profile.clock()
        waiting = self.asking is not None and not self.asking.is_finished
        if asked is not None and now - asked > AGED_NS and not waiting:
            self.asking = self.look(Freshness.FRESH)
        self.groups.renew()
        self.paint()

    def paint(self) -> None:
        """Show what is known beside the groups; ages in steps, to be painted rarely."""
        now = self.profile.clock() // AGES_NS * AGES_NS
        aside = Aside(
            [self.sight(each) for each in VENDORS],
            self.lookout.strips,
            self.lookout.objectives,
            self.profile.slo_target,
            self.sources.notices if self.sources else (),
        )
        wide, narrow = self.query(Grid)
        wide.show(beside(aside, now, wide.size.width or 40))
        narrow.show(beneath(aside, now, narrow.content_size.width or 60))

    def sight(self, tab: Tab) -> Sight:
        """What is known of one vendor now."""
        sources, lookout = self.sources, self.lookout
        absent, name = self.profile.absent, tab.name
        if name in absent if sources is None else name not in sources.records:
            return Sight(tab.title, connected=False, detail=absent.get(name, ""))
        found, failure = lookout.fresh.get(tab.name), lookout.failures.get(tab.name, "")
        standings = self.triage.tail.standings if self.triage else ()
        return Sight(
            tab.title,
            connected=True,
            detail=failure or (found.unwell if found else ""),
            answered=found is not None,
            newest_ns=found.newest_ns if found else None,
            hourly=sources is not None and tab.name in sources.upstream,
            feeds=tuple(each for each in standings if each.vendor == tab.name),
        )

    def evidence(self) -> Content:
        """Why there is no group: what was asked of whom, since when, and who is blind."""
        standings = self.triage.tail.standings if self.triage else ()
        since_ns = self.triage.since_ns if self.triage else 0
        lost = [each.title for each in VENDORS if not self.sight(each).connected]
        return evidence(standings, lost, since_ns, self.profile.clock(), self.zone)

    def tell_status(self, status: Content) -> None:
        """Show the status of the queue."""
        self.status = status

    # Where groups lead

    @on(GroupsView.Chosen)
    async def chosen(self, event: GroupsView.Chosen) -> None:
        """Its newest failing trace."""
        await self.app.run_action(f"app.failing({event.key!r})")

    @on(GroupsView.Whole)
    async def whole(self, event: GroupsView.Whole) -> None:
        """Everything about it."""
        await self.app.run_action(f"app.whole({event.key!r})")

    def action_pane(self, by: int) -> None:
        """The queue, the preview, what is beside them."""
        panes: list[Widget] = [*self.groups.panes(), self.query_one(VerticalScroll)]
        panes = [each for each in panes if each.display and each.is_on_screen]
        at = next((n for n, each in enumerate(panes) if each.has_focus), -1 if by > 0 else 0)
        if panes:
            self.set_focus(panes[(at + by) % len(panes)])

    # Hooks of the frame

    @property
    def guided(self) -> bool:
        """A newcomer begins here."""
        return True

    @property
    def subject(self) -> bool:
        """A group is what copy, export and link act on."""
        return self.groups.is_mounted and self.groups.here is not None

    def target(self) -> Target | None:
        """Of the queue."""
        return self.groups.target() if self.groups.is_mounted else None

    def group_keys(self) -> Sequence[str]:
        """Of the queue."""
        return self.groups.group_keys()

    def acted(self) -> None:
        """Show it at once."""
        self.groups.touch()
        self.groups.rows.unmark()
        self.groups.again()

    def copies(self) -> Sequence[tuple[str, str]]:
        """Of the queue."""
        return self.groups.copies()

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Of the queue."""
        return self.groups.records()

    def link(self) -> str | None:
        """The newest failing trace at its vendor."""
        here = self.groups.here
        newest = here.newest if here and here.recent else None
        if newest is None or newest.of.trace_id is None or self.sources is None:
            return None
        source = self.sources.traces.get(newest.vendor)
        return source.web_link(newest.of.trace_id) if source else None

    def commands(self) -> Sequence[Command]:
        """Of the queue."""
        return self.groups.commands()
