"""The keys of every list: as data, so that the list itself stays readable."""

from textual.binding import Binding


def key(keys: str, action: str, name: str, verb: str, about: str, *, show: bool = False) -> Binding:
    """A key of the list; `verb` is the second half of its id."""
    return Binding(keys, action, name, id=f"rows.{verb}", show=show, tooltip=about)


KEYS = (
    key("enter", "choose", "Open", "open", "Open the row", show=True),
    key("j,down", "move(1)", "Down", "down", "The next row"),
    key("k,up", "move(-1)", "Up", "up", "The previous row"),
    key("g,home", "top", "Top", "top", "The first row"),
    key("G,end", "bottom", "Bottom", "bottom", "The last row that was read; again: read on"),
    key("ctrl+d", "page(0.5)", "Half page down", "half_down", "Half a page down"),
    key("ctrl+u", "page(-0.5)", "Half page up", "half_up", "Half a page up"),
    key("pagedown", "page(1)", "Page down", "page_down", "A page down"),
    key("pageup", "page(-1)", "Page up", "page_up", "A page up"),
    key("space", "mark", "Mark", "mark", "Mark the row, for export"),
    key("V", "mark_to", "Mark to here", "mark_to", "Mark from the last mark to here"),
    key("W", "wide", "Wide", "wide", "All columns at full width, or those that fit"),
    key("h,left", "sideways(-1)", "Left", "left", "Columns to the left, when they are wide"),
    key("l,right", "sideways(1)", "Right", "right", "Columns to the right, when they are wide"),
)
