"""The README's pictures, made from the simulator's story and a recorded corpus at a fixed moment.

    python -m tests.pictures

writes them all to `screenshots/`. A test says when they are out of date.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from textual.pilot import Pilot

from spandeck.model.connection import Connection, Token
from spandeck.model.source import Opened, Sources
from spandeck.net import SYSTEM, State, open_client
from spandeck.sim.clock import read_iso
from spandeck.sim.risicare.keys import keys
from spandeck.sim.serve import VENDORS as SIMULATORS
from spandeck.sim.world import World
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.frame import FrameScreen
from spandeck.vendors import VENDORS
from tests.corpora import sent, small
from tests.ui.fakes import profile
from tests.ui.running import press, settled
from tests.why.story import generous

FOLDER = Path(__file__).parents[1] / "screenshots"
SEED = 7
DAY = "2026-11-21"


@dataclass(frozen=True)
class Scene:
    """One picture: when it is, which project is open, how large the terminal is, the keys."""

    keys: tuple[str, ...]
    at: str = "13:20"
    """The time of day; the default is in the middle of the story."""
    recorded: bool = False
    """Whether the project holds a recorded LangGraph corpus rather than the story."""
    size: tuple[int, int] = (120, 34)
    theme: str = "dark"

    followed: bool = False
    """Whether the tail is under way: what it tells is in the picture."""

    @property
    def now_ns(self) -> int:
        """When it is, in UTC nanoseconds."""
        return read_iso(f"{DAY}T{self.at}:00Z")


def why(code: str, at: str) -> Scene:
    """The why-card of the newest trace that failed so."""
    return Scene(
        ("3", "f", *f"error_code={code}", "enter", "enter", "e", "i"), at=at, followed=True
    )


SCENES = {
    "deck": Scene(("1", "e"), followed=True),
    "deck-narrow": Scene(("1", "e"), size=(80, 24), followed=True),
    "errors": Scene(("1", ","), followed=True),
    "why-throttled": why("RESOURCES.*", "13:00"),
    "why-outage": why("COMMUNICATION.*", "13:12"),
    "why-regression": why("TOOL.EXECUTION.TYPE_ERROR", "15:26"),
    "why-loop": why("REASONING.LOOP.*", "13:00"),
    "why-noise": why("TOOL.EXECUTION.EXCEPTION", "15:26"),
    "span-tree": Scene(("3", *["j"] * 21, "enter", "e"), recorded=True),
    "traces": Scene(("3", "j", "j", "j")),
    "failed-call": Scene(("3", "enter", "e", "e", "e")),
    "fiddler": Scene(("2", "e", "enter", "e")),
    "browser": Scene(("3", *[":"], *"deployments", "enter")),
    "form": Scene(("3", ":", *"create-fix", "enter")),
    "rate-limits": Scene(("5",)),
    "latency": Scene(("5", ".")),
    "slo": Scene(("5", ".", ".", "enter")),
    "light-narrow": Scene(("3", *["j"] * 20, "enter"), recorded=True, size=(80, 24), theme="light"),
}


@asynccontextmanager
async def deck(scene: Scene) -> AsyncIterator[tuple[Spandeck, Pilot[None]]]:
    """The program over the whole stack down to the simulators, in one process."""
    now_ns = scene.now_ns
    clock = replace(SYSTEM, now=lambda: now_ns / 1e9)
    world, state = World(SEED, "small", lambda: now_ns), State.open(None, clock=clock)
    opened: dict[str, Opened] = {}
    async with AsyncExitStack() as stack:
        for name, simulator in SIMULATORS.items():
            network = httpx.ASGITransport(simulator.application(world, limits=None))
            token = str(simulator.tokens(SEED)["token"])
            if scene.recorded and name == "risicare":
                token = keys(SEED).empty
                await record(network, token, now_ns)
            connection = Connection(name, "http://127.0.0.1", Token(token), simulated=True)
            api = VENDORS[name].load()
            made = open_client(
                generous(api.descriptor), connection, state=state, clock=clock, network=network
            )
            await stack.enter_async_context(made)
            opened[name] = api.open(made, connection)
        sources = Sources(
            {name: each.traces for name, each in opened.items() if each.traces},
            state,
            records={name: each.records for name, each in opened.items()},
            upstream={name: each.upstream for name, each in opened.items() if each.upstream},
            landmarks=tuple(each.landmarks for each in opened.values() if each.landmarks),
            feeds=tuple(feed for each in opened.values() for feed in each.feeds if scene.followed),
        )

        async def at_once() -> Sources:
            return sources

        folder = stack.enter_context(tempfile.TemporaryDirectory())
        shown = profile(
            Path(folder), theme=scene.theme, absent={}, writes=True, clock=lambda: now_ns
        )
        app = Spandeck(shown, at_once, environ={})
        async with app.run_test(size=scene.size) as pilot:
            await settled(pilot)
            await heard(app, pilot)
            yield app, pilot
    state.close()


async def heard(app: Spandeck, pilot: Pilot[None]) -> None:
    """Wait until every feed has told of its failures, and all of them were taken in."""
    while app.triage is None or not all(each.answered_ns for each in app.triage.tail.standings):
        await pilot.pause(0.05)
    while app.triage.ring.end < sum(each.told for each in app.triage.tail.standings):
        await pilot.pause(0.05)
    assert isinstance(app.screen, FrameScreen)
    app.screen.beat()
    await settled(pilot)


async def record(network: httpx.AsyncBaseTransport, token: str, now_ns: int) -> None:
    """Send the corpus to the gateway, shifted so that its newest span ends at the moment."""
    exports = list(small("langgraph_openinference").requests())
    late = now_ns - max(span.end_time_unix_nano for each in exports for span in sent(each))
    headers = {"content-type": "application/x-protobuf", "authorization": f"Bearer {token}"}
    gateway = httpx.AsyncClient(transport=network, base_url="http://127.0.0.1", headers=headers)
    for each in exports:
        body = shifted(each, late).SerializeToString()
        answer = await gateway.post("/v1/otlp/v1/traces", content=body)
        answer.raise_for_status()


def shifted(export: ExportTraceServiceRequest, by_ns: int) -> ExportTraceServiceRequest:
    """The same spans, so much later."""
    for span in sent(export):
        span.start_time_unix_nano += by_ns
        span.end_time_unix_nano += by_ns
        for event in span.events:
            event.time_unix_nano += by_ns
    return export


async def picture(scene: Scene) -> str:
    """The scene as SVG."""
    async with deck(scene) as (app, pilot):
        for key in scene.keys:
            await press(pilot, key)
        return app.export_screenshot(title="spandeck")


async def main() -> None:
    """Write every picture."""
    for name, scene in SCENES.items():
        svg = await picture(scene)
        (FOLDER / f"{name}.svg").write_text(svg, "utf-8")
        print(FOLDER.name, name)


if __name__ == "__main__":
    asyncio.run(main())
