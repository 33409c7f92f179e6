"""Apidepth's answers about the providers beneath: what to ask; the rest is elsewhere.

Ranges are asked for in whole hours, and their end only where it is past: the same question twice
within an hour is then the same request, which the cache answers.
"""

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from spandeck.model.page import Ask
from spandeck.model.record import iso
from spandeck.model.source import PLAIN
from spandeck.model.upstream import (
    ALL,
    Between,
    CollectorStatus,
    FleetHour,
    HealthScores,
    LatencyHour,
    Maintenance,
    ModelUse,
    Objective,
    RateLimits,
    Scope,
    Snapshot,
    Throttled,
)
from spandeck.vendors.answer import Answer
from spandeck.vendors.apidepth import translation
from spandeck.vendors.apidepth.dialect import Apidepth
from spandeck.vendors.apidepth.traffic import API
from spandeck.vendors.apidepth.wire import Aggregate, DefinitionRow, ReportRow, Status
from spandeck.vendors.complaint import why
from spandeck.vendors.edge import Edge
from spandeck.vendors.rows import held

T = TypeVar("T")
Params = Mapping[str, str | int | None]
"""What is asked for; None leaves a parameter out."""

TITLE = "Apidepth"


class ApidepthSource:
    """Fulfils `model.source.UpstreamSource`."""

    vendor: str = "apidepth"
    title: str = TITLE

    def __init__(self, client: httpx.AsyncClient, clock: Callable[[], int] = time.time_ns) -> None:
        """`client` has the connection's origin as its base URL and puts the key on requests."""
        dialect = Apidepth()
        self.edge = Edge(client, TITLE, dialect.message, dialect.complaints, dialect.explains)
        self.clock = clock

    async def providers(
        self, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[str, ...]]:
        """The providers that were called in the last 30 days (contract §2)."""
        return await self.slugs("vendors", {"env": environment}, ask)

    async def endpoints(
        self, provider: str, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[str, ...]]:
        """The normalised paths that were called at a provider (contract §3)."""
        return await self.slugs("endpoints", {"vendor": provider, "env": environment}, ask)

    async def environments(self, *, ask: Ask = PLAIN) -> Snapshot[tuple[str, ...]]:
        """What calls are told apart by (contract §10)."""
        return await self.slugs("environments", {}, ask)

    async def latency(
        self, provider: str, between: Between, scope: Scope = ALL, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[LatencyHour, ...]]:
        """Hours with calls, oldest first (contract §4)."""
        asked = {"vendor": provider, "endpoint": scope.endpoint, "env": scope.environment}
        read, by = translation.latency, translation.hour
        found = await self.rows(
            "latency", "buckets", {**asked, **self.range(between)}, ask, read, by
        )
        return sorted_by(found, by)

    async def fleet(
        self, provider: str, between: Between, endpoint: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[FleetHour, ...]]:
        """The same hours as everyone had them (contract §5)."""
        asked = {"vendor": provider, "endpoint": endpoint, **self.range(between)}
        read, by = translation.fleet, translation.hour
        found = await self.rows("fleet-benchmarks", "buckets", asked, ask, read, by)
        return sorted_by(found, by)

    async def throttled(
        self, between: Between, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[tuple[Throttled, ...]]:
        """All providers' 429s over a range of time (contract §6, summary)."""
        asked = {"env": environment, **self.range(between)}
        read = translation.throttled
        return await self.rows("rate-limits", "vendors", asked, ask, read, lambda each: each.vendor)

    async def rate_limits(
        self, provider: str, between: Between, environment: str | None = None, *, ask: Ask = PLAIN
    ) -> Snapshot[RateLimits]:
        """One provider's 429s by the hour, and what is left of its quota (contract §6, detail)."""
        asked = {"vendor": provider, "env": environment, **self.range(between)}
        answer, own, rows = await self.split("rate-limits", "buckets", asked, ask)
        hours, bad = translation.rows(rows, translation.throttling, lambda each: each[0])
        found = whole(answer, lambda: translation.limits(provider, own, hours))
        return Snapshot(found, answer.answered_ns, answer.cached, bad)

    async def health(self, *, ask: Ask = PLAIN) -> Snapshot[HealthScores]:
        """Every provider's score (contract §8)."""
        answer, own, rows = await self.split("health-scores", "scores", {}, ask)
        scores, bad = translation.rows(rows, translation.score, lambda each: each.vendor)
        said = whole(answer, lambda: Aggregate.model_validate(own))
        found = HealthScores(scores, said.aggregate)
        return Snapshot(found, answer.answered_ns, answer.cached, bad)

    async def models(self, *, ask: Ask = PLAIN) -> Snapshot[tuple[ModelUse, ...]]:
        """The models in use and how long they will be there (contract §7)."""
        return await self.rows(
            "model-usage",
            "models",
            {},
            ask,
            translation.model,
            lambda each: (each.vendor, each.model, each.endpoint),
        )

    async def status(self, *, ask: Ask = PLAIN) -> Snapshot[CollectorStatus]:
        """The collector's own uptime (contract §9)."""
        answer, own, rows = await self.split("status", "days", {}, ask)
        said = whole(answer, lambda: Status.model_validate(own))
        found, bad = translation.status(said, rows)
        return Snapshot(found, answer.answered_ns, answer.cached, bad)

    async def maintenance(self, *, ask: Ask = PLAIN) -> Snapshot[tuple[Maintenance, ...]]:
        """Maintenance windows, as far as the vendor keeps them (contract §11)."""
        read = translation.window
        return await self.rows(
            "maintenance-windows", "windows", {}, ask, read, lambda each: each.id
        )

    async def objectives(
        self,
        window_days: int | None = None,
        provider: str | None = None,
        environment: str | None = None,
        *,
        ask: Ask = PLAIN,
    ) -> Snapshot[tuple[Objective, ...]]:
        """Every SLO and how it was kept (contract §12, §13).

        The report tells no environment and covers one at a time, so the definitions are read
        first, and then one report for each environment that they name.
        """
        defined = await self.rows(
            "slo", "slos", {}, ask, DefinitionRow.model_validate, lambda each: each.id
        )
        meant = [
            each
            for each in defined.value
            if provider in (None, each.vendor) and environment in (None, each.env)
        ]
        reports: dict[str, ReportRow] = {}
        answers: list[Snapshot[tuple[Any, ...]]] = [defined]
        for env in sorted({each.env for each in meant}):
            asked = {"env": env, "vendor": provider, "window": window_days}
            found = await self.rows(
                "sla", "slos", asked, ask, ReportRow.model_validate, lambda each: each.id
            )
            reports |= {each.id: each for each in found.value}
            answers.append(found)
        made = [translation.objective(each, reports, window_days) for each in meant]
        return Snapshot(
            tuple(each for each, _ in made),
            min(each.answered_ns for each in answers),
            any(each.cached for each in answers),
            sum((each.bad for each in answers), ()) + sum((bad for _, bad in made), ()),
        )

    def range(self, between: Between) -> Params:
        """`from` and `to` in whole hours; no `to` where that is not over yet."""
        hours = between.whole
        over = hours.until_ns <= self.clock()
        return {"from": iso(hours.since_ns), "to": iso(hours.until_ns) if over else None}

    async def slugs(self, path: str, asked: Params, ask: Ask) -> Snapshot[tuple[str, ...]]:
        """A list of names."""
        answer, _, rows = await self.split(path, path, asked, ask)
        names, bad = translation.slugs(rows)
        return Snapshot(names, answer.answered_ns, answer.cached, bad)

    async def rows(
        self,
        path: str,
        key: str,
        asked: Params,
        ask: Ask,
        read: Callable[[Any], T],
        identity: Callable[[T], Hashable],
    ) -> Snapshot[tuple[T, ...]]:
        """A list, every row of it read by itself."""
        answer, _, rows = await self.split(path, key, asked, ask)
        found, bad = translation.rows(rows, read, identity)
        return Snapshot(found, answer.answered_ns, answer.cached, bad)

    async def split(
        self, path: str, key: str, asked: Params, ask: Ask
    ) -> tuple[Answer, Any, list[Any]]:
        """One answer: what it says besides its list of this key, and that list."""
        params = {name: value for name, value in asked.items() if value is not None}
        async with self.edge.stream(
            f"{API}/{path}", what=path.replace("-", " "), ask=ask, params=params
        ) as answer:
            own, rows = await answer.rows(key)
            try:
                held(own, key)
            except ValueError as error:
                raise answer.unreadable(str(error)) from error
            return answer, own, rows


def whole(answer: Answer, read: Callable[[], T]) -> T:
    """What an answer says besides its list; raise `Unreadable` where it is not as promised."""
    try:
        return read()
    except ValidationError as error:
        raise answer.unreadable(why(error)) from error


def sorted_by(found: Snapshot[tuple[T, ...]], key: Callable[[T], int]) -> Snapshot[tuple[T, ...]]:
    """The same, in ascending order whatever the vendor's."""
    return replace(found, value=tuple(sorted(found.value, key=key)))
