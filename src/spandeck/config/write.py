"""Adds a profile to the configuration file; what a person wrote in it stays, comments too.

The new text is read back and compared before the file is replaced, so it is right or untouched.
"""

import os
import stat
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import tomli_w

from spandeck.config.read import load, parse
from spandeck.config.settings import BadConfig, ProfileSettings, Settings, profile_tree
from spandeck.private import create

MODE = 0o600


def add(path: Path, profile: ProfileSettings, vendors: Collection[str]) -> None:
    """Add a profile at the end of the file, made 0600 if need be; raise `BadConfig`.

    The profile that was used when none is named stays that one.
    """
    exists = path.exists()
    before = load(path, vendors) if exists else Settings()
    text = path.read_text("utf-8") if exists else ""
    key = f"profiles.{profile.name}"
    if profile.name in before.profiles:
        raise BadConfig("is there already: choose another name.", path=path, key=key)
    usual = before.profile or next(iter(before.profiles), profile.name)
    addition = tomli_w.dumps({"profiles": {profile.name: profile_tree(profile)}})
    head = "" if before.profile or len(before.profiles) > 1 else f'profile = "{usual}"\n'
    whole = "\n".join(each for each in (head + text.rstrip("\n"), addition) if each)
    meant = replace(
        before,
        profile=usual if head else before.profile,
        profiles={**before.profiles, profile.name: profile},
    )
    try:
        right = parse(whole, path, vendors) == meant
    except BadConfig as error:
        if not exists:
            raise
        raise BadConfig(f"cannot be added ({error}). Add it by hand.", path=path, key=key) from None
    if not right:
        raise BadConfig("cannot be added safely. Add it by hand.", path=path, key=key)
    put(path, whole)


def put(path: Path, text: str) -> None:
    """Replace the file's text whole or not at all; one that is a link keeps being one."""
    real = path.resolve()
    fresh = real.with_name(f".{real.name}.{os.getpid()}")
    try:
        real.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = stat.S_IMODE(real.stat().st_mode) if real.exists() else MODE
        try:
            with create(fresh) as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.chmod(mode)
            fresh.replace(real)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise BadConfig(f"could not be written: {why}.", path=path) from error
