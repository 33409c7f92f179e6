"""What fails at every vendor, as it happens: the Deck's other view.

It sorts nothing and judges nothing; the groups beside it do.
"""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from spandeck.ui.key import key
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.stage import Stage
from spandeck.ui.tabs import TABS
from spandeck.ui.viewline import OF_DECK, STEPS, line
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.errors import ErrorsView
from spandeck.ui.views.view import View


class ErrorsScreen(Stage):
    """The failures of all vendors in one list, above the Deck."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key(STEPS, "groups", "Groups", "errors.groups", "The groups of these failures", show=True),
    ]

    def __init__(self, profile: Profile) -> None:
        """`profile` says what time it is."""
        super().__init__(profile)
        self.errors = ErrorsView(profile, lambda: self.sources.traces if self.sources else {})

    def body(self) -> ComposeResult:
        """The list."""
        own = FrameScreen.zone, FrameScreen.range_s, FrameScreen.triage, FrameScreen.locked
        yield self.errors.data_bind(*own)

    def on_mount(self) -> None:
        """Follow the list's status."""
        self.watch(self.errors, "status", self.tell_errors)
        self.focus_inside(self.errors)

    def on_resize(self, event: events.Resize) -> None:
        """Say where one is, in the room there is."""
        self.crumbs = line(TABS[0].title, OF_DECK, 1, event.size.width)

    def tell_errors(self, status: Content) -> None:
        """Show how the list stands."""
        self.status = status

    def action_groups(self) -> None:
        """Back to the groups."""
        self.dismiss()

    @property
    def desk(self) -> Desk | None:
        """None: it is about all vendors."""
        return None

    @property
    def view(self) -> View:
        """The only one."""
        return self.errors

    @property
    def trail(self) -> tuple[str, ...]:
        """The Deck and the list."""
        return ("Deck", "Errors")
