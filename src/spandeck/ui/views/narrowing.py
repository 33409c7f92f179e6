"""A view whose answers can be narrowed, to an environment for example: its filter and its keys.

It asks only for names that a filter could have.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.binding import BindingType
from textual.widgets import Input

from spandeck.model.errors import SourceError
from spandeck.model.page import Ask, Freshness, Priority
from spandeck.model.query import Filter, parse
from spandeck.model.source import UpstreamSource
from spandeck.ui.commands import Command
from spandeck.ui.key import key
from spandeck.ui.profile import Profile
from spandeck.ui.views.filtered import FilteredView
from spandeck.ui.widgets.filterline import FilterLine

ENVIRONMENT = Filter("environment", "text", "one environment's calls", aliases={"env": "="})


class NarrowingView(FilteredView):
    """Composed with a `FilterLine` by its subclass."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("f", "filter", "Filter", "answer.filter", "Edit the filter", show=True, priority=True),
        key("!", "unfilter", "Filter off/on", "answer.unfilter", "The filter off, or on again"),
    ]

    pane: ClassVar[str] = ""
    """How the budget's screen calls who asks, such as `slo`."""
    filters: tuple[Filter, ...] = (ENVIRONMENT,)
    """What can be asked for alone; none takes the filter's keys away."""

    def __init__(self, source: UpstreamSource, profile: Profile) -> None:
        """`source` answers."""
        super().__init__(profile)
        self.source = source

    def begin(self) -> Any:
        """Ask a new question."""
        raise NotImplementedError

    def asked(self, freshness: Freshness, priority: Priority = Priority.INTERACTIVE) -> Ask:
        """How this view asks."""
        return Ask(priority, freshness, pane=f"{self.source.vendor}.{self.pane}")

    @property
    def environment(self) -> str | None:
        """The environment that is asked for; None for all."""
        return self.wanted("environment")

    def wanted(self, name: str) -> str | None:
        """What the filter says of a field."""
        found = self.obeyed.conditions
        return next((str(each.value) for each in found if each.field == name), None)

    def action_filter(self) -> None:
        """Edit the filter; the names it could have are asked for meanwhile."""
        super().action_filter()
        self.gather()

    @work(exclusive=True, group="names")
    async def gather(self) -> None:
        """Find what the filter could name."""
        ask = self.asked(Freshness.FRESH, Priority.PREFETCH)
        try:
            names = {
                "environment": (await self.source.environments(ask=ask)).value,
                "provider": (await self.source.providers(ask=ask)).value,
            }
        except SourceError:
            return  # a name can still be typed
        self.filters = tuple(
            replace(each, hints=partial(begun, names[each.name])) if each.name in names else each
            for each in self.filters
        )
        line = self.query_one(FilterLine)
        line.filters = self.filters
        line.offer()

    def narrowed(self) -> None:
        """Ask with other conditions."""
        self.begin()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something."""
        match action:
            case "filter":
                return bool(self.filters) and not isinstance(self.screen.focused, Input)
            case "unfilter":
                return bool(self.conditions.conditions)
            case _:
                return True

    def commands(self) -> Sequence[Command]:
        """What the keys do, by name."""

        def filtered(text: str) -> None:
            self.narrow(parse(text, self.filters))

        if not self.filters:
            return ()
        example = f"{self.filters[0].name}=…"
        return (Command("filter", "Show only what …", filtered, example),)


def begun(names: Sequence[str], text: str) -> Sequence[str]:
    """The names that a half-typed one could become."""
    return [f"{each} " for each in names if each.startswith(text) and each != text]
