"""The one time cursor: while it is locked, every pane that shows time stands where it stands."""

from dataclasses import dataclass
from datetime import tzinfo

from textual import on
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen

from spandeck.model.source import Outcome
from spandeck.paint.units import moment


@dataclass
class Pointed(Message):
    """A pane's cursor came to another moment by the reader's hand."""

    at_ns: int

    def can_replace(self, message: Message) -> bool:
        """Only the last place matters."""
        return isinstance(message, Pointed)


class TimeScreen(Screen[Outcome | None], inherit_bindings=False):
    """A screen that holds the time cursor for whatever is shown on it."""

    locked: var[int | None] = var[int | None](None, bindings=True)
    """Where the time cursor is locked, UTC nanoseconds; None while every pane has its own."""

    @property
    def at_ns(self) -> int | None:
        """The moment under the cursor of what is shown; None where nothing there has a time."""
        return None

    async def action_lock(self) -> None:
        """Lock the time cursor where it is, or let it go."""
        await self.stand(None if self.locked is not None else self.at_ns)

    async def stand(self, at_ns: int | None) -> None:
        """Let every screen know; they are bound to the program's own cursor."""
        await self.app.run_action(f"app.lock({at_ns!r})", self)

    @on(Pointed)
    async def follow(self, event: Pointed) -> None:
        """The reader moved on: while it is locked, the cursor goes along everywhere."""
        event.stop()
        if self.locked is not None:
            await self.stand(event.at_ns)


def told(locked: int | None, zone: tzinfo) -> Content:
    """Where the cursor is locked, for a status line; nothing while it is free."""
    if locked is None:
        return Content("")
    return Content.styled(f"locked at {moment(locked, zone):%d %b %H:%M}", "$accent")
