"""The tabs of the program: one mode each, in the order of their number keys."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; its mode and its vendor share its name."""

    name: str
    title: str
    vendor: bool = True


TABS = (
    Tab("deck", "Deck", vendor=False),
    Tab("fiddler", "Fiddler"),
    Tab("risicare", "Risicare"),
    Tab("arize", "Arize"),
    Tab("apidepth", "Apidepth"),
    Tab("limits", "Limits", vendor=False),
)
VENDORS = tuple(tab for tab in TABS if tab.vendor)
