"""`spandeck plot`: print the picture that a screen shows, to a terminal, a pipe or a file."""

import argparse
import asyncio
import os
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC
from shutil import get_terminal_size

from spandeck.cli import ink
from spandeck.cli.asked import moment_ns
from spandeck.cli.choice import meant
from spandeck.cli.connect import connect
from spandeck.cli.ending import Usage
from spandeck.cli.narrate import say
from spandeck.cli.pictures import PICTURES, Asked, Picture
from spandeck.model.nearest import nearest
from spandeck.model.upstream import HOUR_NS, PERCENTILES, Between, Scope
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.legend import filled
from spandeck.paint.units import moment
from spandeck.ui.zone import local_zone

DAY_NS = 24 * HOUR_NS
LONGEST_NS = 366 * DAY_NS
USUAL = (100, 26)
"""Columns and lines where no terminal says how many there are."""
PROMPT = 2
"""Lines of a terminal that stay free: the picture's end and what is typed next."""
TAKES = {
    "rate-limits": ("env", "since"),
    "latency": ("endpoint", "env", "since", "percentile"),
    "slo": ("env",),
}
"""By picture, the options that choose calls; the others take none."""


def run(arguments: argparse.Namespace) -> int:
    """Print what was asked for; raise `Usage` for what does not go together."""
    now_ns = time.time_ns()
    between = refused(arguments, now_ns)
    picture = asyncio.run(asked(arguments, between, now_ns))
    show(picture, arguments, between)
    return 0


def refused(arguments: argparse.Namespace, now_ns: int) -> Between:
    """The range that is asked for; complains before anything is opened."""
    name, taken = arguments.picture, TAKES.get(arguments.picture, ())
    for option in ("endpoint", "env", "since", "percentile"):
        if getattr(arguments, option) is not None and option not in taken:
            raise Usage(f"plot {arguments.vendor} {name} takes no --{option}.")
    if arguments.name is not None and name == "status":
        raise Usage("there is only one collector: plot … status takes no NAME.")
    for each in arguments.percentile or ():
        if each not in PERCENTILES:
            raise Usage(f"there is no percentile “{each}”. {nearest(each, PERCENTILES)}")
    since_ns = moment_ns("--since", arguments.since or "24h", now_ns)
    if since_ns >= now_ns:
        raise Usage("--since lies in the future.")
    if now_ns - since_ns > LONGEST_NS:
        raise Usage("--since is a year ago at most.")
    return Between(since_ns, now_ns)


async def asked(arguments: argparse.Namespace, between: Between, now_ns: int) -> Picture:
    """Connect the one vendor and ask for what is drawn."""
    choice = meant(arguments)
    async with AsyncExitStack() as stack:
        sources = await connect(choice, stack, only=(arguments.vendor,))
        for notice in sources.notices:
            say(notice)
        if choice.demo:
            say("this is simulated data.")
        source = sources.upstream.get(arguments.vendor)
        if source is None:
            raise Usage(f"{arguments.vendor} watches no providers: there is nothing to plot.")
        percentiles = [
            each for each in PERCENTILES if each in (arguments.percentile or PERCENTILES)
        ]
        scope = Scope(arguments.endpoint, arguments.env)
        return await PICTURES[arguments.picture](
            Asked(
                source,
                arguments.name,
                scope,
                between,
                now_ns,
                percentiles,
                choice.settings.slo_target,
            )
        )


def show(picture: Picture, arguments: argparse.Namespace, between: Between) -> None:
    """Write it to a file where one is named, and print it."""
    sheet = replace(sized(arguments, picture), colour=colours(arguments))
    if arguments.svg is not None:
        colour = arguments.color != "never" and not os.environ.get("NO_COLOR")
        lines = painted(picture, replace(sheet, colour=colour), between)
        title = f"spandeck plot {arguments.vendor} {arguments.picture}"
        ink.svg(lines, arguments.svg, sheet.width, title, colour=colour)
        say(f"wrote {arguments.svg}.")
    lines = painted(picture, sheet, between)
    if sheet.colour:
        ink.coloured(lines, sys.stdout, sheet.width)
    else:
        ink.plain(lines, sys.stdout)


def painted(picture: Picture, sheet: Sheet, between: Between) -> list[Line]:
    """The picture below a line that says what it shows, and until when."""
    until = moment(between.until_ns, sheet.zone)
    title: Line = (picture.title, "heading"), (f" · {until:%Y-%m-%d %H:%M %Z}", "muted")
    beneath = replace(sheet, height=sheet.height - 1)
    return [*finished([filled(title, sheet.width)], sheet), *picture.paint(beneath)]


def sized(arguments: argparse.Namespace, picture: Picture) -> Sheet:
    """As large as is said; else as the terminal, or as many lines as the picture takes."""
    width, height = arguments.size or get_terminal_size(USUAL)
    if arguments.size is None:
        height = picture.lines + 1 if picture.lines else max(10, height - PROMPT)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    ascii_only = arguments.ascii or not encoding.lower().startswith("utf")
    return Sheet(
        max(40, width),
        height,
        "ascii" if ascii_only else "unicode",
        zone=local_zone() if arguments.local else UTC,
    )


def colours(arguments: argparse.Namespace) -> bool:
    """Whether colours are printed: where a terminal shows them, unless somebody objects."""
    if arguments.color != "auto":
        return bool(arguments.color == "always")
    return ink.shown(sys.stdout)
