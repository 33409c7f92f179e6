"""Everything that was told of one failure that has no trace to be looked at: an alert, a provider.

It asks nobody; there is nothing to do here but read, copy and leave.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.content import Content

from spandeck.model import record
from spandeck.model.group import Target
from spandeck.paint.failure import Retold, paragraphs
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.views.errorshare import copies
from spandeck.ui.widgets.document import Document


class FailureScreen(FrameScreen):
    """One failure, to be read."""

    DEFAULT_CSS = "FailureScreen Document { padding: 0 1; }"

    def __init__(self, profile: Profile, retold: Retold) -> None:
        """`retold` is shown whole."""
        super().__init__(profile)
        self.retold = retold

    def body(self) -> ComposeResult:
        """The text."""
        yield Document()

    def on_mount(self) -> None:
        """Say where one is, and what was told."""
        told = self.retold.item.occurrence
        self.crumbs = Content.assemble(
            ("Errors", "bold"), (" ▸ ", "$muted"), (told.what, "bold $accent")
        )
        self.query_one(Document).focus()
        self.watch_zone()

    def watch_zone(self) -> None:
        """Times of another zone."""
        for document in self.query(Document):
            document.show(paragraphs(self.retold, self.zone))

    # Hooks of the frame

    @property
    def subject(self) -> bool:
        """The failure is what copy and export act on."""
        return True

    def target(self) -> Target | None:
        """Its group: it has no trace that could be looked at here."""
        told = self.retold.item.occurrence
        return Target("group", self.triage.board.key(told)) if self.triage else None

    def copies(self) -> Sequence[tuple[str, str]]:
        """The failure in several forms."""
        return copies(self.retold.item, self.link())

    def records(self) -> Sequence[Mapping[str, Any]]:
        """The failure alone."""
        return (record.of_item(self.retold.item),)
