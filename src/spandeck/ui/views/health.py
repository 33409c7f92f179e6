"""How well each provider is: its score, and the parts it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from textual.content import Content

from spandeck.model.page import Ask
from spandeck.model.upstream import HealthScores, Score, Snapshot
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet
from spandeck.paint.scorerow import COLUMNS, card, cell, fact
from spandeck.paint.scores import NO_AGGREGATE, sorted_worst
from spandeck.ui.views.answer import counted
from spandeck.ui.views.board import Kind
from spandeck.ui.views.boardview import BoardView
from spandeck.ui.views.share import copies
from spandeck.ui.widgets.chart import Chart
from spandeck.ui.widgets.page import page


class HealthView(BoardView[HealthScores, Score]):
    """Providers, the least well first."""

    pane = "health"
    ranged = False
    timed = False
    filters = ()

    def kind(self) -> Kind[Score]:
        """Providers as rows."""
        zone = self.zone
        return Kind(COLUMNS, lambda each: each.vendor, lambda each, c: cell(each, c, zone), fact)

    def rows_of(self, answer: Snapshot[HealthScores]) -> Sequence[Score]:
        """The worst first."""
        return sorted_worst(answer.value.scores)

    def name_of(self, row: Score) -> str:
        """The provider."""
        return row.vendor

    def pictures(self) -> Sequence[Chart]:
        """The gauges of one provider."""
        return (Chart(self.gauges),)

    async def load(self, ask: Ask) -> Snapshot[HealthScores]:
        """All scores."""
        return await self.source.health(ask=ask)

    def gauges(self, sheet: Sheet, at_ns: int | None) -> Sequence[Line]:
        """The provider under the cursor."""
        return card(self.here, sheet) if self.here is not None else ()

    def nothing(self) -> Content:
        """Why there is no provider."""
        if self.answer is None or self.answer.value.scores:
            return Content("")
        title = self.source.title
        return page("No provider is watched", f"{title} saw no calls yet.", "r asks again.")

    def summary(self) -> str:
        """All of them together."""
        known = self.answer.value if self.answer else None
        if known is None:
            return ""
        together = NO_AGGREGATE
        if known.aggregate is not None:
            together = f"together {known.aggregate} of 100, weighted by calls"
        return f"{counted(len(known.scores), 'provider')}, {together}"

    def copies(self) -> Sequence[tuple[str, str]]:
        """The provider under the cursor."""
        return copies(self, self.here.vendor if self.here else None, "health-scores", "health", {})

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Every provider."""
        return [asdict(each) for each in self.board.rows]
