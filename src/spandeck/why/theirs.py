"""Rules that blame the provider: each looks at a few facts and says why it speaks, or nothing."""

import re
from dataclasses import dataclass

from spandeck.model.fact import (
    LEAST_MINUTES,
    Errors,
    Failed,
    Health,
    Lifetime,
    Pace,
    Quota,
    Retries,
    Siblings,
    Throttling,
    Upkeep,
)
from spandeck.model.fleet import Verdict
from spandeck.why.facts import Facts

MANY = 10
"""429s in an hour that are more than a few calls of ours."""
EMPTY = 0.01
"""The share of a quota up to which it is as good as gone."""
LATELY_NS = 900_000_000_000
"""What is told of now still holds for a failure so long ago: a quarter of an hour."""
SPREAD, TIMES = 0.05, 3.0
"""The share of calls that fails when a provider is in trouble, and how many times the usual."""
CALLS = 20
"""Fewer calls in an hour say nothing about a share of them."""
POOR = 70
"""A status page's score, up to which the provider owns up to trouble."""
TOGETHER = 3
"""Traces of one minute that fail alike and are no chance."""
EVERYONE: tuple[Verdict, ...] = ("everyone's", "worse for us")
GONE = re.compile(r"not[ _]found|does not exist|decommissioned|deprecated|retired|no longer", re.I)
TIMEOUT = re.compile(r"time[d]?[ -]?out|deadline|did not answer", re.I)
REFUSED, THROTTLED, TIMED = (400, 404, 410), 429, (408, 504)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a rule says."""

    because: str
    named: str = ""
    """What the verdict is to name."""


def percent(part: float) -> str:
    """`38 %`."""
    return f"{part * 100:.0f} %"


def failing(facts: Facts) -> Failed | None:
    """The failure, where it is a call to a provider that failed."""
    failed = facts.of(Failed)
    return failed if failed is not None and failed.spot.provider is not None else None


def down(facts: Facts) -> bool:
    """Whether a call failed because the provider could not answer it: a 5xx that is no timeout."""
    failed = failing(facts)
    status = failed.cause.http_status if failed else None
    return status is not None and status >= 500 and status not in TIMED


def timed_out(failed: Failed | None) -> bool:
    """Whether it was waited for in vain."""
    if failed is None:
        return False
    said = f"{failed.cause.type or ''} {failed.cause.message or ''}"
    return failed.cause.http_status in TIMED or TIMEOUT.search(said) is not None


def lately(facts: Facts) -> bool:
    """Whether what is told of now still holds for the failure."""
    failed = facts.of(Failed)
    return failed is not None and facts.now_ns - failed.at_ns <= LATELY_NS


def throttled(facts: Facts) -> Failed | None:
    """The failure, where the provider answered 429."""
    failed = facts.of(Failed)
    return failed if failed and failed.cause.http_status == THROTTLED else None


def answered_429(facts: Facts) -> Spoken | None:
    """The provider said it itself."""
    return Spoken("the provider answered 429") if throttled(facts) else None


def others_throttled(facts: Facts) -> Spoken | None:
    """It was not this call alone."""
    found = facts.of(Throttling)
    if throttled(facts) is None or found is None or found.count < MANY:
        return None
    return Spoken(f"{found.count} calls were answered 429 in that hour")


def none_throttled(facts: Facts) -> Spoken | None:
    """Nobody who counts saw it."""
    found = facts.of(Throttling)
    if throttled(facts) is None or found is None or found.count:
        return None
    if found.minutes < LEAST_MINUTES:
        return None
    return Spoken("no call was counted as 429 in that hour: perhaps a proxy of ours said so")


def quota_gone(facts: Facts) -> Spoken | None:
    """Nothing is left to call with."""
    found = facts.of(Quota)
    if throttled(facts) is None or found is None or not lately(facts):
        return None
    limit, left = found.burn.limit, found.burn.remaining
    gone = left <= 0 or (limit is not None and left <= limit * EMPTY)
    if not gone and found.burn.risk != "high":
        return None
    return Spoken(f"{left} of the quota are left")


def retried_early(facts: Facts) -> Spoken | None:
    """We did not wait as long as we were asked to."""
    found = facts.of(Retries)
    if throttled(facts) is None or found is None or not found.early:
        return None
    return Spoken(f"{found.early} of {found.tries - 1} retries came before the wait was over")


def answered_5xx(facts: Facts) -> Spoken | None:
    """The provider said it itself, of this call."""
    failed = failing(facts)
    if failed is None or not down(facts):
        return None
    return Spoken(f"the provider answered {failed.cause.http_status}")


def errors_spread(facts: Facts) -> Spoken | None:
    """Many calls fail that do not otherwise, 429s left out."""
    found, limited = facts.of(Errors), facts.of(Throttling)
    if not down(facts) or found is None or found.requests < CALLS:
        return None
    share = max(0, found.errors - (limited.count if limited else 0)) / found.requests
    if share < SPREAD or (found.usual is not None and share < found.usual * TIMES):
        return None
    return Spoken(f"{percent(share)} of all calls failed in that hour")


def slow_with_it(facts: Facts) -> Spoken | None:
    """Everyone waits longer than usual."""
    found = facts.of(Pace)
    if not down(facts) or found is None or found.standing.verdict not in EVERYONE:
        return None
    return Spoken("its answers are slow for everyone")


def owned_up(facts: Facts) -> Spoken | None:
    """The provider's own status page says so."""
    found = facts.of(Health)
    status = found.score.status if found else None
    if not down(facts) or status is None or status > POOR or not lately(facts):
        return None
    return Spoken("its own status page says so")


def several_agents(facts: Facts) -> Spoken | None:
    """What is common to them is the provider."""
    found = facts.of(Siblings)
    if not down(facts) or found is None or found.alike + 1 < TOGETHER or len(found.agents) < 2:
        return None
    return Spoken(f"{found.alike + 1} traces of {len(found.agents)} agents failed so in a minute")


def slow_for_all(facts: Facts) -> Spoken | None:
    """A wait in vain, while everyone waits."""
    found = facts.of(Pace)
    if found is None or found.standing.verdict not in EVERYONE or not timed_out(failing(facts)):
        return None
    return Spoken("the call timed out while everyone waited longer than usual")


def slow_for_us(facts: Facts) -> Spoken | None:
    """A wait in vain, while others do not wait."""
    found = facts.of(Pace)
    if found is None or found.standing.verdict != "ours alone" or not timed_out(failing(facts)):
        return None
    return Spoken("the call timed out while the fleet was as quick as usual")


def planned(facts: Facts) -> Spoken | None:
    """It was announced."""
    found = facts.of(Upkeep)
    unwell = down(facts) or timed_out(failing(facts))
    if found is None or not found.windows or not unwell:
        return None
    return Spoken(f"maintenance “{found.windows[0].label}” was on")


def model_gone(facts: Facts) -> Spoken | None:
    """The provider says that there is no such model."""
    failed = failing(facts)
    if failed is None or not failed.spot.model or failed.cause.http_status not in REFUSED:
        return None
    said = f"{failed.cause.code or ''} {failed.cause.message or ''}"
    if "model" not in said.lower() or GONE.search(said) is None:
        return None
    return Spoken("the provider says that there is no such model", failed.spot.model)


def model_sunset(facts: Facts) -> Spoken | None:
    """Its end was announced, and a call to it was refused."""
    failed, found = failing(facts), facts.of(Lifetime)
    if failed is None or found is None or failed.cause.http_status not in REFUSED:
        return None
    if found.use.deprecation != "sunset":
        return None
    return Spoken(f"{found.model} is past its end", found.model)
