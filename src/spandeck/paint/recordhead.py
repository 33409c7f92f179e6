"""What stands above a record's JSON: what it is, where it leads, what must be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spandeck.model.resource import Record, Resource, Stage
from spandeck.paint.document import Line
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
        name = one_line(self.record.id) if self.resource.key else ""
        made: list[Line] = [
            (
                (f"{kind}  ", "accent"),
                (name, "heading"),
                (f"  {stage} {self.resource.stage}" if stage else "", "warning"),
            )
        ]
        for text, role in (
            (self.resource.about, "muted"),
            (self.resource.note, "warning"),
            (self.state.problem, "error"),
            ("reading all of it…" if self.state.asking else "", "muted"),
        ):
            made += [((part, role),) for part in folded(text, width)] if text else []
        if self.leads:
            made.append((("enter → ", "key"), (self.leads[0], "text"), *others(self.leads[1:])))
        return [*made, ()]


def others(leads: Sequence[str]) -> Line:
    """Where else it leads, by command."""
    return ((f"   :open {', '.join(leads)}", "muted"),) if leads else ()
