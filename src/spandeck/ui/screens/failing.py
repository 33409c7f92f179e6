"""The way from a failure to where it happened: its trace at the failing span, or all that was told.

It asks nobody; the trace that it opens does.
"""

from textual import on

from spandeck.ui.screens.failure import FailureScreen
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.grouptrace import GroupTraceScreen
from spandeck.ui.screens.late import LateScreen
from spandeck.ui.views.errors import ErrorsView


class FailingScreen(FrameScreen):
    """A screen from whose live list of failures one goes on."""

    @on(ErrorsView.Chosen)
    def failed(self, event: ErrorsView.Chosen) -> None:
        """Its trace, where one of a connected vendor is known; otherwise what was told of it."""
        event.stop()
        told = event.retold.item.occurrence
        traces = self.sources.traces if self.sources else {}
        if told.of.trace_id is not None and told.vendor in traces:
            self.push(GroupTraceScreen(traces, self.profile, told, event.walk))
        else:
            self.push(FailureScreen(self.profile, event.retold))

    @on(ErrorsView.LateWanted)
    def late(self, event: ErrorsView.LateWanted) -> None:
        """What came late, or was told otherwise since."""
        event.stop()
        self.push(LateScreen(self.profile, event.vendor))
