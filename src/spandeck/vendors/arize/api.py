"""Arize's package, opened: its traces and its resources over one client."""

import httpx

from spandeck.model.connection import Connection
from spandeck.model.source import Opened
from spandeck.vendors.arize.catalog import CATALOG, DESCRIPTOR
from spandeck.vendors.arize.dialect import Arize
from spandeck.vendors.arize.source import TITLE, ArizeSource
from spandeck.vendors.records import Records
from spandeck.vendors.vendor import Api


def opened(client: httpx.AsyncClient, connection: Connection) -> Opened:
    """Both sources."""
    records = Records(client, connection, TITLE, CATALOG, Arize())
    return Opened(records, ArizeSource(client, connection))


API = Api(CATALOG, DESCRIPTOR, opened, probe="organizations")
