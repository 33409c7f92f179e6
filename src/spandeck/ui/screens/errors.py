"""What fails at every vendor, as it happens: the Deck's other view.

It sorts nothing and judges nothing; the groups beside it do.
"""

from textual.app import ComposeResult
from textual.content import Content

from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.stage import Stage
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.errors import ErrorsView
from spandeck.ui.views.view import View


class ErrorsScreen(Stage):
    """The failures of all vendors in one list, above the Deck."""

    def __init__(self, profile: Profile) -> None:
        """`profile` says what time it is."""
        super().__init__(profile)
        self.errors = ErrorsView(profile)

    def body(self) -> ComposeResult:
        """The list."""
        own = FrameScreen.zone, FrameScreen.range_s, FrameScreen.triage, FrameScreen.locked
        yield self.errors.data_bind(*own)

    def on_mount(self) -> None:
        """Say where one is, and follow the list's status."""
        self.crumbs = Content.assemble(
            ("Deck", "bold"),
            (" ▸", "$muted"),
            ("  Groups  ", "$muted"),
            ("Errors", "bold underline $accent"),
        )
        self.watch(self.errors, "status", lambda: self.tell_status(self.errors, self.errors.status))
        self.focus_inside(self.errors)

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
