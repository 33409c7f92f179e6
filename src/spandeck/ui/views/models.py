"""Which models are called and what breaks when: a calendar of retirements."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from textual.content import Content

from spandeck.model.page import Ask
from spandeck.model.upstream import ModelUse, Snapshot
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet
from spandeck.paint.modelrow import COLUMNS, card, cell, fact, months, name
from spandeck.paint.retirements import soonest
from spandeck.ui.views.answer import counted
from spandeck.ui.views.board import Kind
from spandeck.ui.views.boardview import BoardView
from spandeck.ui.views.share import copies
from spandeck.ui.widgets.chart import Chart
from spandeck.ui.widgets.page import page

Models = tuple[ModelUse, ...]


class ModelsView(BoardView[Models, ModelUse]):
    """Models, those that stop first on top."""

    pane = "models"
    ranged = False
    timed = False
    filters = ()

    def kind(self) -> Kind[ModelUse]:
        """Models as rows."""
        now = self.clock()
        return Kind(COLUMNS, name, lambda each, column: cell(each, column, now), fact)

    def rows_of(self, answer: Snapshot[Models]) -> Sequence[ModelUse]:
        """What breaks first."""
        return soonest(answer.value)

    def name_of(self, row: ModelUse) -> str:
        """The provider."""
        return row.vendor

    def pictures(self) -> Sequence[Chart]:
        """The calendar."""
        return (Chart(self.calendar),)

    async def load(self, ask: Ask) -> Snapshot[Models]:
        """All models in use."""
        return await self.source.models(ask=ask)

    def calendar(self, sheet: Sheet, at_ns: int | None) -> Sequence[Line]:
        """The model under the cursor in words, then all that are to be retired."""
        here, known = self.here, self.answer
        if here is None or known is None:
            return ()
        now = self.clock()
        words = card(here, now, sheet)
        beneath = replace(sheet, height=sheet.height - len(words) - 1)
        return [*words, (), *months(known.value, now, beneath, name(here))]

    def nothing(self) -> Content:
        """Why there is no model."""
        if self.answer is None or self.answer.value:
            return Content("")
        return page(
            "No model was called",
            f"{self.source.title} learns models from the answers of AI providers; it saw none.",
            "r asks again.",
        )

    def summary(self) -> str:
        """How many are to be retired."""
        known = self.answer.value if self.answer else ()
        going = sum(each.deprecation != "active" for each in known)
        return f"{counted(len(known), 'model')}, {going} deprecated or gone"

    def copies(self) -> Sequence[tuple[str, str]]:
        """The model under the cursor."""
        here = self.here
        found = copies(self, here.vendor if here else None, "model-usage", "models", {})
        return (("model", here.model), *found) if here else found

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Every model."""
        return [asdict(each) for each in self.board.rows]
