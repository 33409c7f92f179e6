"""A resource's list as far as it is asked and shown; keys are its subclass's business."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from textual import work
from textual.content import Content

from spandeck.model.errors import SourceError
from spandeck.model.page import Ask, Freshness, Priority
from spandeck.model.query import Filter, Query
from spandeck.model.resource import Record
from spandeck.paint.recordhead import State
from spandeck.paint.tracerow import Manner
from spandeck.ui.views import listsaid, parent
from spandeck.ui.views import recordsaid as said
from spandeck.ui.views.leaf import Start
from spandeck.ui.views.listview import ListView
from spandeck.ui.views.recordlist import RecordList
from spandeck.ui.views.recordread import RecordReader
from spandeck.ui.views.recordrows import RecordRows
from spandeck.ui.views.want import Want
from spandeck.ui.widgets.filterline import FilterLine
from spandeck.ui.widgets.sentence import Sentence

RENEWED_PAGES = 10
"""Pages read again at once when a list is asked for anew."""


class RecordTable(ListView[Record], RecordReader):
    """The records of one resource, and the one under the cursor."""

    base: Record | None = None
    """What another record is to be compared with."""
    listed: RecordList
    ids: dict[str, Sequence[str]]
    """The ids that filters take, by resource, as far as they were asked for."""

    @property
    def asked(self) -> Query:
        """The conditions that stand in paths: an item may need them, too."""
        placed = {each.name for each in self.resource.filters if each.place == "path"}
        conditions = self.listed.query.conditions
        return Query(tuple(each for each in conditions if each.field in placed))

    @property
    def question(self) -> Query:
        """What is asked for now."""
        return self.query_now()

    @property
    def manner(self) -> Manner:
        """How times are told."""
        return Manner(self.zone, self.clock(), self.relative)

    @property
    def filters(self) -> Sequence[Filter]:
        """What the resource can be filtered by, with the ids that were found for them."""
        return tuple(map(self.hinted, self.resource.filters))

    def hinted(self, known: Filter) -> Filter:
        """A filter that offers ids, where it takes them and offers nothing of its own."""
        if not known.of or known.hints is not None:
            return known
        return replace(known, hints=partial(self.ids_of, known.of))

    def ids_of(self, resource: str, text: str) -> Sequence[str]:
        """The ids a half-typed one could become."""
        known = self.ids.get(resource, ())
        return [f"{each} " for each in known if each.startswith(text) and each != text]

    def action_filter(self) -> None:
        """Edit the filter; the ids it takes are asked for meanwhile."""
        super().action_filter()
        self.gather()

    @work(exclusive=True, group="ids")
    async def gather(self) -> None:
        """Find the ids that filters take."""
        ask = Ask(Priority.PREFETCH, pane=f"{self.source.vendor}.{self.resource.name}")
        for each in self.resource.filters:
            if each.of and each.of not in self.ids:
                try:
                    found = await parent.offered(self.desk, each, ask)
                except SourceError:
                    continue  # an id can still be typed
                self.ids[each.of] = [record.id for record in found]
                self.query_one(FilterLine).offer()

    def listing(self, query: Query) -> RecordList:
        """The records of a query."""
        pane = f"{self.source.vendor}.{self.resource.name}"
        return RecordList(self.source, self.resource, query, pane=pane)

    def row_source(self) -> RecordRows:
        """The records as rows."""
        return RecordRows(self.listed, self.manner)

    @property
    def sortable(self) -> Sequence[str]:
        """The resource's columns."""
        return tuple(each.path for each in self.resource.columns)

    def nothing(self) -> Content:
        """Why there are no records."""
        if not self.askable:
            return self.needed()
        return said.empty(self.listed, self.source.title, self.range_s)

    @property
    def askable(self) -> bool:
        """Whether everything is named that the list cannot be asked without."""
        return not parent.missing(self.resource, self.query_now())

    def watch_range_s(self) -> None:
        """Another range of time is another question where the vendor takes one."""
        if self.resource.window is not None:
            super().watch_range_s()

    async def catch_up(self, freshness: Freshness) -> None:
        """Read anew as far as was looked at: rows may be gone, or stand elsewhere."""
        anew = self.listing(self.listed.query)
        anew.sort(self.listed.order, descending=self.listed.descending)
        start: Start | None = Start()
        for _ in range(RENEWED_PAGES):
            if start is None or (len(anew) > self.window[1] and anew.pages.leaves):
                break
            await anew.load(Want(Priority.INTERACTIVE, start), freshness)
            start = anew.pages.next
        self.asking = False
        self.wholes.clear()
        self.shown(lambda: self.turn(anew))

    def redrawn(self) -> None:
        """The record under the cursor may be another, and so may what the answer said beside."""
        facts = self.query_one("Sentence.facts", Sentence)
        rest = self.listed.facts
        facts.said, facts.display = said.facts(rest), bool(rest)
        self.pointed()

    def pointed(self) -> None:
        """Show the record under the cursor: its row at once, all of it when the reader rests."""
        row = self.here
        record = row if isinstance(row, Record) else None
        if record is None:
            self.workers.cancel_group(self, "item")
            self.display_record(None, State())
            return
        whole = self.wholes.get(record.id) if self.resource.key else record
        if whole is not None or not self.readable:
            self.workers.cancel_group(self, "item")
            self.display_record(whole or record, State())
            return
        self.display_record(record, State(whole=False))
        if not self.has_class("-narrow") or self.has_class("-reading"):
            self.read_whole(record)

    @property
    def readable(self) -> bool:
        """Whether a record can be read whole by its id."""
        return self.resource.item is not None and bool(self.resource.key)

    def told(self) -> None:
        """How the list stands, values that drifted and the comparison included."""
        super().told()
        if not self.askable:
            self.status = Content.styled("nothing was asked yet", "$muted")
        base = f"comparing {self.base.id}: d on another" if self.base else ""
        drift = said.drift(self.listed.drift)
        parts = [
            *([Content.styled(base, "$accent")] if base else []),
            self.status,
            *([Content.styled(drift, "$status-warn")] if drift else []),
        ]
        if len(parts) > 1:
            self.status = listsaid.SEPARATOR.join(parts)
