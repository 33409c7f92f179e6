"""The simulator as a child process on private unix sockets: what `spandeck demo` looks at."""

import asyncio
import json
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_S = 15.0
"""How long the child may take to be ready; usually it is well under a second."""
GONE_S = 1.0
LONGEST_PATH = 90
"""A unix socket's path holds 108 bytes at most, of which the vendor's name needs some."""


class NotStarted(RuntimeError):
    """The simulator did not come up; `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class SimulatedVendor:
    """Where one vendor of the child listens, and its key."""

    url: str
    socket: str
    token: str


@asynccontextmanager
async def start(
    seed: int = 7, scale: str = "small", data: Path | None = None
) -> AsyncIterator[Mapping[str, SimulatedVendor]]:
    """Run a simulator as long as the context lasts; gives its vendors. Raise `NotStarted`."""
    with private_directory() as directory:
        arguments = ["--socket-dir", str(directory), "--seed", str(seed), "--scale", scale]
        arguments += ["--data", str(data)] if data else []
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "spandeck",
            "sim",
            *arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=True,  # Ctrl-C in the terminal is for the deck alone
        )
        try:
            yield await ready(child)
        finally:
            await end(child)


async def ready(child: Process) -> Mapping[str, SimulatedVendor]:
    """Wait for the child's ready line."""
    if child.stdout is None or child.stderr is None:
        raise NotStarted("The simulator has no output.")
    try:
        line = await asyncio.wait_for(child.stdout.readline(), READY_S)
        said = json.loads(line)
    except TimeoutError:
        raise NotStarted(f"The simulator was not ready after {READY_S:.0f} s.") from None
    except ValueError:
        words = (await child.stderr.read()).decode(errors="replace").strip() or "no word of why"
        raise NotStarted(f"The simulator did not start: {words.splitlines()[-1]}") from None
    return {
        name: SimulatedVendor(each["url"], each["socket"], each["token"])
        for name, each in said.items()
    }


async def end(child: Process) -> None:
    """End the child within a second, whatever it is doing."""
    if child.returncode is None:
        child.terminate()
        try:
            await asyncio.wait_for(child.communicate(), GONE_S)
        except TimeoutError:
            child.kill()
    await child.communicate()


@contextmanager
def private_directory() -> Iterator[Path]:
    """A new directory that nobody else may enter, removed with all it holds."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    usable = len(os.fsencode(runtime)) < LONGEST_PATH - 20 and os.access(runtime, os.W_OK)
    made = Path(tempfile.mkdtemp(prefix="spandeck-", dir=runtime if usable else None))
    try:
        if len(os.fsencode(made)) > LONGEST_PATH:
            raise NotStarted(
                f"The path {made} is too long for a socket: set TMPDIR to a short one."
            )
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
