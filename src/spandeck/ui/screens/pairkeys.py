"""The keys of two traces side by side: they mean what they mean in one trace."""

from spandeck.ui.key import key

KEYS = (
    key("e", "step('failed', 1)", "Error", "pair.error", "The next step that failed", show=True),
    key("E", "step('failed', -1)", "Error before", "pair.error_before", "The one above"),
    key("s", "step('slower', 1)", "Slow", "pair.slow", "The next that took longer", show=True),
    key("S", "step('slower', -1)", "Slow before", "pair.slow_before", "The one above"),
    key("K", "turn", "Differences", "pair.turn", "Only steps that differ, or all", show=True),
    key("r", "refresh", "Refresh", "pair.refresh", "Ask again, where what is known has aged"),
)
