"""How a group stands, and why: from what people said of it and how often it fails. Pure.

People are obeyed until the failures say otherwise: what was resolved and fails again regressed,
what was snoozed until it gets worse wakes when it does.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import exp

from spandeck.model.group import State
from spandeck.triage.act import Act
from spandeck.triage.book import Ruling

MINUTE_NS = 60_000_000_000
HOUR_NS = 60 * MINUTE_NS
NEW_NS = 30 * MINUTE_NS
"""How long a group is new to everyone who did nothing about it."""
LATELY, BEFORE = 10, 60
"""Minutes that are compared: the last ten with the hour before them."""
LEAST = 3
"""Failures within the last ten minutes below which nothing escalates."""
UNLIKELY = 0.001
"""By chance alone (Poisson), so many would come once in a thousand ten minutes."""
FLOOR = 0.5
"""Failures in ten minutes that are expected at least: an hour without proves little."""
WOKEN_NS = HOUR_NS
"""How long a group that ended its own snooze escalates, whatever it does then."""
SILENT_H = 24
"""Hours without a failure, its vendors answering, after which a group is resolved by itself."""


@dataclass(frozen=True, slots=True)
class Course:
    """How a group fails over time."""

    first_ns: int
    """When it first failed, as far as was ever known."""
    last_ns: int
    again_ns: int | None = None
    """When it first failed after what was last said of it; None where it did not."""
    lately: int = 0
    """Failures in the last `LATELY` minutes."""
    before: int = 0
    """Failures in the `BEFORE` minutes before these."""
    known_min: int = BEFORE
    """For how many of these it had been known to fail: a young group has a short past."""
    heard_h: int = 0
    """Hours since it last failed in which each of its vendors answered."""

    @property
    def usual(self) -> float:
        """Failures in `LATELY` minutes, as it went before these."""
        return self.before * LATELY / max(min(self.known_min, BEFORE), LATELY)


def state(ruling: Ruling, course: Course, now_ns: int) -> State:
    """How a group stands."""
    act = ruling.act
    if act is None:
        return automatic(ruling, course, now_ns)
    if act.verb == "resolve":
        return resolved(act, course)
    if act.verb == "ack":
        return State("acked", act.at_ns, by=act.by)
    if act.verb == "snooze" and snoozed(act, now_ns):
        until_ns, worse = act.number("until_ns") or None, bool(act.number("worse"))
        return State("snoozed", act.at_ns, by=act.by, until_ns=until_ns, until_worse=worse)
    return automatic(ruling, course, now_ns)


def resolved(act: Act, course: Course) -> State:
    """What was resolved stays so until it fails again."""
    if course.again_ns is None:
        return State("resolved", act.at_ns, act.text("reason"), act.by)
    who = f" by {act.by}" if act.by else " by itself"
    reason = f"resolved{who} at {clock(act.at_ns)}, failed again at {clock(course.again_ns)}"
    return State("regressed", course.again_ns, reason)


def snoozed(act: Act, now_ns: int) -> bool:
    """Whether a snooze still lasts, but for what only `worse` says."""
    until_ns = act.number("until_ns")
    return not until_ns or now_ns < until_ns


def worse(act: Act, course: Course) -> str:
    """Why a snooze ends before its time; empty where it does not."""
    if act.verb != "snooze" or not act.number("worse"):
        return ""
    usual = act.number("lately")
    if not surge(course.lately, usual):
        return ""
    return (
        f"{course.lately} in the last {LATELY} min, {usual} in the {LATELY} before it was snoozed"
    )


def automatic(ruling: Ruling, course: Course, now_ns: int) -> State:
    """How a group stands where no person has the last word."""
    act, since_ns = ruling.act, course.first_ns
    if not ruling.touched and now_ns - course.first_ns < NEW_NS:
        return State("new", course.first_ns, f"first seen at {clock(course.first_ns)}")
    if act is not None and act.verb == "wake" and now_ns - act.at_ns < WOKEN_NS:
        return State("escalating", act.at_ns, f"woken: {act.text('reason')}")
    if surge(course.lately, course.usual):
        reason = f"{course.lately} in the last {LATELY} min, {course.usual:.1f} usual before"
        return State("escalating", now_ns - LATELY * MINUTE_NS, reason)
    if act is not None and act.verb == "snooze":
        since_ns = act.number("until_ns")
        return State("ongoing", since_ns, f"the snooze by {act.by} ended at {clock(since_ns)}")
    if act is not None and act.verb == "reopen":
        return State("ongoing", act.at_ns, by=act.by)
    hits = course.lately + course.before
    often = (
        f"{hits} in the last {LATELY + BEFORE} min" if hits else f"last at {clock(course.last_ns)}"
    )
    return State("ongoing", since_ns, often)


def silence(course: Course, now_ns: int) -> str:
    """Why a group is resolved by itself; empty where it is not."""
    hours = (now_ns - course.last_ns) // HOUR_NS
    if hours < SILENT_H or course.heard_h < SILENT_H:
        return ""
    return f"no failure for {hours} h, and its vendors answered in {course.heard_h} of these hours"


def surge(lately: int, usual: float) -> bool:
    """Whether so many failures are more than chance makes of what is usual."""
    return lately >= LEAST and chance(lately, max(usual, FLOOR)) < UNLIKELY


def chance(count: int, mean: float) -> float:
    """How likely at least so many are where `mean` are usual (Poisson)."""
    if mean > 500 or count > 1_000:  # e^-mean vanishes, and the normal bound is as good
        return 0.0 if count > mean + 3.1 * mean**0.5 else 1.0
    term = total = exp(-mean)
    for each in range(1, count):
        term *= mean / each
        total += term
    return 1.0 - total


def clock(at_ns: int) -> str:
    """`Nov 21 14:02 UTC`."""
    return f"{datetime.fromtimestamp(at_ns // 1_000_000_000, UTC):%b %d %H:%M} UTC"
