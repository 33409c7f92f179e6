"""The view in which a place is shown."""

from spandeck.model.query import parse, quoted
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.place import Place
from spandeck.ui.views.record import RecordView
from spandeck.ui.views.records import RecordsView
from spandeck.ui.views.traces import TracesView
from spandeck.ui.views.view import View


def view_of(desk: Desk, place: Place) -> View:
    """A new view of a place; raise `Unknown` for a resource there is not, `BadQuery` for filters.

    A list that a curated view stands for is shown in that one.
    """
    resource = desk.opened.records.catalog.resource(place.resource)
    if place.item is not None:
        return RecordView(desk, resource, place.item)
    text = " ".join(f'{name}="{quoted(value)}"' for name, value in place.where.items())
    if resource.curated and desk.opened.traces is not None:
        view = TracesView(desk.opened.traces, desk.profile)
        view.conditions = view.given = parse(text, view.filters)
        return view
    query = parse(text, resource.filters)
    remember(desk, place)
    return RecordsView(desk, resource, query if query.conditions else None)


def remember(desk: Desk, place: Place) -> None:
    """What a list is narrowed to was chosen lately."""
    resource = desk.opened.records.catalog.resource(place.resource)
    for each in resource.filters:
        if each.of and each.name in place.where:
            desk.lately[each.of] = place.where[each.name]
