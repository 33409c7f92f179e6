"""The time, as the stack is told it: injected everywhere, so that a test can own it.

Nothing in `net` may ask the operating system for the time or sleep in any other way.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Clock:
    """Three ways to ask for the time, and one name for the run of the host."""

    now: Callable[[], float]
    """UTC seconds since the epoch; the system may step it either way."""
    monotonic: Callable[[], float]
    """Seconds that only go forward, the same for every process of this host."""
    sleep: Callable[[float], Awaitable[None]]
    """Wait this many seconds of `monotonic`."""
    boot: str = ""
    """Another word after each start of the host, when `monotonic` begins anew."""


def host_seconds() -> float:
    """Seconds since the host started, suspended ones included where the system counts them."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def host_boot() -> str:
    """The system's own name for this run of the host; empty where it has none."""
    try:
        return BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""


SYSTEM = Clock(time.time, host_seconds, asyncio.sleep, host_boot())
