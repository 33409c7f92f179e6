"""The `/` line: what to search for; it finds nothing itself."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class SearchLine(Horizontal):
    """Hidden until opened; posts what was entered, or that it was left."""

    DEFAULT_CSS = """
    SearchLine { display: none; height: 1; background: $panel; }
    SearchLine.-open { display: block; }
    SearchLine Static { width: 3; padding: 0 1; color: $accent; }
    SearchLine Input { width: 1fr; background: $panel; }
    """

    class Entered(Message):
        """Something is to be searched for; nothing, when the search is to end."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The line was closed without a search."""

    def __init__(self, among: str = "names, attributes, messages") -> None:
        """`among` says what is searched, while nothing is typed."""
        super().__init__()
        self.among = among

    def compose(self) -> ComposeResult:
        """The slash and the text."""
        yield Static(Content("/"))
        line = Input(compact=True, placeholder=self.among)
        line.cursor_blink = False
        yield line

    def open(self, text: str) -> None:
        """Show it with the last search, ready to be typed over."""
        self.add_class("-open")
        entry = self.query_one(Input)
        entry.value = text
        entry.action_select_all()
        # At once, not by `focus()`, which waits its turn behind keys that are typed already.
        self.screen.set_focus(entry)

    def close(self) -> None:
        """Hide it."""
        self.remove_class("-open")

    @on(Input.Changed)
    def keep(self, event: Input.Changed) -> None:
        """What is being typed concerns nobody else."""
        event.stop()

    @on(Input.Submitted)
    def enter(self, event: Input.Submitted) -> None:
        """Hand the text on."""
        event.stop()
        self.post_message(self.Entered(event.value))

    def on_key(self, event: events.Key) -> None:
        """Leave."""
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.post_message(self.Left())
