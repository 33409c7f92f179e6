"""What can be typed after `spandeck`; must import nothing heavy, since `--help` ends here."""

import argparse
from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

from spandeck import __version__
from spandeck.cli.drawing import add_plot
from spandeck.cli.opening import add_open
from spandeck.cli.options import (
    Commands,
    add_choice,
    add_config_file,
    add_copy,
    add_output,
    add_vendor,
    positive,
)
from spandeck.cli.tailing import add_tail
from spandeck.cli.triaging import add_triage
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
  spandeck get risicare fixes --where status=active
  spandeck get risicare fix ID

`spandeck resources` names what can be got. JSON holds whole records: a list of them, or an
object of rows and facts where the vendor says more beside its rows. In CSV, a text that a
spreadsheet would run as a formula gets a ' before it.
"""
DOING = """\
examples:
  spandeck actions risicare create-alert
  spandeck do risicare create-alert --set name=slow --set metric=p95 --set operator='>' \\
      --set threshold=2000
  spandeck do risicare delete-dataset ID --send --confirm LAST6

Without --send nothing is sent: the request is printed, its secrets covered. --set k=@FILE reads
a value from a file (@- from stdin), as is right for secrets; k=@@x means the text @x. What
destroys something also takes --confirm with the last six characters of its id: of the record's,
else of the first id in the form, else of the action's own name.
"""
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
    for add in (
        add_demo,
        add_open,
        add_get,
        add_do,
        add_publish,
        add_resources,
        add_actions,
        add_writes,
    ):
        add(commands)
    for add in (add_tail, add_triage, add_plot, add_limits, add_doctor, add_config, add_sim):
        add(commands)
    return made


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
        help="print what a vendor holds, such as traces",
        description="Prints what a vendor holds: data on stdout, remarks on stderr.",
        epilog=EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add_vendor(made)
    made.add_argument("kind", metavar="RESOURCE", help="such as traces, trace, sessions, session")
    made.add_argument("id", nargs="?", metavar="ID", help="for one of them")
    made.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="only those like this, such as status=error or 'duration>=5s'; may be repeated",
    )
    made.add_argument("--since", metavar="AGO", help="only those since 6h, 2d, or a time")
    made.add_argument("--until", metavar="AGO", help="only those until then")
    many = made.add_mutually_exclusive_group()
    many.add_argument("--limit", type=positive, default=100, metavar="N", help="at most N (100)")
    many.add_argument("--all", action="store_true", help="every one there is")
    add_output(made, OUTPUTS)
    add_choice(made)
    made.set_defaults(module="get")


def add_do(commands: Commands) -> None:
    """`spandeck do`."""
    made = commands.add_parser(
        "do",
        help="do something at a vendor; a dry run unless --send is said",
        description="Prints the request that an action would be, or sends it with --send.",
        epilog=DOING,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add_vendor(made)
    made.add_argument("action", metavar="ACTION", help="such as create-alert")
    made.add_argument("id", nargs="?", default="", metavar="ID", help="what it is done to")
    made.add_argument(
        "--set",
        action="append",
        default=[],
        dest="fields",
        metavar="FIELD=VALUE",
        help="fill in a field; may be repeated",
    )
    made.add_argument("--send", action="store_true", help="send it")
    made.add_argument("--confirm", metavar="LAST6", help="for what destroys something")
    made.add_argument("--no-wait", action="store_true", help="do not follow what takes its time")
    add_output(made, ("table", "json"))
    add_choice(made)
    made.set_defaults(module="do")


def add_resources(commands: Commands) -> None:
    """`spandeck resources`."""
    made = commands.add_parser("resources", help="print what can be got of which vendor")
    add_vendor(made, nargs="?")
    add_output(made, ("table", "json", "markdown"))
    made.set_defaults(module="resources")


def add_actions(commands: Commands) -> None:
    """`spandeck actions`."""
    made = commands.add_parser("actions", help="print what can be done, and the fields it takes")
    add_vendor(made)
    made.add_argument("action", nargs="?", metavar="ACTION", help="print its fields")
    add_output(made, ("table", "json"))
    made.set_defaults(module="actions")


def add_writes(commands: Commands) -> None:
    """`spandeck writes`."""
    made = commands.add_parser("writes", help="print the journal of what was sent to change things")
    made.add_argument(
        "--settle",
        type=int,
        metavar="N",
        help="note that you looked what came of write N, whose outcome is unknown",
    )
    add_output(made, ("table", "json"))
    add_choice(made)
    made.set_defaults(module="writes")


def add_publish(commands: Commands) -> None:
    """`spandeck publish`."""
    made = commands.add_parser(
        "publish",
        help="send the events of a file to a model",
        description="Sends a CSV, JSON, NDJSON or Parquet file; without --send, it says what.",
    )
    made.add_argument("vendor", choices=("fiddler",), metavar="VENDOR", help="fiddler")
    made.add_argument("model", metavar="MODEL", help="its id, or its name where only one has it")
    made.add_argument("file", type=Path, metavar="FILE", help="its ending says what it holds")
    made.add_argument("--update", action="store_true", help="change events published before")
    made.add_argument("--environment", metavar="NAME", help="publish before production, under this")
    made.add_argument(
        "--batch", type=batch, default=1000, metavar="N", help="events a request, at most 1000"
    )
    made.add_argument("--failed", type=Path, metavar="FILE", help="where broken rows are saved")
    made.add_argument("--resume", action="store_true", help="go on where it stopped")
    made.add_argument("--send", action="store_true", help="send it")
    add_choice(made)
    made.set_defaults(module="publish")


def batch(text: str) -> int:
    """How many events go in one request."""
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("between 1 and 1000")
    return number


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


def port(text: str) -> int:
    """A first port that leaves room for one a vendor."""
    number = int(text)
    if not 1 <= number <= 65_535 - len(VENDORS):
        raise argparse.ArgumentTypeError(f"between 1 and {65_535 - len(VENDORS)}")
    return number
