"""Options that several commands have; must import nothing heavy, since `--help` ends here."""

import argparse
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import TypeAlias

from spandeck.model.names import VENDORS

Commands: TypeAlias = "argparse._SubParsersAction[ArgumentParser]"


def add_choice(made: ArgumentParser, default: str | None = SUPPRESS) -> None:
    """`--profile` and `--config`, which stand before or after the command's name."""
    made.add_argument("--profile", metavar="NAME", default=default, help="use this profile")
    add_config_file(made, default)


def add_config_file(made: ArgumentParser, default: str | None = SUPPRESS) -> None:
    """`--config`."""
    made.add_argument(
        "--config", metavar="FILE", type=Path, default=default, help="read this configuration file"
    )


def add_copy(made: ArgumentParser, default: str | None = SUPPRESS) -> None:
    """How `y` copies, for terminals without OSC 52."""
    made.add_argument(
        "--copy", choices=("osc52", "file"), default=default, help="where y puts what it copies"
    )


def add_vendor(made: ArgumentParser, nargs: str | None = None) -> None:
    """The vendor's name."""
    made.add_argument(
        "vendor", nargs=nargs, choices=VENDORS, metavar="VENDOR", help=", ".join(VENDORS)
    )


def add_output(made: ArgumentParser, forms: tuple[str, ...]) -> None:
    """`-o`."""
    made.add_argument("-o", "--output", choices=forms, default="table", help="how to print (table)")


def positive(text: str) -> int:
    """A number of at least one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1, or --all")
    return number
