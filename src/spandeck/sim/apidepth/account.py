"""One account: the calls of the world's programs and the events that were posted, as one.

The world's calls are seen as soon as they have ended; what is yet to come is cut off here.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import itemgetter

from starlette.requests import Request

from spandeck.sim.apidepth.asked import MILLISECOND, Span
from spandeck.sim.apidepth.sent import Event, Sent
from spandeck.sim.archive import Archive
from spandeck.sim.archive.shelf import Shelf
from spandeck.sim.clock import Clock
from spandeck.sim.world.call import HOUR_MS, Call, Hour, Listed, chosen, ended
from spandeck.sim.world.calls import Calls
from spandeck.sim.world.outline import ENVIRONMENTS
from spandeck.sim.world.quota import Left, left
from spandeck.sim.world.upstream import UPSTREAMS

UNUSED: Mapping[str, str] = {"mapbox": "api.mapbox.com"}
"""A vendor that the world's account watches without ever having called it."""

PARTS = 8
"""How many cut hours are kept at hand: one request asks for the same ones several times."""


class Account:
    """What one key opens."""

    def __init__(self, name: str, archive: Archive, clock: Clock, calls: Calls | None) -> None:
        """Without the world's calls it holds only what is sent to it."""
        self.name, self.clock, self.calls = name, clock, calls
        self.sent, self.shelf = Sent(archive, name), Shelf(archive, f"apidepth {name}")
        self.mixed: dict[tuple[str, int], Listed] = {}
        """Hours in which events were posted, with the world's calls; by vendor and hour."""
        self.parts = lru_cache(maxsize=PARTS)(self.cut)
        if calls:
            self.shelf.fill("vendors", {k: {"name": k, "host": v} for k, v in UNUSED.items()})

    @property
    def now_ms(self) -> int:
        """The time."""
        return self.clock() // MILLISECOND

    def put(self, events: list[Event], extra: Mapping[str, str]) -> None:
        """Keep events, and vendors that were announced with them."""
        self.sent.put(events)
        self.parts.cache_clear()
        for call, _ in events:
            self.mixed.pop((call.vendor, call.ended_ms // HOUR_MS), None)
        for name, host in extra.items():
            self.shelf.put("vendors", name, {"name": name, "host": host})

    @property
    def extra(self) -> Mapping[str, str]:
        """The hosts of the vendors that the customer named, by vendor."""
        return {each["name"]: each["host"] for each in self.shelf.all("vendors")}

    @property
    def tracked(self) -> list[str]:
        """All vendors with an event at any time, or named by the customer."""
        return sorted({*self.called(0), *self.extra})

    def called(self, since_hour: int) -> set[str]:
        """The vendors with an event in or after an hour."""
        now = self.now_ms // HOUR_MS
        found = {
            vendor
            for vendor, hours in self.sent.hours.items()
            if any(since_hour <= each <= now for each in hours)
        }
        calls = self.calls
        return found | {name for name in UPSTREAMS if calls and calls.last(name) >= since_hour}

    @property
    def environments(self) -> list[str]:
        """All environments that calls were made from."""
        return sorted({*self.sent.environments, *(ENVIRONMENTS if self.calls else ())})

    def hour(self, vendor: str, number: int) -> Hour | None:
        """The calls to a vendor in an hour, those yet to come included; None without any."""
        world = self.calls.hour(vendor, number) if self.calls else None
        if number not in self.sent.hours.get(vendor, ()):
            return world
        found = self.mixed.get((vendor, number))
        if found is None:
            calls = [*(world.calls if world else ()), *self.sent.calls(vendor, number)]
            found = self.mixed[vendor, number] = Listed(sorted(calls, key=ended))
        return found

    def hours(self, vendor: str, span: Span) -> Iterator[tuple[int, Hour]]:
        """The hours of a stretch of time that have calls, oldest first, cut to it and to now."""
        until_ms = min(span.to_ms, self.now_ms + 1)
        for number in self.numbers(vendor, range(span.from_ms // HOUR_MS, -(-until_ms // HOUR_MS))):
            begins_ms = number * HOUR_MS
            if begins_ms < span.from_ms or until_ms < begins_ms + HOUR_MS:
                hour = self.parts(vendor, number, Span(span.from_ms, until_ms))
            else:
                hour = self.hour(vendor, number)
            if hour is not None and hour.places:
                yield number, hour

    def cut(self, vendor: str, number: int, span: Span) -> Hour | None:
        """What lies within a stretch of time of the calls to a vendor in an hour."""
        hour = self.hour(vendor, number)
        return part(hour, span) if hour else None

    def numbers(self, vendor: str, asked: range) -> list[int]:
        """The hours among these that may have calls: of the history, or with posted events."""
        history = range(max(asked.start, self.calls.first), asked.stop) if self.calls else ()
        posted = (each for each in self.sent.hours.get(vendor, ()) if each in asked)
        return sorted({*history, *posted})

    def left(self, vendor: str, environment: str | None) -> Left | None:
        """What the latest call's headers said of a vendor's quota; None without headers."""
        sent = self.sent.left(vendor, environment, self.now_ms)
        world = self.world_left(vendor, environment)
        found = [each for each in (world, sent) if each is not None]
        return max(found, key=itemgetter(0))[1] if found else None

    def world_left(self, vendor: str, environment: str | None) -> tuple[int, Left] | None:
        """The same of the world's own calls, with when they ended."""
        upstream, calls, now = UPSTREAMS.get(vendor), self.calls, self.now_ms
        if upstream is None or upstream.quota is None or calls is None:
            return None
        for number in range(now // HOUR_MS, now // HOUR_MS - 24, -1):
            hour = calls.hour(vendor, number)
            past = part(hour, Span(0, now + 1)).calls if hour else ()
            latest: Call | None = max(chosen(past, environment), key=ended, default=None)
            if latest is not None:
                found = left(upstream, latest.ended_ms, calls.times)
                return None if found is None else (latest.ended_ms, found)
        return None


def opened(request: Request) -> Account:
    """The account that the request's key opens."""
    found: Account = request.scope["account"]
    return found


def part(hour: Hour, span: Span) -> Listed:
    """The calls of an hour that ended in a stretch of time."""
    first = bisect_left(hour.calls, span.from_ms, key=ended)
    last = bisect_left(hour.calls, span.to_ms, key=ended)
    return Listed(hour.calls[first:last])
