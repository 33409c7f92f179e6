"""The way from a group, a note or a bookmark to the screen that shows what it is about.

Those screens are imported when somebody goes there: the first frame must not wait for them.
"""

from datetime import UTC, tzinfo
from typing import TypeVar

from textual.reactive import var

from spandeck.model.evidence import Suspect
from spandeck.model.source import Sources
from spandeck.model.trace import UNSET, TraceSummary
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile
from spandeck.ui.ranges import DEFAULT_S
from spandeck.ui.screens.deck import DeckScreen
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.group import GroupScreen
from spandeck.ui.tabs import TABS
from spandeck.ui.tour import Touring
from spandeck.ui.triage import Triage
from spandeck.ui.views.groupwalk import GroupWalk

R = TypeVar("R")


class Visiting(Touring[R]):
    """An app that knows what its screens are bound to, and shows one above another."""

    zone: var[tzinfo] = var[tzinfo](UTC)
    range_s: var[float | None] = var[float | None](DEFAULT_S)
    sources: var[Sources | None] = var[Sources | None](None)
    triage: var[Triage | None] = var[Triage | None](None)
    locked: var[int | None] = var[int | None](None)
    profile: Profile

    def bound(self, screen: FrameScreen) -> FrameScreen:
        """The same screen, bound to the app's data; only in the app's own turn."""
        own = Visiting.zone, Visiting.range_s, Visiting.sources, Visiting.triage
        return screen.data_bind(*own, Visiting.tour, Visiting.locked)

    def action_failing(self, key: str) -> None:
        """Go to the newest failing trace of a group, at the span that failed."""
        self.call_next(self.fail, key)

    def fail(self, key: str) -> None:
        """Show the trace, where one of a connected vendor is known."""
        from spandeck.ui.screens.grouptrace import GroupTraceScreen

        if self.triage is None or self.sources is None:
            return
        board, traces = self.triage.board, self.sources.traces
        walk = GroupWalk(lambda: board.group(key))
        first = next((each for each in walk.failures() if each.vendor in traces), None)
        if first is None:  # an alert, or a provider's hour
            self.read(key)
        else:
            self.push_screen(self.bound(GroupTraceScreen(traces, self.profile, first, walk)))

    def action_explain(self) -> None:
        """Go to why what is selected on the screen in front failed."""
        found = self.screen.suspect() if isinstance(self.screen, FrameScreen) else None
        if found is not None:
            self.call_next(self.explain, found)

    def explain(self, suspect: Suspect) -> None:
        """Show all that is known of a failure."""
        from spandeck.ui.screens.why import WhyScreen

        self.push_screen(self.bound(WhyScreen(self.profile, suspect)))

    def action_annotate(self, note: str) -> None:
        """Write a note of what is selected on the screen in front back to its vendor."""
        self.call_next(self.write_back, note)

    def write_back(self, note: str) -> None:
        """Offer the ways there are."""
        from spandeck.ui.screens.writeback import offer

        if isinstance(self.screen, FrameScreen) and self.triage is not None:
            offer(self.screen, self.triage, note)

    def action_errors(self) -> None:
        """Go to every failure as it happens, whoever tells of it."""
        self.call_next(self.show_errors)

    async def show_errors(self) -> None:
        """Show them above the Deck, where they may be already."""
        from spandeck.ui.screens.errors import ErrorsScreen

        await self.switch_mode(TABS[0].name)
        while len(self.screen_stack) > 1 and not isinstance(self.screen, ErrorsScreen):
            await self.pop_screen()
        if not isinstance(self.screen, ErrorsScreen):
            await self.push_screen(self.bound(ErrorsScreen(self.profile)))

    def action_whole(self, key: str) -> None:
        """Go to everything that is known of a group."""
        self.call_next(self.read, key)

    def read(self, key: str) -> None:
        """Show the group, where it is known."""
        if self.triage is not None and self.triage.board.group(key) is not None:
            self.push_screen(self.bound(GroupScreen(self.profile, key)))

    def action_visit(self, kind: str, identity: str, vendor: str) -> None:
        """Go to what a bookmark is about."""
        if kind == "group":
            self.call_next(self.queue, identity)
        else:
            self.call_next(self.trace, *identity.partition("/")[::2], vendor)

    async def queue(self, key: str) -> None:
        """Show the Deck with the cursor on a group."""
        await self.switch_mode(TABS[0].name)
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if isinstance(self.screen, DeckScreen) and not self.screen.groups.stand_on(key):
            tell(self, "Nothing failed so since the Deck was opened, nor in the hour before.")

    def trace(self, trace_id: str, span_id: str, vendor: str) -> None:
        """Show a trace at one of its spans, at the vendor where it was bookmarked."""
        from spandeck.ui.screens.trace import TraceScreen

        source = self.sources.traces.get(vendor) if self.sources else None
        if source is None:
            tell(self, f"{vendor.title()} is not connected in this profile.", "warning")
            return
        summary = TraceSummary(trace_id, "", UNSET, None, None)
        screen = TraceScreen(source, self.profile, summary, span_id=span_id or None)
        self.push_screen(self.bound(screen))
