"""What a vendor's simulator holds, asked and changed around the form: for samples and proofs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from spandeck.model import entry
from spandeck.model.action import Action
from spandeck.model.errors import Missing
from spandeck.model.form import written
from spandeck.model.query import Condition, Query
from spandeck.model.resource import Record, Resource
from spandeck.model.source import RecordSource
from tests.vendors.opened import NOW_NS
from tests.vendors.test_walk import Walk

SECOND_NS = 1_000_000_000
STAMPS = ("updated_at", "updated_by", "updated_by_user_id", "last_used_at")
"""What changes whatever is done, and so proves nothing."""
PAUSE_S = 10.0
"""How far the clock is moved while something is waited for."""


@dataclass
class Holdings:
    """A simulator's lists, its clock, and what can be done there through the API alone."""

    source: RecordSource
    walk: Walk
    file: Path
    """Something to upload: events of a model, with their header."""
    now_ns: int = NOW_NS
    target: Record | None = None
    """What the action under way is done to."""
    given: dict[str, str] = field(default_factory=dict)
    """What the list of the target was asked by."""

    async def later(self, seconds: float) -> None:
        """Time passes in the simulator alone."""
        self.now_ns += int(seconds * SECOND_NS)

    async def found(self, name: str) -> tuple[Query, list[Record]]:
        """What there is of a resource under the first parents that have any, and how to ask."""
        resource = self.source.catalog.resource(name)
        try:
            if resource.listing is not None:
                return await self.walk.found(resource)
            if resource.single:
                return Query(), [await self.source.record(resource, "")]
        except Missing:  # below a parent that was done away with
            self.walk.firsts.pop(name, None)
        return Query(), []

    async def rows(self, name: str, /, **parents: str) -> list[Record]:
        """What there is of a resource, under these parents where some are given."""
        if not parents:
            return (await self.found(name))[1]
        resource = self.source.catalog.resource(name)
        asked = Query(tuple(Condition(of, "=", value) for of, value in parents.items()))
        page = await self.source.records(resource, asked, limit=resource.largest)
        return [each for each in page.items if isinstance(each, Record)]

    async def id(self, name: str, nth: int = 0, /, **parents: str) -> str:
        """The id of one that there is."""
        return (await self.rows(name, **parents))[nth].id

    async def where(self, name: str, /, **fields: object) -> Record:
        """The last one of a resource that says this of itself."""
        rows = await self.rows(name)
        return next(each for each in reversed(rows) if fields.items() <= each.raw.items())

    async def do(self, name: str, target: str = "", /, **fields: object) -> Record:
        """Do another action first, through the API; gives what the vendor answered."""
        action = self.source.catalog.action(name)
        known = {each.name: each for each in action.fields}
        texts = {each: written(known[each], value) for each, value in plain(fields).items()}
        values = entry.sending(action, texts, {}, self.now_ns)
        outcome = await self.source.act(self.source.draft(action, values, target))
        self.forget(action)
        return outcome.record or Record(target, {})

    def forget(self, action: Action) -> None:
        """Ask anew for what an action may have changed."""
        for name in list(self.walk.firsts):
            kept = self.walk.firsts[name][1]
            if name == action.on or not kept or action.effect == "destructive":
                del self.walk.firsts[name]

    async def told(self, names: Sequence[str], on: str, texts: Mapping[str, str]) -> Any:
        """What is read of some resources about the target, or about what was filled in."""
        said: dict[str, Any] = {}
        for each in names:
            name, *asked = each.split()
            given = dict(one.split("=") for one in asked)
            with suppress(Missing):
                said[name] = await self.read(self.source.catalog.resource(name), on, texts, given)
        return to_json(said)

    async def read(
        self, resource: Resource, on: str, texts: Mapping[str, str], given: Mapping[str, str]
    ) -> Any:
        """One resource as it is read: the target itself, or a list as it is asked about it."""
        target, call = self.target, resource.item
        mine = target is not None and (resource.name == on or resource.listing is None)
        if target is not None and mine and call and call.template.count("{") == 1:
            return bare((await self.source.record(resource, target.id)).raw)
        query = await self.question(resource, on, texts, given)
        if resource.single:
            return bare((await self.source.record(resource, "", query)).raw)
        page = await self.source.records(resource, query, limit=resource.largest)
        return [bare(each.raw) for each in page.items if isinstance(each, Record)]

    async def question(
        self, resource: Resource, on: str, texts: Mapping[str, str], given: Mapping[str, str]
    ) -> Query:
        """How a list is asked: about the target, by what was filled in, below what there is."""
        conditions = [Condition(name, "=", value) for name, value in given.items()]
        window = resource.window or ()
        for each in resource.filters:
            if each.required and each.name not in window:
                own = self.target.id if self.target and each.of == on else ""
                value = own or self.given.get(each.name) or texts.get(each.name)
                value = value or next(iter(each.choices), "")
                value = value or (await self.id(each.of) if each.of else "")
                conditions.append(Condition(each.name, "=", value))
        query = Query(tuple(conditions))
        if not window:
            return query
        return query.within(NOW_NS - self.walk.span_ns, self.now_ns + SECOND_NS)


Value = object | Callable[[Holdings], Awaitable[object]]
"""A field's value, or what finds one among what the simulator holds."""
Target = Callable[[Holdings], Awaitable[Record]]
"""What finds, or makes, a record that an action can be done to."""
Sample = Mapping[str, Value]
"""What is right in some fields of an action, together; None leaves a field empty.

`@` finds what it is done to, where any will not do; `*` finds several fields at once.
"""


def bare(raw: Any) -> Any:
    """A record without what changes whatever is done."""
    if not isinstance(raw, Mapping):
        return raw
    return {name: found for name, found in raw.items() if name not in STAMPS}


def plain(fields: Mapping[str, object]) -> dict[str, object]:
    """Fields as keywords: two underscores stand for a dot."""
    return {name.replace("__", "."): value for name, value in fields.items()}
