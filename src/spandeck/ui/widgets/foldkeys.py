"""The keys of what folds, a record's JSON and a span tree alike: as data, one meaning each."""

from textual.binding import Binding

from spandeck.ui.key import key

FOLDING = (
    ("j,down", "move(1)", "Down", "down", "The next row"),
    ("k,up", "move(-1)", "Up", "up", "The row before"),
    ("g,home", "go(0)", "Top", "top", "The first row"),
    ("G,end", "go(-1)", "Bottom", "bottom", "The last row"),
    ("ctrl+d", "page(0.5)", "Half page down", "half_down", "Half a page down"),
    ("ctrl+u", "page(-0.5)", "Half page up", "half_up", "Half a page up"),
    ("pagedown", "page(1)", "Page down", "page_down", "A page down"),
    ("pageup", "page(-1)", "Page up", "page_up", "A page up"),
    ("l,right", "unfold", "Unfold", "unfold", "Unfold, or go inside"),
    ("h,left", "fold", "Fold", "fold", "Fold, or go to what is around"),
    ("asterisk", "all", "All", "all", "Unfold all, or fold all"),
)
"""Keys, action, name, verb and what it does, as in `key`."""


def folding(scope: str) -> tuple[Binding, ...]:
    """The keys that both have; each id is `scope.verb`."""
    return tuple(
        key(keys, action, name, f"{scope}.{verb}", about)
        for keys, action, name, verb, about in FOLDING
    )


OUTLINE = (
    key("enter", "choose", "Open", "outline.open", "Open what the cursor is on", show=True),
    key("space", "turn", "Fold", "outline.turn", "Fold or unfold", show=True),
    *folding("outline"),
)
TREE = (
    key("enter", "choose", "Detail", "tree.open", "Read the span", show=True),
    key("space", "turn", "Fold", "tree.turn", "Fold or unfold, tries of a call too", show=True),
    *folding("tree"),
    key("plus,equals_sign", "zoom(0.5)", "Zoom", "tree.zoom", "Zoom the time axis in"),
    key("minus", "zoom(2)", "Zoom out", "tree.zoom_out", "Zoom the time axis out"),
)
