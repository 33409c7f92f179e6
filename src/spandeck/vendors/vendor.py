"""What the program knows of a vendor before it is asked anything: names, addresses, its opener.

It must stay light: `--help`, `config` and `doctor` read it without httpx or pydantic.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spandeck.model import names
from spandeck.model.catalog import Catalog
from spandeck.model.connection import Connection
from spandeck.model.limits import Descriptor
from spandeck.model.source import Opened

if TYPE_CHECKING:
    import httpx

Open = Callable[["httpx.AsyncClient", Connection], Opened]


@dataclass(frozen=True, slots=True)
class Api:
    """All that a vendor's package has to say, once it is imported."""

    catalog: Catalog
    """What it offers."""
    descriptor: Descriptor
    """How its API behaves: routes, budget, freshness."""
    open: Open
    """Makes its sources over a client and a connection."""
    probe: str
    """The resource that any key may read: asking for it tests the key."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor that spandeck can look into."""

    name: str
    """The short name in settings, environment variables and `spandeck get`."""
    title: str
    """The name on its tab."""
    url: str
    """Where it lives unless configured otherwise."""
    key: str
    """Which key it takes, where that is had, and how it is tested: two or three sentences."""
    load: Callable[[], Api]
    """Imports the rest, which is heavy."""
    root: str = ""
    """What its documents count as part of the address, though every path begins with it."""

    def address(self, url: str | None) -> str:
        """The origin to talk to, from what is configured, with or without `root`; its own if None.

        A vendor's other regions are other addresses.
        """
        return (url or self.url).rstrip("/").removesuffix(self.root)

    @property
    def url_variable(self) -> str:
        """The environment variable that holds its address."""
        return names.url_variable(self.name)

    @property
    def token_variable(self) -> str:
        """The environment variable that holds its key."""
        return names.token_variable(self.name)

    @property
    def absent(self) -> str:
        """What a tab without a connection says: why there is none and what it takes."""
        return f"{self.title} is not connected: set {self.token_variable}. {self.key}"
