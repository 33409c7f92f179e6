"""Everything a vendor holds: its resources at the left, the chosen one beside them.

It chooses; lists and records are views of their own, of which it holds one.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from spandeck.model.resource import Record, Resource
from spandeck.paint.shelf import Shelf
from spandeck.ui.commands import Command
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.place import Place
from spandeck.ui.views.places import view_of
from spandeck.ui.views.view import View
from spandeck.ui.widgets.outline import Outline
from spandeck.ui.widgets.page import Page, page

NARROW = 104
"""Below this width the resources do not stand beside the chosen one."""
REST_S = 0.25
"""How long the cursor rests on a resource before it is asked for."""


class BrowserView(View):
    """The tab `All`."""

    NAME: ClassVar[str] = "all"
    DEFAULT_CSS = """
    BrowserView { layout: horizontal; }
    BrowserView > Outline { width: 28; border-right: solid $surface; }
    BrowserView > .chosen { width: 1fr; height: 1fr; }
    BrowserView.-narrow > Outline { display: none; border-right: none; width: 1fr; }
    BrowserView.-narrow.-choosing > Outline { display: block; }
    BrowserView.-narrow.-choosing > .chosen, BrowserView.-turning > .chosen { display: none; }
    """

    rest_s: float = REST_S

    def __init__(self, desk: Desk) -> None:
        """`desk` says what there is."""
        super().__init__(desk.profile)
        self.desk = desk
        self.shelf = Outline()
        self.source = desk.opened.records
        self.view: View | None = None
        self.resource: Resource | None = None
        self.wanted: Resource | None = None
        """What is being turned to, or was."""

    def compose(self) -> ComposeResult:
        """The resources, and the chosen one."""
        yield self.shelf
        with Container(classes="chosen"):
            yield Page(page("Choose", "enter shows what the cursor is on.", "tab goes on to it."))

    def on_mount(self) -> None:
        """Show what there is."""
        self.shelf.show(Shelf(self.source.catalog))
        self.add_class("-choosing")
        self.shelf.go(1)

    def on_resize(self) -> None:
        """Side by side only where there is room."""
        self.set_class(self.size.width < NARROW, "-narrow")

    def on_descendant_focus(self) -> None:
        """Where it is narrow, what has the focus is what is shown."""
        self.set_class(self.shelf.has_focus, "-choosing")

    @on(Outline.Moved)
    def moved(self, event: Outline.Moved) -> None:
        """Where there is room, show a resource once the reader rests on it."""
        if event.outline is self.shelf:
            event.stop()
            found = self.source.catalog.by_name.get(event.key)
            if found is None or found is self.wanted or self.app.size.width < NARROW:
                return
            self.turn_to(found, self.rest_s)

    @on(Outline.Chosen)
    def chosen(self, event: Outline.Chosen) -> None:
        """Go to a resource, or fold a group."""
        if event.outline is not self.shelf:
            return
        event.stop()
        found = self.source.catalog.by_name.get(event.key)
        if found is None:
            self.shelf.action_turn()
        else:
            self.turn_to(found, go=True)

    def browse(self, resource: Resource) -> None:
        """Show a resource and go to it."""
        self.wanted = resource
        self.shelf.find(resource.name)
        self.turn_to(resource, go=True)

    @work(exclusive=True, group="turn")
    async def turn_to(self, resource: Resource, rest_s: float = 0.0, *, go: bool = False) -> None:
        """Show another resource in the place of the one before."""
        self.wanted = resource
        if rest_s:
            await asyncio.sleep(rest_s)
        # In the view's own turn: binding data needs to know who binds.
        self.call_next(self.put, resource, go)

    async def put(self, resource: Resource, go: bool) -> None:
        """Put a view of a resource in the place of the one before, and go to it if asked."""
        if resource is not self.resource:
            self.resource = resource
            item = "" if resource.listing is None else None
            view = view_of(self.desk, Place(resource.name, item=item))
            view.data_bind(BrowserView.zone, BrowserView.range_s)
            # The one before loses the focus and is hidden first: nothing must happen to what
            # is being removed. Another view may have the focus by now.
            chosen = self.query_one(".chosen")
            if chosen.has_focus_within:
                self.screen.set_focus(None)
            self.add_class("-turning")
            await chosen.remove_children()
            self.view = view
            await chosen.mount(view)
            self.remove_class("-turning")
            self.watch(view, "status", partial(self.follow, view))
        if go:
            self.call_after_refresh(self.go_inside)

    def go_inside(self) -> None:
        """Go to the first pane of the chosen view."""
        if self.view is not None and (panes := self.view.panes()):
            self.enter_pane(panes[0])
        self.refresh_bindings()

    def follow(self, view: View, status: Content) -> None:
        """The status of the chosen view is ours."""
        if view is self.view:
            self.status = status

    def panes(self) -> Sequence[Widget]:
        """The resources, then the panes of the chosen one."""
        return (self.shelf, *(self.view.panes() if self.view else ()))

    def enter_pane(self, pane: Widget) -> None:
        """Show a pane."""
        self.set_class(pane is self.shelf, "-choosing")
        if self.view is not None and pane is not self.shelf:
            self.view.enter_pane(pane)
        else:
            super().enter_pane(pane)

    @property
    def deep(self) -> bool:
        """Beyond the resources."""
        return not self.shelf.has_focus

    def back(self) -> bool:
        """Inside the chosen view first, then back to the resources."""
        if self.shelf.has_focus:
            return False
        if self.view is None or not self.view.back():
            self.enter_pane(self.shelf)
        return True

    # Answers for the frame

    @property
    def subject(self) -> tuple[Resource | None, Record | None]:
        """Of the chosen view."""
        return self.view.subject if self.view else (None, None)

    def copies(self) -> Sequence[tuple[str, str]]:
        """Of the chosen view."""
        return self.view.copies() if self.view else ()

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Of the chosen view."""
        return self.view.records() if self.view else ()

    def link(self) -> str | None:
        """Of the chosen view."""
        return self.view.link() if self.view else None

    def commands(self) -> Sequence[Command]:
        """Of the chosen view."""
        return self.view.commands() if self.view else ()

    def renewed(self) -> None:
        """Of the chosen view."""
        if self.view is not None:
            self.view.renewed()
