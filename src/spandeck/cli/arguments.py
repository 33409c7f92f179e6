"""What can be typed after `spandeck`; must import nothing heavy, since `--help` ends here."""

import argparse
from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import TypeAlias

from spandeck import __version__
from spandeck.model.names import VENDORS

ABOUT = "A terminal deck for people on call for AI systems."
EPILOG = """\
exit codes:
  0  done                     3  the vendor refused the key
  1  unexpected               4  the vendor gave no usable answer
  2  usage, or the terminal   5  the configuration            130  interrupted

connections:
  SPANDECK_<VENDOR>_TOKEN and SPANDECK_<VENDOR>_URL, or profiles in the file that
  `spandeck config path` names. With nothing configured, spandeck shows its simulator.
"""
EXAMPLES = """\
examples:
  spandeck get risicare traces --where status=error --since 6h
  spandeck get risicare traces --all -o ndjson | jq .trace_id
  spandeck get risicare trace ID -o json

In CSV, a text that a spreadsheet would run as a formula gets a ' before it.
"""
KINDS = ("traces", "trace", "sessions", "session")
OUTPUTS = ("table", "json", "ndjson", "csv")
DEMO = "demo"
SCALES = ("small", "medium", "large")


def parser() -> ArgumentParser:
    """The parser of the whole command line; `module` of its result names the command's file."""
    made = ArgumentParser(
        "spandeck", description=ABOUT, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter
    )
    made.add_argument("--version", action="version", version=f"spandeck {__version__}")
    add_choice(made, default=None)
    add_copy(made, default=None)
    made.set_defaults(module="deck")
    commands = made.add_subparsers(title="commands", metavar="COMMAND")
    for add in (add_demo, add_sim, add_get, add_limits, add_doctor, add_config):
        add(commands)
    return made


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


def add_demo(commands: Commands) -> None:
    """`spandeck demo`."""
    made = commands.add_parser("demo", help="open the deck on simulated vendors")
    add_config_file(made)
    add_copy(made)
    made.set_defaults(module="deck", profile=DEMO)


def add_sim(commands: Commands) -> None:
    """`spandeck sim`."""
    made = commands.add_parser(
        "sim",
        help="serve simulated vendors on loopback",
        description="Serves the simulated vendors until stopped; prints one JSON line when ready.",
    )
    made.add_argument("--seed", type=int, default=7, metavar="N", help="which world (7)")
    made.add_argument("--port-base", type=port, default=7411, metavar="N", help="first port (7411)")
    made.add_argument(
        "--limits",
        default="default",
        metavar="default|off|Nx",
        help="rate limits, such as 0.5x of the real ones",
    )
    made.add_argument("--scale", choices=SCALES, default="small", help="how much history (small)")
    made.add_argument("--faults", type=Path, metavar="FILE", help="TOML: which answers go wrong")
    made.add_argument("--data", type=Path, metavar="FILE", help="keep what is written to it")
    made.add_argument("--socket-dir", type=Path, help=SUPPRESS)
    made.set_defaults(module="simulator")


def add_get(commands: Commands) -> None:
    """`spandeck get`."""
    made = commands.add_parser(
        "get",
        help="print traces and sessions",
        description="Prints what a vendor holds: data on stdout, remarks on stderr.",
        epilog=EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    made.add_argument("vendor", choices=VENDORS, metavar="VENDOR", help=", ".join(VENDORS))
    made.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    made.add_argument("id", nargs="?", metavar="ID", help="for trace and session")
    made.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="only traces like this, such as status=error or 'duration>=5s'; may be repeated",
    )
    made.add_argument("--since", metavar="AGO", help="only traces started since 6h, 2d, or a time")
    many = made.add_mutually_exclusive_group()
    many.add_argument("--limit", type=positive, default=100, metavar="N", help="at most N (100)")
    many.add_argument("--all", action="store_true", help="every one there is")
    add_output(made, OUTPUTS)
    add_choice(made)
    made.set_defaults(module="get")


def add_limits(commands: Commands) -> None:
    """`spandeck limits`."""
    made = commands.add_parser("limits", help="print how the request budget stands")
    add_output(made, ("table", "json"))
    add_choice(made)
    made.set_defaults(module="limits")


def add_doctor(commands: Commands) -> None:
    """`spandeck doctor`."""
    made = commands.add_parser("doctor", help="check the terminal, the keys and the files")
    add_choice(made)
    made.set_defaults(module="doctor")


def add_config(commands: Commands) -> None:
    """`spandeck config`."""
    made = commands.add_parser("config", help="where the configuration is, and whether it is right")
    made.add_argument(
        "act",
        choices=("path", "show", "check"),
        help="path: where the file is · show: the settings in force · check: is it right?",
    )
    add_choice(made)
    made.set_defaults(module="configuration")


def add_output(made: ArgumentParser, forms: tuple[str, ...]) -> None:
    """`-o`."""
    made.add_argument("-o", "--output", choices=forms, default="table", help="how to print (table)")


def positive(text: str) -> int:
    """A number of at least one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1, or --all")
    return number


def port(text: str) -> int:
    """A first port that leaves room for one a vendor."""
    number = int(text)
    if not 1 <= number <= 65_535 - len(VENDORS):
        raise argparse.ArgumentTypeError(f"between 1 and {65_535 - len(VENDORS)}")
    return number
