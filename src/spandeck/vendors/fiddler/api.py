"""Fiddler's package, opened: its traces and its resources over one client."""

import httpx

from spandeck.model.connection import Connection
from spandeck.model.source import Opened
from spandeck.vendors.fiddler.catalog import CATALOG, DESCRIPTOR
from spandeck.vendors.fiddler.dialect import Fiddler
from spandeck.vendors.fiddler.source import TITLE, FiddlerSource
from spandeck.vendors.records import Records
from spandeck.vendors.vendor import Api


def opened(client: httpx.AsyncClient, connection: Connection) -> Opened:
    """Both sources."""
    records = Records(client, connection, TITLE, CATALOG, Fiddler())
    return Opened(records, FiddlerSource(client, connection))


API = Api(CATALOG, DESCRIPTOR, opened, probe="server")
