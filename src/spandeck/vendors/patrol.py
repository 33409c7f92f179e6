"""Many places of a vendor, each with its own list of failures, as one list: asked a few at a time.

It knows no HTTP: what a place answers comes from whoever `read` is. A place that fails is left out
and named; the others go on.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain

from spandeck.model.errors import Limited, SourceError
from spandeck.model.gathering import gathered
from spandeck.model.occurrence import Occurrence
from spandeck.model.page import BadRow, Page
from spandeck.vendors.rota import Rota

AT_ONCE = 6
"""Places that are asked at the same time."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of one place."""

    occurrences: tuple[Occurrence, ...]
    bad: tuple[BadRow, ...]
    cursor: str | None
    """Where the place goes on; None at its end."""
    answered_ns: int
    cached: bool

    @property
    def newest_ns(self) -> int:
        """When the newest of them happened; 0 for none."""
        return max((each.at_ns for each in self.occurrences), default=0)


Read = Callable[[str, int, str | None], Awaitable[Found]]
"""Asks a place by its id: since when, and from which of its own cursors on."""

Stand = tuple[int, str | None]
"""Since when a place is asked, and from where on."""


class Patrol:
    """Remembers which places are quiet."""

    def __init__(self, places: str) -> None:
        """`places` is what they are called, in the plural."""
        self.places = places
        self.rota = Rota()

    async def page(
        self, named: Mapping[str, str], since_ns: int, cursor: str | None, read: Read
    ) -> Page[Occurrence]:
        """One page of those that are due, or of those that a cursor goes on with.

        `named` has the names of the places by their ids. Raise what concerns all of them, and
        what one raised when none answered.
        """
        begun = going_on(cursor)
        stands = begun or dict.fromkeys(self.rota.due(named), (since_ns, None))
        due = [place for place in stands if place in named]
        gate = asyncio.Semaphore(AT_ONCE)
        lost: dict[str, SourceError] = {}

        async def one(place: str) -> Found | None:
            async with gate:
                try:
                    return await read(place, *stands[place])
                except SourceError as error:
                    if isinstance(error, Limited) or error.status == HTTPStatus.UNAUTHORIZED:
                        raise
                    lost[place] = error
                    return None

        answers = dict(zip(due, await gathered(map(one, due)), strict=True))
        found = {place: each for place, each in answers.items() if each is not None}
        if lost and not found:
            raise next(iter(lost.values()))
        notes = [f"without {named[place]}: {error.happened}" for place, error in lost.items()]
        if begun is None:
            notes += self.waiting(len(named), len(due))
            for place, each in found.items():
                self.rota.note(place, each.answered_ns, each.newest_ns)
        return joined(found, stands, notes)

    def waiting(self, known: int, asked: int) -> list[str]:
        """What must be said of places that were not asked."""
        if asked == known:
            return []
        return [f"{known - asked} of {known} {self.places} wait for their turn: little fails there"]


def joined(
    found: Mapping[str, Found], stands: Mapping[str, Stand], notes: Sequence[str]
) -> Page[Occurrence]:
    """What several places told, as one page; its cursor keeps since when each was asked."""
    told = chain.from_iterable(each.occurrences for each in found.values())
    bad = chain.from_iterable(each.bad for each in found.values())
    after = {
        place: (stands[place][0], each.cursor)
        for place, each in found.items()
        if each.cursor is not None
    }
    return Page(
        (*sorted(told, key=lambda each: (-each.at_ns, each.id)), *bad),
        json.dumps(after) if after else None,
        min((each.answered_ns for each in found.values()), default=time.time_ns()),
        all(each.cached for each in found.values()),
        tuple(notes),
    )


def going_on(cursor: str | None) -> dict[str, Stand] | None:
    """Where each place goes on; None for a new list, and for a cursor that is none of ours."""
    try:
        held = json.loads(cursor or "")
        return {str(place): (int(since), str(after)) for place, (since, after) in held.items()}
    except (ValueError, TypeError, AttributeError):
        return None
