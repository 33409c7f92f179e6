"""Asking why, on whatever is selected: the key and the command of every screen.

What is selected comes from a screen's hooks; the answer is shown by a screen of its own.
"""

from collections.abc import Sequence

from spandeck.model.evidence import Suspect
from spandeck.ui.commands import Command
from spandeck.ui.key import key
from spandeck.ui.triagekeys import TriageScreen

KEYS = (key("i", "why", "Why", "screen.why", "Why what is selected failed", show=True),)


class SuspicionScreen(TriageScreen, inherit_bindings=False):
    """Subclasses answer for what is selected on them."""

    def suspect(self) -> Suspect | None:
        """The failure that is asked about: a span, a trace, the newest one of a group."""
        found = self.target()
        if found is None:
            return None
        if found.kind == "group":
            group = self.triage.board.group(found.id) if self.triage else None
            newest = group.newest if group and group.recent else None
            if newest is None or newest.of.trace_id is None:
                return None
            return Suspect(newest.vendor, newest.of.trace_id, newest.of.span_id)
        trace_id, _, span_id = found.id.partition("/")
        return Suspect(found.vendor, trace_id, span_id or None)

    async def action_why(self) -> None:
        """Show what is known of it, and the verdict."""
        await self.app.run_action("app.explain")

    def suspecting(self) -> Sequence[Command]:
        """The same by name."""
        if self.suspect() is None:
            return ()
        return (Command("why", "Why what is selected failed", lambda _: self.action_why()),)
