"""Traces of many projects as one list, newest first: each is read page by page as it is needed.

It knows no HTTP: a page of a project comes from whoever `fetch` is. A project that fails is left
out and named; the others go on.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from spandeck.model.errors import Limited, NotCached, SourceError
from spandeck.vendors.arize.cursor import Place, Stand, passed
from spandeck.vendors.arize.dialect import following
from spandeck.vendors.arize.gathering import Entry, Order, Slab
from spandeck.vendors.arize.places import Project

Fetch = Callable[[Project, str | None, int], Awaitable[Slab]]
"""One page of one project: where it starts, and how many rows at most."""

LEAST, MOST = 5, 50
"""Traces asked of one project at once (contract §8.4)."""
ROUNDS = 4
"""How often the projects that ran dry are asked again for one page of the whole."""
AT_ONCE = 6
"""Projects that are asked at the same time."""
CUT = "traces of over 1000 spans are cut: their numbers are at least so many"


@dataclass(slots=True)
class Head:
    """One project as far as it was read."""

    project: Project
    cursor: str | None = None
    """The page after the entries that are held."""
    page: str | None = None
    """The page that those are from."""
    begun: bool = False
    """Whether some of that page were given out."""
    skip: bool = False
    """Whether the next page may begin with what was given out."""
    more: bool = True
    """Whether there is a page to be read."""
    entries: deque[Entry] = field(default_factory=deque)
    answered_ns: int = 0
    cached: bool = True

    @property
    def dry(self) -> bool:
        """Whether nobody knows what comes next."""
        return self.more and not self.entries

    def stand(self) -> Stand | None:
        """How far it was read; None when it is used up."""
        if self.entries:
            return Stand(cursor=self.page, begun=self.begun)
        return Stand(cursor=self.cursor, begun=self.skip) if self.more else None


@dataclass(slots=True)
class Merge:
    """A list being read on from a place."""

    heads: dict[str, Head]
    """By project."""
    after: Order | None = None
    """The last entry that was given out."""
    notes: list[str] = field(default_factory=list)
    answered_ns: int = 0
    cached: bool = True
    """Whether all that was given out came from the cache."""

    @classmethod
    def begin(cls, projects: Sequence[Project]) -> "Merge":
        """From the top."""
        return cls({each.id: Head(each) for each in projects})

    @classmethod
    def resume(cls, projects: Sequence[Project], place: Place) -> "Merge":
        """From a place; a project that is not seen any more is left out."""
        heads = {
            each.id: Head(each, stand.cursor, skip=stand.begun)
            for each in projects
            if (stand := place.stands.get(each.id)) is not None
        }
        return cls(heads, place.after)

    async def take(self, count: int, fetch: Fetch) -> list[Entry]:
        """Up to so many entries that are wanted; fewer where that took too many questions.

        Raise what a project raised when none answered, and always when the budget is spent, the
        key is refused or only the cache was asked.
        """
        taken: list[Entry] = []
        for turn in range(ROUNDS):
            dry = [head for head in self.heads.values() if head.dry]
            if dry:
                share = -(-(count - len(taken)) // len(dry))
                await self.fill(dry, max(LEAST, min(MOST, share + turn * MOST)), fetch)
            taken += self.sure(count - len(taken))
            if len(taken) == count or not any(head.dry for head in self.heads.values()):
                break
        return taken

    def sure(self, count: int) -> list[Entry]:
        """The next entries, while no project that was not asked could hold one before them."""
        taken: list[Entry] = []
        while len(taken) < count and not any(head.dry for head in self.heads.values()):
            held = [head for head in self.heads.values() if head.entries]
            if not held:
                break
            head = min(held, key=lambda each: each.entries[0].order)
            entry = head.entries.popleft()
            head.begun, self.after = True, max(self.after or entry.order, entry.order)
            self.tell(head)
            if entry.wanted:
                taken.append(entry)
        return taken

    def tell(self, head: Head) -> None:
        """Remember how old what was given out is: as old as the oldest of it."""
        known = self.answered_ns or head.answered_ns
        self.answered_ns = min(known, head.answered_ns)
        self.cached = self.cached and head.cached

    async def fill(self, dry: Sequence[Head], limit: int, fetch: Fetch) -> None:
        """Ask each of these for its next page, a few at a time."""
        gate = asyncio.Semaphore(AT_ONCE)
        failed: list[tuple[Head, SourceError | NotCached]] = []

        async def ask(head: Head) -> None:
            async with gate:
                try:
                    self.put(head, await fetch(head.project, head.cursor, limit))
                except (SourceError, NotCached) as error:
                    failed.append((head, error))

        async with asyncio.TaskGroup() as group:
            for head in dry:
                group.create_task(ask(head))
        for head, error in failed:
            self.fail(head, error)

    def put(self, head: Head, slab: Slab) -> None:
        """Take a page in; what was given out of it before is passed over."""
        entries = slab.entries
        if head.skip:
            entries = tuple(each for each in entries if not passed(each.order, self.after))
        cursor, doubts = following(slab.place, head.cursor)
        for doubt in doubts:
            self.note(doubt)
        if any(each.truncated for each in slab.entries):
            self.note(CUT)
        head.begun = len(entries) < len(slab.entries)
        head.skip = head.skip and not entries
        head.page, head.cursor, head.more = head.cursor, cursor, cursor is not None
        head.entries.extend(entries)
        head.answered_ns, head.cached = slab.answered_ns, slab.cached
        self.tell(head)

    def fail(self, head: Head, error: SourceError | NotCached) -> None:
        """Leave a project out and say why; raise what concerns them all.

        One whose cursor expired begins again and passes over what was given out.
        """
        refused = isinstance(error, SourceError) and error.status
        if isinstance(error, Limited | NotCached) or refused == HTTPStatus.UNAUTHORIZED:
            raise error
        if refused == HTTPStatus.BAD_REQUEST and head.cursor is not None:
            head.cursor, head.skip = None, True
            self.note(f"the cursor of {head.project.name} expired; started again")
            return
        del self.heads[head.project.id]
        if not self.heads and not self.answered_ns:
            raise error
        self.note(f"without {head.project.name}: {error.happened}")

    def came_since(self, at_ns: int) -> bool:
        """Whether Arize gave every entry that is held since then (UTC nanoseconds)."""
        held = [head for head in self.heads.values() if head.entries]
        return all(head.answered_ns >= at_ns for head in held)

    def note(self, text: str) -> None:
        """Say it once."""
        if text not in self.notes:
            self.notes.append(text)

    def stands(self) -> dict[str, Stand]:
        """Where each project goes on."""
        found = {name: head.stand() for name, head in self.heads.items()}
        return {name: stand for name, stand in found.items() if stand is not None}
