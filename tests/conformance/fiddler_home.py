"""A simulated Fiddler on a port of its own, in this process, so that tests can move its clock."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Event, Thread

import httpx

from spandeck.sim.archive import Archive
from spandeck.sim.faults import Fault
from spandeck.sim.fiddler import application
from spandeck.sim.fiddler.keys import keys
from spandeck.sim.fiddler.seeds import EMPTY
from spandeck.sim.ledger import Ledger
from spandeck.sim.serve import QuietServer, configured
from spandeck.sim.world import World
from tests.sim.asking import Watch

SEED = 7


@dataclass(frozen=True)
class Home:
    """A running simulator, its tokens, and what moves and watches it."""

    url: str
    token: str
    empty: str
    application: str
    """Of the empty organization."""
    watch: Watch
    ledger: Ledger

    def asking(self, *, empty: bool = False) -> httpx.Client:
        """A plain client, to look at what the vendor's own ones did."""
        token = self.empty if empty else self.token
        return httpx.Client(base_url=self.url, headers={"authorization": f"Bearer {token}"})


@contextmanager
def running(limits: float | None = None, faults: Sequence[Fault] = ()) -> Iterator[Home]:
    """Serve until the context ends."""
    watch, ledger, tokens = Watch(), Ledger(), keys(SEED)
    servers: list[QuietServer] = []
    ready = Event()

    async def serve(listening: socket.socket) -> None:
        """The archive belongs to the thread that opened it, so the application is made here."""
        world = World(SEED, "small", watch)
        with closing(Archive.open(None)) as archive:
            app = application(world, archive=archive, limits=limits, faults=faults, ledger=ledger)
            servers.append(QuietServer(configured(app)))
            ready.set()
            await servers[0].serve([listening])

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = Thread(target=lambda: asyncio.run(serve(listening)))
        thread.start()
        ready.wait(10)
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            yield Home(url, tokens.world, tokens.empty, EMPTY, watch, ledger)
        finally:
            servers[0].should_exit = True
            thread.join(10)
