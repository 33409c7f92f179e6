"""The line of a tab's views: where one is, and what stands beside it."""

from collections.abc import Sequence

from textual.content import Content

from spandeck.paint.tabline import fitting

OF_DECK = ("Groups", "Errors")
"""The Deck's views, in order."""
STEPS = "comma,full_stop,grave_accent"
"""The keys to the view beside; of two views they all lead to the other."""


def line(tab: str, views: Sequence[str], at: int, width: int) -> Content:
    """The tab and its views, the current one underlined and bold."""
    shown = fitting(views, at, width - len(tab) - 4)
    parts = [
        (text, "bold underline $accent" if number == at else "$muted") for text, number in shown
    ]
    spaced = [part for each in parts for part in ("  ", each)]
    arrow = [(" ▸", "$muted")] if spaced else []
    return Content.assemble((tab, "bold"), *arrow, *spaced)
