"""Arize's package, opened: its traces and its resources over one client."""

import httpx

from spandeck.model.connection import Connection
from spandeck.model.source import Opened
from spandeck.vendors.arize import landmarks as own
from spandeck.vendors.arize.catalog import CATALOG, DESCRIPTOR
from spandeck.vendors.arize.dialect import Arize
from spandeck.vendors.arize.errors import Errors
from spandeck.vendors.arize.source import TITLE, ArizeSource
from spandeck.vendors.landmarks import landmarks
from spandeck.vendors.records import Records
from spandeck.vendors.vendor import Api


def opened(client: httpx.AsyncClient, connection: Connection) -> Opened:
    """Both sources, and what tells of failures."""
    records = Records(client, connection, TITLE, CATALOG, Arize())
    known = landmarks(
        connection,
        TITLE,
        CATALOG,
        web=own.WEB,
        home=own.home(connection.url),
        beginnings=own.BEGINNINGS,
    )
    traces = ArizeSource(client, connection)
    return Opened(records, traces, feeds=(Errors(traces),), landmarks=known)


API = Api(CATALOG, DESCRIPTOR, opened, probe="organizations")
