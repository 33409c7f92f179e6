"""One line of text with a left and a right part, cut to the width; the frame's quiet rows."""

from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

GAP = 2


class Line(Widget):
    """Left and right text on one line; the right part is kept, the left is cut with `…`."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Line { height: 1; width: 1fr; padding: 0 1; }"

    # Contents of the same text are equal whatever their styles, so every one is looked at.
    left: var[Content] = var(Content(""), always_update=True)
    right: var[Content] = var(Content(""), always_update=True)

    def watch_left(self, before: Content, after: Content) -> None:
        """Paint only what differs."""
        if not before.is_same(after):
            self.refresh()

    def watch_right(self, before: Content, after: Content) -> None:
        """Paint only what differs."""
        if not before.is_same(after):
            self.refresh()

    def render(self) -> Content:
        """The line at the current width."""
        return joined(self.left, self.right, self.content_size.width)


def joined(left: Content, right: Content, width: int) -> Content:
    """Both parts on one line of this width; a right part that leaves no room gives way."""
    if left and right.cell_length > width * 2 // 3:
        right = Content("")
    right = right.truncate(width, ellipsis=True)
    room = width - right.cell_length - (GAP if right else 0)
    shown = left.truncate(max(room, 0), ellipsis=True)
    return Content.assemble(shown, " " * (width - shown.cell_length - right.cell_length), right)
