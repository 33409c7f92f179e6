"""What a list of traces says about itself: how old, how complete, filtered how, and why empty."""

from textual.content import Content

from spandeck.model.errors import SourceError
from spandeck.paint.units import duration, exact, freshness, one_line
from spandeck.ui.ranges import spoken
from spandeck.ui.views.follow import Follow
from spandeck.ui.views.tracelist import TraceList
from spandeck.ui.widgets.page import page

SEPARATOR = Content.styled(" · ", "$text-muted")


def status(traces: TraceList, follow: Follow, cursor: int, now_ns: int, *, asking: bool) -> Content:
    """The left of the status line; what matters most comes first, for it may be cut."""
    said = [
        (str(follow), "$accent" if follow.on else ""),
        (filtered(traces), "$accent"),
        (complete(traces), ""),
        (ordered(traces), ""),
        (age(traces, cursor, now_ns), ""),
        ("asking…" if asking else "", ""),
        (bad(traces.bad), "$status-warn"),
        *((note, "$status-warn") for note in traces.notes),
    ]
    return SEPARATOR.join(Content.styled(text, style) for text, style in said if text)


def filtered(traces: TraceList) -> str:
    """The conditions, and which of them are answered here."""
    if not traces.query.conditions:
        return ""
    here = ", ".join(dict.fromkeys(each.field for each in traces.local))
    return f"filter {traces.query.text}" + (f" ({here}: here)" if here else "")


def complete(traces: TraceList) -> str:
    """How many rows there are, and whether there are more."""
    matching = len(traces.pages)
    counted = (
        f"{exact(matching)} of {exact(traces.read)} read match"
        if traces.local
        else f"{exact(matching)} read"
    )
    if traces.complete:
        return f"all {counted}" if matching else ""
    return f"{counted}, {'as many as are sorted' if traces.full else 'more below'}"


def ordered(traces: TraceList) -> str:
    """That a sorted list knows only what was read."""
    if not traces.order or traces.complete:
        return ""
    return f"sorted by {traces.order.replace('_', ' ')} among the {exact(len(traces))} read"


def age(traces: TraceList, cursor: int, now_ns: int) -> str:
    """How old the row under the cursor is."""
    if not 0 <= cursor < len(traces):
        return ""
    leaf = traces.leaf(cursor)
    return freshness(leaf.answered_ns, now_ns, cached=leaf.cached)


def bad(count: int) -> str:
    """How many rows could not be read."""
    return f"{exact(count)} unreadable row{'s' if count > 1 else ''}" if count else ""


def trouble(error: SourceError) -> Content:
    """What happened and what to do, over the rows that are kept; the status tells their age."""
    return Content.styled(one_line(str(error)), "$status-error")


def failed(error: SourceError) -> Content:
    """The same, when there are no rows."""
    return page("No answer", str(error), "r asks again.")


def empty(traces: TraceList, title: str, range_s: float | None) -> Content:
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


def slow(than_ms: float) -> str:
    """What counts as slow."""
    return f"Slow is {duration(than_ms)} and more: the slowest tenth of the rows read."
