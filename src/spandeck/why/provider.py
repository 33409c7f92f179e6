"""What a watcher of providers knows of the provider in the hour of the failure: seven questions.

429s and what is left of the quota come in one answer, latency and errors in two; the objectives
cost one request and one more for each environment.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from statistics import median
from typing import Any

from spandeck.model.evidence import WatchAt
from spandeck.model.fact import (
    Agreed,
    Errors,
    Fact,
    Health,
    Lifetime,
    Pace,
    Quota,
    Throttling,
    Upkeep,
    Watcher,
)
from spandeck.model.fleet import standing, usual
from spandeck.model.gathering import both
from spandeck.model.page import Ask
from spandeck.model.source import UpstreamSource
from spandeck.model.told import Subject, Told
from spandeck.model.upstream import HOUR_NS, Between, LatencyHour, RateLimits, Snapshot
from spandeck.why.case import Case
from spandeck.why.question import Question

MINUTE_NS = 60_000_000_000
DAY_HOURS = 24
NOBODY = "no vendor that watches providers is connected"
UNNAMED = "the trace names no provider that was called"


def questions(
    case: Case, watchers: Mapping[str, UpstreamSource], ask: Ask, clock: Callable[[], int]
) -> tuple[Question, ...]:
    """What the first watcher of providers is asked; why nobody is, where that is so."""
    source = next(iter(watchers.values()), None)
    if source is None or case.called.provider is None:
        title, why = (source.title, UNNAMED) if source else ("", NOBODY)

        async def nobody() -> tuple[Told, ...]:
            return (Told(Subject.THROTTLING, title, unknown=why),)

        return (Question((Subject.THROTTLING,), title, nobody),)
    return Watch(case, source, case.called.provider, ask, clock).questions()


class Watch:
    """One provider at one hour, as a watcher of providers saw it."""

    def __init__(
        self,
        case: Case,
        source: UpstreamSource,
        provider: str,
        ask: Ask,
        clock: Callable[[], int],
    ) -> None:
        """`ask` is how every question is asked; `clock` tells now in UTC nanoseconds."""
        self.case, self.source, self.provider = case, source, provider
        self.how, self.clock = ask, clock
        self.hour_ns = case.failed.at_ns // HOUR_NS * HOUR_NS
        self.day = Between(self.hour_ns - DAY_HOURS * HOUR_NS, self.hour_ns + HOUR_NS)

    def questions(self) -> tuple[Question, ...]:
        """All of them."""
        title = self.source.title
        return (
            Question((Subject.THROTTLING, Subject.QUOTA), title, self.throttling),
            Question((Subject.PACE, Subject.ERRORS), title, self.pace),
            Question((Subject.HEALTH,), title, self.health),
            Question((Subject.WATCHER,), title, self.watcher),
            Question((Subject.MODEL,), title, self.model),
            Question((Subject.MAINTENANCE,), title, self.maintenance),
            Question((Subject.OBJECTIVES,), title, self.objectives),
        )

    def told(
        self,
        subject: Subject,
        answer: Snapshot[Any],
        view: str,
        fact: Fact | None = None,
        none: str = "",
        *,
        live: bool = False,
        hourly: bool = False,
    ) -> Told:
        """One line with its age, and the view that proves it."""
        return Told(
            subject,
            self.source.title,
            fact,
            none,
            as_of_ns=answer.answered_ns,
            cached=answer.cached,
            hour_ns=self.hour_ns if hourly else None,
            live=live,
            evidence=WatchAt(self.source.vendor, view, self.provider, self.case.failed.at_ns),
        )

    async def throttling(self) -> tuple[Told, ...]:
        """429s in that hour, and the quota as it stands now."""
        answer = await self.source.rate_limits(self.provider, self.day, ask=self.how)
        counted = self.told(
            Subject.THROTTLING,
            answer,
            "rate-limits",
            throttled(answer.value, self.hour_ns, self.clock()),
            hourly=True,
        )
        burn = answer.value.burn_down
        quota = Quota(burn, answer.answered_ns) if burn else None
        none = "" if burn else f"{self.provider} tells no quota"
        return counted, self.told(Subject.QUOTA, answer, "rate-limits", quota, none, live=True)

    async def pace(self) -> tuple[Told, ...]:
        """Latency for us and for everyone in that hour, and which calls failed."""
        hours, fleet = await both(
            self.source.latency(self.provider, self.day, ask=self.how),
            self.source.fleet(self.provider, self.day, ask=self.how),
        )
        here = next((each for each in hours.value if each.hour_ns == self.hour_ns), None)
        compared = standing(hours.value, fleet.value, self.hour_ns)
        if here is None or compared is None:
            none = f"no call to {self.provider} was measured in that hour"
            return tuple(
                self.told(subject, hours, "latency", none=none, hourly=True)
                for subject in (Subject.PACE, Subject.ERRORS)
            )
        failed = Errors(
            self.hour_ns, here.error_count, here.total_count, self.usual_share(hours.value)
        )
        return (
            self.told(Subject.PACE, hours, "latency", Pace(compared), hourly=True),
            self.told(Subject.ERRORS, hours, "latency", failed, hourly=True),
        )

    def usual_share(self, hours: tuple[LatencyHour, ...]) -> float | None:
        """The share of calls that fails in an ordinary hour."""
        return usual(
            [
                each.error_count / each.total_count
                for each in hours
                if each.hour_ns != self.hour_ns and each.total_count
            ]
        )

    async def health(self) -> tuple[Told, ...]:
        """The provider's score now."""
        answer = await self.source.health(ask=self.how)
        score = next((each for each in answer.value.scores if each.vendor == self.provider), None)
        none = "" if score else f"{self.provider} has no score"
        fact = Health(score) if score else None
        return (self.told(Subject.HEALTH, answer, "health", fact, none, live=True),)

    async def watcher(self) -> tuple[Told, ...]:
        """Whether the watcher could see at all."""
        answer = await self.source.status(ask=self.how)
        at = self.case.failed.at_ns
        down = tuple(e for e in answer.value.incidents if e.started_ns <= at < e.ended_ns)
        fact = Watcher(answer.value.status, down)
        return (self.told(Subject.WATCHER, answer, "status", fact, live=True),)

    async def model(self) -> tuple[Told, ...]:
        """Whether the model is still offered."""
        model = self.case.called.model
        if model is None:
            return (Told(Subject.MODEL, self.source.title, unknown="the trace names no model"),)
        answer = await self.source.models(ask=self.how)
        uses = [e for e in answer.value if (e.vendor, e.model) == (self.provider, model)]
        fact = Lifetime(model, uses[0]) if uses else None
        none = "" if uses else f"{model} is not among the models that were seen"
        return (self.told(Subject.MODEL, answer, "models", fact, none, live=True),)

    async def maintenance(self) -> tuple[Told, ...]:
        """Windows of the provider that the failure fell into."""
        answer = await self.source.maintenance(ask=self.how)
        at = self.case.failed.at_ns
        found = tuple(
            e for e in answer.value if e.vendor == self.provider and e.starts_ns <= at < e.ends_ns
        )
        return (self.told(Subject.MAINTENANCE, answer, "maintenance", Upkeep(found)),)

    async def objectives(self) -> tuple[Told, ...]:
        """How the provider's objectives were kept on the day of the failure."""
        environment = self.case.failed.spot.environment
        answer = await self.source.objectives(None, self.provider, environment, ask=self.how)
        date = datetime.fromtimestamp(self.case.failed.at_ns // 10**9, UTC).date().isoformat()
        kept = {each: day for each in answer.value for day in each.days if day.date == date}
        none = "" if answer.value else f"nothing is agreed for {self.provider}"
        if answer.value and not kept:
            none = f"no hour of {date} counts for an objective yet"
        fact = Agreed(
            date,
            tuple(each for each, day in kept.items() if day.met),
            tuple(each for each, day in kept.items() if not day.met),
        )
        found = fact if kept else None
        return (self.told(Subject.OBJECTIVES, answer, "slo", found, none),)


def throttled(limits: RateLimits, hour_ns: int, now_ns: int) -> Throttling:
    """The 429s of one hour among those of the day before it; hours without any are left out."""
    counts = dict(limits.hours)
    earlier = [counts.get(hour_ns - ago * HOUR_NS, 0) for ago in range(1, DAY_HOURS + 1)]
    passed = (min(now_ns, hour_ns + HOUR_NS) - hour_ns) // MINUTE_NS
    return Throttling(
        hour_ns,
        counts.get(hour_ns, 0),
        max(0, passed),
        earlier[0],
        median(earlier),
        limits.top_endpoint,
    )
