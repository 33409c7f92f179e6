"""The dialog before something is destroyed: whose it is, what will happen, and a proof by hand.

Cancel is what enter does at first; the proof is typed, never pasted.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from spandeck.ui.notice import tell
from spandeck.ui.widgets.act import Act
from spandeck.ui.widgets.sentence import Sentence


class Proof(Input):
    """A line that takes keys only."""

    DEFAULT_CSS = """
    Proof { width: 20; background: $panel; margin-top: 1; }
    Proof.-textual-compact { padding: 0 1; }
    Proof:focus { background-tint: $foreground 10%; }
    """

    def on_paste(self, event: events.Paste) -> None:
        """Pasting proves nothing."""
        event.stop()
        event.prevent_default()
        self.action_paste()

    def action_paste(self) -> None:
        """Say so."""
        tell(self, "Type it by hand: what is pasted is not read.")


class ConfirmScreen(ModalScreen[bool]):
    """Dismissed with whether to go on."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="confirm.leave", tooltip="Do nothing"),
    ]
    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; background: $background 60%; }
    ConfirmScreen > Vertical {
        width: 90%; max-width: 88; height: auto; max-height: 90%; padding: 1 2;
        background: $surface; border: round $status-warn; border-title-color: $status-warn;
    }
    ConfirmScreen.-production > Vertical {
        border: heavy $status-error; border-title-color: $status-error;
    }
    ConfirmScreen Sentence { padding: 0; }
    ConfirmScreen .ask { margin-top: 1; }
    ConfirmScreen Horizontal { height: 1; margin-top: 1; align-horizontal: right; }
    ConfirmScreen Act { margin-left: 2; }
    """

    def __init__(
        self, question: str, facts: Sequence[tuple[str, str]], proof: str, *, production: bool
    ) -> None:
        """`facts` name what it is about; `proof` is what must be typed by hand."""
        super().__init__()
        self.question, self.facts, self.proof = question, facts, proof
        self.production = production

    def compose(self) -> ComposeResult:
        """The facts, the proof, and two buttons of which Cancel comes first."""
        self.set_class(self.production, "-production")
        with Vertical() as box:
            box.border_title = Content(f"{self.question}?")
            yield self.sentence(self.told(), "facts")
            yield self.sentence(
                Content.assemble(
                    ("Type the last characters of it by hand to go on: ", ""), (self.proof, "bold")
                ),
                "ask",
            )
            entry = Proof(placeholder="type it here", compact=True, select_on_focus=False)
            entry.cursor_blink = False
            yield entry
            with Horizontal():
                yield Act("Cancel", "leave")
                go_on = Act("Do it", "go_on", destroys=True)
                go_on.disabled = True
                yield go_on

    def told(self) -> Content:
        """The facts, one below the other; production in words before all else."""
        band = "bold $band-production-text on $band-production"
        warning = [(" PRODUCTION ", band), (" this is real\n\n", "bold $status-error")]
        room = max(len(name) for name, _ in self.facts) + 2
        lines = [
            part
            for name, said in self.facts
            for part in ((f"{name:<{room}}", "$muted"), (f"{said}\n", "$foreground"))
        ]
        return Content.assemble(*(warning if self.production else ()), *lines).rstrip()

    def sentence(self, said: Content, name: str) -> Sentence:
        """A paragraph of the dialog."""
        made = Sentence(classes=name)
        made.said = said
        return made

    def on_mount(self) -> None:
        """Cancel is what enter does."""
        self.query(Act).first().focus()

    @on(Input.Changed)
    def compare(self, event: Input.Changed) -> None:
        """Going on becomes possible with the proof."""
        self.query(Act).last().disabled = event.value.strip() != self.proof

    @on(Input.Submitted)
    def entered(self, event: Input.Submitted) -> None:
        """Enter on the proof goes on, if it is right."""
        if event.value.strip() == self.proof:
            self.dismiss(True)
        else:
            tell(self, f"That is not {self.proof}.")

    def action_go_on(self) -> None:
        """Go on."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Do nothing."""
        self.dismiss(False)
