"""Reading one record whole, beside its row in a list or alone, and what the frame asks of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from textual import work
from textual.content import Content

from spandeck.model.errors import NotCached, SourceError
from spandeck.model.page import Ask, Freshness
from spandeck.model.query import BadQuery, Filter, Query
from spandeck.model.resource import Record, Relation, Resource
from spandeck.paint.recordhead import State
from spandeck.paint.recordname import called
from spandeck.paint.tracerow import Manner
from spandeck.ui.commands import Command
from spandeck.ui.notice import tell
from spandeck.ui.views import parent
from spandeck.ui.views import recordsaid as said
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.place import Place, led
from spandeck.ui.views.view import View
from spandeck.ui.widgets.recordpane import RecordPane

REST_S = 0.15
"""How long the cursor rests on a row before all of its record is asked for."""
KEPT = 64
"""Records that were read whole and are kept."""


class RecordReader(View):
    """A view with a `RecordPane`."""

    desk: Desk
    resource: Resource
    pane: RecordPane
    rest_s: float = REST_S

    def prepare(self, desk: Desk, resource: Resource) -> None:
        """Know where records come from."""
        self.desk, self.resource = desk, resource
        self.source = desk.opened.records
        self.pane = RecordPane(self.source.vendor)
        self.wholes: dict[str, Record] = {}

    @property
    def asked(self) -> Query:
        """The conditions under which a record of this view is found."""
        return Query()

    @property
    def manner(self) -> Manner:
        """How times are told."""
        return Manner(self.zone, self.profile.clock())

    def leads(self, record: Record) -> list[tuple[Relation, Place]]:
        """Where a record leads, as far as it says."""
        found = ((each, led(each, record)) for each in self.resource.relations)
        return [(relation, place) for relation, place in found if place is not None]

    @property
    def question(self) -> Query:
        """What is asked for, as far as it is known."""
        return self.asked

    def narrowed(self, known: Filter, identity: str) -> None:
        """What the question belongs to was chosen, or a part of it."""

    def complete(self) -> None:
        """Everything that the question belongs to was chosen: ask it."""
        raise NotImplementedError

    def needed(self) -> Content:
        """That something must be named first."""
        lacking = parent.missing(self.resource, self.question)
        known = self.source.catalog.by_name
        titles = {each.of: known[each.of].title for each in lacking if each.of in known}
        return said.needed(self.resource, lacking, titles)

    @work(exclusive=True, group="parent")
    async def action_parent(self) -> None:
        """Choose what the question belongs to, the outermost first; a single one is taken."""
        ask = Ask(pane=f"{self.source.vendor}.{self.resource.name}")
        while known := parent.outermost(self.desk, self.resource, self.question):
            try:
                records = await parent.offered(self.desk, known, ask)
            except SourceError as error:
                tell(self, str(error), "error")
                return
            if not records:
                tell(self, f"There is nothing to choose from; f types {known.name}=….")
                return
            if len(records) > 1:
                resource = self.source.catalog.resource(known.of)
                taken = partial(self.take_parent, known)
                self.app.push_screen(parent.chooser(resource, records), taken)
                return
            self.name_parent(known, records[0].id)
        self.complete()

    def take_parent(self, known: Filter, identity: str | None) -> None:
        """One was chosen; there may be more to choose."""
        if identity is not None:
            self.name_parent(known, identity)
            self.action_parent()

    def name_parent(self, known: Filter, identity: str) -> None:
        """Remember what was chosen, for other lists too."""
        self.desk.lately[known.of] = identity
        self.narrowed(known, identity)

    def display_record(self, record: Record | None, state: State) -> None:
        """Show a record as far as it is known."""
        leads = [relation.title for relation, _ in self.leads(record)] if record else []
        self.pane.show(self.resource, record, leads, state, self.manner)

    @work(exclusive=True, group="item")
    async def read_whole(self, record: Record, freshness: Freshness = Freshness.FRESH) -> None:
        """Show all of a record once the reader has rested on it; its row stays until then."""
        if self.rest_s:
            await asyncio.sleep(self.rest_s)
        self.display_record(record, State(whole=False, asking=True))
        ask = Ask(freshness=freshness, pane=f"{self.source.vendor}.{self.resource.name}")
        try:
            whole = await self.source.record(self.resource, record.id, self.asked, ask=ask)
        except (SourceError, BadQuery, NotCached) as error:
            self.display_record(record, State(whole=False, problem=str(error)))
            return
        self.wholes[record.id] = whole
        for old in list(self.wholes)[:-KEPT]:
            del self.wholes[old]
        self.display_record(whole, State())

    def follow_first(self, record: Record) -> bool:
        """Go where the first relation of a record leads; whether there is one."""
        for _, place in self.leads(record)[:1]:
            self.depart(record, place)
            return True
        return False

    def depart(self, record: Record, place: Place) -> None:
        """Go to where a record leads."""
        named = bool(self.resource.key and record.id)
        if named:
            self.desk.lately[self.resource.name] = record.id
        self.post_message(self.Led(replace(place, out_of=(called(record),) if named else ())))

    def open_by_title(self, record: Record | None, title: str) -> None:
        """Follow the relation of this title."""
        leads = {relation.title: place for relation, place in self.leads(record)} if record else {}
        found = next((name for name in leads if name.casefold() == title.casefold()), None)
        if record is None or not leads:
            raise BadQuery("This leads nowhere.")
        if found is None:
            raise BadQuery(f"Open what? This leads to {', '.join(leads)}.")
        self.depart(record, leads[found])

    def record_commands(self, record: Record | None) -> Sequence[Command]:
        """What can be done with the record that is shown."""
        titles = tuple(relation.title for relation, _ in self.leads(record)) if record else ()
        found = [Command("find", "Search in this record", self.find, "timeout")]
        if titles:

            def follow(title: str) -> None:
                self.open_by_title(record, title)

            found.append(
                Command("open", "Follow a relation of this record", follow, titles[0], titles)
            )
        return found

    def find(self, text: str) -> None:
        """Search in the record."""
        self.pane.outline.needle = text
        self.pane.found = self.pane.outline.seek(1) if text else None
        if text and not self.pane.found:
            tell(self, f"Nothing in this record holds “{text}”.")

    def action_search(self) -> None:
        """Type what to search for in the record."""
        self.enter_pane(self.pane.outline)
        self.pane.open_search()

    def action_match(self, by: int) -> None:
        """The next or previous match."""
        self.pane.found = self.pane.outline.seek(by)

    def action_wrap(self) -> None:
        """Long texts broken, or not."""
        self.pane.outline.wrapped = not self.pane.outline.wrapped
