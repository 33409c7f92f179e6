"""Brings lines to standard output, each exactly once where a state is kept, whatever ends us.

The state says what is about to be written, then it is written, then the state says so. After a
crash the file itself tells how much of it stands there.
"""

from spandeck.cli.checkpoint import Checkpoint, Pending
from spandeck.cli.sink import Sink, missing
from spandeck.tail.mark import Mark


class Delivery:
    """Writes batches of lines, and keeps where each feed goes on."""

    def __init__(self, sink: Sink, state: Checkpoint | None) -> None:
        self.sink, self.state = sink, state

    async def resume(self) -> None:
        """Write what the process before us did not come to write."""
        pending = self.state.pending() if self.state is not None else None
        if self.state is None or pending is None:
            return
        rest = self.unwritten(pending)
        await self.sink.write(rest)
        self.state.settle()

    def unwritten(self, pending: Pending) -> bytes:
        """What of it is not out; all of it where nobody can say."""
        if pending.place is None:
            return b"".join(pending.lines.splitlines(keepends=True)[pending.done :])
        behind = self.sink.behind(pending.place)
        return pending.lines if behind is None else missing(pending.lines, behind)

    async def deliver(self, name: tuple[str, str], lines: bytes, mark: Mark) -> None:
        """Write the lines of a feed; then it goes on at this mark."""
        if self.state is None:
            await self.sink.write(lines)
            return
        if not lines:
            self.state.keep(name, mark)
            return
        place = self.sink.place()
        self.state.intend(name, mark, lines, place)
        if place is not None:
            await self.sink.write(lines)
        else:
            for number, line in enumerate(lines.splitlines(keepends=True), 1):
                await self.sink.write(line)
                self.state.passed(number)
        self.state.settle()
