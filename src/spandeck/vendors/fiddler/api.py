"""Fiddler's package, opened: its traces and its resources over one client."""

import httpx

from spandeck.model.connection import Connection
from spandeck.model.source import Opened
from spandeck.vendors.fiddler import landmarks as own
from spandeck.vendors.fiddler.alarms import Alerts
from spandeck.vendors.fiddler.catalog import CATALOG, DESCRIPTOR
from spandeck.vendors.fiddler.dialect import Fiddler
from spandeck.vendors.fiddler.errors import Errors
from spandeck.vendors.fiddler.source import TITLE, FiddlerSource
from spandeck.vendors.landmarks import landmarks
from spandeck.vendors.records import Records
from spandeck.vendors.vendor import Api


def opened(client: httpx.AsyncClient, connection: Connection) -> Opened:
    """Both sources, and what tells of failures."""
    records = Records(client, connection, TITLE, CATALOG, Fiddler())
    known = landmarks(connection, TITLE, CATALOG, web=own.WEB, silent=own.SILENT)
    traces = FiddlerSource(client, connection)
    feeds = (
        Errors(traces),
        Alerts(records, "alert-rules", "Fiddler alerts"),
        Alerts(records, "genai-alert-rules", "Fiddler application alerts"),
    )
    return Opened(records, traces, feeds=feeds, landmarks=known)


API = Api(CATALOG, DESCRIPTOR, opened, probe="server")
