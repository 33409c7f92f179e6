"""Comparing whatever is selected: the key and the command of every screen.

What is selected comes from a screen's hooks; which two are compared is the app's to remember.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spandeck.model.contrast import Sets
from spandeck.model.evidence import Suspect
from spandeck.model.occurrence import Occurrence
from spandeck.model.trace import ERROR, TraceSummary
from spandeck.ui.commands import Command
from spandeck.ui.key import key
from spandeck.ui.suspicion import SuspicionScreen
from spandeck.ui.views.groupwalk import summary

ABOUT = "Compare: base, then other; twice on one, with the nearest passing trace"
KEYS = (
    key("d", "compare", "Compare", "screen.compare", ABOUT),
    key(
        "B", "contrast", "Contrast", "traces.contrast", "What the marked ones have that others lack"
    ),
)
MOST = 200
"""Traces of a group that are held against others."""


class ComparisonScreen(SuspicionScreen, inherit_bindings=False):
    """Subclasses answer for what is selected on them."""

    @property
    def listed(self) -> bool:
        """Whether what is selected stands in a list, in which another one can be chosen."""
        found = self.target()
        return found is not None and found.kind == "trace"

    def compared(self) -> Suspect | None:
        """What would be compared: a trace, whether it failed or not."""
        return self.suspect() or SuspicionScreen.suspect(self)

    def sets(self) -> Sets | None:
        """A set of traces that can be held against others: here the failing ones of a group."""
        found = self.group_keys()
        group = self.triage.board.group(found[0]) if found and self.triage else None
        told = [each for each in group.recent if each.of.trace_id] if group else []
        if group is None or not told:
            return None
        vendor = Counter(each.vendor for each in told).most_common(1)[0][0]
        mine = {each.of.trace_id: failing(each) for each in told if each.vendor == vendor}
        about = f"{group.title} {group.where}".strip()
        return Sets(vendor, about, tuple(mine.values())[:MOST])

    async def action_contrast(self) -> None:
        """Show what the set has that others have not."""
        await self.app.run_action("app.contrast")

    async def action_compare(self) -> None:
        """Remember it as the base, or compare it."""
        await self.app.run_action("app.compare")

    def comparing(self) -> Sequence[Command]:
        """The same by name."""
        found = []
        if self.compared() is not None:
            about = "Compare two traces step by step"
            found.append(Command("compare", about, lambda _: self.action_compare()))
        about = "Rank what the marked traces have that others lack"
        return (*found, Command("contrast", about, lambda _: self.action_contrast()))


def failing(failure: Occurrence) -> TraceSummary:
    """The trace in which something failed, as far as the failure tells of it."""
    at, of = failure.at_ns, failure.of
    return replace(summary(failure), status=ERROR, started_ns=at, session_id=of.session_id)
