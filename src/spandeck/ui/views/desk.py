"""What a view works with at one vendor: its sources, the profile, and what was chosen lately."""

from dataclasses import dataclass, field

from spandeck.model.source import Opened
from spandeck.ui.profile import Profile


@dataclass(frozen=True, slots=True)
class Desk:
    """One vendor as far as its views are concerned; they share it."""

    opened: Opened
    profile: Profile
    lately: dict[str, str] = field(default_factory=dict)
    """The record that was chosen last, by resource: lists that need one begin with it."""
