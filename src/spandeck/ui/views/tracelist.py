"""A vendor's traces as a list."""

from spandeck.model.page import Ask, Page
from spandeck.model.query import Query
from spandeck.model.source import TraceSource
from spandeck.model.trace import TraceSummary
from spandeck.ui.views.lens import TRACES
from spandeck.ui.views.listing import PAGE, Listing
from spandeck.ui.views.pages import Pages


class TraceList(Listing[TraceSummary]):
    """The traces of one query, newest first."""

    def __init__(
        self,
        source: TraceSource,
        query: Query,
        *,
        pane: str = "",
        pages: Pages[TraceSummary] | None = None,
    ) -> None:
        """`source` answers; `pane` is how the budget's screen calls who asks."""
        super().__init__(TRACES, source.filters, query, pane=pane, pages=pages)
        self.source = source

    async def ask(self, query: Query, cursor: str | None, ask: Ask) -> Page[TraceSummary]:
        """Ask the vendor for one page."""
        return await self.source.traces(query, cursor, limit=PAGE, ask=ask)
