"""Events of a model that are to be measured, and what its schema says of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.filters import number

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """Events to be measured."""

    model: Record
    rows: Sequence[Row]
    reference: Sequence[Row] = ()
    """What drift is measured against."""

    def column(self, name: str) -> Record:
        """What the schema says of a column."""
        found = (each for each in self.model["schema"]["columns"] if each["name"] == name)
        return next(found, {"name": name, "data_type": "str"})

    @property
    def threshold(self) -> float:
        """From which score on a binary model says yes."""
        found = (self.model.get("task_params") or {}).get("binary_classification_threshold")
        return 0.5 if found is None else float(found)

    def pairs(self) -> list[tuple[float, float]]:
        """Target and output of every row that has both, as numbers; yes is 1."""
        spec, rows = self.model["spec"], self.rows
        targets, outputs = spec.get("targets") or (), spec.get("outputs") or ()
        if not targets or not outputs:
            return []
        order = (self.model.get("task_params") or {}).get("target_class_order") or ()
        found = [(truth(row.get(targets[0]), order), number(row.get(outputs[0]))) for row in rows]
        return [(t, o) for t, o in found if t is not None and o is not None]

    def quadrants(self) -> tuple[int, int, int, int]:
        """True and false positives, true and false negatives."""
        found = Counter((t >= 0.5, o >= self.threshold) for t, o in self.pairs())
        return found[True, True], found[False, True], found[False, False], found[True, False]


def truth(value: object, order: Sequence[object]) -> float | None:
    """A target as a number: of two classes, the later one is 1."""
    if value in order and not isinstance(value, float):
        return float(list(order).index(value))
    return float(value) if isinstance(value, bool) else number(value)
