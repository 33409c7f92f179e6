"""An app that remembers what another trace is to be compared with, and shows two side by side."""

from typing import TypeVar

from spandeck.model.contrast import Sets
from spandeck.model.evidence import Suspect
from spandeck.ui.landing import Landing
from spandeck.ui.notice import tell
from spandeck.ui.screens.frame import FrameScreen

R = TypeVar("R")


class Comparing(Landing[R]):
    """Compares what is selected on one screen with what is selected on the same or another."""

    base: Suspect | None = None
    """What was chosen to compare another one with."""

    def action_compare(self) -> None:
        """In a list the first press chooses the base; elsewhere the nearest passing trace is it.

        A second press on the base finds the nearest passing trace, too.
        """
        screen = self.screen
        found = screen.compared() if isinstance(screen, FrameScreen) else None
        if found is None or not isinstance(screen, FrameScreen):
            return
        base, self.base = self.base, None
        if base is None and screen.listed:
            self.base = found
            tell(
                screen,
                f"Base: {found.trace_id[:8]}. d on another one compares them; d again here finds "
                "the nearest passing trace.",
            )
        elif base is None or (base.vendor, base.trace_id) == (found.vendor, found.trace_id):
            self.call_next(self.pair, None, found)
        else:
            self.call_next(self.pair, base, found)

    def action_contrast(self) -> None:
        """Hold the set that is marked or selected against others; say what to mark first."""
        found = self.screen.sets() if isinstance(self.screen, FrameScreen) else None
        if found is None:
            tell(self.screen, "Mark traces with space first, or stand on an error group.")
        else:
            self.call_next(self.apart, found)

    def apart(self, sets: Sets) -> None:
        """Show what two sets differ in."""
        from spandeck.ui.screens.contrast import ContrastScreen  # noqa: PLC0415  (as for landing)

        self.push_screen(self.bound(ContrastScreen(self.profile, sets)))

    def pair(self, base: Suspect | None, other: Suspect) -> None:
        """Show two traces side by side."""
        from spandeck.ui.screens.tracepair import PairScreen  # noqa: PLC0415  (as for landing)

        self.push_screen(self.bound(PairScreen(self.profile, other, base)))
