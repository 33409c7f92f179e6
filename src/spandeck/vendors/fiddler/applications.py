"""Which applications a question is for: all of the key's projects, unless it names some."""

from collections.abc import Mapping
from typing import Any

from spandeck.model.nearest import nearest
from spandeck.model.page import Ask, BadRow
from spandeck.model.query import BadQuery
from spandeck.model.resource import at
from spandeck.vendors.edge import Edge
from spandeck.vendors.fiddler.asking import Question
from spandeck.vendors.fiddler.dialect import Fiddler, following
from spandeck.vendors.fiddler.group import API
from spandeck.vendors.fiddler.grouping import Application

PAGE = 100
MOST_LISTED = 1000
MOST_WALKED = 12
"""Applications whose spans are listed together: a minute's budget is 120 queries."""


class Applications:
    """The applications that a key may see."""

    def __init__(self, edge: Edge) -> None:
        """`edge` asks."""
        self.edge = edge

    async def every(self, ask: Ask) -> list[Application]:
        """All of them, newest first; what cannot be read is passed over."""
        found: list[Application] = []
        offset: str | None = "0"
        while offset is not None and len(found) < MOST_LISTED:
            async with self.edge.stream(
                f"{API}/applications",
                what="list of applications",
                ask=ask,
                params={"limit": PAGE, "offset": offset, "ordering": "-created_at"},
            ) as answer:
                own, rows = await answer.rows(Fiddler.rows)
                try:
                    offset = following(own, len(rows)).cursor
                except ValueError as error:
                    raise answer.unreadable("it is no page of applications") from error
            found += [made for each in rows if (made := application(each)) is not None]
        return list({each.id: each for each in found}.values())

    async def chosen(
        self, question: Question, ask: Ask
    ) -> tuple[list[Application], tuple[str, ...]]:
        """Those that a question is for, and what must be said; raise `BadQuery` for none."""
        found = await self.every(ask)
        for name, wanted in (("project", question.project), ("application", question.application)):
            if not wanted:
                continue
            some = [each for each in found if wanted in called(each, name)]
            if not some:
                known = {called(each, name)[0] for each in found}
                raise BadQuery(f"there is no {name} “{wanted}”. {nearest(wanted, known)}")
            found = some
        if len(found) <= MOST_WALKED:
            return found, ()
        note = f"the newest {MOST_WALKED} of {len(found)} applications: application=… for another"
        return found[:MOST_WALKED], (note,)


def application(raw: Any) -> Application | None:
    """One of them; None for a row that is none."""
    if isinstance(raw, BadRow) or not isinstance(raw, Mapping) or not raw.get("id"):
        return None
    project = str(at(raw, "project.name") or "")
    return Application(
        str(raw["id"]),
        str(raw.get("name") or raw["id"]),
        project,
        str(at(raw, "project.id") or ""),
    )


def called(each: Application, name: str) -> tuple[str, str]:
    """What a filter may call it."""
    return (each.project, each.project_id) if name == "project" else (each.name, each.id)
