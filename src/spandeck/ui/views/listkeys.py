"""The keys of every list in a view: as data, so that the views themselves stay readable."""

from textual.binding import Binding

from spandeck.ui.key import key

KEYS = (
    ("e", "seek('failed', 1)", "Next error", "error", "The next failed {noun}"),
    ("E", "seek('failed', -1)", "Error before", "error_before", "The failed {noun} above"),
    ("f", "filter", "Filter", "filter", "Edit the filter"),
    ("F", "follow", "Follow", "follow", "Follow live, or stop"),
    ("p", "pause", "Pause", "pause", "Keep new {noun}s back, or let them in"),
    ("!", "unfilter", "Filter off/on", "unfilter", "The filter off, or on again"),
    ("escape", "clear", "Clear", "clear", "Marks off, then the filter"),
    ("s", "seek('slow', 1)", "Next slow", "slow", "The next of the slowest tenth"),
    ("S", "seek('slow', -1)", "Slow before", "slow_before", "The one above of the slowest tenth"),
    ("<", "sort(-1)", "Sort left", "sort_left", "Sort by the column to the left"),
    (">", "sort(1)", "Sort right", "sort_right", "Sort by the column to the right"),
    ("I", "invert", "Invert", "invert", "Turn the order round"),
    ("A", "ages", "Ages", "ages", "Times as ages, or as times"),
    ("r", "refresh", "Refresh", "refresh", "Ask again"),
    ("ctrl+r", "reload", "Reload", "reload", "Ask again past the cache"),
    ("G", "more", "Read on", "more", "Read on in search of the first match"),
)
"""Keys, action, name, verb and what it does, as in `key`."""
SHOWN = ("e", "f", "F", "p", "!")
AT_ONCE = ("f",)
"""Opens a line."""


def bindings(view: str, noun: str) -> tuple[Binding, ...]:
    """The keys of a view whose rows are called so; each id is `view.verb`."""
    return tuple(
        key(
            keys,
            action,
            name,
            f"{view}.{verb}",
            about.format(noun=noun),
            show=keys in SHOWN,
            priority=keys in AT_ONCE,
        )
        for keys, action, name, verb, about in KEYS
    )
