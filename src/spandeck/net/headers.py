"""What an answer's headers say about the budget, in the order in which they are trusted.

Pure. Whatever cannot be read is counted as garbage and otherwise ignored; nothing raises.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from spandeck.model.limits import Reset

LONGEST_S = 86_400.0
"""No header blocks a bucket for longer than a day."""
MOST = 10**9
"""A limit above this is absurd."""
MARGIN_S = 1.0
"""Added to every reset: clocks and headers are rounded to whole seconds."""
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
POLICY = re.compile(
    r"([0-9]{1,9})\s+per\s+([0-9]{1,6})\s+(second|minute|hour|day)s?", re.IGNORECASE
)
NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")
MEMBER = re.compile(r'((?:"(?:[^"\\]|\\.)*"|[^,"])+)')
PARAMETER = re.compile(r'([a-z*][a-z0-9_.*-]*)\s*=\s*("(?:[^"\\]|\\.)*"|[^;,\s]+)')


@dataclass(frozen=True, slots=True)
class Said:
    """What headers say of one window; whatever they leave out is None."""

    source: str
    limit: int | None = None
    seconds: float | None = None
    remaining: int | None = None
    reset_s: float | None = None
    """From the answer's own `Date` to the reset, margin included."""


@dataclass(frozen=True, slots=True)
class News:
    """Everything one answer says."""

    said: tuple[Said, ...] = ()
    retry_s: float | None = None
    """How long `Retry-After` of a 429 or 503 asks to wait."""
    throttled: bool = False
    """Whether the answer was a 429."""
    clean: bool = True
    """Whether it was neither throttled nor a failure of the server."""
    garbage: int = 0


class Reader:
    """Reads the fields of one answer and counts those that make no sense."""

    def __init__(self, headers: Mapping[str, str], reset: Reset, now: float) -> None:
        """`now` is local UTC time, used for resets only when the answer has no `Date`."""
        self.headers = headers
        self.reset = reset
        self.garbage = 0
        stated = date(headers["date"]) if "date" in headers else None
        self.date = now if stated is None else stated

    def number(self, text: str | None, most: float = MOST) -> float | None:
        """A number from 0 to `most`, or None, counted when there was something else."""
        if text is None:
            return None
        text = text.strip()
        if NUMBER.fullmatch(text) and (found := float(text)) <= most:
            return found
        self.garbage += 1
        return None

    def whole(self, text: str | None) -> int | None:
        """A whole number, or None."""
        found = self.number(text)
        return None if found is None else int(found)

    def limit(self, text: str | None) -> int | None:
        """A limit; one of zero is absurd, as it would never end."""
        found = self.whole(text)
        if found == 0:
            self.garbage += 1
        return found or None

    def until(self, text: str | None) -> float | None:
        """Seconds until a moment written in the vendor's way; a moment past is now."""
        if text is None:
            return None
        if self.reset == "date":
            moment = date(text)
            self.garbage += moment is None
        elif self.reset == "delta":
            delta = self.number(text)
            moment = None if delta is None else self.date + delta
        else:
            moment = self.number(text, most=1e14)
            if moment is not None and self.reset == "epoch_ms":
                moment /= 1000
        return None if moment is None else self.plausible(moment - self.date)

    def plausible(self, seconds: float) -> float | None:
        """A wait that can be believed, margin included: at most a day, less than a day ago."""
        if not -LONGEST_S <= seconds <= LONGEST_S:
            self.garbage += 1
            return None
        return max(0.0, seconds) + MARGIN_S

    def retry_after(self) -> float | None:
        """`Retry-After`: seconds, or any of the three HTTP dates; None when it asks nothing."""
        text = self.headers.get("retry-after")
        if text is None:
            return None
        if NUMBER.fullmatch(text.strip()):
            seconds = float(text)
        elif (moment := date(text)) is not None:
            seconds = moment - self.date
        else:
            self.garbage += 1
            return None
        return min(seconds, LONGEST_S) if seconds > 0 else None

    def structured(self) -> tuple[Said, ...]:
        """`RateLimit` and `RateLimit-Policy` (structured fields), joined by policy name."""
        policies = members(self.headers.get("ratelimit-policy", ""))
        states = members(self.headers.get("ratelimit", ""))
        made = []
        for name in {**policies, **states}:
            policy, state = policies.get(name, {}), states.get(name, {})
            left = self.number(state.get("t"), LONGEST_S)
            said = Said(
                "RateLimit",
                limit=self.limit(policy.get("q")),
                seconds=self.number(policy.get("w"), LONGEST_S * 31) or None,
                remaining=self.whole(state.get("r")),
                reset_s=None if left is None else left + MARGIN_S,
            )
            made.append(said)
        return tuple(made)

    def customary(self) -> tuple[Said, ...]:
        """`X-RateLimit-*`; its limit is a number, or a policy such as `30 per 1 second`."""
        text = self.headers.get("x-ratelimit-limit")
        remaining = self.whole(self.headers.get("x-ratelimit-remaining"))
        reset_s = self.until(self.headers.get("x-ratelimit-reset"))
        policies = POLICY.findall(text or "")
        if len(policies) == 1:
            limit, count, unit = policies[0]
            seconds = float(int(count) * UNITS[unit.lower()])
            said = Said("policy", self.limit(limit), seconds or None, remaining, reset_s)
        elif policies:  # of which of them so many remain is not said
            said = Said("policy", None, None, remaining, reset_s)
        else:
            said = Said("X-RateLimit", self.limit(text), None, remaining, reset_s)
        known = (said.limit, said.remaining, said.reset_s)
        return (said,) if any(each is not None for each in known) else ()

    def checked(self, said: Said) -> Said:
        """The same without a `remaining` that exceeds its own limit."""
        if said.limit is None or said.remaining is None or said.remaining <= said.limit:
            return said
        self.garbage += 1
        return replace(said, remaining=None)


def read(status: int, headers: Mapping[str, str], reset: Reset, now: float) -> News:
    """Everything the headers of one answer say; `headers` is looked up in lower case."""
    reader = Reader(headers, reset, now)
    asked = status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
    said = reader.structured() or reader.customary()
    return News(
        said=tuple(reader.checked(each) for each in said),
        retry_s=reader.retry_after() if asked else None,
        throttled=status == HTTPStatus.TOO_MANY_REQUESTS,
        clean=status < HTTPStatus.INTERNAL_SERVER_ERROR and not asked,
        garbage=reader.garbage,
    )


def date(text: str) -> float | None:
    """UTC seconds of an HTTP date in any of its three forms, or None."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def members(text: str) -> dict[str, dict[str, str]]:
    """A structured list as {name: {parameter: value}}, quotes taken off."""
    found = {}
    for member in MEMBER.findall(text[:2000]):
        name, _, parameters = member.strip().partition(";")
        if name:
            pairs = PARAMETER.findall(parameters.lower())
            found[name.strip(' "')] = {key: value.strip('"') for key, value in pairs}
    return found
