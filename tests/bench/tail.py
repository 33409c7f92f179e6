"""What a storm of failures costs: through the tail into the ring, and in the program to its keys.

    python -m tests.bench.tail [--short]

Ten thousand failures a second for a minute, told newest first by a feed in memory that keeps
nothing. Prints processor time a failure, against lnav reading the same ones from a file; memory
before and after; and how soon keys answer in the program meanwhile. Asserts nothing.
"""

import asyncio
import gc
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from spandeck.cli.deck import RARELY
from spandeck.export import encode
from spandeck.model.occurrence import PLAIN, Cause, Occurrence, Reference, Spot
from spandeck.model.page import Ask, Page
from spandeck.model.record import of_item
from spandeck.model.source import Sources
from spandeck.model.tail import Item
from spandeck.tail.ring import Ring
from spandeck.tail.tail import Tail
from spandeck.ui.app import Spandeck
from tests.measure import Turns, answers, repetitions, resident_mb, run, worst_turn
from tests.terminal import Terminal
from tests.ui.fakes import connected, profile

PER_S = 10_000
PAGES = 300
"""Pages a poll may read: a second of the storm is a hundred of them. What a tail that is kept from
the processor cannot read any more is skipped, and said so."""
TOOLS = ("search_web", "get_order", "create_payment", "send_mail")
KEYS = ("j", "k", "\x1b[6~", "\x1b[5~", "e", "E")
STORM = "storm"
"""The argument with which this file is the program, not the bench."""
TURNS = "turns"
"""The file in which the program notes how long it held its loop."""


@dataclass
class Storm:
    """Fulfils `model.occurrence.Feed`: the `n`th failure happens `n / PER_S` seconds after the
    start, and is made whenever it is asked for.
    """

    began_ns: int
    vendor: str = "risicare"
    name: str = "errors"
    title: str = "Risicare errors"
    every_s: float = 1.0
    overlap_s: float = 0.5
    cpu: float = field(default=0.0)
    """Seconds of processor time that making them took."""

    def number(self, at_ns: int) -> int:
        """How many had happened by then."""
        return max(0, (at_ns - self.began_ns) * PER_S // 1_000_000_000)

    async def occurrences(
        self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Occurrence]:
        """One page; the cursor is the number of the failure after its newest."""
        now_ns = time.time_ns()
        end = self.number(now_ns) if cursor is None else int(cursor)
        start = max(self.number(since_ns), end - limit)
        began = time.thread_time()
        rows = tuple(self.failure(number) for number in range(end - 1, start - 1, -1))
        self.cpu += time.thread_time() - began
        return Page(rows, str(start) if start > self.number(since_ns) else None, now_ns)

    def failure(self, number: int) -> Occurrence:
        """One of a few dozen problems, each time in other words."""
        tool = TOOLS[number % 4]
        return Occurrence(
            self.vendor,
            "span",
            f"{number:016x}",
            self.began_ns + number * 1_000_000_000 // PER_S,
            Cause("TOOL.EXECUTION.TIMEOUT", "TimeoutError", f"{tool} gave up after {number} ms"),
            Spot(agent=f"agent-{number % 7}", tool=tool, step=tool, environment="production"),
            Reference(f"{number:032x}", f"{number:016x}", f"session-{number % 5000}", "user-1"),
        )


async def poured(seconds: float) -> tuple[Storm, Ring, list[float], int]:
    """Follow a storm into a ring; also the megabytes held after each poll, and the gaps."""
    storm, ring, held = Storm(time.time_ns()), Ring(), list[float]()
    tail = Tail((storm,), since_ns=storm.began_ns, pages=PAGES)
    asyncio.get_running_loop().call_later(seconds, tail.end)
    async for batch in tail.batches():
        ring.add(batch.items)
        held.append(resident_mb(os.getpid()))
    return storm, ring, held, tail.standings[0].skipped


def engine(seconds: float) -> float:
    """Print what the tail costs by itself; the processor seconds a failure."""
    began = time.process_time()
    storm, ring, held, gaps = asyncio.run(poured(seconds))
    cpu = (time.process_time() - began - storm.cpu) / ring.end
    print(
        f"tail and ring  {ring.end:,} told in {seconds:.0f} s, {gaps} polls left a gap,"
        f" {cpu * 1e6:.1f} µs CPU each"
    )
    settled = held[len(held) // 3]  # the ring is full by then
    print(
        f"memory         {settled:.0f} MB after a third, {held[-1]:.0f} MB at the end;"
        f" {len(ring):,} held, {ring.dropped:,} let go"
    )
    return cpu


def lnav(seconds: float, ours: float) -> None:
    """Print what lnav takes for the same failures, from a file that is already written."""
    program = shutil.which("lnav")
    if program is None:
        print("lnav           is not installed")
        return
    storm, count = Storm(time.time_ns()), int(seconds * PER_S)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "errors.ndjson"
        with file.open("w") as out:
            for number in range(count):
                out.write(f"{encode(of_item(Item(storm.failure(number), storm.began_ns)))}\n")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = os.environ | {"HOME": folder}
        subprocess.run([program, "-n", "-q", str(file)], env=environment, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / count
    print(f"lnav           {cpu * 1e6:.1f} µs CPU each; the tail takes {ours / cpu:.1f} × that")


def program(seconds: float) -> None:
    """Print how soon keys answer on the Deck and in the live list while it storms."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.tail", STORM, folder]
        with Terminal(command, columns=120, rows=34) as terminal:
            terminal.until("TOOL.EXECUTION", 30)
            before, since_ns = resident_mb(terminal.pid), time.monotonic_ns()
            taken: list[float] = []
            while time.monotonic_ns() < since_ns + seconds * 1e9:
                taken += [each.first for each in answers(terminal, KEYS)]
            after = resident_mb(terminal.pid)
        held = worst_turn(Path(folder) / TURNS, since_ns)
    print(
        f"keys           p50 {quantile(taken, 50):.0f} ms, p99 {quantile(taken, 99):.0f} ms,"
        f" worst {max(taken) * 1000:.0f} ms of {len(taken)}; loop held {held * 1000:.0f} ms CPU"
    )
    print(f"the program    {before:.0f} MB at first, {after:.0f} MB at the end")


def quantile(seconds: Sequence[float], percent: int) -> float:
    """In milliseconds."""
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1] * 1000


async def stormy() -> Sources:
    """One vendor with a storm."""
    return replace(connected(), feeds=(Storm(time.time_ns()),))


def main() -> None:
    """Measure and print."""
    seconds = float(repetitions(__doc__, short=4, usual=60))
    ours = engine(seconds)
    lnav(seconds, ours)
    program(seconds)


if __name__ == "__main__":
    if STORM in sys.argv:
        gc.set_threshold(*RARELY)
        place = Path(sys.argv[-1])
        deck = Spandeck(profile(place, clock=time.time_ns), stormy)
        run(deck.run_async(), Turns(place / TURNS))
    else:
        main()
