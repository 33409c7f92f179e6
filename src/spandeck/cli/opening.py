"""What can be typed after `spandeck open`; must import nothing heavy, since `--help` ends here."""

from argparse import RawDescriptionHelpFormatter

from spandeck.cli.options import Commands, add_choice, add_copy

EXAMPLES = """\
examples:
  spandeck open 7f3ac21d9b0e4c55a1f2e3d4c5b6a798
  spandeck open https://app.risicare.ai/traces/7f3ac21d9b0e4c55a1f2e3d4c5b6a798
  spandeck open --print "$(xclip -o)" | jq -r .link
  xclip -o | spandeck open -

The text may be an id, a web address or a whole alert that holds some. The vendors that are
connected are asked for what it names; what several of them have is chosen from.
"""


def add_open(commands: Commands) -> None:
    """`spandeck open`."""
    made = commands.add_parser(
        "open",
        help="open the deck at an id, a web address or a pasted alert",
        description="Opens the deck at what a text names: a trace, a span, a session or a record.",
        epilog=EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    made.add_argument("text", nargs="+", metavar="TEXT", help="what to find, or - for stdin")
    made.add_argument(
        "--print",
        action="store_true",
        dest="printed",
        help="print what was found, a line of JSON each, and open nothing",
    )
    add_choice(made)
    add_copy(made)
    made.set_defaults(module="open")
