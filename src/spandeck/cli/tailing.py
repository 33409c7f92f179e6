"""What can be typed after `spandeck tail`; must import nothing heavy, since `--help` ends here."""

from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from pathlib import Path

from spandeck.cli.options import Commands, add_choice
from spandeck.model.names import VENDORS
from spandeck.model.nearest import nearest

EXAMPLES = """\
examples:
  spandeck tail
  spandeck tail risicare fiddler --errors --since 1h
  spandeck tail --where code=TOOL.* --where agent=checkout-agent
  spandeck tail --errors -o ndjson --state tail.state >> errors.ndjson

Every failure is told once, the oldest first; again only where the vendor changed it, which is then
said, as it is of one that came late. What is not told is said on stderr.

With --state, a tail that ended in whatever way goes on where it was. Into a file (>>), each line
then stands exactly once, even after kill -9. Into a pipe, the one line that was being written may
come twice; none is lost. One tail at a time has a state.
"""


def add_tail(commands: Commands) -> None:
    """`spandeck tail`."""
    made = commands.add_parser(
        "tail",
        help="print what fails as it fails, of all vendors",
        description="Prints failures and alerts as they come, until stopped.",
        epilog=EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "vendors",
        nargs="*",
        type=vendor,  # `choices` refuse that none is named, before Python 3.12
        metavar="VENDOR",
        help=f"only these of {', '.join(VENDORS)}",
    )
    made.add_argument("--errors", action="store_true", help="failed traces and spans, no alerts")
    made.add_argument("--since", default="5m", metavar="AGO", help="from 6h ago, or a time (5m)")
    made.add_argument("--for", dest="lasting", metavar="TIME", help="end after 60s or 10m")
    made.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="only those like this, such as tool=search_*; may be repeated",
    )
    made.add_argument(
        "-o", "--output", choices=("text", "ndjson"), default="text", help="how to print (text)"
    )
    made.add_argument("--state", type=Path, metavar="FILE", help="go on where FILE says it was")
    add_choice(made)
    made.set_defaults(module="tail")


def vendor(text: str) -> str:
    """The name of a vendor."""
    if text not in VENDORS:
        raise ArgumentTypeError(f"there is no vendor “{text}”. {nearest(text, VENDORS)}")
    return text
