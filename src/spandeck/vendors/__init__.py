"""The vendors in the order of their tabs; a new one is a line here and a package beside it."""

from collections.abc import Mapping
from types import MappingProxyType

from spandeck.vendors.vendor import Api, Vendor


def fiddler() -> Api:
    """Fiddler's package."""
    from spandeck.vendors.fiddler.api import API

    return API


def risicare() -> Api:
    """Risicare's package; imported only here, since it brings httpx and pydantic along."""
    from spandeck.vendors.risicare.api import API

    return API


def arize() -> Api:
    """Arize's package, likewise."""
    from spandeck.vendors.arize.api import API

    return API


def apidepth() -> Api:
    """Apidepth's package, likewise."""
    from spandeck.vendors.apidepth.api import API

    return API


VENDORS: Mapping[str, Vendor] = MappingProxyType(
    {
        vendor.name: vendor
        for vendor in (
            Vendor(
                "fiddler",
                "Fiddler",
                "https://app.fiddler.ai",
                "It takes a user access key (key_id.secret), made in Fiddler under Settings. "
                "Reading the server's version tests it.",
                fiddler,
            ),
            Vendor(
                "risicare",
                "Risicare",
                "https://app.risicare.ai",
                "It takes an API key (rsk-…), made in Risicare; a key opens one project.",
                risicare,
            ),
            Vendor(
                "arize",
                "Arize",
                "https://api.arize.com",
                "It takes an API key of a user or of a service, made in Arize under Settings. "
                "What the key may not see is as if it were not there; "
                "listing its organizations tests it. Another region is another address: "
                "https://api.REGION.arize.com, where REGION is us-central-1a, us-east-1b, "
                "ca-central-1a or eu-west-1a.",
                arize,
                "/v2",
            ),
            Vendor(
                "apidepth",
                "Apidepth",
                "https://collector.apidepth.io",
                "It takes an API key (apd_…), made in Apidepth's dashboard; a key opens one "
                "account. Listing the vendors that were called tests it.",
                apidepth,
            ),
        )
    }
)
"""By name, in the order of the tabs."""
