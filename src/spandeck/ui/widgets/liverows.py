"""A list whose newest rows come in on top: going there is worth saying, even from there."""

from textual.message import Message

from spandeck.ui.widgets.rows import Rows


class LiveRows(Rows):
    """Says when the reader wants the top."""

    class Topped(Message):
        """The reader went to the top, or pressed its key there."""

    def action_top(self) -> None:
        """The first row."""
        super().action_top()
        self.post_message(self.Topped())
