"""Apidepth's package, opened: its resources and what it watches; it holds no traces."""

import httpx

from spandeck.model.connection import Connection
from spandeck.model.source import Opened
from spandeck.vendors.apidepth.catalog import CATALOG, DESCRIPTOR
from spandeck.vendors.apidepth.dialect import Apidepth
from spandeck.vendors.apidepth.source import TITLE, ApidepthSource
from spandeck.vendors.apidepth.turns import Turns
from spandeck.vendors.landmarks import landmarks
from spandeck.vendors.records import Records
from spandeck.vendors.vendor import Api


def opened(client: httpx.AsyncClient, connection: Connection) -> Opened:
    """Both sources, and what tells of failures."""
    records = Records(client, connection, TITLE, CATALOG, Apidepth())
    known = landmarks(connection, TITLE, CATALOG)
    upstream = ApidepthSource(client)
    return Opened(records, upstream=upstream, feeds=(Turns(upstream),), landmarks=known)


API = Api(CATALOG, DESCRIPTOR, opened, probe="vendors")
