"""One record to be read: its head, a drawing where there is one, its JSON, and the search in it.

It is handed records and shows them; it asks nothing.
"""

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var

from spandeck.model.resource import Column, Record, Resource, at
from spandeck.paint.document import Line
from spandeck.paint.figures import figure
from spandeck.paint.recordhead import Head, State
from spandeck.paint.recordtree import Folding
from spandeck.paint.tracerow import Manner
from spandeck.ui.widgets.outline import Outline
from spandeck.ui.widgets.searchline import SearchLine


class RecordPane(Vertical):
    """Everything about one record."""

    DEFAULT_CSS = "RecordPane { width: 1fr; padding: 0 0 0 1; }"

    found: var[int | None] = var[int | None](None)
    """How many items hold what is searched for; None while nothing is."""

    def __init__(self, vendor: str) -> None:
        """`vendor` chooses how some records are drawn."""
        super().__init__()
        self.vendor = vendor
        self.outline = Outline()
        self.record: Record | None = None
        self.resource: Resource | None = None
        self.turned: dict[str, dict[str, bool]] = {}
        """What was folded by hand, by resource."""

    def compose(self) -> ComposeResult:
        """The record over the line to search it."""
        yield self.outline
        yield SearchLine()

    def show(
        self,
        resource: Resource,
        record: Record | None,
        leads: Sequence[str],
        state: State,
        manner: Manner,
    ) -> None:
        """Show a record, where the reader was if it is the same one."""
        same = (
            record is not None
            and self.record is not None
            and self.resource is resource
            and self.record.id == record.id
        )
        self.resource, self.record = resource, record
        if record is None:
            self.outline.show(None)
            return
        facts: Mapping[str, Column] = {each.path: each for each in resource.columns}
        turned = self.turned.setdefault(resource.name, {})
        tree = Folding(record.raw, facts, manner, turned)
        head, drawn = Head(resource, record, leads, state), figure(self.vendor, resource.name)

        def preface(width: int) -> Sequence[Line]:
            drawing = drawn(record.raw, width) if drawn else ()
            return [*head.lines(width), *drawing, *([()] if drawing else [])]

        self.outline.show(tree, preface, stay=same)

    def open_search(self) -> None:
        """Type what to search for."""
        self.query_one(SearchLine).open(self.outline.needle)

    @on(SearchLine.Entered)
    def search(self, event: SearchLine.Entered) -> None:
        """Mark what was typed, and go to its first place from here on."""
        event.stop()
        self.outline.needle = event.text
        self.found = self.outline.seek(1) if event.text else None
        self.leave_search(event)

    @on(SearchLine.Left)
    def leave_search(self, event: SearchLine.Left | SearchLine.Entered) -> None:
        """Close the line."""
        event.stop()
        self.query_one(SearchLine).close()
        self.screen.set_focus(self.outline)

    def end_search(self) -> bool:
        """Search no more; whether there was a search."""
        searched = bool(self.outline.needle)
        self.outline.needle, self.found = "", None
        return searched

    @property
    def value(self) -> object:
        """What the item under the cursor holds."""
        path = self.path
        return at(self.record.raw, path) if self.record and path else None

    @property
    def path(self) -> str:
        """Where the item under the cursor stands in the record."""
        steps = (self.outline.here or "").split(".")
        return ".".join(step for step in steps if not step.startswith("#"))
