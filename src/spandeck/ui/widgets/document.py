"""A page of text painted by the line and laid out only as far as somebody looks.

It knows paragraphs and roles; what a span is, it does not know.
"""

from collections.abc import Generator, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.reactive import reactive, var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from spandeck.paint.document import ROLES, Layout, Paragraph, holds, marked, sliced
from spandeck.ui.slices import in_slices

BATCH = 64
"""Lines laid out between two looks at the clock."""


class Document(ScrollView, can_focus=True):
    """Paragraphs of any length, scrolled, wrapped or sideways, with matches marked."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_down", "Down", id="document.down", show=False),
        Binding("k,up", "scroll_up", "Up", id="document.up", show=False),
        Binding("h,left", "sideways(-8)", "Left", id="document.left", show=False),
        Binding("l,right", "sideways(8)", "Right", id="document.right", show=False),
        Binding("g,home", "scroll_home", "Top", id="document.top", show=False),
        Binding("G,end", "scroll_end", "Bottom", id="document.bottom", show=False),
        Binding("ctrl+d", "half(1)", "Half a page down", id="document.half_down", show=False),
        Binding("ctrl+u", "half(-1)", "Half a page up", id="document.half_up", show=False),
        Binding("pagedown", "page_down", "Page down", id="document.page_down", show=False),
        Binding("pageup", "page_up", "Page up", id="document.page_up", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"document--{role}" for role in ROLES}
    DEFAULT_CSS = """
    Document {
        scrollbar-size: 1 1; background: $background; color: $foreground;
        .document--heading { text-style: bold; }
        .document--muted { color: $text-muted; }
        .document--key { color: $text-accent; }
        .document--error { color: $text-error; }
        .document--warning { color: $text-warning; }
        .document--accent { color: $text-primary; text-style: bold; }
        .document--match { text-style: reverse; }
        .document--system { color: $text-muted; text-style: bold; }
        .document--user { color: $text-primary; text-style: bold; }
        .document--assistant { color: $text-success; text-style: bold; }
        .document--tool { color: $text-warning; text-style: bold; }
    }
    """

    needle: reactive[str] = reactive("")
    """What is searched for; every occurrence is marked."""
    wrapped: var[bool] = var(True, init=False)
    """Whether long lines are broken to the width."""

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: Sequence[Paragraph] = ()
        self.sheet = Layout((), 8)
        self.styles_by_role: dict[str, Style] = {}

    def watch_wrapped(self) -> None:
        """Lay out again, with or without broken lines."""
        self.lay_out()

    def notify_style_update(self) -> None:
        """The theme changed: look the styles up again."""
        self.styles_by_role.clear()
        super().notify_style_update()

    def on_resize(self, event: Resize) -> None:
        """Another width breaks lines elsewhere."""
        self.lay_out()

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show other text from its top, or from its first match while something is searched."""
        self.paragraphs = paragraphs
        self.scroll_to(0, 0, animate=False)
        self.lay_out()
        if self.needle:
            self.seek(-1, 1)

    def lay_out(self) -> None:
        """Lay out what is on screen now and the rest in slices."""
        width = self.scrollable_content_region.width
        self.sheet = Layout(self.paragraphs, width, wrap=self.wrapped)
        self.sheet.more(round(self.scroll_y) + self.size.height + 1)
        self.measure()
        self.refresh()
        if not self.sheet.done:
            self.lay_out_rest()

    @work(exclusive=True, group="layout")
    async def lay_out_rest(self) -> None:
        """Lay out everything, without a stall."""
        await in_slices(self.remaining())
        self.measure()

    def remaining(self) -> Generator[None, None, None]:
        """The rest of the layout, a batch at a time."""
        layout = self.sheet
        while layout is self.sheet and layout.more(BATCH):
            yield

    def measure(self) -> None:
        """Let the scroll bars know how much there is."""
        width = 0 if self.wrapped else self.sheet.widest
        self.virtual_size = Size(width, len(self.sheet.lines))

    @work(exclusive=True, group="seek")
    async def seek(self, line: int, by: int) -> None:
        """Scroll to the next line after `line` (or before it) that shows the needle."""
        await in_slices(self.remaining())
        self.measure()
        found = await in_slices(self.hunt(line, by))
        if found is not None:
            self.scroll_to(y=max(0, found - self.size.height // 3), animate=False)

    def hunt(self, line: int, by: int) -> Generator[None, None, int | None]:
        """The nearest line that shows the needle, round the end if need be."""
        lines = self.sheet.lines
        for step in range(1, len(lines) + 1):
            at = (line + by * step) % len(lines)
            if holds(lines[at], self.needle):
                return at
            if step % BATCH == 0:
                yield
        return None

    def step_match(self, by: int) -> None:
        """Go to the next (1) or previous (-1) match below or above what is shown."""
        top = round(self.scroll_y)
        self.seek(top + (self.size.height // 3 if top else 0), by)

    def role_style(self, role: str) -> Style:
        """How a role looks in the present theme."""
        if role not in self.styles_by_role:
            self.styles_by_role[role] = self.get_component_rich_style(f"document--{role}")
        return self.styles_by_role[role]

    def render_line(self, y: int) -> Strip:
        """One visible line, cut to the width."""
        width = self.size.width
        at = y + round(self.scroll_y)
        if at >= len(self.sheet.lines):
            return Strip.blank(width, self.rich_style)
        line = marked(self.sheet.lines[at], self.needle)
        shown = sliced(line, round(self.scroll_x), width)
        return Strip([Segment(text, self.role_style(role)) for text, role in shown], width)

    def action_sideways(self, cells: int) -> None:
        """Look further left or right along lines that are not wrapped."""
        self.scroll_to(x=self.scroll_x + cells, animate=False)

    def action_half(self, by: int) -> None:
        """Half a page down (1) or up (-1)."""
        self.scroll_to(y=self.scroll_y + by * self.size.height // 2, animate=False)

    def text(self) -> str:
        """Everything as plain text, for copying."""
        return "\n".join(f"{each.label} {each.text}".strip() for each in self.paragraphs)
