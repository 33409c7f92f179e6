"""A page of text painted by the line and laid out only as far as somebody looks.

It knows paragraphs and roles; what a span is, it does not know.
"""

from collections.abc import Generator, Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.reactive import reactive, var
from textual.strip import Strip
from textual.widget import Widget

from spandeck.paint.document import ROLES, Layout, Paragraph, holds, marked, plain, sliced
from spandeck.ui.slices import in_slices
from spandeck.ui.widgets.roles import Roles

BATCH = 64
"""Lines laid out between two looks at the clock."""
SIDEWAYS = 8
WHEEL = 3


class Document(Widget, can_focus=True):
    """Paragraphs of any length, scrolled, wrapped or sideways, with matches marked."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", id="document.down", show=False, tooltip="Down"),
        Binding("k,up", "move(-1)", "Up", id="document.up", show=False, tooltip="Up"),
        Binding("h,left", "sideways(-1)", "Left", id="document.left", show=False, tooltip="Left"),
        Binding(
            "l,right", "sideways(1)", "Right", id="document.right", show=False, tooltip="Right"
        ),
        Binding("g,home", "go(0)", "Top", id="document.top", show=False, tooltip="First line"),
        Binding("G,end", "go(-1)", "Bottom", id="document.bottom", show=False, tooltip="Last line"),
        Binding("ctrl+d", "page(0.5)", "Half page down", id="document.half_down", show=False),
        Binding("ctrl+u", "page(-0.5)", "Half page up", id="document.half_up", show=False),
        Binding("pagedown", "page(1)", "Page down", id="document.page_down", show=False),
        Binding("pageup", "page(-1)", "Page up", id="document.page_up", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"document--{role}" for role in (*ROLES, "thumb")}
    DEFAULT_CSS = """
    Document { height: 1fr; width: 1fr; }
    Document > .document--heading { text-style: bold; }
    Document > .document--muted { color: $muted; }
    Document > .document--key { color: $muted; }
    Document > .document--error { color: $status-error; }
    Document > .document--warning { color: $status-warn; }
    Document > .document--accent { color: $accent; text-style: bold; }
    Document > .document--match { text-style: reverse; }
    Document > .document--system { color: $muted; text-style: bold; }
    Document > .document--user { color: $span-agent; text-style: bold; }
    Document > .document--assistant { color: $span-llm; text-style: bold; }
    Document > .document--tool { color: $span-tool; text-style: bold; }
    Document > .document--thumb { color: $primary; }
    """

    needle: reactive[str] = reactive("")
    """What is searched for; every occurrence is marked."""
    wrapped: var[bool] = var(True, init=False)
    """Whether long lines are broken to the width."""

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: Sequence[Paragraph] = ()
        self.sheet = Layout((), 8)
        self.top = 0
        self.left = 0
        self.roles = Roles(self, "document", self.COMPONENT_CLASSES)

    def watch_wrapped(self) -> None:
        """Lay out again, with or without broken lines."""
        self.left = 0
        self.lay_out()

    def notify_style_update(self) -> None:
        """The theme changed: look the styles up again."""
        super().notify_style_update()
        self.roles.forget()

    def on_resize(self) -> None:
        """Another width breaks lines elsewhere."""
        self.lay_out()

    def on_mouse_scroll_down(self) -> None:
        """Three lines on."""
        self.scroll(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Three lines back."""
        self.scroll(-WHEEL)

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show other text from its top, or from its first match while something is searched."""
        self.paragraphs = paragraphs
        self.top = self.left = 0
        self.lay_out()
        if self.needle:
            self.seek(-1, 1)

    def renew(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show the same thing as it is now, where it was scrolled to; no change costs nothing."""
        if paragraphs != self.paragraphs:
            self.paragraphs = paragraphs
            self.lay_out()
            self.scroll(0)

    def lay_out(self) -> None:
        """Lay out what is on screen now and the rest in slices."""
        self.sheet = Layout(self.paragraphs, self.size.width - 1, wrap=self.wrapped)
        self.sheet.more(self.top + self.size.height + 1)
        self.refresh()
        if not self.sheet.done:
            self.lay_out_rest()

    @work(exclusive=True, group="layout")
    async def lay_out_rest(self) -> None:
        """Lay out everything, without a stall."""
        await in_slices(self.remaining())
        self.refresh()

    def remaining(self) -> Generator[None, None, None]:
        """The rest of the layout, a batch at a time."""
        sheet = self.sheet
        while sheet is self.sheet and sheet.more(BATCH):
            yield

    def scroll(self, by: int) -> None:
        """Scroll down or up by some lines."""
        last = max(0, len(self.sheet.lines) - self.size.height)
        top = max(0, min(self.top + by, last))
        if top != self.top:
            self.top = top
            self.refresh()

    def step_match(self, by: int) -> None:
        """Go to the next (1) or previous (-1) match below or above the one that is shown."""
        self.seek(self.top + (self.size.height // 3 if self.top else 0), by)

    @work(exclusive=True, group="seek")
    async def seek(self, line: int, by: int) -> None:
        """Scroll to the next line after `line` (or before it) that shows the needle."""
        await in_slices(self.remaining())
        found = await in_slices(self.hunt(line, by))
        if found is not None:
            self.scroll(max(0, found - self.size.height // 3) - self.top)

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

    def render_line(self, y: int) -> Strip:
        """One visible line, cut to the width; reads only."""
        at, width, count = self.top + y, self.size.width - 1, len(self.sheet.lines)
        shown = sliced(self.sheet.lines[at], self.left, width) if at < count else ()
        strip = self.roles.strip(marked(shown, self.needle), self.roles.base, width)
        bar = self.roles.scrollbar(y, self.top, self.size.height, count)
        return Strip.join((strip, bar))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Sideways only where lines are not wrapped."""
        return not self.wrapped if action == "sideways" else True

    def action_move(self, by: int) -> None:
        """Some lines down or up."""
        self.scroll(by)

    def action_go(self, line: int) -> None:
        """To a line; -1 is the last."""
        self.scroll((line if line >= 0 else len(self.sheet.lines)) - self.top)

    def action_page(self, pages: float) -> None:
        """Some pages down or up."""
        self.scroll(int(self.size.height * pages))

    def action_sideways(self, by: int) -> None:
        """Look further left or right along lines that are not wrapped."""
        self.left = max(0, min(self.left + by * SIDEWAYS, self.sheet.widest - SIDEWAYS))
        self.refresh()

    @property
    def text(self) -> str:
        """Everything as plain text, for copying."""
        whole = Layout(self.paragraphs, 100, wrap=False)
        whole.more(10**9)
        return plain(whole.lines)
