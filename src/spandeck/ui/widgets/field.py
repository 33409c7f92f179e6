"""One row of a form: the field's name, what is typed or chosen, and what is to be said of it.

What is right and wrong the form decides; a row only shows it where it was typed.
"""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, TextArea

from spandeck.model.action import Field
from spandeck.paint.field import told
from spandeck.ui.widgets.entries import Entry, Sheet
from spandeck.ui.widgets.picks import Flag, OneOf, Pick, SomeOf
from spandeck.ui.widgets.sentence import Sentence

Editor = Entry | Sheet | Pick


def editor(known: Field, text: str, suggester: Suggester | None) -> Editor:
    """What a field of this kind is filled in with."""
    match known.kind:
        case "multiline" | "json":
            return Sheet(known, text)
        case "flag":
            return Flag(known, text)
        case "choice":
            return OneOf(known, text)
        case "choices":
            return SomeOf(known, text)
        case _:
            return Entry(known, text, suggester)


class FieldRow(Widget):
    """A field; `text` is what stands in it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    FieldRow { layout: horizontal; height: auto; margin-bottom: 1; }
    FieldRow > Sentence { height: auto; padding: 0 2 0 0; color: $muted; }
    FieldRow.-here > Sentence { color: $accent; text-style: bold; }
    FieldRow > Vertical { width: 1fr; height: auto; }
    FieldRow Vertical > Sentence { padding: 0 1; color: $muted; }
    FieldRow.-wrong Vertical > Sentence { color: $status-error; }
    """

    class Edited(Message):
        """Something was typed or chosen."""

    class Left(Message):
        """The focus went elsewhere."""

        def __init__(self, row: "FieldRow") -> None:
            """`row` is what was left."""
            super().__init__()
            self.row = row

    def __init__(self, known: Field, text: str, room: int, suggester: Suggester | None) -> None:
        """`room` is the width of the names, `text` what stands in the field at first."""
        super().__init__()
        self.known, self.room = known, room
        self.editor = editor(known, text, suggester)
        self.name_line, self.said_line = Sentence(), Sentence()
        self.usual = Content(told(known))

    def compose(self) -> ComposeResult:
        """The name, then the editor with a line below it or beside it."""
        mark = (" *", "bold $accent") if self.known.required else ("", "")
        self.name_line.said = Content.assemble(self.known.name, mark)
        self.name_line.styles.width = self.room
        yield self.name_line
        with Vertical():
            yield self.editor
            yield self.said_line

    def on_mount(self) -> None:
        """Say what the field is."""
        self.say("")

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.editor.text

    def put(self, text: str) -> None:
        """Let something else stand in it."""
        self.editor.put(text)

    def say(self, wrong: str, aside: str = "") -> None:
        """Say what is wrong, or else something of what is typed, or else what the field is."""
        self.set_class(bool(wrong), "-wrong")
        usual = Content(aside) if aside else self.usual
        said = Content(f"✗ {wrong}") if wrong else usual
        if not said.is_same(self.said_line.said):
            self.said_line.said = said

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Pick.Picked)
    def edited(self, event: Message) -> None:
        """The form decides what that means."""
        event.stop()
        self.post_message(self.Edited())

    def on_descendant_focus(self) -> None:
        """Stand out while one is here."""
        self.add_class("-here")

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The field was left."""
        self.remove_class("-here")
        self.post_message(self.Left(self))
