"""The keys of records beside those of every list: as data."""

from spandeck.ui.key import key

READING = (
    key("slash", "search", "Search", "records.search", "Search in the record", show=True),
    key("n", "match(1)", "Match", "records.match", "Next match", show=True),
    key("N", "match(-1)", "Match before", "records.match_before", "Previous match"),
    key("w", "wrap", "Wrap", "records.wrap", "Wrap long texts, or not"),
)
WALKING = (
    key("d", "compare", "Compare", "records.compare", "Compare: base, then other", show=True),
    key("left_square_bracket", "walk(-1)", "Record before", "records.previous", "Previous record"),
    key("right_square_bracket", "walk(1)", "Next record", "records.next", "Next record"),
)
CHOOSING = (
    key(
        "enter", "parent", "Choose", "records.parent", "Choose what the list belongs to", show=True
    ),
)
ALONE = (
    key("r", "refresh", "Refresh", "records.refresh_one", "Ask again"),
    key("ctrl+r", "reload", "Reload", "records.reload_one", "Ask again past the cache"),
)
