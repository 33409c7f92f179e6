"""The request budget as text: a few cells for the status line, a row of cells for its table."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Literal

from spandeck.model.limits import Reading, Window
from spandeck.paint.units import NOTHING, duration, exact

Tone = Literal["quiet", "muted", "accent", "ok", "warn", "error", "head"]
Told = tuple[str, Tone]

LETTERS = {"fiddler": "F", "risicare": "R", "arize": "A", "apidepth": "D"}
"""One letter a vendor in the status line; apiDepth is D, because Arize is A."""
LOW = 0.1
"""The share of a budget left at which it is worth a warning."""
FELT_S = 0.05
"""Seconds of waiting below which nobody waited."""
COLUMNS = (
    "vendor",
    "category",
    "policy",
    "learnt from",
    "used",
    "left",
    "resets in",
    "waiting",
    "waited",
    "sent",
    "429s",
    "retries",
    "cached",
    "panes",
    "processes",
)


def tightest(readings: Iterable[Reading]) -> list[Reading]:
    """For each vendor the reading that will stop it first, in the order they came."""
    found: dict[str, Reading] = {}
    for each in readings:
        held = found.get(each.vendor)
        if held is None or rank(each) < rank(held):
            found[each.vendor] = each
    return list(found.values())


def rank(reading: Reading) -> tuple[float, float]:
    """Blocked before free, then by the share that is left."""
    return -reading.blocked_s, share(reading)


def share(reading: Reading) -> float:
    """The share of the tightest window that is left; 1 while no limit is known."""
    limit = bound(reading)
    if limit is None or reading.remaining is None:
        return 1.0
    return reading.remaining / limit.limit if limit.limit else 0.0


def bound(reading: Reading) -> Window | None:
    """The window that `remaining` speaks of: the one with the fewest requests a second left."""
    fitting = [w for w in reading.windows if reading.used <= w.limit] or list(reading.windows)
    if reading.remaining is not None:
        exactly = [w for w in fitting if w.limit == reading.used + reading.remaining]
        fitting = exactly or fitting
    return min(fitting, key=lambda window: window.limit, default=None)


def tone(reading: Reading) -> Tone:
    """How much the reader should care."""
    if reading.blocked_s > 0 or reading.remaining == 0:
        return "error"
    return "warn" if share(reading) < LOW or reading.waiting else "quiet"


def short(readings: Iterable[Reading]) -> list[Told]:
    """`R 950/1000·m` a vendor; a block with its countdown: `R ! wait 12 s`."""
    return [(f"{letter(each)} {state(each)}", tone(each)) for each in tightest(readings)]


def letter(reading: Reading) -> str:
    """The vendor in one letter."""
    return LETTERS.get(reading.vendor, reading.vendor[:1].upper())


def state(reading: Reading) -> str:
    """How the budget of one vendor stands, in a dozen cells."""
    if reading.blocked_s > 0:
        return f"! wait {countdown(reading.blocked_s)}"
    limit = bound(reading)
    if limit is None or reading.remaining is None:
        return "ok"
    queued = f" +{reading.waiting} waiting" if reading.waiting else ""
    return f"{reading.remaining}/{limit.limit}{per(limit)}{queued}"


def per(window: Window) -> str:
    """`·s`, `·m`, `·h`, `·d`, or the seconds: what a window's limit is per."""
    named = {1: "s", 60: "m", 3600: "h", 86_400: "d"}.get(round(window.seconds))
    return f"·{named or f'{window.seconds:g} s'}"


def countdown(seconds: float) -> str:
    """`41 s`, `2 m 05 s`: whole seconds rounded up, so that it never shows 0 too early."""
    left = ceil(seconds)
    return f"{left} s" if left < 60 else duration(left * 1000)


def row(reading: Reading) -> tuple[Told, ...]:
    """The cells of one reading, in the order of `COLUMNS`."""
    policy = " and ".join(f"{window.limit}{per(window)}" for window in reading.windows)
    learnt = ", ".join(dict.fromkeys(window.source for window in reading.windows))
    left = exact(reading.remaining)
    resets = reading.blocked_s or reading.reset_s
    state_of = tone(reading)
    return (
        (reading.vendor, "quiet"),
        (reading.category, "quiet"),
        (policy or NOTHING, "quiet"),
        (learnt or NOTHING, "quiet"),
        (exact(reading.used), "quiet"),
        (f"! {left}" if state_of == "error" else left, state_of),
        (countdown(resets) if resets else NOTHING, state_of),
        counted(reading.waiting, "warn"),
        (duration(reading.waited_s * 1000) if reading.waited_s >= FELT_S else NOTHING, "quiet"),
        (exact(reading.sent), "quiet"),
        counted(reading.throttled, "error"),
        counted(reading.retried, "warn"),
        (exact(reading.cached), "quiet"),
        (shares(reading.panes.items()), "quiet"),
        (shares((f"pid {each}", sent) for each, sent in reading.processes.items()), "quiet"),
    )


def counted(number: int, alarming: Tone) -> Told:
    """A count that should be 0; anything else stands out."""
    return exact(number), alarming if number else "quiet"


def shares(parts: Iterable[tuple[object, int]]) -> str:
    """`risicare.traces 12, risicare.trace 3`, the greediest first."""
    ranked: Sequence[tuple[object, int]] = sorted(parts, key=lambda part: -part[1])
    return ", ".join(f"{name} {count}" for name, count in ranked) or NOTHING
