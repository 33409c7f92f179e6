"""Time as the simulator knows it: an injected clock, and ISO 8601 as the vendors write it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import time_ns

Clock = Callable[[], int]
"""Gives the time now, in nanoseconds since the epoch."""

SYSTEM: Clock = time_ns
SECOND = 1_000_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso(at_ns: int) -> str:
    """`2026-11-21T02:00:11.201000Z`: microseconds, the finest the contract writes."""
    moment = EPOCH + timedelta(microseconds=at_ns // 1000)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_iso(text: str) -> int:
    """The inverse of `iso`, any offset allowed, UTC where none is given; `ValueError` otherwise."""
    moment = datetime.fromisoformat(text)
    since = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH
    return ((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds) * 1000
