"""Fetches a token from where the configuration says it is; must never print or keep one."""

import os
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

from spandeck.config.settings import BadConfig, TokenSource
from spandeck.model.connection import Token

PATIENCE_S = 30.0
"""How long a token command may take: a password store may ask for a touch of a key."""


def token(source: TokenSource, environ: Mapping[str, str], key: str) -> Token:
    """The token; `key` is the setting to name in a complaint. Blocks while a command runs.

    Raise `BadConfig` when there is none, or when others may read its file.
    """
    match source.kind:
        case "env":
            found = environ.get(source.words[0], "")
            why = f"takes the variable {source.words[0]}, which is not set."
        case "command":
            found = from_command(source.words, key)
            why = f"runs {source.words[0]}, which printed nothing."
        case "file":
            found = from_file(source.words[0], key)
            why = f"reads {source.words[0]}, which is empty."
    words = found.split()
    if not words:
        raise BadConfig(why, key=key)
    if len(words) > 1 or not words[0].isascii() or not words[0].isprintable():
        raise BadConfig("is not a token: one word of printable ASCII is expected.", key=key)
    return Token(words[0])


def from_command(words: tuple[str, ...], key: str) -> str:
    """What the command prints first; it gets no terminal, and no shell reads its words."""
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, from a file only they can write
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
            text=True,
        )
    except subprocess.CalledProcessError as error:
        raise BadConfig(f"runs {words[0]}, which ended with {error.returncode}.", key=key) from None
    except subprocess.TimeoutExpired:
        raise BadConfig(f"runs {words[0]}, which took over {PATIENCE_S:.0f} s.", key=key) from None
    except (OSError, ValueError):  # a name that holds a NUL, words that are no UTF-8
        raise BadConfig(f"runs {words[0]}, which cannot be run.", key=key) from None
    return done.stdout.partition("\n")[0]


def from_file(name: str, key: str) -> str:
    """What the file holds, if nobody else may read it."""
    try:
        with Path(name).expanduser().open(encoding="utf-8") as stream:
            found = os.fstat(stream.fileno())
            if found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) & 0o077:
                raise BadConfig(f"reads {name}, which others may read; chmod 600 it.", key=key)
            return stream.read(10_000)
    except (OSError, ValueError, RuntimeError):  # the last for the home of nobody
        raise BadConfig(f"reads {name}, which cannot be read.", key=key) from None


def masked(token: Token) -> str:
    """A token as it may be shown: its last four characters, and those only of a long one."""
    secret = token.reveal()
    return f"…{secret[-4:]}" if len(secret) >= 12 else "…"
