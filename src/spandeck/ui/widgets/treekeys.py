"""The keys that move in a span tree, fold it and stretch its time axis."""

from textual.binding import Binding


def key(keys: str, action: str, name: str, about: str, *, verb: str, show: bool = False) -> Binding:
    """A binding with the stable id `tree.verb`."""
    return Binding(keys, action, name, id=f"tree.{verb}", show=show, tooltip=about)


KEYS = (
    key("enter", "choose", "Detail", "Read the span", verb="open", show=True),
    key("j,down", "move(1)", "Down", "Next row", verb="down"),
    key("k,up", "move(-1)", "Up", "Previous row", verb="up"),
    key("g,home", "go(0)", "Top", "First row", verb="top"),
    key("G,end", "go(-1)", "Bottom", "Last row", verb="bottom"),
    key("ctrl+d", "page(0.5)", "Half page down", "Half a page down", verb="half_down"),
    key("ctrl+u", "page(-0.5)", "Half page up", "Half a page up", verb="half_up"),
    key("pagedown", "page(1)", "Page down", "A page down", verb="page_down"),
    key("pageup", "page(-1)", "Page up", "A page up", verb="page_up"),
    key("l,right", "unfold", "Unfold", "Unfold, or go to the first child", verb="unfold"),
    key("h,left", "fold", "Fold", "Fold, or go to the parent", verb="fold"),
    key("space", "turn", "Fold", "Fold or unfold, tries of a call too", verb="turn", show=True),
    key("asterisk", "all", "All", "Unfold all, or fold all", verb="all"),
    key("plus,equals_sign", "zoom(0.5)", "Zoom", "Zoom the time axis in", verb="zoom"),
    key("minus", "zoom(2)", "Zoom out", "Zoom the time axis out", verb="zoom_out"),
)
