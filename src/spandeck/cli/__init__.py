"""The command line's door: read the arguments, run one command, end with a sentence and a code.

Nothing heavy is imported before the arguments are known: `--help` must cost nothing.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from spandeck.cli.arguments import parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (`spandeck --help` lists them)."""
    os.umask(0o077)
    arguments = parser().parse_args(argv)
    try:
        code: int = import_module(f"spandeck.cli.{arguments.module}").run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us has seen enough. Python would flush once more at exit, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Exception, KeyboardInterrupt) as error:
        return import_module("spandeck.cli.ending").ended(error)  # type: ignore[no-any-return]
    return code
