"""What the board costs a program that lives on one loop: taking failures, and looking at groups.

    python -m tests.bench.triage [--short]

Counts failures in by the piece as the program does, and looks twice a second's worth of them. Times
are of the processor, so that a busy machine tells the same. Prints numbers; asserts nothing.
"""

import resource
import sys
from collections.abc import Callable
from time import process_time

from spandeck.model.occurrence import Cause, Occurrence, Reference, Spot
from spandeck.model.tail import Item
from tests.triage.given import NOON, SECOND, Clock, board

PIECE = 32
RATE = 10_000
"""Failures a second."""


def failing(number: int, groups: int, at_ns: int) -> Item:
    """A failure like no other, of one of so many groups."""
    message = f"tool {number} did not answer within {number / 7:.2f} s for order-{number}"
    cause = Cause(None, f"E{number % groups}Error", message)
    spot = Spot(agent=f"agent-{number % 3}", tool="search_web")
    of = Reference(f"trace-{number}", f"span-{number}", f"session-{number}", f"user-{number % 997}")
    told = Occurrence("risicare", "span", f"{number}", at_ns, cause, spot, of, raw={"n": number})
    return Item(told, at_ns)


def timed(act: Callable[[], object]) -> float:
    """Milliseconds of the processor."""
    began = process_time()
    act()
    return (process_time() - began) * 1e3


def measure(groups: int, seconds: int) -> None:
    """Take so many seconds of a flood, and say what it cost."""
    clock = Clock()
    made, takes, looks, ticks = board(clock), list[float](), list[float](), list[float]()
    for half in range(2 * seconds):
        clock.now_ns = NOON + half * SECOND // 2
        first = half * RATE // 2
        for start in range(first, first + RATE // 2, PIECE):
            some = [failing(number, groups, clock.now_ns) for number in range(start, start + PIECE)]
            takes.append(timed(lambda some=some: made.take(some)))  # type: ignore[misc]  # bound now
        looks.append(timed(made.groups))
        ticks.append(timed(made.tick))
    each_us = sum(takes) / (len(takes) * PIECE) * 1e3
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{groups:>6} groups: {each_us:5.1f} µs a failure, {max(takes):5.1f} ms at most a piece; "
        f"a look {sum(looks) / len(looks):5.1f} ms, at most {max(looks):5.1f}; "
        f"a tick at most {max(ticks):5.1f} ms; {made.folded} let go; {memory_mb:.0f} MB"
    )


if __name__ == "__main__":
    for many in (5, 50, 1_000, 20_000):
        measure(many, 2 if "--short" in sys.argv else 60)
