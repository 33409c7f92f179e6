"""Which views a vendor has, in the order of their tabs."""

from functools import partial

from spandeck.model.resource import Resource
from spandeck.model.source import Opened
from spandeck.ui.views.browser import BrowserView
from spandeck.ui.views.errors import ErrorsView
from spandeck.ui.views.health import HealthView
from spandeck.ui.views.latency import LatencyView
from spandeck.ui.views.maintenance import MaintenanceView
from spandeck.ui.views.models import ModelsView
from spandeck.ui.views.place import Place
from spandeck.ui.views.places import view_of
from spandeck.ui.views.ratelimits import RateLimitsView
from spandeck.ui.views.slo import SloView
from spandeck.ui.views.status import StatusView
from spandeck.ui.views.traces import TracesView
from spandeck.ui.views.view import Entry

WATCHING = (
    ("rate-limits", "Rate limits", RateLimitsView),
    ("latency", "Latency", LatencyView),
    ("slo", "SLO", SloView),
    ("health", "Health", HealthView),
    ("models", "Models", ModelsView),
    ("status", "Status", StatusView),
    ("maintenance", "Maintenance", MaintenanceView),
)
"""The views of a vendor that watches providers: name, title, and what makes it."""


def entries(opened: Opened) -> tuple[Entry, ...]:
    """The views made for what a vendor holds, then its main resources, then all of them."""
    tabs = [each for each in opened.records.catalog.resources if each.tab and not each.curated]
    if opened.upstream is not None:
        tabs = []  # its main resources are what is watched, of which each has a view of its own
    return (
        *curated(opened),
        *watched(opened),
        *(Entry(each.name, each.title, partial(view_of, place=first(each))) for each in tabs),
        Entry(BrowserView.NAME, "All", BrowserView),
    )


def curated(opened: Opened) -> tuple[Entry, ...]:
    """The views made for what a vendor holds."""
    if opened.traces is None:
        return ()
    traces = opened.traces
    name, held = traces.vendor, {traces.vendor: traces}
    return (
        Entry("traces", "Traces", lambda desk: TracesView(traces, desk.profile)),
        Entry("errors", "Errors", lambda desk: ErrorsView(desk.profile, lambda: held, name)),
    )


def watched(opened: Opened) -> tuple[Entry, ...]:
    """The views made for a vendor that watches providers."""
    if opened.upstream is None:
        return ()
    upstream = opened.upstream
    return tuple(Entry(name, title, partial(of, source=upstream)) for name, title, of in WATCHING)


def first(resource: Resource) -> Place:
    """The list of a resource, or the only record of it."""
    return Place(resource.name, item="" if resource.single else None)
