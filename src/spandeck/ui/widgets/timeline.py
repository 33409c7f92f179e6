"""When the traces of a list started, as bars above it, with a mark where the cursor is.

It is painted by the line and counts nothing itself.
"""

from datetime import UTC, tzinfo
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from spandeck.paint.histogram import Histogram, axis, bars, step_name
from spandeck.paint.row import cut
from spandeck.paint.units import count

LABEL = 17
"""Cells for what the bars are called and how high the highest is."""


class Timeline(Widget):
    """Bars of traces over a line of errors over an axis."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--label",
        "timeline--traces",
        "timeline--errors",
        "timeline--mark",
    }
    DEFAULT_CSS = """
    Timeline { height: 4; width: 1fr; }
    Timeline > .timeline--label { color: $text-muted; }
    Timeline > .timeline--traces { color: $primary; }
    Timeline > .timeline--errors { color: $status-error; }
    Timeline > .timeline--mark { color: $accent; text-style: bold; }
    """

    drawn: reactive[Histogram | None] = reactive[Histogram | None](None)
    """What is counted; None while nothing has a time."""
    partial: reactive[bool] = reactive(default=False)
    """Whether more was not read and so is not counted; the axis says so."""
    zone: reactive[tzinfo] = reactive[tzinfo](UTC)
    """The zone of the axis."""

    def __init__(self) -> None:
        super().__init__()
        self.at_ns: int | None = None

    @property
    def columns(self) -> int:
        """How many columns of bars there is room for."""
        return max(1, self.size.width - LABEL - 1)

    def mark(self, at_ns: int | None) -> None:
        """Move the mark to this moment; only the axis is painted again."""
        self.at_ns = at_ns
        self.refresh(Region(0, self.size.height - 1, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One line of it."""
        drawn = self.drawn
        if drawn is None:
            return Strip.blank(self.size.width, self.rich_style)
        high = self.size.height - 2
        wide = max(1, self.columns // len(drawn.traces))
        if y < high:
            most = max(drawn.traces)
            label = f"traces ≤{count(most):>6}" if y == 0 else ""
            return self.line(label, stretched(bars(drawn.traces, high, most)[y], wide), "traces")
        if y == high:
            most = max(drawn.failed)
            return self.line(
                f"errors ≤{count(most):>6}",
                stretched(bars(drawn.failed, 1, most)[0], wide),
                "errors",
            )
        return self.foot(drawn, wide)

    def line(self, label: str, text: str, part: str) -> Strip:
        """A label and what stands beside it, at the width of the widget."""
        muted = self.get_component_rich_style("timeline--label")
        style = self.get_component_rich_style(f"timeline--{part}")
        strip = Strip([Segment(cut(f"  {label}", LABEL), muted), Segment(text, style)])
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def foot(self, drawn: Histogram, wide: int) -> Strip:
        """The axis, with a mark below the column of the cursor."""
        column = drawn.column(self.at_ns)
        place = None if column is None else column * wide
        times = axis(drawn, wide, self.zone, place)
        read = ", read" if self.partial else ""
        strip = self.line(f"per {step_name(drawn.step_ns)}{read}", times, "label")
        if place is None:
            return strip
        mark = Strip([Segment("▲", self.get_component_rich_style("timeline--mark"))], 1)
        before, after = strip.crop(0, LABEL + place), strip.crop(LABEL + place + 1, self.size.width)
        return Strip.join((before, mark, after))


def stretched(bar: str, wide: int) -> str:
    """Each column of a bar `wide` cells wide."""
    return "".join(each * wide for each in bar)
