"""What `:doctor` says: what this terminal can do, how copying goes and where files are written."""

from collections.abc import Iterator, Mapping
from typing import Any

from textual.app import App

from spandeck.paint.units import exact
from spandeck.ui import guard
from spandeck.ui.profile import Profile


def findings(
    app: App[Any], profile: Profile, environ: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Pairs of a subject and what was found."""
    width, height = app.size
    yield "terminal", f"{environ.get('TERM', 'unknown')}, {width} × {height}"
    yield "colours", f"{app.console.color_system or 'none'}, theme {app.theme}"
    yield (
        "mouse",
        "ours; M gives it to the terminal" if guard.mouse_is_ours(app) else "the terminal's",
    )
    yield "copying", copying(profile, environ)
    yield "new error groups", notifying(profile, environ)
    yield "exports", str(profile.exports)
    yield "crash reports", str(profile.crashes)
    yield "control characters stopped at the last moment", exact(guard.dropped.count)


def copying(profile: Profile, environ: Mapping[str, str]) -> str:
    """How copies travel, and what may stop them."""
    if profile.copy == "file":
        return f"to {profile.exports / 'copied.txt'}"
    if environ.get("TMUX"):
        return "OSC 52 through tmux; if paste is empty: set -s set-clipboard on"
    if environ.get("TERM", "").startswith("screen"):
        return "OSC 52, which screen does not pass on: use --copy=file, or M and select"
    return "OSC 52; if paste is empty, allow it in the terminal, use --copy=file, or M and select"


def notifying(profile: Profile, environ: Mapping[str, str]) -> str:
    """How the terminal is told of new error groups, and what may stop it."""
    if profile.notify == "none":
        return 'only shown; notify = "bell" or "osc9" in the configuration tells the terminal'
    if profile.notify == "bell":
        return "the terminal's bell"
    if environ.get("TMUX"):
        return "OSC 9 through tmux; if no notice comes: set -g allow-passthrough on"
    return "OSC 9; if no notice comes, the terminal does not know it: use the bell"
