"""A trace on its way: what has come so far, ready to be shown at any moment.

It knows no widget and asks nothing; whoever loads a trace feeds it batches.
"""

from dataclasses import dataclass, field

from spandeck import semantics
from spandeck.model.outline import Outline
from spandeck.model.source import SpanBatch
from spandeck.model.trace import Span, TraceSummary
from spandeck.paint.folds import Folds, everything
from spandeck.paint.scene import Scene
from spandeck.paint.waterfall import Axis
from spandeck.semantics.facts import Failure


@dataclass(slots=True)
class Arrival:
    """The spans that came, in their order, and what was said about them."""

    outline: Outline = field(default_factory=Outline)
    bad: list[str] = field(default_factory=list)
    """Spans that could not be read: raw JSON, made safe."""
    answered_ns: int | None = None
    cached: bool = False
    summary: TraceSummary | None = None
    """What the vendor says of the whole trace, once it does."""
    starts_ns: int | None = None
    ends_ns: int | None = None

    def add(self, batch: SpanBatch) -> None:
        """Take a batch; costs time for the batch only."""
        self.outline.add(batch.spans)
        self.bad += batch.bad
        self.answered_ns, self.cached = batch.answered_ns, batch.cached
        self.summary = batch.summary or self.summary
        for span in batch.spans:
            start, end = span.started_ns, span.ended_ns or span.started_ns
            if start is not None and end is not None:
                self.starts_ns = start if self.starts_ns is None else min(start, self.starts_ns)
                self.ends_ns = end if self.ends_ns is None else max(end, self.ends_ns)

    @property
    def axis(self) -> Axis:
        """The time from the first start to the last end so far."""
        return Axis(self.starts_ns or 0, self.ends_ns or 0)

    def scene(self) -> Scene:
        """What has come so far as rows: nothing can be folded before all of it is here."""
        came = self.outline
        alone = range(1, len(came.spans) + 1)
        folds = Folds(everything(came.depth, came.parent, alone), came.parent)
        return Scene(came.spans, folds, self.axis, self.axis, semantics.glance, why)


def why(span: Span) -> Failure | None:
    """Why a span failed."""
    return semantics.read(span).failure
