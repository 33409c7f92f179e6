"""The stack's own files (design §4.7): this user's alone, or not used at all.

It must never follow a link, or read or write what belongs to someone else.
"""

import contextlib
import os
import secrets
from pathlib import Path

from spandeck.private import Unsafe, private_file

SECRET_BYTES = 32


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
