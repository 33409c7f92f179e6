"""Files that are this user's alone (design §4.7): made so, or not used at all.

It must never follow a symlink, widen a permission, or touch what belongs to someone else.
"""

import contextlib
import os
import secrets
import stat
from pathlib import Path

SECRET_BYTES = 32


class Unsafe(OSError):
    """A file or directory that is not ours alone; `str()` says which and why."""


def private_directory(path: Path) -> None:
    """Make the directory, 0700, or check that it is ours; raises OSError when it cannot be."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Unsafe(f"{path} is not a directory of this user")
    if found.st_mode & 0o077:
        path.chmod(0o700)


def private_file(path: Path) -> None:
    """Make the file, 0600 and empty, or check that it is ours; raises OSError when it cannot be."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    try:
        descriptor = os.open(path, flags, 0o600)
    except OSError as error:
        raise Unsafe(f"{path} cannot be used ({error.strerror})") from error
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid():
            raise Unsafe(f"{path} is not a file of this user")
        if found.st_mode & 0o077:
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def secret(path: Path) -> bytes:
    """This installation's secret, made once, whole or not at all, by whichever process is first."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        private_file(draft)
        draft.write_bytes(secrets.token_bytes(SECRET_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    private_file(path)
    found = path.read_bytes()
    if len(found) != SECRET_BYTES:
        raise Unsafe(f"{path} is damaged")
    return found
