"""The keys of a list of traces: as data, so that the view itself stays readable."""

from textual.binding import Binding


def key(
    keys: str,
    action: str,
    name: str,
    verb: str,
    about: str,
    *,
    show: bool = False,
    priority: bool = False,
) -> Binding:
    """A key of the view; `verb` is the second half of its id."""
    name_of = f"traces.{verb}"
    return Binding(keys, action, name, id=name_of, show=show, priority=priority, tooltip=about)


KEYS = (
    key("e", "seek('failed', 1)", "Next error", "error", "The next failed trace", show=True),
    key("E", "seek('failed', -1)", "Error before", "error_before", "The failed trace above"),
    key(
        "f",
        "filter",
        "Filter",
        "filter",
        "Edit the filter",
        show=True,
        priority=True,  # before the keys typed after it are handed to anyone
    ),
    key("F", "follow", "Follow", "follow", "Follow live, or stop", show=True),
    key("p", "pause", "Pause", "pause", "Keep new traces back, or let them in", show=True),
    key("!", "unfilter", "Filter off/on", "unfilter", "The filter off, or on again", show=True),
    key("escape", "clear", "Clear", "clear", "Marks off, then the filter"),
    key("s", "seek('slow', 1)", "Next slow", "slow", "The next of the slowest tenth"),
    key(
        "S", "seek('slow', -1)", "Slow before", "slow_before", "The one above of the slowest tenth"
    ),
    key("<", "sort(-1)", "Sort left", "sort_left", "Sort by the column to the left"),
    key(">", "sort(1)", "Sort right", "sort_right", "Sort by the column to the right"),
    key("I", "invert", "Invert", "invert", "Turn the order round"),
    key("A", "ages", "Ages", "ages", "Starts as ages, or as times"),
    key("r", "refresh", "Refresh", "refresh", "Ask again"),
    key("ctrl+r", "reload", "Reload", "reload", "Ask again past the cache"),
    key("G", "more", "Read on", "more", "Read on in search of the first match"),
)
