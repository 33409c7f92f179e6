"""The commands that every screen offers, because they belong to the program as a whole."""

from collections.abc import Collection, Coroutine
from functools import partial
from typing import Any

from textual.app import App
from textual.dom import DOMNode

from spandeck.model.query import BadQuery
from spandeck.ui.commands import Command
from spandeck.ui.profile import Profile
from spandeck.ui.ranges import OFFERED, typed
from spandeck.ui.tabs import TABS

AIMS = (
    ("copy", "screen.copy", "Copy what is selected"),
    ("export", "screen.export", "Write the rows to a file"),
    ("link", "screen.link", "Show and copy the web address"),
    ("keys", "screen.keys", "The keys that work here"),
    ("errors", "app.errors", "Every failure at every vendor, as it happens"),
    ("range", "app.range", "Choose how far back to look"),
    ("zone", "app.zone", "Times in UTC or in the local zone"),
    ("mouse", "app.mouse", "Let the terminal select text, or take the mouse back"),
    ("setup", "app.setup", "Find keys, test them and write a profile"),
    ("doctor", "app.doctor", "What this terminal can do, and where files go"),
    ("quit", "app.quit", "Leave spandeck"),
)
RANGES = (*(name for name, _ in OFFERED), "all")


def known(what: str, name: str, names: Collection[str]) -> None:
    """Refuse a name that is not one of these."""
    if name not in names:
        raise BadQuery(f"There is no {what} “{name}”. There are {', '.join(names)}.")


def commands(app: App[Any], profile: Profile, here: DOMNode) -> list[Command]:
    """The program's commands, run from `here`."""

    def act(action: str, argument: str) -> Coroutine[Any, Any, bool]:
        return app.run_action(action, here)

    def since(argument: str) -> Coroutine[Any, Any, bool]:
        if not argument:
            raise BadQuery("How far back? Write :since 2h, or :since all.")
        return app.run_action(f"app.since({typed(argument)!r})", here)

    def theme(argument: str) -> Coroutine[Any, Any, bool]:
        known("theme", argument, themes)
        return app.run_action(f"app.theme({argument!r})", here)

    def goto(argument: str) -> Coroutine[Any, Any, bool]:
        return app.run_action(f"app.goto({argument!r})", here)

    def go_on(argument: str) -> Coroutine[Any, Any, bool]:
        known("profile", argument, (profile.name, *profile.others))
        return app.run_action(f"app.profile({argument!r})", here)

    def tab(name: str, title: str) -> Command:
        return Command(name, f"Go to {title}", partial(act, f"app.tab({name!r})"))

    aims = [
        Command(name, about, partial(act, action))
        for name, action, about in AIMS
        if not action.startswith("screen.") or here.check_action(action[7:], ())
        if profile.setup or name != "setup"
    ]
    themes = tuple(app.available_themes)
    return [
        *(tab(each.name, each.title) for each in TABS),
        Command("since", "Look back this far", since, "2h", RANGES),
        Command("goto", "Find an id, an address or an alert's text, and land there", goto, "ID"),
        Command("theme", "Change the colours", theme, "dark", themes),
        Command("profile", "Go on with another profile", go_on, profile.name, profile.others),
        *aims,
    ]
