"""The stack's own files (design §4.7): this user's alone, or not used at all.

It must never follow a link, or read or write what belongs to someone else.
"""

import contextlib
import os
import secrets
import stat
from pathlib import Path

from spandeck.private import Unsafe

SECRET_BYTES = 32


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
