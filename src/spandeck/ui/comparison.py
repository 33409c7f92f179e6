"""Comparing whatever is selected: the key and the command of every screen.

What is selected comes from a screen's hooks; which two are compared is the app's to remember.
"""

from collections.abc import Sequence

from spandeck.model.evidence import Suspect
from spandeck.ui.commands import Command
from spandeck.ui.key import key
from spandeck.ui.suspicion import SuspicionScreen

ABOUT = "Compare: base, then other; twice on one, with the nearest passing trace"
KEYS = (key("d", "compare", "Compare", "screen.compare", ABOUT),)


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

    async def action_compare(self) -> None:
        """Remember it as the base, or compare it."""
        await self.app.run_action("app.compare")

    def comparing(self) -> Sequence[Command]:
        """The same by name."""
        if self.compared() is None:
            return ()
        return (Command("compare", "Compare two traces", lambda _: self.action_compare()),)
