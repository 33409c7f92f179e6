"""The real network: one pool of connections, TLS by the system's certificates, no retries."""

import ssl
from urllib.request import getproxies, proxy_bypass

import httpx
import truststore

from spandeck.model.connection import Connection

CONNECT_S = 5.0
"""The longest that making a connection, or waiting for one of the pool, may take."""
POOL = httpx.Limits(max_connections=8, max_keepalive_connections=8, keepalive_expiry=60.0)


def connect(connection: Connection) -> httpx.AsyncHTTPTransport:
    """The transport to this vendor: its unix socket, or TCP by the proxy the system names."""
    url = httpx.URL(connection.url)
    if url.scheme != "https":  # loopback or a socket: nothing to verify, no proxy between
        return httpx.AsyncHTTPTransport(verify=False, limits=POOL, uds=connection.socket)
    return httpx.AsyncHTTPTransport(
        verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        limits=POOL,
        proxy=None if connection.socket else proxy(url),
        uds=connection.socket,
    )


def proxy(url: httpx.URL) -> str | None:
    """The web proxy that the environment names for this address, as on many bastion hosts."""
    return None if proxy_bypass(url.host) else getproxies().get(url.scheme)
