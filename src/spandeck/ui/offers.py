"""The ids that a form's field takes: one page of that resource, asked for once and then kept.

What was typed before narrows it: a resource within another needs to know within which.
"""

from collections.abc import Mapping, Sequence

from textual.suggester import Suggester

from spandeck.model.action import Field
from spandeck.model.catalog import Unknown
from spandeck.model.form import parts
from spandeck.model.page import Ask, BadRow
from spandeck.model.query import BadQuery, Condition, Query
from spandeck.model.resource import Resource, at
from spandeck.model.source import RecordSource
from spandeck.ui.screens.chooser import Choice

ASK = Ask(pane="form")


class Offers:
    """What was found so far, by resource and by what it was asked within."""

    def __init__(self, source: RecordSource) -> None:
        self.source = source
        self.found: dict[tuple[str, Query], Sequence[Choice[str]]] = {}
        self.newest: dict[str, Sequence[Choice[str]]] = {}
        """What was found last, by resource."""

    async def of(self, known: Field, given: Mapping[str, str]) -> Sequence[Choice[str]]:
        """The ids a field takes, each with its name; raise `SourceError`, `BadQuery`."""
        try:
            resource = self.source.catalog.resource(known.of)
        except Unknown as error:
            raise BadQuery(str(error)) from None
        self.newest[known.of] = await self.listed(resource, given)
        return self.newest[known.of]

    async def listed(self, resource: Resource, given: Mapping[str, str]) -> Sequence[Choice[str]]:
        """The ids of a resource, each with its name; raise `SourceError`, `BadQuery`."""
        if resource.listing is None:
            raise BadQuery(f"{resource.title} are not listed; type the id.")
        query = within(resource, given)
        if (resource.name, query) not in self.found:
            page = await self.source.records(resource, query, limit=resource.largest, ask=ASK)
            self.found[resource.name, query] = [
                Choice(each.id, each.id, named(resource, each.raw))
                for each in page.items
                if not isinstance(each, BadRow) and each.id
            ]
        return self.found[resource.name, query]


def within(resource: Resource, given: Mapping[str, str]) -> Query:
    """What a list needs to be asked, from what stands in the form; raise `BadQuery`."""
    conditions = []
    for each in resource.filters:
        text = next((given[name] for name in (each.name, each.wire) if given.get(name)), "")
        if each.required and not text.strip():
            raise BadQuery(f"Fill in {each.name} first: {resource.title.lower()} belong to one.")
        if each.required:
            conditions.append(Condition(each.name, "=", text.strip()))
    return Query(tuple(conditions))


def named(resource: Resource, raw: Mapping[str, object]) -> str:
    """What a record is called, from the first column that is a text."""
    texts = (at(raw, each.path) for each in resource.columns if each.kind == "text")
    return next((each for each in texts if isinstance(each, str)), "")


class Completion(Suggester):
    """Goes on with what is typed, from the ids that are known already."""

    def __init__(self, offers: Offers, known: Field) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.offers, self.known = offers, known

    async def get_suggestion(self, value: str) -> str | None:
        """The first id that begins as the last word does."""
        last = parts(value)[-1] if self.known.kind == "list" and parts(value) else value.strip()
        if not last or not value.endswith(last):
            return None
        for each in self.offers.newest.get(self.known.of, ()):
            if each.value.startswith(last) and each.value != last:
                return value + each.value[len(last) :]
        return None
