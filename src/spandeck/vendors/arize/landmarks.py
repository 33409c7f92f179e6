"""By what Arize's things are recognised: its web addresses, and what its ids hold in base64."""

from urllib.parse import urlsplit

from spandeck.model.address import Address
from spandeck.vendors.arize.catalog import CATALOG
from spandeck.vendors.landmarks import readable

PROJECT = Address("/spaces/{space}/projects/{project}?selectedTraceId={trace}")
TRACE = Address("/?selectedTraceId={trace}")
SPAN = Address("/?selectedSpanId={span}")
WEB = (PROJECT, TRACE, SPAN)


def beginning(singular: str) -> str:
    """How the ids of a kind begin once they are read, such as `AnnotationQueue:`."""
    return "".join(each.title() for each in singular.split("-")) + ":"


BEGINNINGS = {
    beginning(each.singular): each.name for each in CATALOG.resources if readable(each)
} | {"Model:": "projects"}
"""Projects are models to the vendor's older parts, and either word begins their ids."""


def home(origin: str) -> str:
    """Where the web interface is: beside the API, under another name."""
    parts = urlsplit(origin)
    host = parts.netloc.replace("api.", "app.", 1) if parts.netloc.startswith("api.") else ""
    return f"{parts.scheme}://{host or parts.netloc}"
