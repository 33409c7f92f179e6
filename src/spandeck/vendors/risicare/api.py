"""Risicare's package, opened: its traces and its resources over one client."""

import httpx

from spandeck.model.connection import Connection
from spandeck.model.source import Opened
from spandeck.vendors.landmarks import landmarks
from spandeck.vendors.records import Records
from spandeck.vendors.risicare import landmarks as own
from spandeck.vendors.risicare.alarms import Alerts
from spandeck.vendors.risicare.catalog import CATALOG, DESCRIPTOR
from spandeck.vendors.risicare.dialect import Risicare
from spandeck.vendors.risicare.errors import Errors
from spandeck.vendors.risicare.source import TITLE, RisicareSource
from spandeck.vendors.vendor import Api


def opened(client: httpx.AsyncClient, connection: Connection) -> Opened:
    """Both sources, and what tells of failures."""
    records = Records(client, connection, TITLE, CATALOG, Risicare())
    traces = RisicareSource(client, connection)
    known = landmarks(connection, TITLE, CATALOG, web=own.WEB, beginnings=own.BEGINNINGS)
    return Opened(records, traces, feeds=(Errors(traces), Alerts(records)), landmarks=known)


API = Api(CATALOG, DESCRIPTOR, opened, probe="project")
