"""What every view of a vendor is: a widget with a status to show and answers for the frame.

The frame does copy, export and links; a view only says what they would act on.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any, ClassVar

from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

from spandeck.model.source import TraceSource
from spandeck.ui.commands import Command
from spandeck.ui.profile import Profile


class View(Widget):
    """One view of one vendor, mounted on its first visit."""

    NAME: ClassVar[str] = ""
    """Its command, such as `traces`."""
    TITLE: ClassVar[str] = ""
    """Its tab, such as `Traces`."""

    DEFAULT_CSS = "View { height: 1fr; width: 1fr; }"

    status: var[Content] = var(Content(""), always_update=True)
    """The left of the status line: age, completeness, filter."""
    zone: var[tzinfo] = var[tzinfo](UTC)
    """The zone times are shown in; bound by the screen."""
    range_s: var[float | None] = var[float | None](None, init=False)
    """How far back to look, in seconds; None for all; bound by the screen."""

    def __init__(self, source: TraceSource, profile: Profile) -> None:
        """`source` answers the view's questions."""
        super().__init__()
        self.source = source
        self.profile = profile

    def copies(self) -> Sequence[tuple[str, str]]:
        """What can be copied now: (label, text), the most wanted first."""
        return ()

    def records(self) -> Sequence[Mapping[str, Any]]:
        """What an export would hold."""
        return ()

    def link(self) -> str | None:
        """The web address of what is selected."""
        return None

    def commands(self) -> Sequence[Command]:
        """The view's own commands."""
        return ()
