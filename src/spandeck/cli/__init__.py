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
    if not standing():
        return 1
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a mark must not break a Latin-1 shell
    if (sys.argv[1:] if argv is None else list(argv)) == ["--version"]:
        print(f"spandeck {__version__}")  # scripts ask often, and argparse alone costs as much
        return 0
    code: int
    try:
        arguments = import_module("spandeck.cli.arguments").parser().parse_args(argv)
        code = import_module(f"spandeck.cli.{arguments.module}").run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        code = 0  # whoever read us has seen enough
    except (Exception, KeyboardInterrupt) as error:
        code = import_module("spandeck.cli.ending").ended(error)
    settle()
    return code


def standing() -> bool:
    """Put something harmless where a standard stream is closed; whether there is an output.

    The next file that is opened, a database even, would otherwise be taken for it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 - for as long as we live
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - for as long as we live
    if sys.stdout is None:
        print("spandeck: standard output is closed, so nothing can be shown.", file=sys.stderr)
    return sys.stdout is not None


def settle() -> None:
    """Drop what stdout still holds if it cannot be written: Python would complain at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
