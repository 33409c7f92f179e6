"""Search in examples and runs: the filter language over bare columns, with paging in the body."""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any

from pydantic import Field

from spandeck.sim.arize.body import Body
from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.filter import parse
from spandeck.sim.arize.filter.tokens import BadFilter
from spandeck.sim.arize.filter.tree import Look, fits
from spandeck.sim.arize.organisation import Record
from spandeck.sim.arize.paging import Paging, paging
from spandeck.sim.arize.telemetry.view import judgement


class SearchBody(Body):
    """What every search may say."""

    filter: Annotated[str, Field(pattern=r"\S")] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50
    cursor: str | None = None

    def paging(self, question: list[Any]) -> Paging:
        """How much is asked for, and from where."""
        given = {"limit": self.limit, "cursor": self.cursor}
        return paging(given, [*question, self.filter], most=500)


def fitting(
    rows: Iterable[Record], source: str | None, shown: Callable[[Record], Record]
) -> Iterator[Record]:
    """The rows that fit, by the columns they show; `Problem` 400 for a filter that is none."""
    if source is None:
        return iter(rows)
    try:
        tree = parse(source)
    except BadFilter as error:
        raise Problem(400, f"filter: {error}") from None
    return (row for row in rows if fits(tree, looked_at(shown(row))))


def looked_at(row: Record) -> Look:
    """The columns of a row: its own by their names, and what people noted."""

    def look(column: str) -> Any:
        space, _, rest = column.partition(".")
        if column not in row and space == "annotation":
            return judgement(row["annotations"], rest)
        return row.get(column)

    return look
