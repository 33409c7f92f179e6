"""What takes its time, live: how it stands and how long it has taken; leaving does not stop it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from spandeck.paint.units import duration
from spandeck.ui.following import Following, Pause
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile
from spandeck.ui.widgets.sentence import Sentence

CELLS = 40
"""How wide the bar of progress is."""


class FollowingScreen(ModalScreen[None]):
    """Left at any time; whoever left early is told of the end wherever they are."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "leave", "Leave", id="following.leave", tooltip="Let it run on"),
    ]
    DEFAULT_CSS = """
    FollowingScreen { align: center middle; background: $background 60%; }
    FollowingScreen > Vertical {
        width: 90%; max-width: 88; height: auto; padding: 1 2;
        background: $surface; border: round $accent; border-title-color: $accent;
    }
    FollowingScreen Sentence { padding: 0; min-height: 5; }
    """

    def __init__(self, following: Following, profile: Profile, pause: Pause) -> None:
        """`pause` waits between two questions."""
        super().__init__()
        self.following, self.profile, self.pause = following, profile, pause
        self.began_ns = profile.clock()

    def compose(self) -> ComposeResult:
        """A box with how it stands."""
        with Vertical() as box:
            box.border_title = Content(self.following.action.title)
            yield Sentence()

    def on_mount(self) -> None:
        """Follow it in the app's own turn: it goes on when this screen is left."""
        self.app.run_worker(self.follow(), group="follow")
        self.set_interval(1.0, self.beat)
        self.beat()

    async def follow(self) -> None:
        """Follow it to its end, and say so where this screen cannot any more."""
        following, app = self.following, self.app
        await following.run(self.pause, self.beat)
        if not self.is_attached:
            tell(app, following.said, "error" if following.failed else "information")

    def beat(self) -> None:
        """How it stands now."""
        for sentence in self.query(Sentence):
            sentence.said = self.told()

    def told(self) -> Content:
        """The sentence, the bar, the time it has taken, and what can be done."""
        following = self.following
        tone = "$status-error" if following.failed else "$status-ok" if following.over else ""
        mark = ("✗ " if following.failed else "✓ ") if following.over else "… "
        took = duration((self.profile.clock() - self.began_ns) / 1_000_000)
        leave = "esc close" if following.over else "esc leaves it running; its end will be told"
        lines = [Content.styled(mark + following.said, tone)]
        if following.progress is not None:
            full = round(following.progress * CELLS / 100)
            bar = ("█" * full, "$accent"), ("░" * (CELLS - full), "$muted")
            lines.append(Content.assemble(*bar, f" {following.progress:.0f} %"))
        if following.problem and not following.over:
            lines.append(Content.styled(following.problem, "$status-warn"))
        lines.append(Content.styled(f"{took}\n\n{leave}", "$muted"))
        return Content("\n").join(lines)

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss()
