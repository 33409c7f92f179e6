"""The outermost bowl: what must never leave this machine is refused before it costs a ticket.

It must not change a request, and it needs no network to say no.
"""

from ipaddress import ip_address

import httpx

from spandeck.model.connection import Connection
from spandeck.model.errors import Refused
from spandeck.model.limits import Descriptor
from spandeck.net.asked import route_of


class GateTransport(httpx.AsyncBaseTransport):
    """Lets through what this profile may do, to the one origin its key belongs to."""

    def __init__(
        self, inner: httpx.AsyncBaseTransport, descriptor: Descriptor, connection: Connection
    ) -> None:
        """`connection` says where the vendor is and whether the profile allows writes."""
        self.inner = inner
        self.descriptor = descriptor
        self.connection = connection
        self.origin = origin(httpx.URL(connection.url))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on, or raise `Refused` (design §4.3, §4.4)."""
        vendor = self.connection.vendor
        if origin(request.url) != self.origin:
            raise Refused(
                vendor,
                "this address is not the vendor's, and the key goes nowhere else",
                advice="Check the url of this vendor: spandeck config check.",
            )
        if request.url.scheme != "https" and not self.private(request.url.host):
            raise Refused(
                vendor,
                "plain http would show the key to everyone on the way",
                advice="Use https; plain http is for loopback addresses only.",
            )
        route = route_of(request, self.descriptor)
        if not route.reads and not self.connection.writes:
            raise Refused(
                vendor,
                "this profile only reads, and the request would change something",
                advice="Use a profile with writes = true.",
            )
        return await self.inner.handle_async_request(request)

    def private(self, host: str) -> bool:
        """Whether plain http to this host stays on the machine."""
        if self.connection.socket is not None or host == "localhost":
            return True
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return False

    async def aclose(self) -> None:
        """Close the bowls below."""
        await self.inner.aclose()


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host and port, the port filled in where the scheme implies it."""
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
