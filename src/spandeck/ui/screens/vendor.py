"""A vendor's screen: its views side by side, each mounted on its first visit."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.reactive import var

from spandeck.model.resource import Resource
from spandeck.model.source import Opened
from spandeck.ui.commands import Command
from spandeck.ui.profile import Profile
from spandeck.ui.screens.stage import Stage
from spandeck.ui.tabs import Tab
from spandeck.ui.viewline import line
from spandeck.ui.views.browser import BrowserView
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.view import Entry, View
from spandeck.ui.widgets.page import Page, page


class VendorScreen(Stage):
    """The base screen of a vendor's mode."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "comma",
            "step(-1)",
            "Previous view",
            id="vendor.previous",
            show=False,
            tooltip="The view to the left",
        ),
        Binding(
            "full_stop",
            "step(1)",
            "Next view",
            id="vendor.next",
            show=False,
            tooltip="The view to the right",
        ),
        Binding(
            "grave_accent",
            "last",
            "Last view",
            id="vendor.last",
            show=False,
            tooltip="Back to the view before this one",
        ),
    ]

    current: var[str] = var("")
    """The name of the view that is shown; empty until there is one."""

    def __init__(
        self, tab: Tab, entries: Callable[[Opened], Sequence[Entry]], profile: Profile
    ) -> None:
        """`tab` names the vendor; `entries` says which views its sources are shown in."""
        super().__init__(profile)
        self.vendor = tab
        self.entries = entries
        self.kinds: Mapping[str, Entry] = {}
        self.views: dict[str, View] = {}
        self.before = ""
        self.shared: Desk | None = None

    def body(self) -> ComposeResult:
        """The views; until there is one, a page that says why not."""
        with Container(classes="views"):
            yield Page(page(self.vendor.title, "Connecting…"))

    def on_mount(self) -> None:
        """Paint the views' line before there is a view."""
        self.crumbs = self.line()
        self.begin()

    def on_resize(self, event: events.Resize) -> None:
        """Another width has room for other tabs."""
        self.crumbs = self.line()

    def watch_sources(self) -> None:
        """The sources are open."""
        super().watch_sources()
        if self.is_mounted:
            self.begin()

    def begin(self) -> None:
        """Show the first view once there are sources for it, or say what is missing."""
        if self.sources is None:
            return
        records = self.sources.records.get(self.vendor.name)
        if records is None:
            self.query_one(Page).said = self.absent()
        elif self.shared is None:
            opened = Opened(
                records,
                self.sources.traces.get(self.vendor.name),
                self.sources.upstream.get(self.vendor.name),
            )
            self.shared = Desk(opened, self.profile)
            self.kinds = {each.name: each for each in self.entries(opened)}
            self.current = next(iter(self.kinds))

    @property
    def desk(self) -> Desk | None:
        """Made when the sources are open."""
        return self.shared

    @property
    def guided(self) -> bool:
        """The hints are about some views."""
        return self.view is not None and self.view.GUIDED

    @property
    def view(self) -> View | None:
        """The view that is shown."""
        return self.views.get(self.current)

    @property
    def trail(self) -> tuple[str, ...]:
        """The vendor and the view."""
        return (self.vendor.title, self.kinds[self.current].title)

    def absent(self) -> Content:
        """That the vendor is not connected yet, and what is needed."""
        title = self.vendor.title
        needed = self.profile.absent.get(self.vendor.name, f"{title} is not connected yet.")
        return page(f"{title} is not connected", needed, "The keys 1 to 6 go to the other tabs.")

    def watch_current(self, before: str, current: str) -> None:
        """Mount a view on its first visit, then only show it."""
        self.before = before
        self.crumbs = self.line()
        if self.shared is None or not current:
            return
        if current not in self.views:
            # In the screen's own turn: binding data needs to know who binds.
            self.call_next(self.visit, self.kinds[current], self.shared)
        else:
            self.reveal()

    async def visit(self, entry: Entry, desk: Desk) -> None:
        """Mount a view and follow its status."""
        own = VendorScreen.zone, VendorScreen.range_s, VendorScreen.triage, VendorScreen.locked
        view = entry.make(desk).data_bind(*own)
        self.views[entry.name] = view
        await self.query_one(".views").mount(view)
        self.watch(view, "status", partial(self.tell_status, view))
        self.reveal()

    def reveal(self) -> None:
        """Show the current view alone, and give it the focus."""
        self.query_one(Page).display = False
        for name, view in self.views.items():
            view.display = name == self.current
        shown = self.view
        if shown is not None:
            self.tell_status(shown, shown.status)
            self.focus_inside(shown)
        self.watch_tour()
        self.refresh_bindings()

    def line(self) -> Content:
        """The vendor and its views, the current one underlined and bold."""
        titles, names = [each.title for each in self.kinds.values()], list(self.kinds)
        at = names.index(self.current) if self.current else 0
        return line(self.vendor.title, titles, at, self.size.width)

    def commands(self) -> Sequence[Command]:
        """Of the current view, one to go to each view, and to each resource."""
        views = (self.to(each) for each in self.kinds.values())
        return (*(each for each in super().commands() if each.name not in self.kinds), *views)

    def to(self, entry: Entry) -> Command:
        """The command that goes to a view."""

        def go(argument: str) -> None:
            self.current = entry.name

        return Command(entry.name, f"Go to {self.vendor.title} ▸ {entry.title}", go)

    def go(self, resource: Resource, argument: str) -> None:
        """Show a resource in its own tab, or in the browser."""
        if resource.name in self.kinds:
            self.current = resource.name
            return
        self.current = BrowserView.NAME
        self.call_after_refresh(self.browse, resource)

    def browse(self, resource: Resource) -> None:
        """Show a resource in the browser, once that is there."""
        if isinstance(self.view, BrowserView):
            self.view.browse(resource)

    def action_back(self) -> None:
        """Inside the view; there is nothing below this screen."""
        if self.view is not None:
            self.view.back()

    async def action_close(self) -> None:
        """Back inside the view, or ask whether to quit."""
        if self.view is not None and self.view.deep:
            self.view.back()
        else:
            await super().action_close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stepping needs a second view."""
        if action == "step":
            return len(self.kinds) > 1 and self.view is not None
        if action == "back":
            return self.view is not None and self.view.deep
        if action == "last":
            return bool(self.before)
        return super().check_action(action, parameters)

    def action_step(self, by: int) -> None:
        """To the view beside this one."""
        names = list(self.kinds)
        self.current = names[(names.index(self.current) + by) % len(names)]

    def action_last(self) -> None:
        """To the view before this one."""
        self.current = self.before
