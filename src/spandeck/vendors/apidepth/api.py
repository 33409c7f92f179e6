"""Apidepth's package, opened: its resources over one client; it holds no traces."""

import httpx

from spandeck.model.connection import Connection
from spandeck.model.source import Opened
from spandeck.vendors.apidepth.catalog import CATALOG, DESCRIPTOR
from spandeck.vendors.apidepth.dialect import Apidepth
from spandeck.vendors.records import Records
from spandeck.vendors.vendor import Api

TITLE = "Apidepth"


def opened(client: httpx.AsyncClient, connection: Connection) -> Opened:
    """The one source."""
    return Opened(Records(client, connection, TITLE, CATALOG, Apidepth()))


API = Api(CATALOG, DESCRIPTOR, opened, probe="vendors")
