"""The keys of records beside those of every list: as data."""

from textual.binding import Binding


def key(keys: str, action: str, name: str, about: str, *, verb: str, show: bool = False) -> Binding:
    """A binding with the stable id `records.verb`."""
    return Binding(keys, action, name, id=f"records.{verb}", show=show, tooltip=about)


READING = (
    key("slash", "search", "Search", "Search in the record", verb="search", show=True),
    key("n", "match(1)", "Match", "Next match", verb="match", show=True),
    key("N", "match(-1)", "Match before", "Previous match", verb="match_before"),
    key("w", "wrap", "Wrap", "Wrap long texts, or not", verb="wrap"),
)
WALKING = (
    key("d", "compare", "Compare", "Compare: base, then other", verb="compare", show=True),
    key("left_square_bracket", "walk(-1)", "Record before", "Previous record", verb="previous"),
    key("right_square_bracket", "walk(1)", "Next record", "Next record", verb="next"),
)
CHOOSING = (
    key("enter", "parent", "Choose", "Choose what the list belongs to", verb="parent", show=True),
)
ALONE = (
    key("r", "refresh", "Refresh", "Ask again", verb="refresh_one"),
    key("ctrl+r", "reload", "Reload", "Ask again past the cache", verb="reload_one"),
)
