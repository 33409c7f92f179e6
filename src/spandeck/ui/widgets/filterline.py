"""The line a filter is typed on, with what it could become and what is wrong with it.

It never asks a vendor; it posts a query that can be asked.
"""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from spandeck.model.query import BadQuery, Filter, Query, parse
from spandeck.ui.widgets.completion import completed, described, example, offers
from spandeck.ui.widgets.sentence import Sentence


class FilterLine(Vertical):
    """Hidden until opened; what was typed is kept until it can be asked or is left."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    FilterLine { display: none; height: auto; background: $panel; }
    FilterLine.-open { display: block; }
    FilterLine Input { padding: 0 1; }
    """

    class Entered(Message):
        """A filter that can be asked."""

        def __init__(self, query: Query) -> None:
            """`query` has no range of time yet."""
            super().__init__()
            self.query = query

    class Left(Message):
        """The line was closed; the filter stays as it was."""

    def __init__(self, filters: Sequence[Filter]) -> None:
        """`filters` are what the list can be filtered by."""
        super().__init__()
        self.filters = filters
        self.history: list[str] = []
        self.recalled = 0

    def compose(self) -> ComposeResult:
        """What it could become, above the line itself."""
        yield Sentence()
        line = Input(placeholder=example(self.filters), compact=True, select_on_focus=False)
        line.cursor_blink = False
        yield line

    def open(self, text: str) -> None:
        """Show it with the filter that is on."""
        self.add_class("-open")
        self.recalled = len(self.history)
        self.put(f"{text} " if text else "")
        # At once, not by `focus()`, which waits its turn behind keys that are typed already.
        self.screen.set_focus(self.query_one(Input))
        self.offer()

    def close(self) -> None:
        """Hide it."""
        self.remove_class("-open")

    def put(self, text: str) -> None:
        """Replace what is typed."""
        entry = self.query_one(Input)
        entry.value = text
        entry.cursor_position = len(text)

    def offer(self) -> None:
        """Tell what the line could become."""
        line = self.query_one(Input).value
        found = offers(line, self.filters)
        if len(found) == 1 or not found:
            said = f"{found[0].shown}  {found[0].about}" if found else described(line, self.filters)
            self.say(Content.styled(said, "$muted"))
        else:
            self.say(Content.styled("  ".join(each.shown for each in found), "$muted"))

    def say(self, said: Content) -> None:
        """Tell something above the line."""
        self.query_one(Sentence).said = said

    @on(Input.Changed)
    def renew(self, event: Input.Changed) -> None:
        """Offer again."""
        event.stop()
        self.offer()

    @on(Input.Submitted)
    def enter(self, event: Input.Submitted) -> None:
        """Hand the filter on, or say what is wrong with it and what is allowed."""
        event.stop()
        try:
            query = parse(event.value, self.filters)
        except BadQuery as error:
            self.say(Content.styled(str(error), "$status-error"))
            return
        if query.text and query.text not in self.history[-1:]:
            self.history.append(query.text)
        self.post_message(self.Entered(query))

    def on_key(self, event: events.Key) -> None:
        """Complete, recall, leave."""
        match event.key:
            case "tab":
                self.complete()
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

    def complete(self) -> None:
        """Go on as far as it is certain; a single way is taken wholly."""
        entry = self.query_one(Input)
        self.put(completed(entry.value, self.filters))
