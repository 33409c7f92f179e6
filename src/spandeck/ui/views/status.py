"""Whether the watcher itself was well: ninety days of its own checks, and its incidents."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from spandeck.model.page import Ask
from spandeck.model.source import UpstreamSource
from spandeck.model.upstream import CollectorStatus, Snapshot
from spandeck.paint.collector import collector
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet
from spandeck.ui.views.answer import AnswerView, counted
from spandeck.ui.views.desk import Desk
from spandeck.ui.widgets.chart import Chart
from spandeck.ui.widgets.page import Page
from spandeck.ui.widgets.sentence import Sentence

WIDTH = 100
"""How wide what is copied may be: ninety days and their words."""


class StatusView(AnswerView[CollectorStatus]):
    """One picture; nothing in it is asked for by range or environment."""

    DEFAULT_CSS = "StatusView > Chart { margin: 1 2; }"
    pane = "status"
    ranged = False
    filters = ()

    def __init__(self, desk: Desk, source: UpstreamSource) -> None:
        """`source` answers."""
        super().__init__(source, desk.profile)
        self.chart = Chart(self.picture)
        self.chart.add_class("answer")

    def compose(self) -> ComposeResult:
        """Trouble, and the picture."""
        yield Sentence(classes="trouble")
        yield self.chart.data_bind(StatusView.zone)
        yield Page()

    async def load(self, ask: Ask) -> Snapshot[CollectorStatus]:
        """How it is and was."""
        return await self.source.status(ask=ask)

    def shown(self) -> None:
        """Draw it."""
        self.chart.renew()

    def nothing(self) -> Content:
        """Even a watcher that was never checked is said to be so."""
        return Content("")

    def summary(self) -> str:
        """How many incidents there were."""
        known = self.answer.value.incidents if self.answer else ()
        return counted(len(known), "incident") if known else "no incident"

    def picture(self, sheet: Sheet, at_ns: int | None = None) -> Sequence[Line]:
        """The sentence, the strip, the incidents."""
        return collector(self.answer.value, self.clock(), sheet) if self.answer else ()

    def copies(self) -> Sequence[tuple[str, str]]:
        """All that is on screen, as text."""
        lines = self.picture(Sheet(WIDTH, 24, zone=self.zone))
        words = "\n".join("".join(text for text, _ in line).rstrip() for line in lines)
        return (("in words", words),) if words else ()

    def records(self) -> Sequence[Mapping[str, Any]]:
        """The days."""
        return [asdict(each) for each in self.answer.value.days] if self.answer else ()

    def panes(self) -> Sequence[Widget]:
        """The picture, or why there is none."""
        return (self.query_one(Page) if self.has_class("-empty") else self.chart,)
