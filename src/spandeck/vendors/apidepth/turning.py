"""When a provider turned: the hour in which its 429s or its errors rose above the hour before.

Pure. The rules are plain enough to be said in a sentence, and an hour that turned stays turned
while its counts grow: it is then told with its new numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from spandeck.model.upstream import HOUR_NS, LatencyHour

TWICE = 2
MORE_429S = 5
"""So many more 429s than twice those of the hour before make an hour turn."""
LEAST_ERRORS = 5
LEAST_CALLS = 20
"""An hour with fewer is no evidence (contract §13 sets the same bound)."""
LEAST_SHARE = 0.05
RISE = 3
"""An error share that is so many times that of the hour before makes an hour turn."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An hour in which it became worse."""

    what: Literal["429", "errors"]
    hour_ns: int
    count: int
    """The hour's 429s, or its other errors."""
    before: int
    """The same of the hour before."""
    calls: int
    """All of the hour."""


def turns(hours: Sequence[LatencyHour], throttled: Mapping[int, int]) -> Iterator[Turn]:
    """Hours that turned, by both rules; `throttled` has the 429s by hour.

    429s turn with at least five more than twice those of the hour before. Other errors turn where
    at least 5 % failed, three times the share of the hour before.
    """
    seen = {each.hour_ns: each for each in hours}
    for each in hours:
        at_ns, before_ns = each.hour_ns, each.hour_ns - HOUR_NS
        count, before = throttled.get(at_ns, 0), throttled.get(before_ns, 0)
        if count >= TWICE * before + MORE_429S:
            yield Turn("429", at_ns, count, before, each.total_count)
        past, calls = seen.get(before_ns), each.total_count
        errors, failed = others(each, count), others(past, before) if past else 0
        enough = errors >= max(LEAST_ERRORS, LEAST_SHARE * calls) and calls >= LEAST_CALLS
        if enough and errors * (past.total_count if past else 0) >= RISE * failed * calls:
            yield Turn("errors", at_ns, errors, failed, calls)


def others(hour: LatencyHour, throttled: int) -> int:
    """Its errors that were no 429s."""
    return max(0, hour.error_count - throttled)
