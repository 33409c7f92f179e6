"""The HTTP stack: httpx transports stacked like bowls.

    gate(cache(retry(limit(journal(bound(network))))))

A vendor's source is handed the client and knows nothing of all this; it asks with
`extensions={"ask": Ask(…)}` and finds `answered_ns` and `cached` among the answer's extensions.
"""

import httpx

from spandeck.model.connection import Connection
from spandeck.model.limits import Descriptor
from spandeck.net.bound import BoundTransport
from spandeck.net.cache import CacheTransport
from spandeck.net.clock import SYSTEM, Clock
from spandeck.net.gate import GateTransport
from spandeck.net.journal import JournalTransport
from spandeck.net.limit import LimitTransport
from spandeck.net.network import CONNECT_S, connect
from spandeck.net.retry import RetryTransport
from spandeck.net.state import State

__all__ = ["SYSTEM", "Clock", "State", "open_client"]


def open_client(
    descriptor: Descriptor,
    connection: Connection,
    *,
    state: State,
    clock: Clock = SYSTEM,
    network: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """A client for one vendor that is polite and safe by construction; relative URLs only.

    Besides `httpx.TransportError` its requests raise `Refused`, `Limited`, `Unreachable`,
    `Unreadable` and `NotCached`. `network` replaces the real one; close the client with `aclose`.
    """
    scope, meter = state.scope(connection, descriptor), state.meter
    bound = BoundTransport(network or connect(connection), descriptor, connection, clock)
    journal = JournalTransport(
        bound, descriptor, connection, journal=state.journal, clock=clock, scope=scope
    )
    limit = LimitTransport(
        journal, descriptor, connection, store=state.store, meter=meter, clock=clock, scope=scope
    )
    retry = RetryTransport(limit, descriptor, connection, meter=meter, clock=clock, scope=scope)
    cache = CacheTransport(
        retry, descriptor, pages=state.pages, meter=meter, clock=clock, scope=scope
    )
    gate = GateTransport(cache, descriptor, connection)
    return httpx.AsyncClient(
        transport=gate,
        base_url=connection.url,
        headers={"User-Agent": "spandeck"},
        timeout=httpx.Timeout(None, connect=CONNECT_S, pool=CONNECT_S),
        trust_env=False,
    )
