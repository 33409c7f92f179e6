"""Serves the simulated vendors, on loopback or on private unix sockets, until told to stop."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from uvicorn import Config, Server

from spandeck.sim import apidepth, arize, fiddler, risicare
from spandeck.sim.archive import Archive
from spandeck.sim.connection import Connection
from spandeck.sim.faults import plan
from spandeck.sim.options import Busy, Options, factor
from spandeck.sim.world import World

PORTS = {"fiddler": 0, "risicare": 1, "arize": 2, "apidepth": 3}
"""Each vendor's port, counted from the base."""
VENDORS = {"fiddler": fiddler, "risicare": risicare, "arize": arize, "apidepth": apidepth}
"""Each has `application(world, *, archive, limits, faults)` and `tokens(seed)`."""
LARGEST_HEADERS = 64 * 1024


@dataclass(frozen=True, slots=True)
class Served:
    """One vendor: its application and what a client must know."""

    app: Starlette
    tokens: Mapping[str, object]


class QuietServer(Server):
    """A server among several in one process: signals are somebody else's business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def serve(options: Options) -> None:
    """Serve until SIGTERM or SIGINT; with a socket directory also until standard input closes.

    Prints one line of JSON when ready: by vendor its `url`, its `token`, where it has one its
    `socket`, and its other keys. Raise `BadOption`, `BadFaults`, `BadArchive` or `Busy`.
    """
    with ExitStack() as stack:
        if options.socket_dir:
            stack.callback(remove, options.socket_dir)
        vendors = applications(options, stack)
        sockets = {name: stack.enter_context(listening(options, name)) for name in vendors}
        servers = [QuietServer(configured(each.app)) for each in vendors.values()]
        ready = {name: said(options, name, each) for name, each in vendors.items()}
        stopped = stop_event(watch_stdin=options.socket_dir is not None)
        running = [
            asyncio.create_task(server.serve([sockets[name]]))
            for name, server in zip(vendors, servers, strict=True)
        ]
        print(json.dumps(ready), flush=True)
        await stopped.wait()
        for server in servers:
            server.should_exit = True
        await asyncio.gather(*running)


def applications(options: Options, stack: ExitStack) -> Mapping[str, Served]:
    """The vendors' applications over one world; what they hold is closed with the stack."""
    world = World(options.seed, options.scale)
    archive = Archive.open(options.data)
    stack.callback(archive.close)
    faults = plan(options.faults) if options.faults else ()
    limits = factor(options.limits)
    return {
        name: Served(
            vendor.application(world, archive=archive, limits=limits, faults=faults),
            vendor.tokens(options.seed),
        )
        for name, vendor in VENDORS.items()
    }


def configured(app: Starlette) -> Config:
    """A server that says nothing and starts at once."""
    return Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=0,
        h11_max_incomplete_event_size=LARGEST_HEADERS,
    )


@contextmanager
def listening(options: Options, vendor: str) -> Iterator[socket.socket]:
    """The vendor's socket, bound; raise `Busy` when it cannot be."""
    path = socket_path(options, vendor)
    # With its protocol named, asyncio sends small pieces at once: an answer waits 40 ms otherwise.
    family, protocol = (socket.AF_UNIX, 0) if path else (socket.AF_INET, socket.IPPROTO_TCP)
    made = socket.socket(family, socket.SOCK_STREAM, protocol)
    with made:
        try:
            if path:
                made.bind(str(path))
                path.chmod(0o600)
            else:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                made.bind(("127.0.0.1", port(options, vendor)))
            made.listen(128)
        except OSError as error:
            where = path or f"port {port(options, vendor)}"
            raise Busy(f"Cannot serve {vendor} on {where}: {error.strerror or error}.") from error
        try:
            yield made
        finally:
            if path:
                path.unlink(missing_ok=True)


def remove(directory: Path) -> None:
    """The socket directory goes with its sockets: whoever made it may have been killed."""
    with suppress(OSError):  # it is gone already, or holds what is not ours
        directory.rmdir()


def port(options: Options, vendor: str) -> int:
    """The vendor's port on loopback."""
    return options.port_base + PORTS[vendor]


def socket_path(options: Options, vendor: str) -> Path | None:
    """The vendor's unix socket, if it has one."""
    return options.socket_dir / f"{vendor}.sock" if options.socket_dir else None


def said(options: Options, vendor: str, served: Served) -> Mapping[str, object]:
    """What the ready line tells about one vendor."""
    path = socket_path(options, vendor)
    if path:
        return {"url": f"http://{vendor}.localhost", "socket": str(path), **served.tokens}
    return {"url": f"http://127.0.0.1:{port(options, vendor)}", **served.tokens}


def stop_event(*, watch_stdin: bool) -> asyncio.Event:
    """Set by SIGTERM and SIGINT, and when whoever holds our standard input is gone."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    if watch_stdin:
        loop.add_reader(sys.stdin.fileno(), stopped.set)
    return stopped
