"""The keys of a live list of failures: as data, so that the view stays readable."""

from spandeck.ui.key import key

KEYS = (
    key("F", "follow", "Follow", "errors.follow", "Follow live, or stop", show=True),
    key("p", "pause", "Pause", "errors.pause", "Keep new rows back, or let them in", show=True),
    key("e", "other(1)", "Other error", "errors.error", "The next of another group", show=True),
    key("E", "other(-1)", "Other before", "errors.error_before", "One of another group above"),
    key("f", "filter", "Filter", "errors.filter", "Edit the filter", show=True, priority=True),
    key("!", "unfilter", "Filter off/on", "errors.unfilter", "The filter off, or on again"),
    key("slash", "search", "Search", "errors.search", "Search the rows", show=True, priority=True),
    key("n", "match(1)", "Match", "errors.match", "The next match", show=True),
    key("N", "match(-1)", "Match before", "errors.match_before", "The match above"),
    key("escape", "clear", "Clear", "errors.clear", "Marks off, then the search, then the filter"),
    key("A", "ages", "Ages", "errors.ages", "Times as ages, or as times"),
    key("r", "refresh", "Refresh", "errors.refresh", "Ask the vendors now"),
)
