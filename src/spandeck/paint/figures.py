"""Which records are drawn above their JSON, and how: a table, by vendor and resource."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from spandeck.paint.document import Line

Figure = Callable[[Mapping[str, Any], int], Sequence[Line]]
"""A record's JSON and a width in cells as lines; none where there is nothing to draw."""

FIGURES: Mapping[tuple[str, str], Figure] = {}


def figure(vendor: str, resource: str) -> Figure | None:
    """How a record of this resource is drawn, if it is."""
    return FIGURES.get((vendor, resource))
