"""The way through the newest failing traces of an error group, across vendors; asks nobody."""

from collections.abc import Callable
from typing import Protocol

from spandeck.model.group import Group
from spandeck.model.occurrence import Occurrence
from spandeck.model.trace import ERROR, UNSET, TraceSummary
from spandeck.ui.views.want import Walk


class FailureWalk(Walk[TraceSummary], Protocol):
    """A way through traces of which each is known by how it failed."""

    def failure(self, trace_id: str) -> Occurrence | None:
        """The one in this trace."""
        ...


class GroupWalk:
    """Fulfils `FailureWalk`; the group is looked at anew at every step, as it grows."""

    def __init__(self, group: Callable[[], Group | None]) -> None:
        """`group` is what the board says of it now."""
        self.group = group

    def failures(self) -> tuple[Occurrence, ...]:
        """One failure a trace, the newest first; those that have no trace lead nowhere."""
        group = self.group()
        return tuple(each for each in group.recent if each.of.trace_id) if group else ()

    def failure(self, trace_id: str) -> Occurrence | None:
        """The one in this trace."""
        return next((each for each in self.failures() if each.of.trace_id == trace_id), None)

    async def step(self, key: str, by: int, failed_only: bool = False) -> TraceSummary | None:
        """The trace `by` places from this one; None beyond the ends."""
        found = self.failures()
        at = next((at for at, each in enumerate(found) if each.of.trace_id == key), None)
        if at is None or not 0 <= at + by < len(found):
            return None
        return summary(found[at + by])


def summary(failure: Occurrence) -> TraceSummary:
    """What a failure says of the trace that it happened in."""
    return TraceSummary(
        failure.of.trace_id or "",
        failure.of.name or "",
        ERROR if failure.fatal else UNSET,
        None,
        None,
        error_code=failure.cause.code,
        agent_name=failure.spot.agent,
    )
