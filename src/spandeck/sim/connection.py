"""A server's connection that a fault plan can cut, as a network would, without a last word."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol


class Connection(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with its transport in the scope's state."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn
        """Remember the transport where an application finds it: `scope["state"]["transport"]`."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}
