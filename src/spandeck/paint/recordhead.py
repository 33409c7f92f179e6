"""What stands above a record's JSON: what it is, where it leads, what must be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from spandeck.model.resource import Record, Resource, Stage
from spandeck.paint.document import Line
from spandeck.paint.recordcell import shortened
from spandeck.paint.sentence import folded
from spandeck.paint.units import one_line

STAGES: Mapping[Stage, str] = {"": "", "alpha": "α", "beta": "β"}
"""A vendor's release stages, in one cell."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a record was read."""

    whole: bool = True
    """Whether it is more than its row in a list."""
    asking: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The lines above one record."""

    resource: Resource
    record: Record
    leads: Sequence[str]
    """The relations that it has, the one that Enter follows first."""
    state: State

    def lines(self, width: int) -> list[Line]:
        """What it is, then what must be said, then where it leads."""
        stage = STAGES[self.resource.stage]
        kind = self.resource.title if self.resource.single else self.resource.singular
        released = f"  {stage} {self.resource.stage}" if stage else ""
        room = width - cell_len(kind) - cell_len(released) - 2
        name = shortened(one_line(self.record.id), room) if self.resource.key else ""
        made: list[Line] = [((f"{kind}  ", "accent"), (name, "heading"), (released, "warning"))]
        for text, role in (
            (self.resource.about, "muted"),
            (self.resource.note, "warning"),
            (self.state.problem, "error"),
        ):
            made += [((part, role),) for part in folded(text, width)] if text else []
        # In the line that is blank otherwise: nothing below moves when the rest has come.
        reading = (("reading all of it…", "muted"),) if self.state.asking else ()
        return [*made, *ways(self.leads, width), reading]


def ways(leads: Sequence[str], width: int) -> list[Line]:
    """Where it leads: by Enter, and by command where else."""
    if not leads:
        return []
    first = (("enter → ", "key"), (leads[0], "text"))
    others = f":open {', '.join(leads[1:])}" if len(leads) > 1 else ""
    if cell_len(f"enter → {leads[0]}   {others}") <= width:
        return [(*first, (f"   {others}" if others else "", "muted"))]
    return [first, *(((part, "muted"),) for part in folded(others, width))]
