"""What every bench measures with: turns of a loop, answers of a program on a terminal, bare writes.

It judges nothing. Processor time is preferred to the clock's, since others use this machine too.
"""

import argparse
import asyncio
import os
import select
import selectors
import statistics
import threading
import time
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.corpora import LARGE, SHARED, Corpus, corpus
from tests.terminal import Terminal

T = TypeVar("T")

STANDS_IN = "langgraph_openinference"
"""The recording of `tests/fixtures` that is used where the large ones are not at hand."""
SILENCE_S = 0.06
"""After this long without a byte an answer has ended; longer than two frames."""
TURN_S = 0.001
"""Turns of a loop shorter than this are not written down."""


def repetitions(about: str | None, short: int, usual: int) -> int:
    """Read the command line: how often to measure."""
    options = argparse.ArgumentParser(description=about)
    options.add_argument("--short", action="store_true", help="few repetitions, for CI")
    return short if options.parse_args().short else usual


def large(name: str = LARGE[1]) -> Corpus:
    """A large recording, or a small one in its place, which is said."""
    if SHARED.is_dir():
        return corpus(name)
    print(f"{name} is not at hand; {STANDS_IN} stands in for it")
    return corpus(STANDS_IN)


def biggest(recording: Corpus) -> str:
    """The id of the trace with the most spans."""
    return max(recording.traces.items(), key=lambda each: len(each[1]))[0]


def median_ms(seconds: Iterable[float]) -> float:
    """The median, in milliseconds."""
    return statistics.median(seconds) * 1000


class Turns(selectors.DefaultSelector):
    """A selector that knows how long each turn of its loop held the thread, in processor time."""

    def __init__(self, log: Path | None = None) -> None:
        """`log` gets a line a turn, `END_NS SECONDS`, for who watches from another process."""
        super().__init__()
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT) if log else None
        self.worst = 0.0
        self.since = time.thread_time()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """End one turn, wait, begin another."""
        held = time.thread_time() - self.since
        self.worst = max(self.worst, held)
        if self.log is not None and held >= TURN_S:
            os.write(self.log, b"%d %.6f\n" % (time.monotonic_ns(), held))
        ready = super().select(timeout)
        self.since = time.thread_time()
        return ready

    def taken(self) -> float:
        """The longest turn since the last time of asking, in seconds."""
        worst, self.worst = self.worst, 0.0
        return worst


def run(main: Coroutine[Any, Any, T], turns: Turns) -> T:
    """`asyncio.run` on a loop whose turns are measured."""
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(turns)) as runner:
        return runner.run(main)


def worst_turn(log: Path, since_ns: int) -> float:
    """The longest turn that ended after a moment of the monotonic clock, in seconds."""
    lines = (line.split() for line in log.read_text().splitlines())
    return max((float(held) for end, held in lines if int(end) >= since_ns), default=0.0)


def spent(pid: int) -> float:
    """The processor time a process has used, all its threads together, in seconds."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((each / "schedstat").read_text().split()[0]) for each in tasks) / 1e9


def resident_mb(pid: int) -> float:
    """The memory a process holds now, in megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@dataclass(frozen=True)
class Answer:
    """What a program on a terminal did about a key."""

    first: float
    """Seconds to the first byte."""
    last: float
    """Seconds to the last byte."""
    cpu: float
    """Processor seconds."""
    data: bytes


def answer(terminal: Terminal, key: str, silence: float = SILENCE_S) -> Answer:
    """Press a key and take what comes until the program falls silent."""
    cpu, data = spent(terminal.pid), bytearray()
    start = time.perf_counter()
    first = last = 0.0
    terminal.send(key)
    while select.select([terminal.fd], [], [], silence if data else 1.0)[0]:
        data += os.read(terminal.fd, 1 << 16)
        last = time.perf_counter() - start
        first = first or last
    terminal.take(bytes(data))
    return Answer(first, last, spent(terminal.pid) - cpu, bytes(data))


def answers(terminal: Terminal, keys: Sequence[str]) -> list[Answer]:
    """One key after the other."""
    return [answer(terminal, key) for key in keys]


def bare(data: bytes, times: int = 20) -> float:
    """The seconds until bytes written to a terminal in one go have been read, at the median."""
    ours, theirs = os.openpty()
    with closing(os.fdopen(ours, "rb", 0)), closing(os.fdopen(theirs, "wb", 0)):
        os.set_blocking(ours, True)
        taken = []
        for _ in range(times):
            writer = threading.Thread(target=os.write, args=(theirs, data))
            left = len(data) + data.count(b"\n")  # a terminal puts a return before each
            start = time.perf_counter()
            writer.start()
            while left > 0:
                left -= len(os.read(ours, 1 << 16))
            taken.append(time.perf_counter() - start)
            writer.join()
    return statistics.median(taken)
