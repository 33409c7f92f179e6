"""Which views a vendor has, in the order of their tabs."""

from collections.abc import Mapping

from spandeck.ui.views.traces import TracesView
from spandeck.ui.views.view import View

VIEWS: Mapping[str, tuple[type[View], ...]] = {"risicare": (TracesView,)}
