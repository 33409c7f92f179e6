"""What every view of a vendor is: a widget with a status to show and answers for the frame.

The frame does copy, export and links; a view only says what they would act on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, ClassVar

from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from spandeck.model.contrast import Sets
from spandeck.model.group import Target
from spandeck.model.resource import Record, Resource
from spandeck.model.upstream import Between
from spandeck.ui.commands import Command
from spandeck.ui.profile import Profile
from spandeck.ui.triage import Triage
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.place import Place


class View(Widget):
    """One view of one vendor, mounted on its first visit."""

    DEFAULT_CSS = "View { height: 1fr; width: 1fr; }"

    GUIDED: ClassVar[bool] = False
    """Whether the hints for newcomers are about it."""

    status: var[Content] = var(Content(""), always_update=True)
    """The left of the status line: age, completeness, filter."""
    zone: var[tzinfo] = var[tzinfo](UTC)
    """The zone times are shown in; bound by the screen."""
    range_s: var[float | None] = var[float | None](None, init=False)
    """How far back to look, in seconds; None for all; bound by the screen."""

    triage: var[Triage | None] = var[Triage | None](None, init=False)
    """What went wrong, live; bound by the screen."""

    @dataclass
    class Led(Message):
        """The reader wants to go elsewhere."""

        place: Place

    @dataclass
    class Deeper(Message):
        """The reader wants another view, shown above this one."""

        view: "View"
        out_of: tuple[str, ...]
        """What it shows, for the crumbs."""

    @dataclass
    class Behind(Message):
        """The reader wants the traces of a while, at whoever holds traces."""

        provider: str
        environment: str | None
        between: Between

    locked: var[int | None] = var[int | None](None, init=False)
    """Where the time cursor is locked, UTC nanoseconds; bound by the screen."""

    def __init__(self, profile: Profile) -> None:
        """`profile` says what may be done, and what time it is; subclasses are given sources."""
        super().__init__()
        self.profile = profile

    @property
    def seen(self) -> bool:
        """Whether it is on the screen in front, or behind a dialog."""
        behind_dialog = self.app.screen.is_modal and self.screen.is_current
        return self.display and (self.screen.is_active or behind_dialog)

    @property
    def subject(self) -> tuple[Resource | None, Record | None]:
        """The resource that is shown, and the record under the cursor: what actions are for."""
        return None, None

    @property
    def at_ns(self) -> int | None:
        """The moment under the cursor, UTC nanoseconds; None where nothing has a time."""
        return None

    def copies(self) -> Sequence[tuple[str, str]]:
        """What can be copied now: (label, text), the most wanted first."""
        return ()

    def records(self) -> Sequence[Mapping[str, Any]]:
        """What an export would hold."""
        return ()

    def link(self) -> str | None:
        """The web address of what is selected."""
        return None

    def target(self) -> Target | None:
        """What a note or a bookmark would be about; None where nothing is selected."""
        return None

    def sets(self) -> Sets | None:
        """What is marked and what is not, to be held against each other."""
        return None

    def group_key(self) -> str | None:
        """The error group that is selected; None to look for the one that holds the target."""
        return None

    def group_keys(self) -> Sequence[str]:
        """All groups that are selected."""
        found = self.group_key()
        return (found,) if found else ()

    def acted(self) -> None:
        """Something was thought of a group: what is shown of it may be other."""

    def commands(self) -> Sequence[Command]:
        """The view's own commands."""
        return ()

    @property
    def deep(self) -> bool:
        """Whether there is a step inside the view that can be undone."""
        return False

    def back(self) -> bool:
        """Undo the last step inside the view; whether there was one."""
        return False

    def panes(self) -> Sequence[Widget]:
        """What tab goes through, in order, hidden or not."""
        return ()

    def enter_pane(self, pane: Widget) -> None:
        """Show one of the panes and give it the focus."""
        self.screen.set_focus(pane)

    def renewed(self) -> None:
        """Something was changed at the vendor: ask again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One view in a vendor's line of views."""

    name: str
    """Its command, such as `traces`."""
    title: str
    """Its tab, such as `Traces`."""
    make: Callable[[Desk], View]
