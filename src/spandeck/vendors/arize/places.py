"""Where traces lie: the projects that a key sees, each in its space, and which a query means."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from spandeck.model.errors import Missing, Refused
from spandeck.model.page import Ask
from spandeck.model.query import Query, alike
from spandeck.vendors.arize import naming
from spandeck.vendors.arize.dialect import following
from spandeck.vendors.arize.wire import Envelope, ProjectRow, SpaceRow
from spandeck.vendors.complaint import why
from spandeck.vendors.edge import Edge

R = TypeVar("R", ProjectRow, SpaceRow)

PAGE = 100
PAGES = 10
"""Pages of projects that are read: a thousand of them."""


@dataclass(frozen=True, slots=True)
class Project:
    """Where some of the traces lie."""

    id: str
    name: str
    space_id: str = ""
    space: str = ""
    """The space's name, or its id where the key cannot see it."""

    @property
    def facts(self) -> Mapping[str, str]:
        """What a row says of where it was found."""
        return {
            "project": self.name,
            "project_id": self.id,
            "space": self.space,
            "space_id": self.space_id,
        }


async def projects(edge: Edge, ask: Ask) -> tuple[Project, ...]:
    """All projects that the key sees, from the cache while that is fresh."""
    ask = ask.settled  # traces are what is to be new
    found = [each async for each in rows(edge, "projects", ask, ProjectRow)]
    names: dict[str, str] = {}
    try:
        async for space in rows(edge, "spaces", ask, SpaceRow):
            names[space.id] = space.name or space.id
    except (Refused, Missing):
        pass  # a key for projects alone: their spaces are told by their ids
    return tuple(placed(each, names) for each in found)


def placed(row: ProjectRow, names: Mapping[str, str]) -> Project:
    """A project with the name of its space."""
    space_id = row.space_id or ""
    return Project(row.id, row.name or row.id, space_id, names.get(space_id, space_id))


async def rows(edge: Edge, kind: str, ask: Ask, shape: type[R]) -> AsyncIterator[R]:
    """Everything that a list holds, its pages followed to their end.

    What has no id cannot be asked for its traces: the browser shows such a row, here it is passed.
    """
    cursor: str | None = None
    for _ in range(PAGES):
        params: dict[str, str | int] = {"limit": PAGE} | ({"cursor": cursor} if cursor else {})
        async with edge.stream(
            f"/v2/{kind}", what=f"list of {kind}", ask=ask, params=params
        ) as answer:
            own, page = await answer.rows(kind)
            try:
                place = Envelope.model_validate(own).pagination
            except ValidationError as error:
                raise answer.unreadable(why(error)) from error
        for each in page:
            try:
                yield shape.model_validate(naming.respelt(each))
            except ValidationError:
                continue
        cursor, _notes = following(place, cursor)
        if cursor is None:
            return


def meant(found: Iterable[Project], query: Query) -> tuple[Project, ...]:
    """The projects that a query asks for: all of them, unless it names some."""
    wanted = [each for each in query.conditions if each.field in ("project", "space")]

    def named(project: Project) -> bool:
        return all(
            str(each.value) in (project.id if each.field == "project" else project.space_id,)
            or alike(project.name if each.field == "project" else project.space, str(each.value))
            for each in wanted
        )

    return tuple(each for each in found if named(each))
