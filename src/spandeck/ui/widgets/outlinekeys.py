"""The keys of every folding list: as data, so that the list itself stays readable."""

from textual.binding import Binding


def key(keys: str, action: str, name: str, about: str, *, verb: str, show: bool = False) -> Binding:
    """A binding with the stable id `outline.verb`."""
    return Binding(keys, action, name, id=f"outline.{verb}", show=show, tooltip=about)


KEYS = (
    key("enter", "choose", "Open", "Open what the cursor is on", verb="open", show=True),
    key("j,down", "move(1)", "Down", "The next item", verb="down"),
    key("k,up", "move(-1)", "Up", "The item before", verb="up"),
    key("g,home", "go(0)", "Top", "The first item", verb="top"),
    key("G,end", "go(-1)", "Bottom", "The last item", verb="bottom"),
    key("ctrl+d", "page(0.5)", "Half page down", "Half a page down", verb="half_down"),
    key("ctrl+u", "page(-0.5)", "Half page up", "Half a page up", verb="half_up"),
    key("pagedown", "page(1)", "Page down", "A page down", verb="page_down"),
    key("pageup", "page(-1)", "Page up", "A page up", verb="page_up"),
    key("l,right", "unfold", "Unfold", "Unfold, or go inside", verb="unfold"),
    key("h,left", "fold", "Fold", "Fold, or go to what is around", verb="fold"),
    key("space", "turn", "Fold", "Fold or unfold", verb="turn", show=True),
    key("asterisk", "all", "All", "Unfold all, or fold all", verb="all"),
)
