"""The keys of objectives, in their list and opened: as data, and the days they step through."""

from collections.abc import Mapping

from textual.binding import Binding

from spandeck.ui.key import key

WINDOWS: Mapping[str, int | None] = {"own": None, "30": 30, "60": 60, "90": 90}
"""Over how many days an objective is looked at; its own unless somebody chooses."""
KEYS = (
    ("plus,equals_sign", "zoom(-1)", "Fewer days", "zoom", "Look at fewer days: 60, 30", True),
    ("minus", "zoom(1)", "More days", "zoom_out", "Look at more days: 60, 90", True),
    ("<", "sort(-1)", "Sort left", "sort_left", "Sort by the column to the left", False),
    (">", "sort(1)", "Sort right", "sort_right", "Sort by the column to the right", False),
    ("I", "invert", "Invert", "invert", "Turn the order round", False),
)


def bindings(view: str, *, listed: bool = True) -> tuple[Binding, ...]:
    """The keys, each with the id `view.verb`; only a list is sorted."""
    return tuple(
        key(keys, action, name, f"{view}.{verb}", about, show=show)
        for keys, action, name, verb, about, show in KEYS
        if listed or action.startswith("zoom")
    )


def zoomed(days: int | None, by: int) -> int:
    """The window beside this one, as far as there is one."""
    steps = [each for each in WINDOWS.values() if each is not None]
    at = steps.index(days) if days in steps else 0
    return steps[max(0, min(at + by, len(steps) - 1))]
