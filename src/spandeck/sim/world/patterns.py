"""Hours of traffic that no trace shows, as patterns: cheap to count, exact to the single call.

An hour is one of a few patterns, stretched by a factor that is a pure function of the hour. The
calls of a pattern are drawn and sorted once; stretching keeps their order, so any percentile of
an hour takes two multiplications, and the hour's raw calls are written out only when asked for.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from math import cos, exp, pi
from random import Random
from typing import NamedTuple, overload

from spandeck.sim.world.call import HOUR_MS, Call, Seen, Tally, outcome
from spandeck.sim.world.chance import key, mix
from spandeck.sim.world.outline import ENVIRONMENTS
from spandeck.sim.world.upstream import Route, Upstream

LEVELS = (0.35, 0.5, 0.65, 0.8, 0.95, 1.1, 1.25, 1.4)
"""How busy an hour may be, as a share of the average."""
VARIANTS = 3
"""How many patterns there are of each kind."""
CUT_MS = 10_000
"""How long the world's programs wait for an answer."""
SPIKES = 0.012
"""Share of hours that are slow for no reason anybody found."""


class Draft(NamedTuple):
    """A call of a pattern, before it is put into an hour."""

    offset_ms: int
    route: Route
    environment: str
    status: int | None
    weight: float
    """Its duration in milliseconds where the factor is 1."""
    cold_start: bool
    model: str | None

    @property
    def timed(self) -> bool:
        """Whether its duration counts as latency."""
        return self.status is not None and not self.cold_start


class Stretched(Sequence[int]):
    """Sorted durations: each weight, stretched, so many times."""

    __slots__ = ("factor", "times", "weights")

    def __init__(self, weights: Sequence[float], factor: float, times: int) -> None:
        """`weights` are sorted."""
        self.weights, self.factor, self.times = weights, factor, times

    def __len__(self) -> int:
        return len(self.weights) * self.times

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[int]: ...
    def __getitem__(self, place: int | slice) -> int | Sequence[int]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        return stretched(self.weights[place // self.times], self.factor)


def stretched(weight: float, factor: float) -> int:
    """A duration in whole milliseconds; rises with the weight."""
    return max(1, int(weight * factor))


class Sums(NamedTuple):
    """What one pass of a pattern adds up to."""

    total: int
    errors: int
    throttled: int
    weights: Sequence[float]


class Pattern:
    """The calls to one vendor in hours of one kind."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        """`drafts` are in the order of their offsets."""
        self.drafts = drafts
        self.sums: dict[tuple[str | None, str | None], Sums] = {}
        self.places = frozenset((each.environment, each.route.path) for each in drafts)
        self.models: dict[tuple[str, str], Seen] = {}
        """With offsets in place of times."""
        for each in drafts:
            if each.model:
                key, seen = (each.model, each.route.path), Seen(1, each.offset_ms, each.offset_ms)
                self.models[key] = seen.joined(self.models.get(key))

    def sum(self, environment: str | None, endpoint: str | None) -> Sums:
        """What its calls from an environment to an endpoint add up to."""
        found = self.sums.get((environment, endpoint))
        if found is None:
            chosen = [
                each
                for each in self.drafts
                if environment in (None, each.environment) and endpoint in (None, each.route.path)
            ]
            found = self.sums[environment, endpoint] = Sums(
                len(chosen),
                sum(each.status is None or each.status >= 400 for each in chosen),
                sum(each.status == 429 for each in chosen),
                sorted(each.weight for each in chosen if each.timed),
            )
        return found


class Repeated:
    """An hour that repeats a pattern."""

    def __init__(
        self, vendor: str, number: int, pattern: Pattern, factor: float, times: int
    ) -> None:
        """`number` counts hours since 1970; every call of the pattern is made `times` times."""
        self.vendor, self.number, self.pattern = vendor, number, pattern
        self.factor, self.times = factor, times

    @property
    def places(self) -> frozenset[tuple[str, str]]:
        """See `Hour`."""
        return self.pattern.places

    @property
    def models(self) -> Mapping[tuple[str, str], Seen]:
        """See `Hour`."""
        begins_ms, times = self.number * HOUR_MS, self.times
        return {
            name: Seen(
                count * times,
                begins_ms + first // times,
                begins_ms + (last + (times - 1) * HOUR_MS) // times,
            )
            for name, (count, first, last) in self.pattern.models.items()
        }

    def tally(self, environment: str | None, endpoint: str | None) -> Tally:
        """See `Hour`."""
        total, errors, throttled, weights = self.pattern.sum(environment, endpoint)
        latencies = Stretched(weights, self.factor, self.times)
        return Tally(total * self.times, errors * self.times, throttled * self.times, latencies)

    @cached_property
    def calls(self) -> Sequence[Call]:
        """See `Hour`; one turn of the pattern after the other, each as long."""
        begins_ms, times = self.number * HOUR_MS, self.times
        facts = [(each.offset_ms, self.facts(each)) for each in self.pattern.drafts]
        return [
            Call(begins_ms + (offset_ms + turn * HOUR_MS) // times, *told)
            for turn in range(times)
            for offset_ms, told in facts
        ]

    def facts(
        self, draft: Draft
    ) -> tuple[str, str, str, str, str, int | None, int, bool, str | None]:
        """A call of the pattern as it was made in this hour, but for its time."""
        return (
            self.vendor,
            draft.route.path,
            draft.route.method,
            draft.environment,
            outcome(draft.status),
            draft.status,
            CUT_MS if draft.status is None else stretched(draft.weight, self.factor),
            draft.cold_start,
            draft.model,
        )


class Rhythm:
    """What kind of hour each hour is, for one vendor."""

    def __init__(self, upstream: Upstream, seed: int, times: int) -> None:
        """`times` is how often a pattern is repeated within the hour."""
        self.upstream, self.times = upstream, times
        self.secret = key(seed, f"traffic {upstream.name}")
        self.pattern = lru_cache(maxsize=None)(self.drawn)

    def hour(self, number: int) -> Repeated:
        """The calls of an hour, counted since 1970."""
        slower = self.incident(number)
        variant = mix(self.secret ^ number << 8) % VARIANTS
        pattern = self.pattern(self.level(number), variant, slower > 1)
        factor = slower * self.spike(number) * ambient(number, self.secret)
        return Repeated(self.upstream.name, number, pattern, factor, self.times)

    def level(self, number: int) -> int:
        """How busy the hour is: few calls at night, fewer at weekends."""
        wave = 0.5 - 0.5 * cos((number % 24 - 3) / 24 * 2 * pi)
        weekend = (number // 24 + 3) % 7 >= 5  # 1970 began on a Thursday
        return int(wave * (5.99 if weekend else 7.99))

    def incident(self, number: int) -> float:
        """How much slower the vendor is, 1 on most days: some have an incident of some hours."""
        day, hour = divmod(number, 24)
        draw = mix(self.secret ^ day)
        if (draw & 1023) >= self.upstream.incidents * 1024:
            return 1.0
        begins, lasts = 4 + (draw >> 10) % 14, 1 + (draw >> 16) % 6
        return 1.9 + (draw >> 24 & 15) / 8 if begins <= hour < begins + lasts else 1.0

    def spike(self, number: int) -> float:
        """How much slower a single hour is, 1 for nearly all."""
        draw = mix(self.secret ^ number << 20)
        return 1.7 + (draw >> 20 & 7) / 10 if (draw & 4095) < SPIKES * 4096 else 1.0

    def drawn(self, level: int, variant: int, strained: bool) -> Pattern:
        """Draw a pattern; `strained` for incidents."""
        chance = Random(mix(self.secret ^ level << 16 ^ variant << 8 ^ strained))
        drafts = [
            self.draft(chance, route, strained)
            for route in self.upstream.routes
            for _ in range(int(route.per_hour * LEVELS[level] + chance.random()))
        ]
        drafts.sort(key=lambda each: each.offset_ms)
        return Pattern(drafts)

    def draft(self, chance: Random, route: Route, strained: bool) -> Draft:
        """Draw one call."""
        status = self.status(chance, strained)
        weight = route.median_ms * exp(route.spread * chance.gauss(0, 1))
        if status is not None and status >= 400:
            weight *= 0.3
        return Draft(
            chance.randrange(HOUR_MS),
            route,
            route.environment or ENVIRONMENTS[chance.randrange(16)],
            status,
            min(weight, CUT_MS),
            chance.random() < 0.004,
            chance.choice(route.models) if route.models else None,
        )

    def status(self, chance: Random, strained: bool) -> int | None:
        """How a call is answered."""
        luck, worse = chance.random(), 9 if strained else 1
        if luck < self.upstream.throttling * worse:
            return 429
        luck = chance.random() / worse / self.upstream.failing
        if luck >= 1:
            return 200
        if luck < 0.15:
            return None
        if luck < 0.45:
            return 503
        return 429 if strained or luck < 0.6 else 400


def ambient(number: int, secret: int) -> float:
    """How durations sway with the hours of the day and from hour to hour."""
    daily = 1 - 0.08 * cos((number % 24 - 3) / 24 * 2 * pi)
    return daily * (0.96 + (mix(secret ^ number) & 1023) / 12_800)
