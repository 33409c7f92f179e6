"""What a list says about itself: how old, how complete, filtered how, and what went wrong."""

from typing import TypeVar

from textual.content import Content

from spandeck.model.errors import SourceError
from spandeck.paint.sentence import cut
from spandeck.paint.units import exact, freshness, one_line
from spandeck.ui.views.follow import Follow
from spandeck.ui.views.listing import Listing
from spandeck.ui.widgets.page import page

T = TypeVar("T")
FILTER_MOST = 32
"""Cells of a filter: what is shown and how old it is must stay in sight."""
SEPARATOR = Content.styled(" · ", "$text-muted")


def status(
    listed: Listing[T], follow: Follow, cursor: int, now_ns: int, *, asking: bool
) -> Content:
    """The left of the status line; what matters most comes first, for it may be cut."""
    said = [
        (str(follow), "$accent" if follow.on else ""),
        (filtered(listed), "$accent"),
        ("" if asking and not listed.read else complete(listed), ""),
        (ordered(listed), ""),
        (age(listed, cursor, now_ns), ""),
        ("asking…" if asking else "", ""),
        (bad(listed.bad), "$status-warn"),
        *((note, "$status-warn") for note in listed.notes),
    ]
    return SEPARATOR.join(Content.styled(text, style) for text, style in said if text)


def filtered(listed: Listing[T]) -> str:
    """The conditions, and which of them are answered here."""
    if not listed.query.conditions:
        return ""
    here = ", ".join(dict.fromkeys(each.field for each in listed.local))
    return f"filter {cut(listed.query.text, FILTER_MOST)}" + (f" ({here}: here)" if here else "")


def complete(listed: Listing[T]) -> str:
    """How many rows there are, and whether there are more."""
    matching = len(listed.pages)
    if listed.local:
        counted = f"{exact(matching)} of {exact(listed.read)} read match"
    elif listed.total is not None and not listed.complete:
        counted = f"{exact(matching)} of {exact(listed.total)} read"
    else:
        counted = f"{exact(matching)} read"
    if listed.complete:
        return f"all {counted}" if matching else ""
    return f"{counted}, {'as many as are sorted' if listed.full else 'more below'}"


def ordered(listed: Listing[T]) -> str:
    """That a sorted list knows only what was read."""
    if not listed.order or listed.complete:
        return ""
    return f"sorted by {listed.order.replace('_', ' ')} among the {exact(len(listed))} read"


def age(listed: Listing[T], cursor: int, now_ns: int) -> str:
    """How old the row under the cursor is."""
    if not 0 <= cursor < len(listed):
        return ""
    leaf = listed.leaf(cursor)
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
