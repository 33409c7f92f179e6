"""Screens that show a vendor's views, and the way from each to lists, records and traces.

It knows views and sources, never how a vendor is reached.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from spandeck.model.catalog import Unknown
from spandeck.model.contrast import Sets
from spandeck.model.group import Target
from spandeck.model.query import BadQuery
from spandeck.model.resource import Resource
from spandeck.model.source import Opened, Outcome
from spandeck.model.trace import UNSET, TraceSummary
from spandeck.paint.recordname import called_by_id
from spandeck.paint.tabline import trail
from spandeck.paint.units import moment
from spandeck.ui import actions
from spandeck.ui.behind import Way, ways
from spandeck.ui.commands import Command
from spandeck.ui.notice import tell
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.screens.compare import CompareScreen
from spandeck.ui.screens.failing import FailingScreen
from spandeck.ui.screens.form import FormScreen
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.trace import TraceScreen
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.place import TRACE, Place
from spandeck.ui.views.places import view_of
from spandeck.ui.views.records import RecordsView
from spandeck.ui.views.traces import TracesView
from spandeck.ui.views.view import View
from spandeck.ui.views.want import Walk


class Stage(FailingScreen):
    """A screen on which one view at a time is shown."""

    @property
    def desk(self) -> Desk | None:
        """What the views work with; None while the vendor is not connected."""
        raise NotImplementedError

    @property
    def view(self) -> View | None:
        """The view that is shown."""
        raise NotImplementedError

    @property
    def trail(self) -> tuple[str, ...]:
        """Where one is, for the crumbs of what is opened from here."""
        raise NotImplementedError

    @property
    def opened(self) -> Opened | None:
        """The vendor's sources, if the profile is connected to it."""
        return self.desk.opened if self.desk else None

    # Hooks of the frame

    @property
    def subject(self) -> bool:
        """A view is what copy, export and link act on."""
        return self.view is not None

    def copies(self) -> Sequence[tuple[str, str]]:
        """Of the current view."""
        return self.view.copies() if self.view else ()

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Of the current view."""
        return self.view.records() if self.view else ()

    def link(self) -> str | None:
        """Of the current view."""
        return self.view.link() if self.view else None

    def target(self) -> Target | None:
        """Of the current view."""
        return self.view.target() if self.view else None

    def sets(self) -> Sets | None:
        """Of the current view; else of the group that is selected there."""
        return (self.view.sets() if self.view else None) or super().sets()

    def group_key(self) -> str | None:
        """Of the current view; else the group that holds what is selected there."""
        return (self.view.group_key() if self.view else None) or super().group_key()

    def group_keys(self) -> Sequence[str]:
        """Of the current view."""
        return (self.view.group_keys() if self.view else ()) or super().group_keys()

    def acted(self) -> None:
        """The current view may show it."""
        if self.view is not None:
            self.view.acted()

    @property
    def at_ns(self) -> int | None:
        """Of the current view."""
        return self.view.at_ns if self.view else None

    def commands(self) -> Sequence[Command]:
        """Of the current view, then one to go to each resource, and to each record by its id."""
        own = self.view.commands() if self.view else ()
        if self.opened is None:
            return own
        found = [*own, *self.acts(self.opened)]
        for each in self.opened.records.catalog.resources:
            found += self.ways(each)
        return found

    def acts(self, opened: Opened) -> Sequence[Command]:
        """The vendor's actions; those on what is shown are done to it."""
        shown = self.view.subject if self.view else (None, None)
        lately = self.desk.lately if self.desk else actions.NOTHING
        return actions.commands(opened.records, self.profile, *shown, self.fill, lately)

    def fill(self, form: FormScreen) -> None:
        """Fill in a form; what is shown may be other afterwards."""
        self.push(form, partial(self.done, form))

    def done(self, form: FormScreen, outcome: Outcome | None) -> None:
        """Something was done at the vendor: ask again, and open what was made."""
        if outcome is None:
            return
        if self.view is not None:
            self.view.renewed()
        made = form.made(outcome)
        if made:
            self.lead(Place(form.resource.name, item=made))

    def ways(self, resource: Resource) -> Sequence[Command]:
        """The commands that go to a resource, and to one record of it."""
        title = self.opened.records.title if self.opened else ""
        ways = []
        if resource.listing is not None or resource.single:
            about = f"Go to {title} ▸ {resource.title}"
            ways.append(Command(resource.name, about, partial(self.go, resource)))
        if resource.item is not None and not resource.single:
            about = f"Open one of {title} ▸ {resource.title} by its id"
            ways.append(Command(resource.singular, about, partial(self.one, resource), "ID"))
        return ways

    def go(self, resource: Resource, argument: str) -> None:
        """Go to a resource's list, or to the only record."""
        self.lead(Place(resource.name, item="" if resource.single else None))

    def one(self, resource: Resource, argument: str) -> None:
        """Open the record that was typed; whether it exists is seen there."""
        if not argument:
            raise BadQuery(f"Which {resource.singular}? Write :{resource.singular} and its id.")
        self.lead(Place(TRACE if resource.curated else resource.name, item=argument))

    @on(TracesView.Chosen)
    def chosen(self, event: TracesView.Chosen) -> None:
        """A trace of the list was chosen."""
        self.open_trace(event.summary, event.walk)

    @on(View.Led)
    def led(self, event: View.Led) -> None:
        """Something else was chosen."""
        event.stop()
        self.lead(event.place)

    @on(View.Deeper)
    def deeper(self, event: View.Deeper) -> None:
        """A view goes on in another."""
        event.stop()
        if self.desk is not None:
            self.push(ViewScreen(self.desk, event.view, (*self.trail, *event.out_of)))

    @on(View.Behind)
    def behind(self, event: View.Behind) -> None:
        """Choose the vendor whose traces of a while are wanted; a single one is taken."""
        event.stop()
        if self.sources is None:
            return
        begin = f"{moment(event.between.since_ns, self.zone):%a %d %b %H:%M}"

        def show(way: Way | None) -> None:
            view = way.view() if way else None
            if way is not None and view is not None:
                where = way.title, "Traces", f"{event.provider} {begin}"
                self.push(ViewScreen(way.desk, view, where))

        found = ways(self.sources, self.profile, event.provider, event.environment, event.between)
        if not found:
            tell(self, "No vendor that holds traces is connected.", "warning")
        elif len(found) == 1:
            show(found[0])
        else:
            choices = [Choice(each, f"{each.title:<9}  {each.aside}") for each in found]
            self.app.push_screen(Chooser(f"Traces of {event.provider}, {begin}", choices), show)

    @on(RecordsView.Compared)
    def compare(self, event: RecordsView.Compared) -> None:
        """Two records were chosen to be compared."""
        event.stop()
        self.push(CompareScreen(event.desk, event.resource, event.base, event.other))

    def lead(self, place: Place) -> None:
        """Show a place above this screen; leaving it comes back here."""
        if self.desk is None:
            return
        if place.resource == TRACE:
            self.open_trace(TraceSummary(place.item or "", "", UNSET, None, None))
            return
        try:
            resource = self.desk.opened.records.catalog.resource(place.resource)
            view = view_of(self.desk, place)
        except (Unknown, BadQuery) as error:
            tell(self, str(error), "error")
            return
        named = (called_by_id(place.item),) if place.item else ()
        out_of = (*self.trail, *place.out_of)
        self.push(ViewScreen(self.desk, view, (*out_of, resource.title, *named)))

    def open_trace(self, summary: TraceSummary, walk: Walk[TraceSummary] | None = None) -> None:
        """Show one trace above this screen."""
        if self.desk is None or self.desk.opened.traces is None:
            tell(self, "This vendor holds no traces.", "warning")
        else:
            self.push(TraceScreen(self.desk.opened.traces, self.profile, summary, walk))

    def action_pane(self, by: int) -> None:
        """The next pane of the view, shown if it was hidden."""
        panes = self.view.panes() if self.view else ()
        if self.view is None or not panes:
            super().action_pane(by)
            return
        at = next((n for n, each in enumerate(panes) if each.has_focus), -1 if by > 0 else 0)
        self.view.enter_pane(panes[(at + by) % len(panes)])

    def tell_status(self, view: View, status: Content) -> None:
        """Show the status of the current view."""
        if view is self.view:
            self.status = status

    def focus_inside(self, view: View) -> None:
        """Give the focus to the first thing in a view that takes it."""
        inside = (each for each in view.walk_children(Widget) if each.focusable)
        self.set_focus(next(inside, view if view.focusable else None))


class ViewScreen(Stage):
    """One view alone, above the screen that it was opened from."""

    def __init__(self, desk: Desk, view: View, trail: tuple[str, ...]) -> None:
        """`trail` says where one is, the vendor first."""
        super().__init__(desk.profile)
        self.shared, self.shown, self.path = desk, view, trail

    def body(self) -> ComposeResult:
        """The view."""
        own = FrameScreen.zone, FrameScreen.range_s, FrameScreen.triage, FrameScreen.locked
        yield self.shown.data_bind(*own)

    def on_mount(self) -> None:
        """Follow the view's status."""
        self.watch(self.shown, "status", partial(self.tell_status, self.shown))
        self.focus_inside(self.shown)

    def on_resize(self, event: events.Resize) -> None:
        """Say where one is; what is farther away goes first where room is short."""
        first, *rest = trail(self.path, self.size.width - 4)
        parts = [(f" ▸ {each}", "$muted") for each in rest[:-1]]
        last = ((" ▸ ", "$muted"), (rest[-1], "bold $accent"))
        self.crumbs = Content.assemble((first, "bold"), *parts, *last)

    @property
    def desk(self) -> Desk:
        """The one that was handed in."""
        return self.shared

    @property
    def view(self) -> View:
        """The only one."""
        return self.shown

    @property
    def trail(self) -> tuple[str, ...]:
        """The one that was handed in."""
        return self.path

    def action_back(self) -> None:
        """Inside the view first."""
        if not self.shown.back():
            super().action_back()
