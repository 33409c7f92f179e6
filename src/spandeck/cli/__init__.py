"""The command line's door: read the arguments, run one command, end with a sentence and a code.

Nothing heavy is imported before the arguments are known: `--help` must cost nothing.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

from spandeck import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (`spandeck --help` lists them)."""
    os.umask(0o077)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a mark must not break a Latin-1 shell
    if (sys.argv[1:] if argv is None else list(argv)) == ["--version"]:
        print(f"spandeck {__version__}")  # scripts ask often, and argparse alone costs as much
        return 0
    arguments = import_module("spandeck.cli.arguments").parser().parse_args(argv)
    code: int
    try:
        code = import_module(f"spandeck.cli.{arguments.module}").run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        code = 0  # whoever read us has seen enough
    except (Exception, KeyboardInterrupt) as error:
        code = import_module("spandeck.cli.ending").ended(error)
    settle()
    return code


def settle() -> None:
    """Drop what stdout still holds if it cannot be written: Python would complain at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
