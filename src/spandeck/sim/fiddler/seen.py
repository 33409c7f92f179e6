"""A span in a list, of which only as much is made as somebody looks at.

A filter looks at thousands of spans; most are told from by columns that need no text.
"""

from spandeck.sim.fiddler import telling
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.evaluation import Evaluate
from spandeck.sim.world.fiddler import FIGURES, figures
from spandeck.sim.world.spans import Glimpse, SpanPlace, Spans


class Seen:
    """A span that was sent: all of it is there."""

    def __init__(self, place: SpanPlace, evaluate: Evaluate, sent: Record) -> None:
        """`evaluate` gives what evaluators say of it."""
        self.place, self.evaluate, self.sent = place, evaluate, sent

    def record(self) -> Record:
        """The whole span."""
        found = self.written()
        return found | {"evaluators": self.evaluate(found, None)}

    def written(self) -> Record:
        """The span without what evaluators say of it."""
        return self.sent

    def column(self, name: str) -> object:
        """One of its own fields."""
        return self.sent.get(name)

    def attribute(self, key: str) -> object:
        """One of its attributes."""
        return self.written()["span_attributes"].get(key)

    def look(self, field: str) -> object:
        """The value of a namespaced field (contract §3.2); None where there is none."""
        space, _, name = field.partition("::")
        if space == "Span":
            return self.column(name)
        if space == "SpanAttribute":
            return self.attribute(telling.key(name))
        rule, _, output = name.rpartition("::")
        for each in self.evaluate(self.written(), rule):
            if each["output_name"] == output:
                return each["label"] if each["label"] is not None else each["value"]
        return None


class Told(Seen):
    """A span of the world, written when its text is first looked at."""

    def __init__(self, glimpse: Glimpse, evaluate: Evaluate, spans: Spans) -> None:
        """`spans` write it."""
        super().__init__(glimpse.place, evaluate, {})
        self.glimpse, self.spans = glimpse, spans

    def written(self) -> Record:
        """The span with its text."""
        span = self.spans.text(self.glimpse)[self.glimpse.position]
        return telling.told(self.spans.world, self.glimpse, span)

    def column(self, name: str) -> object:
        """One of its own fields, without its text where that does not matter."""
        known = telling.COLUMNS.get(name)
        return known(self.spans.world, self.glimpse) if known else self.written().get(name)

    def attribute(self, key: str) -> object:
        """One of its attributes, without its text where that does not matter."""
        if key in FIGURES:
            return figures(self.glimpse.step).get(key)
        return super().attribute(key)
