"""The keys of a trace's screen: one meaning each, as everywhere in the program."""

from spandeck.ui.key import key

KEYS = (
    key("e", "error(1)", "Error", "trace.error", "Next error", show=True),
    key("E", "error(-1)", "Error before", "trace.error_before", "Previous error"),
    key("s", "slow(1)", "Slow", "trace.slow", "Next slow span", show=True),
    key("S", "slow(-1)", "Slow before", "trace.slow_before", "Previous slow span"),
    key(
        "slash",
        "search",
        "Search",
        "trace.search",
        "Search all spans",
        show=True,
        priority=True,
    ),
    key("n", "match(1)", "Match", "trace.match", "Next match", show=True),
    key("N", "match(-1)", "Match before", "trace.match_before", "Previous match"),
    key("K", "key_spans", "Key spans", "trace.key_spans", "Hide framework wrappers", show=True),
    key("c", "critical", "Critical", "trace.critical", "The critical path", show=True),
    key("left_square_bracket", "trace(-1)", "Trace before", "trace.previous", "Previous trace"),
    key("right_square_bracket", "trace(1)", "Next trace", "trace.next", "Next trace", show=True),
    key("full_stop", "tab(1)", "Next tab", "trace.tab", "Messages, attributes, events, raw"),
    key("comma", "tab(-1)", "Tab before", "trace.tab_before", "Previous tab of the detail"),
    key("w", "wrap", "Wrap", "trace.wrap", "Wrap long lines, or not"),
    key("enter", "entire", "All of it", "trace.entire", "Long values to their end", show=True),
    key("r", "refresh", "Refresh", "trace.refresh", "Ask again, where what is known has aged"),
    key("ctrl+r", "reload", "Reload", "trace.reload", "Ask again past the cache"),
)
