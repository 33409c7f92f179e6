"""`spandeck open`: the deck, begun at what a text names, or what was found printed as JSON."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack

from spandeck.cli import deck
from spandeck.cli.choice import Choice, meant
from spandeck.cli.ending import VENDOR, Usage, told
from spandeck.cli.narrate import say
from spandeck.model.landing import LONGEST_TEXT
from spandeck.ui.goto import Hit, read, seek

LONGEST_CHARACTER = 4
"""Bytes of one character at most."""


def run(arguments: argparse.Namespace) -> int:
    """Find what the text names; raise `BadQuery` where it names nothing."""
    piped = arguments.text == ["-"]
    text = stdin() if piped else " ".join(arguments.text)
    if not text.strip():
        raise Usage("there is no text: give an id, a web address or a whole alert.")
    if arguments.printed:
        return asyncio.run(printed(meant(arguments), text))
    if piped:
        take_terminal()
    arguments.landing = text
    return deck.run(arguments)


def stdin() -> str:
    """As much of standard input as is ever read of a text."""
    return sys.stdin.buffer.read(LONGEST_TEXT * LONGEST_CHARACTER).decode(errors="replace")


def take_terminal() -> None:
    """Read keys from the terminal itself, since standard input was a pipe; raise `Usage`."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError as error:
        raise Usage("the deck needs a terminal for its keys; --print needs none.") from error
    os.dup2(terminal, 0)
    os.close(terminal)


async def printed(choice: Choice, text: str) -> int:
    """Print a line of JSON for each vendor that has it; the exit code."""
    from spandeck.cli.connect import connect  # noqa: PLC0415 - the HTTP stack, for this way only

    async with AsyncExitStack() as stack:
        sources = await connect(choice, stack)
        for notice in sources.notices:
            say(notice)
        if choice.demo:
            say("this is simulated data.")
        found = await seek(read(text, sources), sources)
    for hit in found.hits:
        print(json.dumps(facts(hit), ensure_ascii=False))
    return 0 if found.hits else told(str(found), VENDOR)


def facts(hit: Hit) -> Mapping[str, str | None]:
    """What was found, for a script."""
    lead = hit.lead
    made: dict[str, str | None] = {"vendor": hit.vendor, "kind": lead.what, "why": lead.why}
    if hit.trace is not None:
        made |= {"kind": "trace", "trace_id": hit.trace.trace_id, "span_id": hit.span_id}
        return made | {"name": hit.trace.name, "status": hit.trace.status, "link": hit.link}
    if lead.what == "session":
        return made | {"session_id": lead.id}
    return made | {"resource": lead.resource, "id": lead.id}
