"""What takes its time at a vendor, followed by reading its record until it has ended.

It outlives the screen that shows it, and never does anything a second time.
"""

from collections.abc import Awaitable, Callable

from spandeck.model.action import Action, Follow
from spandeck.model.errors import Limited, SourceError
from spandeck.model.page import Ask, Freshness, Priority
from spandeck.model.resource import Record, Resource, at
from spandeck.model.source import RecordSource

ASK = Ask(Priority.TAIL, Freshness.RELOAD, pane="follow")
PATIENCE = 5
"""How many questions in a row may go unanswered before it is followed no more."""

Pause = Callable[[float], Awaitable[object]]
"""Waits so many seconds."""


class Following:
    """How it stands; `run` it once."""

    def __init__(self, source: RecordSource, action: Action, follow: Follow, identity: str) -> None:
        """`identity` is the id of the record to read."""
        self.source, self.action, self.follow, self.identity = source, action, follow, identity
        self.resource: Resource = source.catalog.resource(follow.resource)
        self.record: Record | None = None
        self.problem = ""
        """Why it is not known how it stands; empty when it is."""
        self.over = False
        """Whether nothing more is asked."""

    @property
    def status(self) -> str:
        """How it stands in the vendor's word; empty before the first answer."""
        found = at(self.record.raw, self.follow.status) if self.record else None
        return "" if found is None else str(found)

    @property
    def progress(self) -> float | None:
        """How far it is, 0 to 100, where the vendor says."""
        path = self.follow.progress
        found = at(self.record.raw, path) if self.record and path else None
        if isinstance(found, bool) or not isinstance(found, int | float):
            return None
        return min(100.0, max(0.0, float(found)))

    @property
    def failed(self) -> bool:
        """Whether it ended badly, or nobody knows how."""
        return bool(self.problem) or self.status in self.follow.failed

    @property
    def said(self) -> str:
        """How it stands, in one sentence."""
        what = f"{self.action.title} ({self.resource.singular} {self.identity})"
        if self.problem and self.over:
            return f"{what} could not be followed to its end. {self.problem}"
        return f"{what}: {self.status or 'under way'}"

    async def run(self, pause: Pause, changed: Callable[[], None]) -> None:
        """Ask until it has ended or nobody answers any more; `changed` is called after each."""
        silent = 0
        while not self.over:
            wait_s = self.follow.every_s
            try:
                self.record = await self.source.record(self.resource, self.identity, ask=ASK)
            except SourceError as error:
                self.problem, silent = str(error), silent + 1
                wait_s = max(wait_s, error.wait_s if isinstance(error, Limited) else 0.0)
            else:
                self.problem, silent = "", 0
            ended = self.status in (*self.follow.done, *self.follow.failed)
            self.over = (ended and not self.problem) or silent >= PATIENCE
            changed()
            if not self.over:
                await pause(wait_s)
