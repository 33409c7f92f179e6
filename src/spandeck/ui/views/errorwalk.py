"""The way through the traces of a live list, as it stood when one of them was opened."""

from collections.abc import Callable, Sequence

from spandeck.model.occurrence import Occurrence
from spandeck.model.trace import TraceSummary
from spandeck.ui.views.errorlist import Entry
from spandeck.ui.views.groupwalk import summary


class ErrorWalk:
    """Fulfils `groupwalk.FailureWalk`; what comes meanwhile does not move the way."""

    def __init__(self, shown: Sequence[Entry], stand: Callable[[Occurrence], object]) -> None:
        """`shown` is oldest first; `stand` is told where the reader is, to come along."""
        self.found = [
            told for _, _, item, _ in reversed(shown) if (told := item.occurrence).of.trace_id
        ]
        self.stand = stand

    def failure(self, trace_id: str) -> Occurrence | None:
        """The newest one in this trace."""
        return next((each for each in self.found if each.of.trace_id == trace_id), None)

    async def step(self, key: str, by: int, failed_only: bool = False) -> TraceSummary | None:
        """The next trace in this direction; None beyond the ends."""
        at = next((at for at, each in enumerate(self.found) if each.of.trace_id == key), None)
        ahead = [] if at is None else self.found[at::by]
        found = next((each for each in ahead if each.of.trace_id != key), None)
        if found is None:
            return None
        self.stand(found)
        return summary(found)
