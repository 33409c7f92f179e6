"""The keys of a trace's screen: one meaning each, as everywhere in the program."""

from textual.binding import Binding


def key(
    keys: str,
    action: str,
    name: str,
    about: str,
    *,
    verb: str,
    show: bool = False,
    priority: bool = False,
) -> Binding:
    """A binding with the stable id `trace.verb`."""
    name_of = f"trace.{verb}"
    return Binding(keys, action, name, id=name_of, show=show, priority=priority, tooltip=about)


KEYS = (
    key("e", "error(1)", "Error", "Next error", verb="error", show=True),
    key("E", "error(-1)", "Error before", "Previous error", verb="error_before"),
    key("s", "slow(1)", "Slow", "Next slow span", verb="slow", show=True),
    key("S", "slow(-1)", "Slow before", "Previous slow span", verb="slow_before"),
    key(
        "slash",
        "search",
        "Search",
        "Search all spans",
        verb="search",
        show=True,
        priority=True,  # before the keys typed after it are handed to anyone
    ),
    key("n", "match(1)", "Match", "Next match", verb="match", show=True),
    key("N", "match(-1)", "Match before", "Previous match", verb="match_before"),
    key("K", "key_spans", "Key spans", "Hide framework wrappers", verb="key_spans", show=True),
    key("c", "critical", "Critical", "The critical path", verb="critical", show=True),
    key("left_square_bracket", "trace(-1)", "Trace before", "Previous trace", verb="previous"),
    key("right_square_bracket", "trace(1)", "Next trace", "Next trace", verb="next", show=True),
    key("full_stop", "tab(1)", "Next tab", "Messages, attributes, events, raw", verb="tab"),
    key("comma", "tab(-1)", "Tab before", "Previous tab of the detail", verb="tab_before"),
    key("w", "wrap", "Wrap", "Wrap long lines, or not", verb="wrap"),
    key("enter", "entire", "All of it", "Long values to their end", verb="entire", show=True),
    key("r", "refresh", "Refresh", "Ask again, where what is known has aged", verb="refresh"),
    key("ctrl+r", "reload", "Reload", "Ask again past the cache", verb="reload"),
)
