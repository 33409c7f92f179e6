"""One record alone: the only one of its kind, or one that was asked for by its id."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from spandeck.model.errors import SourceError
from spandeck.model.page import Ask, Freshness
from spandeck.model.query import BadQuery, Query
from spandeck.model.resource import Record, Resource
from spandeck.paint.recordhead import State
from spandeck.ui.commands import Command
from spandeck.ui.views import parent
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.recordkeys import ALONE, CHOOSING, READING
from spandeck.ui.views.recordread import RecordReader
from spandeck.ui.views.recordshare import copies
from spandeck.ui.widgets.outline import Outline
from spandeck.ui.widgets.page import Page, page


class RecordView(RecordReader):
    """A record of a resource, read whole at once."""

    BINDINGS: ClassVar[list[BindingType]] = [*READING, *ALONE, *CHOOSING]
    DEFAULT_CSS = """
    RecordView > Page { display: none; }
    RecordView.-failed > Page { display: block; }
    RecordView.-failed > RecordPane { display: none; }
    """

    def __init__(self, desk: Desk, resource: Resource, identity: str) -> None:
        """`identity` is empty for a resource of which there is only one."""
        self.prepare(desk, resource)
        super().__init__(desk.profile)
        self.identity = identity

    def compose(self) -> ComposeResult:
        """The record, or why there is none."""
        yield Page(page(self.resource.title, "Asking…"))
        yield self.pane

    def on_mount(self) -> None:
        """Ask at once, if it is known which."""
        if self.identity or self.resource.single:
            self.complete()
            return
        self.add_class("-failed")
        name = self.resource.singular
        self.query_one(Page).said = page(
            f"Which {name.replace('-', ' ')}?",
            f"{self.resource.title} are not listed: one is read by its id. {self.resource.about}",
            f"Write :{name} and the id.",
        )

    @property
    def asked(self) -> Query:
        """What was chosen lately, where the path needs it."""
        return parent.lately(self.desk, self.resource)

    @work(exclusive=True, group="load")
    async def load(self, freshness: Freshness = Freshness.FRESH) -> None:
        """Read the record."""
        self.status = Content("asking…")
        ask = Ask(freshness=freshness, pane=f"{self.source.vendor}.{self.resource.name}")
        try:
            found = await self.source.record(self.resource, self.identity, self.asked, ask=ask)
        except (SourceError, BadQuery) as error:
            self.fail(str(error))
            return
        self.remove_class("-failed")
        self.status = Content(f"{self.resource.singular} {found.id}".strip())
        self.display_record(found, State())

    def complete(self) -> None:
        """Ask, unless it must be known first what the record belongs to."""
        if parent.missing(self.resource, self.asked) and self.resource.single:
            self.add_class("-failed")
            self.query_one(Page).said = self.needed()
        else:
            self.load()

    def fail(self, words: str) -> None:
        """Say what happened, over what is shown or in its place."""
        self.status = Content.styled("not read", "$status-error")
        if self.pane.record is not None:
            self.display_record(self.pane.record, State(problem=words))
            return
        self.add_class("-failed")
        self.query_one(Page).said = page("No answer", words, "r asks again, esc goes back.")
        self.query_one(Page).focus()

    def watch_zone(self) -> None:
        """Times of another zone."""
        if self.is_mounted and self.pane.record is not None:
            self.display_record(self.pane.record, State())

    @on(Outline.Chosen)
    def chosen_inside(self, event: Outline.Chosen) -> None:
        """Follow the first relation."""
        event.stop()
        if self.pane.record is not None and not self.follow_first(self.pane.record):
            self.pane.outline.action_turn()

    def panes(self) -> Sequence[Widget]:
        """The record, or why there is none."""
        return (self.query_one(Page) if self.has_class("-failed") else self.pane.outline,)

    @property
    def deep(self) -> bool:
        """Searching."""
        return bool(self.pane.outline.needle)

    def back(self) -> bool:
        """End the search."""
        return self.pane.end_search()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something."""
        if action == "match":
            return bool(self.pane.found)
        if action == "parent":
            return self.resource.single and bool(parent.missing(self.resource, self.asked))
        return self.pane.record is not None if action in ("search", "wrap") else True

    def action_refresh(self) -> None:
        """Ask again, where what is known has aged."""
        self.load()

    def action_reload(self) -> None:
        """Ask again past the cache."""
        self.load(Freshness.RELOAD)

    def renewed(self) -> None:
        """Ask again past the cache."""
        self.load(Freshness.RELOAD)

    # Answers for the frame

    @property
    def subject(self) -> tuple[Resource | None, Record | None]:
        """The resource and the record."""
        return self.resource, self.pane.record

    def copies(self) -> Sequence[tuple[str, str]]:
        """The value under the cursor, then the record."""
        pane = self.pane
        return copies(self.source.vendor, self.resource, pane.record, pane.path, pane.value)

    def records(self) -> Sequence[Mapping[str, Any]]:
        """The record."""
        return (self.pane.record.raw,) if self.pane.record else ()

    def commands(self) -> Sequence[Command]:
        """What can be done with it."""
        return self.record_commands(self.pane.record)
