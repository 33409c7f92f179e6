"""Moving through a trace and from one to the next: errors, slow spans, the list it came from.

How the trace is shown, searched and read is its subclass's business.
"""

from textual import on, work

from spandeck.model.errors import SourceError
from spandeck.model.source import TraceSource
from spandeck.model.trace import Trace, TraceSummary
from spandeck.paint.survey import beside, failed_after, failed_before
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.search import Search
from spandeck.ui.views.want import Walk
from spandeck.ui.widgets.traceview import TraceView


class TraceWalker(FrameScreen):
    """A screen that holds one trace at a time and knows its neighbours."""

    def __init__(
        self,
        source: TraceSource,
        profile: Profile,
        summary: TraceSummary,
        walk: Walk[TraceSummary] | None = None,
        *,
        span_id: str | None = None,
    ) -> None:
        """`walk` leads to the neighbours in the list that the trace was opened from.

        The cursor begins at `span_id` where the trace holds it.
        """
        super().__init__(profile)
        self.landing = span_id
        """The span to begin at, until the trace is here."""
        self.source = source
        self.summary = summary
        self.walk = walk
        self.trace_view = TraceView(source)
        self.crossing = 0
        """Which way the next `e` or `E` leaves the trace, having said so; 0 for not."""
        self.arriving = 0
        """From which end the errors of the trace to come are looked at; 0 for neither."""

    @property
    def guided(self) -> bool:
        """The hints are about traces."""
        return True

    def tell_crumbs(self) -> None:
        """Say where one is."""
        raise NotImplementedError

    def open(self, summary: TraceSummary) -> None:
        """Show a trace."""
        self.summary, self.crossing = summary, 0
        self.trace_view.mark(Search())
        self.tell_crumbs()
        self.trace_view.load(summary.trace_id)

    @on(TraceView.Loaded)
    def loaded(self, event: TraceView.Loaded) -> None:
        """The trace is here: say what it is, go where one was going."""
        self.summary = event.summary or self.summary
        self.tell_crumbs()
        self.refresh_bindings()
        if self.trace_view.standing.problem:
            tell(self, self.trace_view.standing.problem, "error")
        trace, by, landing = self.trace_view.trace, self.arriving, self.landing
        self.arriving, self.landing = 0, None
        if trace is not None and landing is not None:
            self.land(trace, landing)
        elif trace is not None and by:
            first = failed_after(trace, -1) if by > 0 else failed_before(trace, len(trace.spans))
            if first is not None:
                self.trace_view.go_to(first)

    def land(self, trace: Trace, span_id: str) -> None:
        """Begin at a span that was asked for, wherever it is hidden."""
        at = trace.positions.get(span_id)
        if at is None:
            tell(self, f"{self.source.title} holds no span {span_id} in this trace.", "warning")
        else:
            self.trace_view.go_to(at)

    def action_slow(self, by: int) -> None:
        """The next span that took long by itself."""
        view = self.trace_view
        if view.survey is None or view.spantree.span is None:
            return
        found = beside(view.survey.slow, view.spantree.span, by)
        if found is None:
            tell(self, f"No slow span {'after' if by > 0 else 'before'} this one.")
        else:
            view.go_to(found)

    def action_error(self, by: int) -> None:
        """The next failed span; at the end say so, and cross to another trace when asked again."""
        trace, at = self.trace_view.trace, self.trace_view.spantree.span
        if trace is None or at is None:
            return
        found = failed_after(trace, at) if by > 0 else failed_before(trace, at)
        if found is not None:
            self.crossing = 0
            self.trace_view.go_to(found)
        elif self.crossing == by:
            self.neighbour(by, failed_only=True)
        else:
            key, where = ("e", "next") if by > 0 else ("E", "previous")
            more = f" {key} again goes to the {where} failing trace." if self.walk else ""
            tell(self, f"No more errors {'below' if by > 0 else 'above'}.{more}")
            self.crossing = by if self.walk else 0

    def action_trace(self, by: int) -> None:
        """The next or previous trace of the list."""
        self.neighbour(by)

    @work(exclusive=True, group="walk")
    async def neighbour(self, by: int, *, failed_only: bool = False) -> None:
        """Open a neighbour in the list, on its first error when errors are what is looked for."""
        if self.walk is None:
            return
        try:
            found = await self.walk.step(self.summary.trace_id, by, failed_only=failed_only)
        except SourceError as error:
            tell(self, str(error), "error")
            return
        if found is None:
            what = "failing trace" if failed_only else "trace"
            tell(self, f"This is the {'last' if by > 0 else 'first'} {what} of the list.")
            return
        self.arriving = by if failed_only else 0
        self.open(found)
