"""The README's pictures, made from the simulator's story and a recorded corpus at a fixed moment.

    python -m tests.pictures

writes them all to `screenshots/`. A test says when they are out of date.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from textual.pilot import Pilot

from spandeck.model.connection import Connection, Token
from spandeck.model.source import Sources
from spandeck.net import SYSTEM, State, open_client
from spandeck.sim.clock import read_iso
from spandeck.sim.risicare import application
from spandeck.sim.risicare.keys import keys
from spandeck.sim.world import World
from spandeck.ui.app import Spandeck
from spandeck.vendors import VENDORS
from tests.corpora import sent, small
from tests.sim.asking import client
from tests.ui.fakes import profile
from tests.ui.running import press, settled

FOLDER = Path(__file__).parents[1] / "screenshots"
SEED = 7
NOW = read_iso("2026-11-21T13:20:00Z")
"""In the middle of the story."""
CLOCK = replace(SYSTEM, now=lambda: NOW / 1e9)


@dataclass(frozen=True)
class Scene:
    """One picture: which project is open, how large the terminal is, what is pressed."""

    keys: tuple[str, ...]
    recorded: bool = False
    """Whether the project holds a recorded LangGraph corpus rather than the story."""
    size: tuple[int, int] = (120, 34)
    theme: str = "dark"


SCENES = {
    "span-tree": Scene(("3", *["j"] * 21, "enter", "e"), recorded=True),
    "traces": Scene(("3", "j", "j", "j")),
    "failed-call": Scene(("3", "enter", "e", "e", "e")),
    "light-narrow": Scene(("3", *["j"] * 20, "enter"), recorded=True, size=(80, 24), theme="light"),
}


@asynccontextmanager
async def deck(scene: Scene) -> AsyncIterator[tuple[Spandeck, Pilot[None]]]:
    """The program over the whole stack down to the simulator, in one process."""
    tokens = keys(SEED)
    vendor = application(World(SEED, "small", lambda: NOW))
    if scene.recorded:
        await record(lambda: client(vendor, tokens.empty))
    risicare, state = VENDORS["risicare"], State.open(None, clock=CLOCK)
    api = risicare.load()
    token = Token(tokens.empty if scene.recorded else tokens.world)
    connection = Connection("risicare", "http://127.0.0.1:7412", token, simulated=True)
    network = httpx.ASGITransport(vendor)
    made = open_client(api.descriptor, connection, state=state, clock=CLOCK, network=network)
    opened = api.open(made, connection)
    assert opened.traces is not None
    sources = Sources({"risicare": opened.traces}, state, records={"risicare": opened.records})
    absent = {name: each.absent for name, each in VENDORS.items() if name != "risicare"}

    async def at_once() -> Sources:
        return sources

    with tempfile.TemporaryDirectory() as folder:
        shown = profile(Path(folder), theme=scene.theme, absent=absent, clock=lambda: NOW)
        app = Spandeck(shown, at_once, environ={})
        async with made, app.run_test(size=scene.size) as pilot:
            await settled(pilot)
            yield app, pilot
    state.close()


async def record(connect: Callable[[], httpx.AsyncClient]) -> None:
    """Send the corpus to the gateway, shifted so that its newest span ends at the moment."""
    exports = list(small("langgraph_openinference").requests())
    late = NOW - max(span.end_time_unix_nano for each in exports for span in sent(each))
    headers = {"content-type": "application/x-protobuf"}
    async with connect() as gateway:
        for each in exports:
            body = shifted(each, late).SerializeToString()
            answer = await gateway.post("/v1/otlp/v1/traces", content=body, headers=headers)
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
