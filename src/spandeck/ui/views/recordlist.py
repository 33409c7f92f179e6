"""A resource's records as a list, and how such a list looks at its rows."""

from collections.abc import Mapping
from dataclasses import replace

from spandeck.model.errors import Refused
from spandeck.model.page import Ask, BadRow, Page
from spandeck.model.query import BadQuery, Query, Value
from spandeck.model.resource import Column, Record, Resource, at
from spandeck.model.source import RecordSource
from spandeck.paint.recordcell import cell, columns
from spandeck.paint.recordfact import drifted, fact
from spandeck.paint.row import Column as Shown
from spandeck.paint.tracerow import Manner
from spandeck.ui.views.lens import Lens
from spandeck.ui.views.listing import PAGE, Listing
from spandeck.ui.views.pages import Pages


def lens(resource: Resource) -> Lens[Record]:
    """How a list of a resource looks at its rows."""
    known = {each.path: each for each in resource.columns}
    times = [each for each in resource.columns if each.kind == "time"]
    lengths = [each for each in resource.columns if each.kind == "duration"]
    states = [each for each in resource.columns if each.kind == "status"]
    shown: Mapping[str, Shown] = {each.name: each for each in columns(resource)}

    def said(record: Record, name: str) -> Value | None:
        column = known.get(name)
        if column is not None:
            return fact(column, record.raw)
        found = at(record.raw, name)
        return found if isinstance(found, str | bool | float | int) else None

    def failed(record: Record) -> bool:
        manner = Manner()
        return any(
            cell(each, at(record.raw, each.path), shown[each.path], manner, lead=False).tone
            == "error"
            for each in states
        )

    return Lens(
        resource.singular.replace("-", " "),
        resource.name.replace("-", " "),
        lambda record: record.id,
        said,
        lambda record: whole(times, record),
        lambda record: number(lengths, record),
        failed,
    )


def whole(columns_of: list[Column], record: Record) -> int | None:
    """The first of these facts as a whole number."""
    found = fact(columns_of[0], record.raw) if columns_of else None
    return found if isinstance(found, int) else None


def number(columns_of: list[Column], record: Record) -> float | None:
    """The first of these facts as a number."""
    found = fact(columns_of[0], record.raw) if columns_of else None
    return found if isinstance(found, int | float) else None


class RecordList(Listing[Record]):
    """The records of one query, in the vendor's order or sorted."""

    def __init__(
        self, source: RecordSource, resource: Resource, query: Query, *, pane: str = ""
    ) -> None:
        """`source` answers; `pane` is how the budget's screen calls who asks."""
        seen = lens(resource)
        super().__init__(seen, resource.filters, query, pane=pane, pages=Pages(seen))
        self.source, self.resource = source, resource
        self.drift = 0
        """Values that were not of the kind that their column promises."""

    async def ask(self, query: Query, cursor: str | None, ask: Ask) -> Page[Record]:
        """Ask the vendor for one page; records without an id are known by their place."""
        try:
            page = await self.source.records(self.resource, query, cursor, limit=PAGE, ask=ask)
        except BadQuery as error:
            raise Refused(self.source.title, str(error), advice="f changes the filter.") from error
        if self.resource.key:
            return page
        items = tuple(
            row if isinstance(row, BadRow) else Record(f"#{cursor or ''}{place}", row.raw)
            for place, row in enumerate(page.items)
        )
        return replace(page, items=items)

    def noted(self, page: Page[Record]) -> None:
        """Count what is not as promised, too."""
        super().noted(page)
        rows = (row for row in page.items if not isinstance(row, BadRow))
        self.drift += sum(drifted(self.resource, row.raw) for row in rows)

    @property
    def chronological(self) -> bool:
        """Whether newest stand first, as far as was read: then new ones arrive at the top."""
        if not any(each.kind == "time" for each in self.resource.columns):
            return False
        held = self.pages.leaves[0].started_ns if self.pages.leaves else ()
        known = [each for each in held if each >= 0]
        return len(known) == len(held) and known == sorted(known, reverse=True)
