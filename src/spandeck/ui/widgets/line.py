"""One line of text with a left and a right part, cut to the width; the frame's quiet rows."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

GAP = 2


class Line(Widget):
    """Left and right text on one line; the right part is kept, the left is cut with `…`."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Line { height: 1; width: 1fr; padding: 0 1; }"

    left: reactive[Content] = reactive(Content(""))
    right: reactive[Content] = reactive(Content(""))

    def render(self) -> Content:
        """The line at the current width."""
        return joined(self.left, self.right, self.content_size.width)


def joined(left: Content, right: Content, width: int) -> Content:
    """Both parts on one line of this width; a right part wider than half of it gives way."""
    if (
        left
        and right.cell_length > width // 2
        and left.cell_length + GAP > width - right.cell_length
    ):
        right = Content("") if right.cell_length > width * 2 // 3 else right
    room = width - right.cell_length - (GAP if right else 0)
    shown = left.truncate(max(room, 0), ellipsis=True)
    return Content.assemble(shown, " " * (width - shown.cell_length - right.cell_length), right)
