"""Failing traces, of a group or of a live list, one after the other, each at its failing span.

They may be at several vendors; each is read at the one that told of it.
"""

from collections.abc import Mapping

from spandeck.model.occurrence import Occurrence
from spandeck.model.source import TraceSource
from spandeck.model.trace import TraceSummary
from spandeck.ui.profile import Profile
from spandeck.ui.screens.trace import TraceScreen
from spandeck.ui.views.groupwalk import FailureWalk, summary


class GroupTraceScreen(TraceScreen):
    """A trace whose neighbours are those that failed too, each read where it failed."""

    def __init__(
        self,
        sources: Mapping[str, TraceSource],
        profile: Profile,
        first: Occurrence,
        walk: FailureWalk,
    ) -> None:
        """Begin at `first`, whose vendor is among the sources."""
        super().__init__(sources[first.vendor], profile, summary(first), walk)
        self.vendors, self.failures = sources, walk

    def open(self, summary: TraceSummary) -> None:
        """Show a trace at whoever told of it, at the span that failed."""
        failure = self.failures.failure(summary.trace_id)
        if failure is not None and failure.vendor in self.vendors:
            self.source = self.trace_view.source = self.vendors[failure.vendor]
            self.landing = failure.of.span_id
        super().open(summary)
