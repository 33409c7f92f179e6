"""Lines of cells that change often: only the cells that changed are painted again."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from spandeck.paint.budget import Told


class Grid(Widget, can_focus=True):
    """Paints lines of (text, tone)."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--head",
        "grid--quiet",
        "grid--muted",
        "grid--accent",
        "grid--ok",
        "grid--warn",
        "grid--error",
    }
    DEFAULT_CSS = """
    Grid { height: auto; width: 1fr; }
    Grid > .grid--head { color: $muted; text-style: bold; }
    Grid > .grid--quiet { color: $foreground; }
    Grid > .grid--muted { color: $muted; }
    Grid > .grid--accent { color: $accent; text-style: bold; }
    Grid > .grid--ok { color: $status-ok; }
    Grid > .grid--warn { color: $status-warn; }
    Grid > .grid--error { color: $status-error; text-style: bold; }
    """

    def __init__(self, *, headed: bool = True, classes: str | None = None) -> None:
        """`headed` says whether the first line is a heading, whatever its tones."""
        super().__init__(classes=classes)
        self.headed = headed
        self.lines: Sequence[tuple[Told, ...]] = ()

    def show(self, lines: Sequence[tuple[Told, ...]]) -> None:
        """Show these lines instead; the same ones cost nothing."""
        before, self.lines = self.lines, lines
        if len(before) != len(lines):
            self.refresh(layout=True)
            return
        for y, (old, new) in enumerate(zip(before, lines, strict=True)):
            for region in changed(old, new, y):
                self.refresh(region)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row a line."""
        return len(self.lines)

    def render_line(self, y: int) -> Strip:
        """One line in the theme's colours."""
        if y >= len(self.lines):
            return Strip.blank(self.size.width, self.rich_style)
        segments = [
            Segment(text, self.get_component_rich_style(f"grid--{tone}"))
            for text, tone in (
                (text, "head" if self.headed and not y else tone) for text, tone in self.lines[y]
            )
        ]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)


def changed(old: tuple[Told, ...], new: tuple[Told, ...], y: int) -> list[Region]:
    """The regions of one line that differ, both in place and in width."""
    regions, x = [], 0
    for before, after in zip_longest(old, new, fillvalue=("", "quiet")):
        width = max(cell_len(before[0]), cell_len(after[0]))
        if before != after:
            moved = cell_len(before[0]) != cell_len(after[0])
            regions.append(Region(x, y, 10_000 if moved else width, 1))
            if moved:
                break
        x += width
    return regions
