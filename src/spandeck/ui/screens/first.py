"""The first screen of each tab's mode.

The vendors' screens are half of what there is to import, and the first frame must not wait for
them: they are imported behind it, or when their tab is opened before that.
"""

import asyncio
from importlib import import_module

from spandeck.ui.profile import Profile
from spandeck.ui.screens.deck import DeckScreen
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.limits import LimitsScreen
from spandeck.ui.tabs import Tab


def first(tab: Tab, profile: Profile) -> FrameScreen:
    """The screen that a tab begins with."""
    match tab.name:
        case "deck":
            return DeckScreen(profile)
        case "limits":
            return LimitsScreen(profile)
        case _:
            from spandeck.ui.screens.vendor import VendorScreen
            from spandeck.ui.views import entries

            return VendorScreen(tab, entries, profile)


async def loaded() -> None:
    """Return when every screen is imported; a thread does it, and the loop lives on."""
    for name in ("views", "screens.vendor", "screens.setup", "screens.errors", "screens.why"):
        await asyncio.to_thread(import_module, f"spandeck.ui.{name}")
