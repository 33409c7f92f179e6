"""The world: traces, sessions and a story, made on demand from (seed, scale, clock).

Nothing is stored: a trace is a pure function of its index, its id is its index in disguise, and
time goes on by itself. Every simulated vendor looks at the same world.
"""

from collections.abc import Iterator, Sequence

from spandeck.sim.clock import SECOND, SYSTEM, Clock
from spandeck.sim.search import Position
from spandeck.sim.span import Span
from spandeck.sim.world.chance import Numbering, key
from spandeck.sim.world.outline import Outline, outline
from spandeck.sim.world.plan import Step, plan
from spandeck.sim.world.render import SESSION, Writer
from spandeck.sim.world.timeline import SCALES, Timeline

SETTLING_S = 45
"""How long after its start a trace appears: by then it is complete."""


class World:
    """Everything that happened so far, by index; indexes rise with start times."""

    def __init__(self, seed: int = 1, scale: str = "small", clock: Clock = SYSTEM) -> None:
        """`scale` is one of `timeline.SCALES`; `KeyError` for another."""
        self.seed, self.clock = seed, clock
        self.timeline = Timeline(seed, SCALES[scale])
        self.oldest = self.newest() - SCALES[scale].traces + 1
        """The first trace of the history; it stays while new ones arrive."""
        self.draws, self.plans = key(seed, "outline"), key(seed, "plan")
        self.trace_ids = Numbering(key(seed, f"trace {scale}"), 64)
        self.session_ids = Numbering(key(seed, f"session {scale}"), 40)
        self.writer = Writer(self.trace_ids, self.session_ids, key(seed, "text"))

    def newest(self) -> int:
        """The index of the newest trace that can be seen now."""
        return self.timeline.last_before(self.clock() - SETTLING_S * SECOND)

    def outline(self, index: int) -> Outline:
        """The facts of one trace that filters ask about."""
        line = self.timeline
        return outline(index, line.started_ns(index), line.session(index), self.draws)

    def place(self, outline: Outline) -> Position:
        """Where a trace stands in the list of all."""
        return Position(outline.started_ns, self.trace_ids.id(outline.number))

    def plan(self, outline: Outline) -> Sequence[Step]:
        """The steps of one trace, in pre-order."""
        return plan(outline, self.plans)

    def spans(self, outline: Outline) -> Iterator[Span]:
        """The spans of one trace, in pre-order, as its instrumentation would have sent them."""
        return self.writer.spans(outline, self.plan(outline))

    def find(self, trace_id: str) -> int | None:
        """The index behind a trace id, or None when there is no such trace (yet)."""
        index = self.trace_ids.number(trace_id)
        return index if index is not None and self.oldest <= index <= self.newest() else None

    def find_session(self, session_id: str) -> range:
        """The indexes of a session's traces, oldest first; empty when there is none (yet)."""
        prefix, identifier = session_id[: len(SESSION)], session_id[len(SESSION) :]
        number = self.session_ids.number(identifier) if prefix == SESSION else None
        members = self.timeline.members(number) if number is not None else range(0)
        newest = self.newest()
        seen = [index for index in members if self.oldest <= index <= newest]
        return range(seen[0], seen[-1] + 1, members.step) if seen else range(0)
