"""What the Deck asks beside the tail: how fresh and how well each vendor is, and its providers.

Small questions behind whatever the reader waits for; what cannot be answered is a sentence.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from spandeck.model.errors import NotCached, SourceError
from spandeck.model.fleet import standing
from spandeck.model.gathering import gathered
from spandeck.model.page import Ask, Freshness, Priority
from spandeck.model.query import Query
from spandeck.model.source import Sources, TraceSource, UpstreamSource
from spandeck.model.trace import TraceSummary
from spandeck.model.upstream import HOUR_NS, Between, Objective
from spandeck.paint.providers import Strip, riskiest

PANE = "deck"
HOURS = 6
"""How far back a provider's hours are looked at: enough to call something usual."""
CLOSELY = 6
"""How many providers are looked at by the hour, the riskiest; three requests each."""


@dataclass(frozen=True, slots=True)
class Freshest:
    """What one vendor said of itself."""

    newest_ns: int | None
    """When its newest data of any kind began."""
    unwell: str = ""
    """What it says is unwell."""


@dataclass(slots=True)
class Lookout:
    """What was answered so far; a vendor that does not answer keeps what it said before."""

    fresh: dict[str, Freshest] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    """By vendor: why its last answer did not come; empty when it did."""
    strips: tuple[Strip, ...] = ()
    objectives: tuple[Objective, ...] | None = None
    """None until a watcher of providers answered."""
    asked_ns: int | None = None
    """When all had been asked last."""

    async def look(
        self,
        sources: Sources,
        freshness: Freshness,
        clock: Callable[[], int],
        changed: Callable[[], None],
    ) -> None:
        """Ask everyone at once; `changed` is called after each answer."""
        # Not as a prefetch: that is refused where it would have to wait, even for a second.
        ask = Ask(Priority.TAIL, freshness, pane=PANE)
        found: list[tuple[str, Awaitable[None]]] = [
            (name, self.traced(name, source, ask)) for name, source in sources.traces.items()
        ]
        for name, source in sources.upstream.items():
            found.append((name, self.watched(name, source, clock(), ask)))
        await gathered(self.question(*each, changed) for each in found)
        self.asked_ns = clock()
        changed()

    async def question(
        self, name: str, answer: Awaitable[None], changed: Callable[[], None]
    ) -> None:
        """Take one vendor's answer; a failure becomes a sentence."""
        try:
            await answer
        except NotCached:
            return
        except SourceError as error:
            self.failures[name] = str(error)
        else:
            self.failures[name] = ""
        changed()

    async def traced(self, name: str, source: TraceSource, ask: Ask) -> None:
        """How a vendor of traces is, and when its newest one began."""
        health = await source.health(ask=ask)
        page = await source.traces(Query(), limit=1, ask=ask)
        rows = [each for each in page.items if isinstance(each, TraceSummary)]
        parts = ", ".join(f"{part} {word}" for part, word in health.parts.items())
        unwell = "" if health.healthy else f"It says that it is unwell: {parts}."
        self.fresh[name] = Freshest(rows[0].started_ns if rows else None, unwell)

    async def watched(self, name: str, source: UpstreamSource, now_ns: int, ask: Ask) -> None:
        """How a watcher of providers is, when it last judged one, and what it judged."""
        status = (await source.status(ask=ask)).value.status
        health = (await source.health(ask=ask)).value
        known = [each.computed_ns for each in health.scores if each.computed_ns is not None]
        unwell = "Its collector is out." if status == "outage" else ""
        self.fresh[name] = Freshest(max(known, default=None), unwell)
        between = Between(now_ns - HOURS * HOUR_NS, now_ns).whole
        limited = (await source.throttled(between, ask=ask)).value
        counts = {each.vendor: each.count for each in limited}
        strips = riskiest(
            [Strip(each.vendor, each, None, counts.get(each.vendor, 0)) for each in health.scores]
        )
        self.strips = tuple(strips)
        self.objectives = (await source.objectives(ask=ask)).value
        closely = (closer(each, source, between, ask) for each in strips[:CLOSELY])
        self.strips = (*await gathered(closely), *strips[CLOSELY:])


async def closer(strip: Strip, source: UpstreamSource, between: Between, ask: Ask) -> Strip:
    """One provider by the hour: against the fleet, and how its quota goes."""
    ours = (await source.latency(strip.provider, between, ask=ask)).value
    fleet = (await source.fleet(strip.provider, between, ask=ask)).value
    limits = (await source.rate_limits(strip.provider, between, ask=ask)).value
    return Strip(
        strip.provider, strip.score, standing(ours, fleet), strip.throttled, limits.burn_down
    )
