"""The first run's hints: a few keys worth pressing, each gone once it was pressed.

It knows actions by name, never what they do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from textual.actions import ActionParseResult
from textual.content import Content
from textual.dom import DOMNode
from textual.reactive import var

from spandeck.ui import guard

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Step:
    """One key to try."""

    binding: str
    """The id under which it can be remapped."""
    key: str
    about: str
    actions: tuple[str, ...]
    """Any of these is the step done."""


STEPS = (
    Step("traces.error", "e", "to the next error", ("seek(1)", "seek('failed', 1)", "error(1)")),
    Step("rows.open", "enter", "opens it", ("choose",)),
    Step("screen.why", "i", "says why", ("why",)),
    Step("trace.next", "]", "to the next trace", ("trace(1)",)),
    Step("screen.copy", "y", "copies", ("copy",)),
)


def hint(steps: tuple[Step, ...], keys: Mapping[str, str]) -> Content:
    """The steps that are left, in one line, with the keys the person gave them."""
    told = (
        Content.assemble((keys.get(each.binding, each.key), "$accent"), (f" {each.about}", ""))
        for each in steps
    )
    return Content.styled("try  ", "italic $muted") + Content("   ").join(told)


class Touring(guard.Guarded[R]):
    """An app that crosses steps off as their actions are run."""

    tour: var[tuple[Step, ...]] = var[tuple[Step, ...]](())
    """The steps that are left."""

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run it, and remember that it was."""
        handled = await super().run_action(action, default_namespace, namespaces)
        if handled and self.tour:
            self.tour = tuple(each for each in self.tour if action not in each.actions)
        return handled
