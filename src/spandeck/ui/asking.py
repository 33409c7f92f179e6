"""The program's own questions, as dialogs; what an answer does is the app's business."""

from collections.abc import Iterable

from spandeck.ui.profile import Profile
from spandeck.ui.ranges import OFFERED, spoken
from spandeck.ui.screens.chooser import Choice, Chooser

OTHER = "other"


def how_far_back() -> Chooser[str]:
    """Dismissed with `15m`, `all`, … or `OTHER`."""
    choices = [Choice(name, spoken(seconds), name) for name, seconds in OFFERED]
    return Chooser(
        "Look back",
        [*choices, Choice("all", spoken(None), "all"), Choice(OTHER, "other…", ":since 36h")],
    )


def which_theme(names: Iterable[str], current: str) -> Chooser[str]:
    """Dismissed with a theme's name."""
    return Chooser("Theme", [Choice(n, n, "now" if n == current else "") for n in names])


def which_profile(profile: Profile) -> Chooser[str]:
    """Dismissed with a profile's name."""
    names = (profile.name, *profile.others)
    return Chooser("Profile", [Choice(n, n, "now" if n == profile.name else "") for n in names])


def really_quit() -> Chooser[bool]:
    """Dismissed with whether to leave."""
    return Chooser(
        "Leave spandeck?", [Choice(True, "quit", "q", "q"), Choice(False, "stay", "esc")]
    )
