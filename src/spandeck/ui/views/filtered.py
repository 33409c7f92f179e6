"""A view that can be narrowed by a filter: the line it is typed on, and whether it is obeyed.

Composed with a `FilterLine` by its subclass, which lists anew in `narrowed`.
"""

from textual import on

from spandeck.model.query import Query
from spandeck.ui.profile import Profile
from spandeck.ui.views.view import View
from spandeck.ui.widgets.filterline import FilterLine


class FilteredView(View):
    """Keeps the filter while it is off."""

    def __init__(self, profile: Profile) -> None:
        """Nothing is filtered yet."""
        super().__init__(profile)
        self.conditions = Query()
        self.off = False
        """Whether the filter is kept but not obeyed."""

    @property
    def obeyed(self) -> Query:
        """The conditions that are obeyed now."""
        return Query() if self.off else self.conditions

    def narrowed(self) -> None:
        """Other conditions are obeyed from now on."""
        raise NotImplementedError

    def narrow(self, query: Query) -> None:
        """Show only what meets these conditions from now on."""
        self.conditions, self.off = query, False
        self.narrowed()

    def action_filter(self) -> None:
        """Edit the filter; what comes goes on coming."""
        self.query_one(FilterLine).open(self.conditions.text)

    @on(FilterLine.Entered)
    def enter(self, event: FilterLine.Entered) -> None:
        """Another filter was typed."""
        event.stop()
        self.narrow(event.query)
        self.leave()

    @on(FilterLine.Left)
    def leave(self) -> None:
        """Close the filter line."""
        self.query_one(FilterLine).close()
        self.enter_pane(self.panes()[0])

    def action_unfilter(self) -> None:
        """The filter off, or on again."""
        self.off = not self.off
        self.narrowed()
