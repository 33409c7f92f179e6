"""What can be typed after `spandeck plot`; must import nothing heavy, since `--help` ends here."""

import argparse
import re
from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from spandeck.cli.options import Commands, add_choice, add_vendor
from spandeck.model.nearest import nearest

PICTURES = ("rate-limits", "latency", "slo", "health", "models", "status")
SMALLEST, LARGEST = (40, 10), (400, 200)
"""Columns and lines of a picture."""
SIZE = re.compile(r"(\d{1,4})[x×](\d{1,4})")
EXAMPLES = """\
examples:
  spandeck plot apidepth rate-limits openai
  spandeck plot apidepth latency openai --endpoint /v1/chat/completions --since 2d
  spandeck plot apidepth slo 1c49f143 --svg slo.svg
  spandeck plot apidepth health --size 80x20 --ascii

latency and rate-limits take a provider; slo takes an objective, by the beginning of its id or by
its provider where that has only one, and lists them all without; health and models may be
narrowed to a provider. Colours are left out where nothing would show them, and with NO_COLOR.
"""


def add_plot(commands: Commands) -> None:
    """`spandeck plot`."""
    made = commands.add_parser(
        "plot",
        help="print the picture a screen shows, such as a provider's latency",
        description="Prints the picture that a screen shows, for chats and runbooks.",
        epilog=EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add_vendor(made)
    made.add_argument("picture", type=picture, metavar="PICTURE", help=", ".join(PICTURES))
    made.add_argument("name", nargs="?", metavar="NAME", help="a provider, or an objective's id")
    made.add_argument("--endpoint", metavar="PATH", help="one endpoint's calls")
    made.add_argument("--env", metavar="NAME", help="one environment's calls")
    made.add_argument("--since", metavar="AGO", help="from 6h or 7d ago, or a time (24h)")
    made.add_argument(
        "--percentile",
        action="append",
        metavar="p50|p95|p99",
        help="only this line of the latency; may be repeated",
    )
    made.add_argument("--size", type=size, metavar="WxH", help="columns and lines (the terminal's)")
    made.add_argument("--local", action="store_true", help="times of this place, not UTC")
    made.add_argument("--ascii", action="store_true", help="only ASCII characters")
    made.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colours (auto)"
    )
    made.add_argument("--svg", type=Path, metavar="FILE", help="write a picture to this file")
    add_choice(made)
    made.set_defaults(module="plot")


def picture(text: str) -> str:
    """One of the pictures there are; the nearest ones are offered instead of another."""
    if text not in PICTURES:
        raise argparse.ArgumentTypeError(f"there is no “{text}”. {nearest(text, PICTURES)}")
    return text


def size(text: str) -> tuple[int, int]:
    """`100x30`: columns and lines."""
    found = SIZE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError("columns and lines, such as 100x30")
    width, height = int(found[1]), int(found[2])
    for number, least, most in zip((width, height), SMALLEST, LARGEST, strict=True):
        if not least <= number <= most:
            least_said, most_said = ("x".join(map(str, each)) for each in (SMALLEST, LARGEST))
            raise argparse.ArgumentTypeError(f"from {least_said} to {most_said}")
    return width, height
