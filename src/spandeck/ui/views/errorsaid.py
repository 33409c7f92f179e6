"""What a live list of failures says about itself: how it is followed, and why it is empty."""

from collections.abc import Sequence
from datetime import tzinfo

from textual.content import Content

from spandeck.model.query import Query
from spandeck.model.tail import Standing
from spandeck.paint.sentence import cut
from spandeck.paint.units import ago, clock, exact
from spandeck.ui.views.errorlist import ErrorList
from spandeck.ui.views.follow import Follow
from spandeck.ui.views.listsaid import FILTER_MOST, SEPARATOR
from spandeck.ui.widgets.page import page


def status(listed: ErrorList, follow: Follow, query: Query, sought: str) -> Content:
    """The left of the status line; what matters most comes first, for it may be cut."""
    counts = listed.counts
    said = [
        (followed(listed, follow), "$accent"),
        (f"filter {cut(query.text, FILTER_MOST)}" if query.conditions else "", "$accent"),
        (f"/{cut(sought, FILTER_MOST)}" if sought else "", "$accent"),
        (exact(len(listed)) + (" match" if query.conditions else " failures"), ""),
        (f"+{exact(counts.new)} since you looked" if counts.new else "", ""),
        (marked(counts.late, counts.changed), "$status-warn"),
    ]
    return SEPARATOR.join(Content.styled(text, style) for text, style in said if text)


def followed(listed: ErrorList, follow: Follow) -> str:
    """Whether new ones are let in, how many are kept back, and the key that lets them in."""
    if follow.on and not follow.paused:
        return "following"
    word, key = ("paused", "g") if follow.on else ("stopped", "F")
    if not listed.waiting:
        return word
    lost = f", {exact(listed.lost)} of them let go" if listed.lost else ""
    return f"{word} · +{exact(listed.waiting)} new{lost} · {key} shows them"


def marked(late: int, changed: int) -> str:
    """How many rows came late or changed, and where they are listed."""
    said = [f"{exact(late)} late"] * bool(late) + [f"{exact(changed)} changed"] * bool(changed)
    return f"{', '.join(said)} (:late)" if said else ""


def empty(standings: Sequence[Standing], query: Query, now_ns: int, zone: tzinfo) -> Content:
    """What was asked of whom, who did not answer, and what to press."""
    if not standings:
        return page(
            "Nothing is followed here",
            "No list of failures is known of what this profile is connected to.",
        )
    told = sum(each.told for each in standings)
    if query.conditions and told:
        return page(
            "No failure matches",
            f"{exact(told)} were told; none of those that are kept meets {query.text}.",
            "f changes the filter, ! takes it off.",
        )
    answered = [each for each in standings if each.answered_ns is not None and not each.trouble]
    asked = [each for each in standings if each.answered_ns is None and not each.trouble]
    heading = "No failures" if answered else "Nothing was answered yet"
    said = [
        f"{each.title} answered {since(each.answered_ns, now_ns)}, asked every {each.every_s:.0f} s"
        f"{f'; its newest is of {clock(each.newest_ns, zone)}' if each.newest_ns else ''}."
        for each in answered
    ]
    said += [f"{each.title}: asked, not answered yet." for each in asked]
    said += [f"✗ {each.title} is blind: {each.trouble}" for each in standings if each.trouble]
    return page(heading, "\n".join(said), "r asks now; new failures appear here by themselves.")


def since(then_ns: int | None, now_ns: int) -> str:
    """`just now`, `12 s ago`."""
    told = ago(then_ns, now_ns)
    return "just now" if told == "now" else f"{told} ago"
