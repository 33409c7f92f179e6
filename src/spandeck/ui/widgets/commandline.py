"""The `:` line: a command with completion, its matches told above it."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from spandeck.ui.commands import Command, completed, containing, fitting, matches
from spandeck.ui.widgets.sentence import Sentence

ROWS = 3
"""Lines that the names take above what is typed; at most one more is broken off."""
LONGEST = 16_384
"""Characters of a pasted text that are taken: an alert has a few hundred."""
MORE = 24
"""Cells of a line that broken names may leave empty."""


class Entry(Input):
    """What is typed; what is pasted becomes one line, for an alert has several."""

    def on_paste(self, event: events.Paste) -> None:
        """Take all of it, not only its first line as the usual input does."""
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(folded(event.text))


def folded(text: str) -> str:
    """A pasted text as it stands on the line."""
    return " ".join(text[:LONGEST].split())


class CommandLine(Vertical):
    """Hidden until opened; posts what was entered and hides again when it was obeyed."""

    DEFAULT_CSS = """
    CommandLine { display: none; layer: above; dock: bottom; height: auto; background: $panel; }
    CommandLine Input { padding: 0 1; background: $panel; }
    CommandLine Sentence { color: $muted; }
    """

    class Entered(Message):
        """A line was entered."""

        def __init__(self, line: str) -> None:
            """`line` is what follows the colon."""
            super().__init__()
            self.line = line

    class Left(Message):
        """The line was closed without a command."""

    def __init__(self) -> None:
        super().__init__()
        self.known: Sequence[Command] = ()
        self.history: list[str] = []
        self.recalled = 0

    def compose(self) -> ComposeResult:
        """The matches above the line itself."""
        yield Sentence()
        line = Entry(compact=True, select_on_focus=False)
        line.cursor_blink = False
        yield line

    def open(self, commands: Sequence[Command], line: str = "") -> None:
        """Show it over these commands, with something typed already."""
        self.known = commands
        self.recalled = len(self.history)
        self.display = True
        self.put(line)
        # At once, not by `focus()`, which waits its turn behind keys that are typed already.
        self.screen.set_focus(self.query_one(Input))
        self.offer()

    def close(self) -> None:
        """Hide it."""
        self.display = False

    def refuse(self, why: str) -> None:
        """Say why the line cannot be obeyed and leave it to be changed."""
        self.query_one(Sentence).said = Content.styled(why, "$status-error")

    @property
    def line(self) -> str:
        """What follows the colon."""
        return self.query_one(Input).value.removeprefix(":")

    def offer(self) -> None:
        """Tell what the line could become."""
        found = matches(self.line, self.known)
        about = {each.name: each.about for each in self.known}
        if len(found) == 1 and found[0] in about:
            said = Content.assemble((found[0], "bold"), (f"  {about[found[0]]}", "$muted"))
        else:
            held = containing(self.line, self.known)
            room = ROWS * max(self.app.size.width - MORE, MORE)
            begun = fitting(found, room) or about.get(self.line.split(" ")[0], "")
            said = Content(begun or f"none begins so: {fitting(held, room)}" if held else begun)
        self.query_one(Sentence).said = said

    @on(Input.Changed)
    def renew(self, event: Input.Changed) -> None:
        """Offer again; without its colon the line is left, as in vi."""
        event.stop()
        if not self.display:
            return
        if event.value.startswith(":"):
            self.offer()
        else:
            self.post_message(self.Left())

    @on(Input.Submitted)
    def enter(self, event: Input.Submitted) -> None:
        """Hand the line on."""
        event.stop()
        line = self.line.strip()
        if line:
            self.history.append(line)
        self.post_message(self.Entered(line) if line else self.Left())

    def on_key(self, event: events.Key) -> None:
        """Complete, recall, leave."""
        match event.key:
            case "tab":
                self.put(completed(self.line, self.known))
            case "up" | "down" if self.history:
                step = -1 if event.key == "up" else 1
                self.recalled = max(0, min(len(self.history), self.recalled + step))
                self.put("".join(self.history[self.recalled : self.recalled + 1]))
            case "escape":
                self.post_message(self.Left())
            case _:
                return
        event.stop()
        event.prevent_default()

    def put(self, line: str) -> None:
        """Replace what is typed."""
        entry = self.query_one(Input)
        entry.value = f":{line}"
        entry.cursor_position = len(entry.value)
