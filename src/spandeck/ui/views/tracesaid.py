"""Why a list of traces is empty, and what to press."""

from textual.content import Content

from spandeck.model.trace import TraceSummary
from spandeck.paint.units import exact
from spandeck.ui.ranges import spoken
from spandeck.ui.views.listing import Listing
from spandeck.ui.widgets.page import page


def empty(traces: Listing[TraceSummary], title: str, range_s: float | None) -> Content:
    """What was asked, why there may be nothing, and what to press."""
    reach = spoken(range_s)
    query = traces.query
    if not traces.complete:
        return page(
            "No trace matches yet",
            f"{title} was asked for {query.text} in {reach}; {exact(traces.read)} were read.",
            "G reads on, f changes the filter, ! takes it off.",
        )
    if query.conditions:
        return page(
            "No trace matches",
            f"{title} was asked for {query.text} in {reach}.",
            "f changes the filter, ! takes it off, t looks further back.",
        )
    return page(
        f"No traces in {reach}",
        f"{title} holds none that began then: nothing ran, it is not instrumented, "
        "or this key belongs to another project.",
        "t looks further back, F waits for the next one, r asks again.",
    )
