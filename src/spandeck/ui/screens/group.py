"""Everything about one error group: its rule, whom it hit, its notes and its newest traces."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from spandeck.model.group import Group, Target
from spandeck.paint.grouphead import whole
from spandeck.ui.key import key
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.views.groupqueue import AGES_NS
from spandeck.ui.views.groupshare import copies
from spandeck.ui.widgets.document import Document


class GroupScreen(FrameScreen):
    """A group to be read; its newest failing trace is one key away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "failing", "Trace", "group.open", "Its newest failing trace", show=True),
    ]
    DEFAULT_CSS = "GroupScreen Document { padding: 0 1; }"

    def __init__(self, profile: Profile, name: str) -> None:
        """`name` is the group's key."""
        super().__init__(profile)
        self.name_of_group = name

    def body(self) -> ComposeResult:
        """The text."""
        yield Document()

    def on_mount(self) -> None:
        """Say where one is."""
        self.query_one(Document).focus()
        self.renew()

    def on_resize(self, event: events.Resize) -> None:
        """Another width breaks lines elsewhere."""
        self.renew()

    @property
    def group(self) -> Group | None:
        """As the board has it now."""
        return self.triage.board.group(self.name_of_group) if self.triage else None

    def beat(self) -> None:
        """It grows, and ages."""
        super().beat()
        if self.is_mounted:
            self.renew()

    def acted(self) -> None:
        """What is thought of it is shown here, too."""
        self.renew()

    def renew(self) -> None:
        """Show what the board says now; the same text stays where it was scrolled to."""
        group = self.group
        if group is None:
            return
        self.crumbs = Content.assemble(
            ("Deck", "bold"), (" ▸ Groups ▸ ", "$muted"), (group.title, "bold $accent")
        )
        now = self.profile.clock() // AGES_NS * AGES_NS
        self.query_one(Document).renew(whole(group, self.history, now, self.zone))

    @property
    def history(self) -> Sequence[tuple[int, str]]:
        """What was done about it, with when; notes stand by themselves."""
        acts = self.triage.board.history(self.name_of_group) if self.triage else ()
        return [
            (each.at_ns, f"{each.verb} by {each.by or 'the program'}")
            for each in acts
            if each.verb != "note"
        ]

    def action_failing(self) -> None:
        """Its newest failing trace."""
        self.app.call_next(self.app.run_action, f"app.failing({self.name_of_group!r})")

    # Hooks of the frame

    @property
    def subject(self) -> bool:
        """The group is what copy acts on."""
        return self.group is not None

    def target(self) -> Target | None:
        """The group."""
        return Target("group", self.name_of_group)

    def copies(self) -> Sequence[tuple[str, str]]:
        """What is shown, then the group in several forms."""
        if self.group is None:
            return ()
        return ("what is shown", self.query_one(Document).text), *copies(self.group, self.zone)
