"""A vendor's screen: its views side by side, each mounted on its first visit.

It knows views and sources, never how a vendor is reached.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

from spandeck.model.source import TraceSource
from spandeck.model.trace import TraceSummary
from spandeck.ui.commands import Command
from spandeck.ui.goto import named
from spandeck.ui.profile import Profile
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.trace import TraceScreen
from spandeck.ui.tabs import Tab
from spandeck.ui.views.tracelist import Walk
from spandeck.ui.views.traces import TracesView
from spandeck.ui.views.view import View
from spandeck.ui.widgets.page import Page, page


class VendorScreen(FrameScreen):
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

    def __init__(self, tab: Tab, kinds: Sequence[type[View]], profile: Profile) -> None:
        """`tab` names the vendor, `kinds` its views in the order of their tabs."""
        super().__init__(profile)
        self.vendor = tab
        self.kinds = {kind.NAME: kind for kind in kinds}
        self.views: dict[str, View] = {}
        self.before = ""

    def body(self) -> ComposeResult:
        """The views; until there is one, a page that says why not."""
        with Container(classes="views"):
            yield Page(page(self.vendor.title, "Connecting…"))

    def on_mount(self) -> None:
        """Paint the views' line before there is a view."""
        self.crumbs = self.line()
        self.begin()

    def watch_sources(self) -> None:
        """The sources are open."""
        super().watch_sources()
        if self.is_mounted:
            self.begin()

    def begin(self) -> None:
        """Show the first view once there is a source for it, or say what is missing."""
        if self.sources is None:
            return
        if self.source is not None and self.kinds:
            self.current = self.current or next(iter(self.kinds))
        else:
            self.query_one(Page).said = self.absent()

    @property
    def source(self) -> TraceSource | None:
        """The vendor's source, if the profile is connected to it."""
        return self.sources.traces.get(self.vendor.name) if self.sources else None

    @property
    def guided(self) -> bool:
        """The hints are about traces."""
        return self.source is not None

    @property
    def view(self) -> View | None:
        """The view that is shown."""
        return self.views.get(self.current)

    def absent(self) -> Content:
        """That the vendor is not connected yet, and what is needed."""
        title = self.vendor.title
        needed = self.profile.absent.get(self.vendor.name, f"{title} is not connected yet.")
        return page(f"{title} is not connected", needed, "The keys 1 to 6 go to the other tabs.")

    def watch_current(self, before: str, current: str) -> None:
        """Mount a view on its first visit, then only show it."""
        self.before = before
        self.crumbs = self.line()
        source = self.source
        if source is None or not current:
            return
        if current not in self.views:
            # In the screen's own turn: binding data needs to know who binds.
            self.call_next(self.visit, self.kinds[current], source)
        else:
            self.reveal()

    async def visit(self, kind: type[View], source: TraceSource) -> None:
        """Mount a view and follow its status."""
        view = kind(source, self.profile).data_bind(VendorScreen.zone, VendorScreen.range_s)
        self.views[kind.NAME] = view
        await self.query_one(".views").mount(view)
        self.watch(view, "status", partial(self.follow, view))
        self.reveal()

    def reveal(self) -> None:
        """Show the current view alone, and give it the focus."""
        self.query_one(Page).display = False
        for name, view in self.views.items():
            view.display = name == self.current
        shown = self.view
        if shown is not None:
            self.follow(shown, shown.status)
            inside = (each for each in shown.walk_children(Widget) if each.focusable)
            self.set_focus(next(inside, shown if shown.focusable else None))
        self.refresh_bindings()

    def follow(self, view: View, status: Content) -> None:
        """Show the status of the current view."""
        if view is self.view:
            self.status = status

    def line(self) -> Content:
        """The vendor and its views, the current one underlined and bold."""
        titles = [
            (kind.TITLE, "bold underline $accent" if name == self.current else "$muted")
            for name, kind in self.kinds.items()
        ]
        spaced = [part for title in titles for part in ("  ", title)]
        arrow = [(" ▸", "$muted")] if spaced else []
        return Content.assemble((self.vendor.title, "bold"), *arrow, *spaced)

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

    def commands(self) -> Sequence[Command]:
        """Of the current view, and one to go to each view."""
        own = self.view.commands() if self.view else ()
        views = (self.to(name, kind) for name, kind in self.kinds.items())
        if self.source is None:
            return (*own, *views)
        goto = Command("goto", "Open a trace by its id or address", self.goto, "ID")
        return (*own, *views, goto)

    def goto(self, argument: str) -> None:
        """Open the trace that was typed; whether it exists is seen there."""
        self.open_trace(named(argument))

    @on(TracesView.Chosen)
    def chosen(self, event: TracesView.Chosen) -> None:
        """A trace of the list was chosen."""
        self.open_trace(event.summary, event.walk)

    def open_trace(self, summary: TraceSummary, walk: Walk | None = None) -> None:
        """Show one trace above this screen."""
        if self.source is not None:
            screen = TraceScreen(self.source, self.profile, summary, walk)
            bound = FrameScreen.zone, FrameScreen.range_s, FrameScreen.sources, FrameScreen.tour
            self.app.push_screen(screen.data_bind(*bound))

    def to(self, name: str, kind: type[View]) -> Command:
        """The command that goes to a view."""

        def go(argument: str) -> None:
            self.current = name

        return Command(name, f"Go to {self.vendor.title} ▸ {kind.TITLE}", go)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stepping needs a second view."""
        if action == "step":
            return len(self.kinds) > 1 and self.view is not None
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
