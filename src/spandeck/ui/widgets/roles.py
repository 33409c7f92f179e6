"""Lines of (text, role) as strips in the theme's styles: what every line-painted pane shares."""

from collections.abc import Collection

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from spandeck.paint.document import Line
from spandeck.paint.row import compact
from spandeck.paint.viewport import thumb


class Roles:
    """The component classes `PREFIX--role` of a widget, looked up once per theme."""

    def __init__(self, widget: Widget, prefix: str, known: Collection[str]) -> None:
        """`known` are the component classes there are; other roles look plain."""
        self.widget = widget
        self.prefix = prefix
        self.known = known
        self.styles: dict[str, Style] = {}
        self.ground: Style | None = None

    @property
    def base(self) -> Style:
        """The widget's own style, looked up once: it costs as much as painting a line."""
        if self.ground is None:
            self.ground = self.widget.rich_style
        return self.ground

    def forget(self) -> None:
        """The theme changed."""
        self.styles.clear()
        self.ground = None

    def style(self, role: str) -> Style:
        """What a role adds to the background; the bar of a kind looks like the kind."""
        if role not in self.styles:
            name = f"{self.prefix}--{role}"
            if name not in self.known:
                name = name.removesuffix("-bar")
            found = name in self.known
            self.styles[role] = (
                self.widget.get_component_rich_style(name, partial=True) if found else Style()
            )
        return self.styles[role]

    def strip(self, line: Line, base: Style, width: int) -> Strip:
        """Pieces in their styles over a background, in exactly `width` cells."""
        # Reversed, colours would become backgrounds: only the terminal's own two can be read.
        plain = bool(base.reverse)
        pieces = [Segment(text, base if plain else base + self.style(role)) for text, role in line]
        whole = Strip(pieces).adjust_cell_length(width, base)
        return Strip(compact(whole), width)

    def scrollbar(self, y: int, top: int, page: int, length: int) -> Strip:
        """One cell of a scrollbar; blank while everything is on screen."""
        lines = thumb(top, page, length)
        if not lines:
            return Strip([Segment(" ", self.base)], 1)
        mark = "▐" if y in lines else " "
        return Strip([Segment(mark, self.base + self.style("thumb"))], 1)
