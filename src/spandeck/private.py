"""Files and directories that only their owner may read; must never follow a link to get there."""

import os
import stat
from pathlib import Path
from typing import TextIO


class Unsafe(OSError):
    """A place where private data must not be written; `str()` is a sentence for a person."""


def directory(path: Path) -> Path:
    """The directory, made 0700 if need be; raise `Unsafe` when it is a link or not ours.

    One that exists with wider permissions is narrowed: it is ours, and only we write there.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if path.is_symlink():
            raise Unsafe(f"{path} is a symbolic link; nothing private is written there.") from None
        reason = (error.strerror or str(error)).lower()
        raise Unsafe(f"{path} cannot be used as a private directory: {reason}.") from error
    try:
        found = os.fstat(opened)
        if found.st_uid != os.getuid():
            raise Unsafe(f"{path} belongs to another user; nothing private is written there.")
        if stat.S_IMODE(found.st_mode) & 0o077:
            os.fchmod(opened, 0o700)
    finally:
        os.close(opened)
    return path


def create(path: Path) -> TextIO:
    """A new 0600 text file; raise `FileExistsError` when the name is taken, even by a link."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", newline="")


def private_file(path: Path) -> None:
    """Make the file, 0600 and empty, or check that it is ours; raises `Unsafe` when it is not."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        opened = os.open(path, flags, 0o600)
    except OSError as error:
        raise Unsafe(f"{path} cannot be used: {(error.strerror or str(error)).lower()}") from error
    try:
        found = os.fstat(opened)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid():
            raise Unsafe(f"{path} is not a file of this user")
        if stat.S_IMODE(found.st_mode) & 0o077:
            os.fchmod(opened, 0o600)
    finally:
        os.close(opened)
