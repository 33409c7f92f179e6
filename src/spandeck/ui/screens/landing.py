"""The screen on which something that was found is shown: a trace, a session's traces, a record."""

from spandeck.model.query import Condition, Query, find
from spandeck.model.source import Opened, Sources, TraceSource
from spandeck.paint.recordname import called_by_id
from spandeck.ui.goto import Hit
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.stage import ViewScreen
from spandeck.ui.screens.trace import TraceScreen
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.record import RecordView
from spandeck.ui.views.traces import TracesView
from spandeck.ui.views.view import View


def screen_of(hit: Hit, sources: Sources, profile: Profile) -> FrameScreen:
    """A new screen; a trace's begins at the span that was meant."""
    traces = sources.traces.get(hit.vendor)
    if hit.trace is not None and traces is not None:
        return TraceScreen(traces, profile, hit.trace, span_id=hit.span_id)
    opened = Opened(sources.records[hit.vendor], traces, sources.upstream.get(hit.vendor))
    desk, name = Desk(opened, profile), called_by_id(hit.lead.id)
    if hit.lead.what == "session" and traces is not None:
        view: View = visit(traces, hit, profile)
        return ViewScreen(desk, view, (hit.title, "Sessions", name))
    resource = opened.records.catalog.resource(hit.lead.resource)
    return ViewScreen(
        desk, RecordView(desk, resource, hit.lead.id), (hit.title, resource.title, name)
    )


def visit(source: TraceSource, hit: Hit, profile: Profile) -> TracesView:
    """The traces of a session, however long ago it was."""
    view = TracesView(source, profile)
    asked = Condition(find("session_id", source.filters)[0].name, "=", hit.lead.id)
    view.conditions = view.given = Query((asked,), hit.since_ns, None, str(asked))
    return view
