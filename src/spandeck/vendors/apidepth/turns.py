"""What Apidepth tells of failures: no list of errors, but the hours in which a provider turned."""

from datetime import UTC, datetime
from functools import partial

from spandeck.model.occurrence import Cause, Occurrence, Reference, Spot
from spandeck.model.page import Ask, BadRow, Page
from spandeck.model.record import iso
from spandeck.model.source import PLAIN
from spandeck.model.upstream import HOUR_NS, Between, RateLimits
from spandeck.vendors.apidepth.source import ApidepthSource
from spandeck.vendors.apidepth.turning import LEAST_ERRORS, Turn, turns
from spandeck.vendors.patrol import Found, Patrol


class Turns:
    """Fulfils `model.occurrence.Feed`."""

    vendor: str = "apidepth"
    name: str = "upstream"
    title: str = "Apidepth providers"
    every_s: float = 60.0
    """Two requests for a provider with errors, one for another; the vendor counts by the hour."""
    overlap_s: float = 7_200.0
    """An hour may be added up late."""

    def __init__(self, source: ApidepthSource) -> None:
        """`source` knows the providers and their hours."""
        self.source = source
        self.patrol = Patrol("providers")
        self.begun_ns: int | None = None
        """When one began to look: an hour that was under way then is told as of then."""

    async def occurrences(
        self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Occurrence]:
        """The hours that turned and were not over at a time, of the providers that are due."""
        self.begun_ns = since_ns if self.begun_ns is None else min(since_ns, self.begun_ns)
        providers = (await self.source.providers(ask=ask.settled)).value
        named = {each: each for each in providers}
        return await self.patrol.page(named, since_ns, cursor, partial(self.read, ask))

    async def read(self, ask: Ask, provider: str, since_ns: int, cursor: str | None) -> Found:
        """One provider's hours; 429s are asked for only where enough calls failed."""
        first_ns = since_ns // HOUR_NS * HOUR_NS
        until_ns = max(self.source.clock(), since_ns) + HOUR_NS
        between = Between(max(0, first_ns - HOUR_NS), until_ns)
        hours = await self.source.latency(provider, between, ask=ask)
        answered_ns, cached, bad = hours.answered_ns, hours.cached, hours.bad
        limits: RateLimits | None = None
        if any(each.error_count >= LEAST_ERRORS for each in hours.value):
            asked = await self.source.rate_limits(provider, between, ask=ask)
            limits = asked.value
            answered_ns, cached = min(answered_ns, asked.answered_ns), cached and asked.cached
            bad += asked.bad
        throttled = dict(limits.hours) if limits else {}
        found = turns(hours.value, throttled)
        endpoint = limits.top_endpoint if limits else None
        begun_ns = self.begun_ns or since_ns
        lately = [each for each in found if each.hour_ns + HOUR_NS > max(since_ns, begun_ns)]
        return Found(
            tuple(told(provider, each, endpoint, begun_ns) for each in lately),
            tuple(BadRow(each, "it is no hour of a provider") for each in bad),
            None,
            answered_ns,
            cached,
        )


def told(provider: str, turn: Turn, endpoint: str | None, begun_ns: int) -> Occurrence:
    """One hour; its id stays while its counts grow."""
    throttled = turn.what == "429"
    return Occurrence(
        vendor=Turns.vendor,
        kind="upstream",
        id=f"{provider}/{turn.what}/{iso(turn.hour_ns)}",
        at_ns=max(turn.hour_ns, begun_ns),
        cause=Cause(
            code=None if throttled else "errors",
            message=sentence(turn),
            http_status=429 if throttled else None,
        ),
        spot=Spot(provider=provider, endpoint=endpoint if throttled else None),
        of=Reference(name=provider),
        raw={"count": turn.count, "before": turn.before, "calls": turn.calls},
    )


def sentence(turn: Turn) -> str:
    """What happened in the hour, against the one before."""
    began = f"{datetime.fromtimestamp(turn.hour_ns // 1_000_000_000, UTC):%H:%M}"
    if turn.what == "429":
        happened = "1 request was" if turn.count == 1 else f"{turn.count} requests were"
        return f"{happened} answered 429 in the hour from {began}, {turn.before} in the hour before"
    share = f"{turn.count / turn.calls:.1%}".replace("%", " %")
    return (
        f"{turn.count} of {turn.calls} requests ({share}) failed in the hour from {began}, "
        f"{turn.before} in the hour before; 429s are not counted"
    )
