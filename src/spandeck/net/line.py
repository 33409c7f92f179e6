"""Who of this process goes first when a bucket is short: by class, and in turn within a class.

Only the first asks the store; nobody behind can be admitted earlier. It must not know the budget.
"""

import asyncio
from dataclasses import dataclass, field
from itertools import count

from spandeck.model.page import Priority
from spandeck.net.clock import Clock

PROMOTED_S = 10.0
"""A tail request that has waited this long stands with the interactive ones."""


@dataclass(slots=True, eq=False)
class Place:
    """One request's place in the line."""

    priority: Priority
    number: int
    since: float
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when it is worth looking whether this place is first now."""
    paused: bool = False
    """Whether it had to wait at all."""


class Line:
    """The requests of one bucket that wait in this process."""

    def __init__(self, clock: Clock) -> None:
        """`clock` measures how long each has waited."""
        self.clock = clock
        self.places: list[Place] = []
        self.numbers = count()
        self.expected: dict[Priority, float] = {}
        """When the budget is expected back, by the class that was told so."""

    def join(self, priority: Priority) -> Place:
        """Stand behind everyone of the same class."""
        place = Place(priority, next(self.numbers), self.clock.monotonic())
        self.places.append(place)
        return place

    def leave(self, place: Place) -> None:
        """Leave the line, served or not; the next one looks up."""
        self.places.remove(place)
        self.call()

    def rank(self, place: Place) -> Priority:
        """The class this place counts as by now."""
        waited = self.clock.monotonic() - place.since
        if place.priority is Priority.TAIL and waited >= PROMOTED_S:
            return Priority.INTERACTIVE
        return place.priority

    def head(self) -> Place | None:
        """Whose turn it is."""
        return min(self.places, key=lambda each: (self.rank(each), each.number), default=None)

    def first(self, place: Place) -> bool:
        """Whether it is this one's turn."""
        return self.head() is place

    def expect(self, place: Place, wait_s: float) -> None:
        """The first was told to wait this long."""
        self.expected[self.rank(place)] = self.clock.monotonic() + wait_s

    def wait_s(self, place: Place) -> float:
        """How long at least those wait who stand before this place, as far as was told."""
        rank = self.rank(place)
        ahead = [at for each, at in self.expected.items() if each <= rank]
        return max([0.0, *(at - self.clock.monotonic() for at in ahead)])

    async def pause(self, place: Place, seconds: float) -> None:
        """Wait until called, at most this long."""
        if not self.first(place):
            self.call()
        place.paused = True
        place.moved.clear()
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await place.moved.wait()
        except TimeoutError:
            return

    def call(self) -> None:
        """Tell the first to look up."""
        head = self.head()
        if head is not None:
            head.moved.set()
