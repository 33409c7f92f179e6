"""The keys of every list: as data, so that the list itself stays readable."""

from spandeck.ui.key import key

KEYS = (
    key("enter", "choose", "Open", "rows.open", "Open the row", show=True),
    key("j,down", "move(1)", "Down", "rows.down", "The next row"),
    key("k,up", "move(-1)", "Up", "rows.up", "The previous row"),
    key("g,home", "top", "Top", "rows.top", "The first row"),
    key("G,end", "bottom", "Bottom", "rows.bottom", "The last row that was read; again: read on"),
    key("ctrl+d", "page(0.5)", "Half page down", "rows.half_down", "Half a page down"),
    key("ctrl+u", "page(-0.5)", "Half page up", "rows.half_up", "Half a page up"),
    key("pagedown", "page(1)", "Page down", "rows.page_down", "A page down"),
    key("pageup", "page(-1)", "Page up", "rows.page_up", "A page up"),
    key("space", "mark", "Mark", "rows.mark", "Mark the row, for export"),
    key("V", "mark_to", "Mark to here", "rows.mark_to", "Mark from the last mark to here"),
    key("W", "wide", "Wide", "rows.wide", "All columns at full width, or those that fit"),
    key("h,left", "sideways(-1)", "Left", "rows.left", "Columns to the left, when they are wide"),
    key(
        "l,right", "sideways(1)", "Right", "rows.right", "Columns to the right, when they are wide"
    ),
)
