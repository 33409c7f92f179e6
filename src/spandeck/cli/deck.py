"""`spandeck` and `spandeck demo`: the program on screen, its sources opened behind the first frame.

Must not import the HTTP stack before that frame: the import is the start's longest part.
"""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Awaitable, Mapping
from contextlib import AsyncExitStack
from functools import partial
from importlib import import_module

from spandeck.cli.choice import Choice, chosen
from spandeck.cli.ending import Usage
from spandeck.cli.setup import EnvironmentSetup
from spandeck.model.source import Sources
from spandeck.sim.child import SimulatedVendor, start
from spandeck.ui.profile import Profile
from spandeck.vendors import VENDORS

Simulator = asyncio.Task[Mapping[str, SimulatedVendor]]

DUMB = ("", "dumb", "unknown")
"""What `TERM` says of a terminal that cannot move its cursor."""
RARELY = (700, 10, 200)
"""How often the collector looks: at what is oldest hardly ever, since one look through twenty
thousand failures holds the loop for 100 ms and finds nothing; they make no circles."""


def run(arguments: argparse.Namespace) -> int:
    """Show the deck until it is left; raise `Usage` where no terminal can show it."""
    refuse_dumb_terminals()
    gc.disable()  # what is made before the first frame stays: looking through it finds nothing
    while True:
        landing = getattr(arguments, "landing", "")
        code, wanted = asyncio.run(show(chosen(arguments), arguments.copy, landing))
        if wanted is None:
            return code
        arguments.profile, arguments.landing = wanted, ""


def refuse_dumb_terminals() -> None:
    """One line, rather than escape codes in a file."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Usage("the deck needs a terminal; for pipes there is spandeck get.")
    if os.environ.get("TERM", "") in DUMB:
        raise Usage("this terminal cannot be drawn on (TERM is dumb); try spandeck get.")


async def show(choice: Choice, copy: str | None, landing: str) -> tuple[int, str | None]:
    """Run the program, begun at what `landing` names; its connections end with it.

    The exit code, and the profile that was asked for instead.
    """
    async with AsyncExitStack() as stack:
        starting = asyncio.create_task(stack.enter_async_context(start())) if choice.demo else None
        if starting is not None:
            stack.push_async_callback(stopped, starting)
            await asyncio.sleep(0)  # the child is spawned here, and starts while we import
        from spandeck.ui.app import Spandeck

        app = Spandeck(
            profile(choice, copy),
            partial(open_sources, choice, stack, starting),
            themes=choice.file.parent / "themes",
            landing=landing,
        )
        await app.run_async()
        return app.return_code or 0, app.wanted


async def stopped(starting: Simulator) -> None:
    """A simulator that was still starting when the program was left is stopped."""
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)


async def open_sources(
    choice: Choice, stack: AsyncExitStack, simulator: Simulator | None
) -> Sources:
    """Open what the profile is connected to; the imports run beside the screen, not before it."""
    heavy = await asyncio.to_thread(import_module, "spandeck.cli.connect")
    gc.freeze()
    gc.set_threshold(*RARELY)
    gc.enable()
    opening: Awaitable[Sources] = heavy.connect(choice, stack, simulator=simulator)
    return await opening


def profile(choice: Choice, copy: str | None) -> Profile:
    """What the screens must know of the choice."""
    settings, used = choice.settings, choice.profile
    connected = [name for name in VENDORS if choice.demo or name in used.vendors]
    return Profile(
        name=used.name,
        production=used.production,
        writes=used.writes or choice.demo,
        demo=choice.demo,
        theme=settings.theme,
        keys=settings.keys,
        absent={name: choice.absent(name) for name in VENDORS if name not in connected},
        copy="file" if (copy or settings.copy) == "file" else "osc52",
        exports=settings.exports or choice.places.exports,
        crashes=choice.places.crashes,
        triage=choice.triage,
        others=choice.others,
        slo_target=settings.slo_target,
        notify=settings.notify,
        setup=EnvironmentSetup(choice, os.environ),
    )
