"""All four vendors over one simulated world at a minute of its story, through the real stack."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module

import httpx

from spandeck.model.connection import Connection, Token
from spandeck.model.evidence import Suspect
from spandeck.model.limits import Descriptor
from spandeck.model.occurrence import Feed
from spandeck.model.page import Ask, BadRow
from spandeck.model.query import parse
from spandeck.model.source import Sources
from spandeck.model.told import Told
from spandeck.model.trace import TraceSummary
from spandeck.model.verdict import Verdict
from spandeck.net import SYSTEM, State, open_client
from spandeck.sim.world import World
from spandeck.sim.world.story import CYCLE_S
from spandeck.vendors import VENDORS
from spandeck.why import within
from spandeck.why.case import Case, opened
from spandeck.why.facts import Facts
from spandeck.why.gather import gather, questions
from spandeck.why.known import Heard
from spandeck.why.verdict import verdict

SECOND_NS = 10**9
CYCLE = 124_670
"""The cycle of the story that is told: 21 November 2026, 08:00 to 12:00 UTC."""
SEED = 7
ORIGIN = "http://127.0.0.1:7412"
ASK = Ask(pane="why")


def minute(number: float) -> int:
    """A minute of the cycle in UTC nanoseconds."""
    return CYCLE * CYCLE_S * SECOND_NS + round(number * 60) * SECOND_NS


@dataclass
class Story:
    """What is connected, and what it was asked."""

    sources: Sources
    now_ns: int
    state: State
    heard: Heard | None = None
    """The alerts that the tail would have told of."""
    told: list[Told] = field(default_factory=list)
    """The lines of the last failure that was explained."""

    def sent(self) -> dict[str, int]:
        """Requests that went out so far, by vendor."""
        found: dict[str, int] = {}
        for each in self.state.readings():
            found[each.vendor] = found.get(each.vendor, 0) + each.sent
        return found

    async def failing(self, code: str, vendor: str = "risicare") -> list[TraceSummary]:
        """The traces of the last ten minutes that failed in this way, newest first."""
        source = self.sources.traces[vendor]
        query = parse("status=error", source.filters)
        page = await source.traces(query.within(self.now_ns - 600 * SECOND_NS, self.now_ns))
        rows = [each for each in page.items if isinstance(each, TraceSummary)]
        return [each for each in rows if code in (each.error_code or "")]

    async def listen(self) -> None:
        """Hear what alerts fired in the last hour."""
        since_ns = self.now_ns - 3600 * SECOND_NS
        pages = [await each.occurrences(since_ns) for each in self.sources.feeds]
        found = (each for page in pages for each in page.items if not isinstance(each, BadRow))
        alerts = tuple(each for each in found if each.kind == "alert")
        self.heard = Heard(since_ns, alerts)

    async def case(self, trace_id: str, vendor: str = "risicare") -> Case:
        """The failure in a trace."""
        found = await opened(self.sources.traces[vendor], Suspect(vendor, trace_id), ASK)
        assert found is not None
        return found

    async def explained(self, trace_id: str, vendor: str = "risicare") -> Verdict:
        """The verdict, everyone having been asked."""
        case = await self.case(trace_id, vendor)
        self.told = [within.failure(case)]
        asked = questions(case, self.sources, ASK, lambda: self.now_ns, self.heard)
        async for line in gather(asked):
            self.told.append(line)
        return verdict(Facts(self.told, self.now_ns))


@asynccontextmanager
async def story(at_minute: float) -> AsyncIterator[Story]:
    """The world stands still at this minute."""
    now = minute(at_minute)
    world = World(SEED, clock=lambda: now)
    clock = replace(SYSTEM, now=lambda: now / SECOND_NS)  # budgets come back as time goes on
    state = State.open(None, clock=clock)
    async with AsyncExitStack() as stack:
        stack.callback(state.close)
        traces, records, upstream = {}, {}, {}
        feeds: list[Feed] = []
        for name, vendor in VENDORS.items():
            simulated = import_module(f"spandeck.sim.{name}")
            network = httpx.ASGITransport(simulated.application(world, limits=None))
            token = Token(simulated.tokens(SEED)["token"])
            connection = Connection(name, ORIGIN, token, writes=True, simulated=True)
            api = vendor.load()
            client = open_client(
                generous(api.descriptor), connection, state=state, clock=clock, network=network
            )
            made = api.open(await stack.enter_async_context(client), connection)
            records[name] = made.records
            feeds += made.feeds
            if made.traces is not None:
                traces[name] = made.traces
            if made.upstream is not None:
                upstream[name] = made.upstream
        sources = Sources(traces, state, records=records, upstream=upstream, feeds=tuple(feeds))
        yield Story(sources, now, state, Heard(0, ()))


def generous(descriptor: Descriptor) -> Descriptor:
    """Nobody waits until the budget of a vendor is learnt that states none."""
    return replace(
        descriptor,
        windows={
            category: tuple(
                replace(each, limit=1_000) if each.source == "adaptive" else each
                for each in windows
            )
            for category, windows in descriptor.windows.items()
        },
    )
