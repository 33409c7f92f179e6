"""`spandeck doctor`: what could go wrong on this machine, looked at one by one, told in lines.

Works with nothing configured; a key is never shown beyond its last four characters.
"""

import argparse
import asyncio
import os
import platform
import stat
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from spandeck import __version__
from spandeck.cli.checkup import checkup
from spandeck.cli.choice import Choice, chosen
from spandeck.cli.deck import DUMB
from spandeck.cli.ending import CONFIGURATION, USAGE
from spandeck.cli.finding import BAD, FINE, PLAIN, WARN, Finding, tell
from spandeck.config.settings import BadConfig
from spandeck.paint.units import size

SMALLEST = (60, 15)
"""Columns and lines below which the deck only says that it is too small."""


def run(arguments: argparse.Namespace) -> int:
    """Look at everything; the exit code is the first complaint's."""
    codes = [tell(each) for each in (*machine(), *terminal(os.environ), *clipboard(os.environ))]
    try:
        choice = chosen(arguments)
    except BadConfig as error:
        return tell(Finding(BAD, "config", str(error), CONFIGURATION))
    codes += [tell(each) for each in files(choice)]
    if choice.demo and not arguments.profile:
        sentence = "none is connected: set SPANDECK_RISICARE_TOKEN, or write the configuration"
        tell(Finding(PLAIN, "vendors", sentence))
    else:
        codes.append(asyncio.run(checkup(choice)))
    return next(filter(None, codes), 0)


def machine() -> Iterator[Finding]:
    """The versions."""
    parts = ", ".join(f"{name} {version(name)}" for name in ("textual", "httpx", "pydantic"))
    python = f"Python {platform.python_version()} on {sys.platform}"
    yield Finding(PLAIN, "spandeck", f"{__version__}, {python}, {parts}")


def terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    """What the deck will be drawn on."""
    term = environ.get("TERM", "")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield Finding(PLAIN, "terminal", "none here: this runs in a pipe")
        return
    if term in DUMB:
        yield Finding(BAD, "terminal", f"TERM is “{term}”: nothing can be drawn on it", USAGE)
    else:
        yield Finding(FINE, "terminal", f"TERM={term}{where(environ)}")
    yield colours(term, environ)
    columns, lines = os.get_terminal_size(sys.stdout.fileno())
    small = columns < SMALLEST[0] or lines < SMALLEST[1]
    need = f"; the deck needs {SMALLEST[0]}×{SMALLEST[1]}" if small else ""
    yield Finding(WARN if small else FINE, "size", f"{columns}×{lines}{need}")
    encoding = (sys.stdout.encoding or "").lower()
    unicode = encoding.replace("-", "") == "utf8"
    advice = "" if unicode else "; set LANG=C.UTF-8 to see bars and marks"
    yield Finding(FINE if unicode else WARN, "text", f"{encoding}{advice}")


def where(environ: Mapping[str, str]) -> str:
    """What stands between us and the person."""
    over = [name for name, key in (("tmux", "TMUX"), ("SSH", "SSH_CONNECTION")) if environ.get(key)]
    return f", in {' over '.join(over)}" if over else ""


def colours(term: str, environ: Mapping[str, str]) -> Finding:
    """How many colours the terminal says it has."""
    if environ.get("NO_COLOR"):
        return Finding(PLAIN, "colours", "none, as NO_COLOR asks")
    if environ.get("COLORTERM") in ("truecolor", "24bit"):
        return Finding(FINE, "colours", "16 million")
    if "256color" in term:
        return Finding(FINE, "colours", "256; with COLORTERM=truecolor there are more")
    return Finding(WARN, "colours", "16; a terminal with 256 shows more")


def clipboard(environ: Mapping[str, str]) -> Iterator[Finding]:
    """How `y` reaches the person's clipboard; whether it arrived, no terminal tells."""
    how = "OSC 52, by the terminal"
    if environ.get("TMUX"):
        how += "; in tmux it needs: set -g set-clipboard on"
    elif environ.get("STY"):
        yield Finding(WARN, "clipboard", "screen swallows OSC 52; use --copy=file")
        return
    elif "vte" in environ.get("TERM", "") or environ.get("VTE_VERSION"):
        how += "; terminals built on VTE may ignore it: then --copy=file"
    yield Finding(PLAIN, "clipboard", how)


def files(choice: Choice) -> Iterator[Finding]:
    """Where our files are, and who else may read them."""
    exists = choice.file.exists()
    profile = f"profile {choice.profile.name}"
    yield Finding(
        FINE if exists else PLAIN,
        "config",
        f"{choice.file}{'' if exists else ' (does not exist)'}, {profile}",
    )
    exports = choice.settings.exports or choice.places.exports
    yield folder("state", choice.places.state)
    yield folder("exports", exports)


def folder(what: str, path: Path) -> Finding:
    """One directory."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return Finding(PLAIN, what, f"{path} (made when it is needed)")
    except OSError as error:
        return Finding(BAD, what, f"{path}: {error.strerror}")
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        return Finding(BAD, what, f"{path} is not a directory of yours: nothing is kept there")
    mode = stat.S_IMODE(found.st_mode)
    total = sum(each.lstat().st_size for each in path.iterdir() if each.is_file())
    said = f"{path}, {size(total)}, {mode:04o}"
    return Finding(WARN if mode & 0o077 else FINE, what, said)
