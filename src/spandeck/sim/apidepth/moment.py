"""Times as Apidepth writes them: with `Z` where it counts, with an offset where people chose."""

from datetime import UTC, date, datetime, timedelta

from spandeck.sim.clock import EPOCH, SECOND

HOUR_S = 3600


def zulu(at_ms: int) -> str:
    """`2026-05-18T00:00:00Z`, to the second."""
    return f"{EPOCH + timedelta(seconds=at_ms // 1000):%Y-%m-%dT%H:%M:%SZ}"


def bucket(number: int) -> str:
    """The start of an hour, counted since 1970."""
    return zulu(number * HOUR_S * 1000)


def offset(at_ns: int) -> str:
    """`2026-06-01T02:00:00+00:00`, to the second."""
    return (EPOCH + timedelta(seconds=at_ns // SECOND)).isoformat()


def day(at_ns: int) -> date:
    """The UTC day of a moment."""
    return (EPOCH + timedelta(seconds=at_ns // SECOND)).date()


def zoned(text: str) -> int:
    """A time with a zone, in nanoseconds; `ValueError` for any other text."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("must include a timezone")
    since = found.astimezone(UTC) - EPOCH
    return ((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds) * 1000
