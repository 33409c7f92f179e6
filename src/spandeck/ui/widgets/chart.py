"""A picture over time with a cursor; where that moves, only the cells that differ are painted.

What is drawn is a function of `paint`; the widget knows no scale and no data.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from spandeck.paint.difference import differing
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Charset, Sheet
from spandeck.ui.charset import PLAIN
from spandeck.ui.widgets.roles import Roles

Picture = Callable[[Sheet, int | None], Sequence[Line]]
"""Paints on a sheet, with the cursor at a moment (UTC nanoseconds), or without one."""
WHEEL = 3


def key(keys: str, by: int, name: str, verb: str) -> Binding:
    """A step of the time cursor."""
    tooltip = f"The time cursor {name.lower()}"
    return Binding(keys, f"step({by})", name, id=f"chart.{verb}", show=False, tooltip=tooltip)


class Chart(Widget, can_focus=True):
    """Lines of pieces, as many as there is room for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("left,h", -1, "Back", "back"),
        key("right,l", 1, "On", "on"),
        key("ctrl+u,pageup", -12, "Far back", "far_back"),
        key("ctrl+d,pagedown", 12, "Far on", "far_on"),
    ]
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"chart--{role}"
        for role in (
            *("muted", "text", "heading", "accent", "ok", "warn", "error", "cursor", "clip"),
            *("shade", "threshold", "before", "behind", "bar", "bar-2", "bar-3", "burn"),
            *("p50", "p95", "p99", "fleet"),
            *("heat-0", "heat-1", "heat-2", "heat-3", "heat-4"),
        )
    }
    DEFAULT_CSS = """
    Chart { height: 1fr; width: 1fr; }
    Chart.-stale { text-style: dim; }
    Chart > .chart--muted, Chart > .chart--before, Chart > .chart--shade { color: $muted; }
    Chart > .chart--heading { text-style: bold; }
    Chart > .chart--accent, Chart > .chart--cursor { color: $accent; text-style: bold; }
    Chart > .chart--ok { color: $status-ok; }
    Chart > .chart--warn, Chart > .chart--bar, Chart > .chart--p99 { color: $status-warn; }
    Chart > .chart--error, Chart > .chart--clip, Chart > .chart--threshold, Chart > .chart--bar-2 {
        color: $status-error;
    }
    Chart > .chart--burn, Chart > .chart--p95 { color: $primary; text-style: bold; }
    Chart > .chart--p50, Chart > .chart--bar-3 { color: $span-tool; }
    Chart > .chart--heat-0 { background: $heat-0; color: $heat-0-text; }
    Chart > .chart--heat-1 { background: $heat-1; color: $heat-1-text; }
    Chart > .chart--heat-2 { background: $heat-2; color: $heat-2-text; }
    Chart > .chart--heat-3 { background: $heat-3; color: $heat-3-text; }
    Chart > .chart--heat-4 { background: $heat-4; color: $heat-4-text; }
    Chart > .chart--fleet, Chart > .chart--behind { color: $span-llm; }
    """

    zone: var[tzinfo] = var[tzinfo](UTC, init=False)
    """The zone of its times; bound by the view."""

    class Stepped(Message):
        """The reader moves the time cursor by so many steps."""

        def __init__(self, by: int) -> None:
            """Forward where `by` is positive."""
            super().__init__()
            self.by = by

    def __init__(self, picture: Picture | None = None) -> None:
        """Nothing is drawn until there is a picture."""
        super().__init__()
        self.picture = picture
        self.at_ns: int | None = None
        self.lines: Sequence[Line] = ()
        self.roles = Roles(self, "chart", self.COMPONENT_CLASSES)

    @property
    def sheet(self) -> Sheet:
        """What it is painted on."""
        width, height = self.size
        charset: Charset = "ascii" if self.app.has_class(PLAIN) else "unicode"
        return Sheet(width, height, charset, not self.app.no_color, self.zone)

    def show(self, picture: Picture | None) -> None:
        """Draw something else."""
        self.picture = picture
        self.renew()

    def point(self, at_ns: int | None) -> None:
        """Move the cursor to a moment, or take it away."""
        if at_ns != self.at_ns:
            self.at_ns = at_ns
            self.renew()

    def renew(self) -> None:
        """Paint again what differs."""
        before, self.lines = self.lines, self.painted()
        for x, y, width in differing(before, self.lines):
            self.refresh(Region(x, y, width, 1))

    def painted(self) -> Sequence[Line]:
        """The picture at this size."""
        if self.picture is None or not self.size.width or not self.size.height:
            return ()
        return self.picture(self.sheet, self.at_ns)

    def watch_zone(self) -> None:
        """Other times at its foot."""
        self.renew()

    def on_resize(self, event: events.Resize) -> None:
        """Another size."""
        self.lines = self.painted()
        self.refresh()

    def notify_style_update(self) -> None:
        """The theme changed: look the styles up again, and marks where colours are gone."""
        super().notify_style_update()
        self.roles.forget()
        self.lines = self.painted() if self.is_mounted else ()

    def render_line(self, y: int) -> Strip:
        """One line of it; reads only."""
        line = self.lines[y] if y < len(self.lines) else ()
        return self.roles.strip(line, self.roles.base, self.size.width)

    def on_mouse_scroll_down(self) -> None:
        """On."""
        self.post_message(self.Stepped(WHEEL))

    def on_mouse_scroll_up(self) -> None:
        """Back."""
        self.post_message(self.Stepped(-WHEEL))

    def action_step(self, by: int) -> None:
        """Ask for the cursor to be moved."""
        self.post_message(self.Stepped(by))
