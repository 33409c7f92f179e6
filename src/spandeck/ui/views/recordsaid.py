"""Why a list of records is empty, what stands beside its rows, and what to press."""

from collections.abc import Mapping, Sequence
from typing import Any

from textual.content import Content

from spandeck.model.query import Filter
from spandeck.model.resource import Resource
from spandeck.paint.recordtree import written
from spandeck.paint.units import exact, one_line
from spandeck.ui.ranges import spoken
from spandeck.ui.views.recordlist import RecordList
from spandeck.ui.widgets.page import page

FACTS_MOST = 12
"""Facts of an answer told in the line above its rows; `:facts` tells all."""


def empty(records: RecordList, title: str, range_s: float | None) -> Content:
    """What was asked, why there may be nothing, and what to press."""
    resource, query = records.resource, records.query
    nouns = records.lens.nouns
    reach = f" in {spoken(range_s)}" if resource.window else ""
    further = ", t looks further back" if resource.window else ""
    if not records.complete:
        return page(
            f"No {records.lens.noun} matches yet",
            f"{title} was asked for {query.text}{reach}; {exact(records.read)} were read.",
            "G reads on, f changes the filter, ! takes it off.",
        )
    if query.conditions:
        return page(
            f"No {nouns} match",
            f"{title} was asked for {resource.title.lower()} with {query.text}{reach}.",
            f"f changes the filter, ! takes it off{further}.",
        )
    return page(
        f"There are no {nouns}{reach}",
        f"{title} holds none that this key can see. {resource.about} {resource.note}".strip(),
        f"r asks again{further}, ctrl+p lists what can be done.",
    )


def needed(resource: Resource, missing: Sequence[Filter], titles: Mapping[str, str]) -> Content:
    """That a list cannot be asked for without naming what it belongs to."""
    first = missing[0]
    names = " and ".join(each.name.replace("_", " ") for each in missing)
    choose = f"enter chooses from {titles[first.of]}, " if first.of in titles else ""
    sentences = [
        f"{resource.title} are asked for by {names}: {first.about}.",
        f"{choose}f types {first.name}=… by hand.",
    ]
    return page(f"Which {first.name.replace('_', ' ')}?", *sentences)


def facts(rest: Mapping[str, Any]) -> Content:
    """What an answer said beside its rows, on one line."""
    told = [
        Content.assemble((f"{one_line(key)} ", "$muted"), brief(value))
        for key, value in list(rest.items())[:FACTS_MOST]
    ]
    return Content.styled(" · ", "$muted").join(told)


def brief(value: Any) -> str:
    """A fact in a few words."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, dict | list) and len(written(value)) > 40:
        return f"{{{len(value)}}}" if isinstance(value, dict) else f"[{len(value)}]"
    return written(value)


def drift(count: int) -> str:
    """How many values are not what their column promises."""
    return f"{exact(count)} value{'s' if count > 1 else ''} not as promised" if count else ""
