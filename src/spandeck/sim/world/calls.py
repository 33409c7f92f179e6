"""Every call that the world's programs made to a vendor's API, by vendor and hour.

In the hours of the world's traces the calls to model providers are the very LLM calls and
embeddings of those traces: the same durations, the same 429s at the same times. Before, and for
vendors that no trace shows, they are patterns. All of it is a pure function of seed and hour.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

from spandeck.sim.world import World
from spandeck.sim.world.call import HOUR_MS, Call, Hour, Listed, ended, outcome
from spandeck.sim.world.cast import MINI, Failure
from spandeck.sim.world.chance import mix
from spandeck.sim.world.outline import LONGEST_MS, Outline
from spandeck.sim.world.patterns import Rhythm
from spandeck.sim.world.plan import Step
from spandeck.sim.world.timeline import SCALES
from spandeck.sim.world.upstream import (
    CHAT,
    EMBEDDINGS,
    GENERATE,
    MESSAGES,
    PROVIDERS,
    SERVICES,
    UPSTREAMS,
    Route,
)

DAYS = 90
"""How far the history reaches back from where the world opens."""
TRACED = 12_000
"""How many of the newest traces are looked into for their calls when the world opens."""
KEPT = 48
"""For how many hours the calls of traces are kept at hand."""
MILLISECOND = 1_000_000
HOUR_NS = HOUR_MS * MILLISECOND
ROUTES: Mapping[str, Route] = {"openai": CHAT, "anthropic": MESSAGES, "google": GENERATE}
REPEATED = 4
"""How often a pattern of `PROVIDERS` is repeated to match the traces of the small world."""


class Calls:
    """The calls of one world."""

    def __init__(self, world: World) -> None:
        """The history begins 90 days before the world opens, at a full hour."""
        self.world = world
        line = world.timeline
        self.opened = world.clock() // HOUR_NS
        self.first = self.opened - DAYS * 24
        """The first hour, counted since 1970."""
        oldest = max(world.oldest, world.newest() - TRACED)
        self.traced_from = min(self.opened, line.started_ns(oldest) // HOUR_NS + 1)
        """The first hour whose calls to providers are those of the traces."""
        times = REPEATED * SCALES["small"].interval_ns // line.interval_ns
        self.rhythms = {
            **{each.name: Rhythm(each, world.seed, times) for each in PROVIDERS},
            **{each.name: Rhythm(each, world.seed, 1) for each in SERVICES},
        }
        self.times = times
        self.traced = lru_cache(maxsize=KEPT)(self.trace_hour)

    def hour(self, vendor: str, number: int) -> Hour | None:
        """The calls to a vendor in an hour, those yet to come included; None where it has none."""
        upstream = UPSTREAMS.get(vendor)
        if upstream is None or number < self.first:
            return None
        if vendor in ROUTES and number >= self.traced_from:
            return self.traced(number).get(vendor)
        return None if number > self.last(vendor) else self.rhythms[vendor].hour(number)

    def last(self, vendor: str) -> int:
        """The last hour in which one of `UPSTREAMS` is called: this one where calls go on."""
        ended_days = UPSTREAMS[vendor].ended_days
        now = self.world.clock() // HOUR_NS
        return now if ended_days is None else self.opened - ended_days * 24 - 1

    def trace_hour(self, number: int) -> Mapping[str, Hour]:
        """The calls of the world's traces that ended in an hour, by provider."""
        line, begins_ms = self.world.timeline, number * HOUR_MS
        first = line.last_before((begins_ms - LONGEST_MS) * MILLISECOND)
        last = line.last_before((begins_ms + HOUR_MS) * MILLISECOND)
        found: dict[str, list[Call]] = {}
        traces = (
            self.trace_calls(index) for index in range(max(first, self.world.oldest), last + 1)
        )
        for call in chain.from_iterable(traces):
            if begins_ms <= call.ended_ms < begins_ms + HOUR_MS:
                found.setdefault(call.vendor, []).append(call)
        return {vendor: Listed(sorted(calls, key=ended)) for vendor, calls in found.items()}

    def trace_calls(self, index: int) -> Iterator[Call]:
        """The calls that one trace made."""
        seen = self.world.outline(index)
        for place, step in enumerate(self.world.plan(seen)):
            if step.model is not None:
                yield made(seen, step, place, step.model.provider, step.model.name)
            elif step.kind == "client":
                yield made(seen, step, place, MINI.provider, EMBEDDINGS.models[0])


def made(seen: Outline, step: Step, place: int, vendor: str, model: str) -> Call:
    """The call behind one step of a trace."""
    status = answered(step.failure)
    route = ROUTES[vendor] if step.model else EMBEDDINGS
    return Call(
        (seen.started_ns + int(step.end)) // MILLISECOND,
        vendor,
        route.path,
        route.method,
        seen.environment,
        outcome(status),
        status,
        int(step.end - step.begin) // MILLISECOND,
        mix(seen.number << 12 ^ place) & 255 == 0,
        model,
    )


def answered(failure: Failure | None) -> int:
    """The provider's status: 200 where what fails is only what was made of the answer."""
    return failure.status or 200 if failure else 200
