"""A shell for tests: runs `spandeck ARGUMENTS` in this process, which starts nothing anew."""

import io
import os
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest

from spandeck.cli import main


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said where."""

    returncode: int
    stdout: str
    stderr: str


def call(*arguments: str, env: Mapping[str, str]) -> Done:
    """Run one command with this environment and no other."""
    out, err = io.StringIO(newline=""), io.StringIO(newline="")
    mask = os.umask(0o077)
    try:
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in tuple(os.environ):
                if name.startswith(("SPANDECK_", "XDG_")):
                    patch.delenv(name)
            for name, value in env.items():
                patch.setenv(name, value)
            code = main(arguments)
    finally:
        os.umask(mask)
    return Done(code, out.getvalue(), err.getvalue())
