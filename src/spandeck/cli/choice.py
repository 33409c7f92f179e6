"""Which settings and which profile a command runs with; must not fetch a token or open anything."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from spandeck.config.read import load
from spandeck.config.settings import (
    DEMO,
    ENVIRONMENT,
    BadConfig,
    Places,
    ProfileSettings,
    Settings,
    choose,
    places,
)
from spandeck.model.names import token_variable
from spandeck.vendors import VENDORS


@dataclass(frozen=True, slots=True)
class Choice:
    """What was configured, and which part of it is used."""

    places: Places
    file: Path
    """The configuration file, whether it exists or not."""
    settings: Settings
    profile: ProfileSettings

    @property
    def others(self) -> tuple[str, ...]:
        """The other profiles that could be used, the demo among them."""
        said = any(os.environ.get(token_variable(vendor)) for vendor in VENDORS)
        names = (*self.settings.profiles, *((ENVIRONMENT,) if said else ()), DEMO)
        return tuple(name for name in dict.fromkeys(names) if name != self.profile.name)

    @property
    def triage(self) -> Path:
        """The file of this profile's notes and of what was thought of its error groups."""
        return self.places.state / "triage" / f"{quote(self.profile.name, safe='')}.db"

    @property
    def demo(self) -> bool:
        """Whether the data is simulated."""
        return self.profile.name == DEMO

    def absent(self, vendor: str) -> str:
        """Why this vendor is not connected, and what it takes."""
        name = self.profile.name
        if name not in self.settings.profiles:
            return VENDORS[vendor].absent
        table = f"[profiles.{name}.{vendor}]"
        return (
            f"Profile {name} does not connect {VENDORS[vendor].title}: add {table} to {self.file}."
        )


def configured(arguments: argparse.Namespace) -> tuple[Places, Path, Settings]:
    """Where things are and what the file says; a file that was named must exist."""
    found = places()
    file: Path = arguments.config or found.config
    exists = arguments.config is not None or file.exists()
    return found, file, load(file, tuple(VENDORS)) if exists else Settings()


def chosen(arguments: argparse.Namespace) -> Choice:
    """The choice that the arguments, the file and the environment make; else `BadConfig`."""
    found, file, settings = configured(arguments)
    return Choice(
        found, file, settings, choose(settings, arguments.profile, os.environ, tuple(VENDORS))
    )


def meant(arguments: argparse.Namespace) -> Choice:
    """The same, but the demo only if it was asked for: data for a script is never simulated
    by surprise.
    """
    choice = chosen(arguments)
    if choice.demo and DEMO not in (arguments.profile, choice.settings.profile):
        raise BadConfig(
            "nothing is configured. Set SPANDECK_RISICARE_TOKEN, or write "
            f"{choice.file}; --profile demo asks the simulator."
        )
    return choice
