"""The screen that proves a line of the why-card: a span, traces, a record, a view of an hour."""

from typing import assert_never

from spandeck.model.catalog import Unknown
from spandeck.model.evidence import Evidence, RecordAt, SpanAt, TracesAt, WatchAt
from spandeck.model.query import Query, parse
from spandeck.model.source import Opened, Sources
from spandeck.model.trace import UNSET, TraceSummary
from spandeck.paint.recordname import called_by_id
from spandeck.paint.units import moment
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.stage import ViewScreen
from spandeck.ui.screens.trace import TraceScreen
from spandeck.ui.views import WATCHING
from spandeck.ui.views.boardview import PROVIDERS
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.place import Place
from spandeck.ui.views.places import view_of
from spandeck.ui.views.pointing import PointingView
from spandeck.ui.views.traces import TracesView

WATCHED = {name: (title, view) for name, title, view in WATCHING}


def proof(evidence: Evidence, sources: Sources, profile: Profile) -> FrameScreen | None:
    """A screen to be shown above the card; None where the vendor is not connected any more."""
    match evidence:
        case SpanAt():
            return span(evidence, sources, profile)
        case TracesAt():
            return traces(evidence, sources, profile)
        case RecordAt():
            return record(evidence, sources, profile)
        case WatchAt():
            return watched(evidence, sources, profile)
        case _:
            assert_never(evidence)


def desk_of(vendor: str, sources: Sources, profile: Profile) -> Desk | None:
    """What the views of a vendor work with."""
    records = sources.records.get(vendor)
    if records is None:
        return None
    opened = Opened(records, sources.traces.get(vendor), sources.upstream.get(vendor))
    return Desk(opened, profile)


def span(at: SpanAt, sources: Sources, profile: Profile) -> FrameScreen | None:
    """The trace, with the cursor on the span."""
    source = sources.traces.get(at.vendor)
    if source is None:
        return None
    summary = TraceSummary(at.trace_id, "", UNSET, None, None)
    return TraceScreen(source, profile, summary, span_id=at.span_id)


def traces(at: TracesAt, sources: Sources, profile: Profile) -> FrameScreen | None:
    """The list, its range fixed; its filter can be taken off."""
    desk = desk_of(at.vendor, sources, profile)
    if desk is None or desk.opened.traces is None:
        return None
    view = TracesView(desk.opened.traces, profile)
    view.conditions = parse(at.filters, view.filters).within(at.since_ns, at.until_ns)
    view.given = Query().within(at.since_ns, at.until_ns)
    return ViewScreen(desk, view, (desk.opened.records.title, "Traces", at.about))


def record(at: RecordAt, sources: Sources, profile: Profile) -> FrameScreen | None:
    """The record, or the list of all of its kind."""
    desk = desk_of(at.vendor, sources, profile)
    if desk is None:
        return None
    try:
        resource = desk.opened.records.catalog.resource(at.resource)
    except Unknown:
        return None
    name = (called_by_id(at.id),) if at.id else ()
    trail = (desk.opened.records.title, resource.title, *name)
    return ViewScreen(desk, view_of(desk, Place(at.resource, item=at.id)), trail)


def watched(at: WatchAt, sources: Sources, profile: Profile) -> FrameScreen | None:
    """The view with the cursor on the provider and, where it is of hours, on the hour."""
    desk = desk_of(at.vendor, sources, profile)
    if desk is None or desk.opened.upstream is None:
        return None
    desk.lately[PROVIDERS] = at.provider
    title, kind = WATCHED[at.view]
    view = kind(desk, desk.opened.upstream)
    if isinstance(view, PointingView):
        view.set_reactive(PointingView.point_ns, at.at_ns)
    where = f"{at.provider} {moment(at.at_ns):%d %b %H:%M}"
    return ViewScreen(desk, view, (desk.opened.records.title, title, where))
