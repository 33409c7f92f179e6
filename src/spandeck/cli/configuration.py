"""`spandeck config`: where the file is, what is in force, whether it is right; shows no token."""

import argparse
import os
from dataclasses import replace

from spandeck.cli.choice import chosen
from spandeck.cli.narrate import say
from spandeck.config.secret import token
from spandeck.config.settings import ENVIRONMENT, places, to_toml


def run(arguments: argparse.Namespace) -> int:
    """Do one of the three."""
    acts = {"path": path, "show": show, "check": check}
    acts[arguments.act](arguments)
    return 0


def path(arguments: argparse.Namespace) -> None:
    """The file, whether it exists or not, and whether it is right or not."""
    print(arguments.config or places().config)


def show(arguments: argparse.Namespace) -> None:
    """The settings in force, as a file that says the same."""
    choice = chosen(arguments)
    print(to_toml(replace(choice.settings, profile=choice.profile.name)), end="")
    if choice.profile.name == ENVIRONMENT:
        names = ", ".join(each.token.words[0] for each in choice.profile.vendors.values())
        say(f"the profile “{ENVIRONMENT}” is made of {names}.")


def check(arguments: argparse.Namespace) -> None:
    """Read everything and fetch every token; the first thing wrong ends it with a sentence."""
    choice = chosen(arguments)
    profiles = {**choice.settings.profiles, choice.profile.name: choice.profile}
    keys = 0
    for profile in profiles.values():
        for vendor, login in profile.vendors.items():
            token(login.token, os.environ, f"profiles.{profile.name}.{vendor}.token")
            keys += 1
    state = "is right" if choice.file.exists() else "does not exist, which is fine"
    print(f"{choice.file} {state}; {keys} key{'s' * (keys != 1)}, profile {choice.profile.name}")
