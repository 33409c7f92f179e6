"""Copying over any link: by OSC 52 through the terminal, or into a file where that is chosen."""

import os
import sys
from collections.abc import Mapping
from typing import Any

from textual.app import App

from spandeck.paint.units import size
from spandeck.private import Unsafe, create, directory
from spandeck.ui.profile import Profile

COMMON_LIMIT = 74_994
"""Bytes after which many terminals and tmux drop an OSC 52 sequence whole (100 000 in base64)."""


def copied(app: App[Any], text: str, profile: Profile) -> str:
    """Copy, and say honestly what was done."""
    said = size(len(text.encode()))
    if profile.copy == "file":
        return filed(text, said, profile)
    app.copy_to_clipboard(text)
    if len(text.encode()) > COMMON_LIMIT:
        return f"Sent {said} by OSC 52; many terminals refuse that much: x exports it instead."
    return f"Copied {said} by OSC 52; if paste is empty see :doctor."


def filed(text: str, said: str, profile: Profile) -> str:
    """Copy into the one file that the profile's copies go to, replacing the last one."""
    path = profile.exports / "copied.txt"
    try:
        directory(profile.exports)
        path.unlink(missing_ok=True)
        with create(path) as file:
            file.write(text)
    except Unsafe as error:
        return str(error)
    except OSError as error:
        return f"Nothing was copied: {path}: {error.strerror}."
    return f"Copied {said} to {path}"


def browser_at_hand(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a browser would open where the person sits, not on the far end of SSH."""
    if any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")):
        return False
    return platform == "darwin" or any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
