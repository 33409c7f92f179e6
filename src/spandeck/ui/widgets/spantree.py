"""The span tree and its waterfall, painted by the line from flat arrays.

It moves a cursor over the rows of a scene; it never loads, and what a key means for the whole
trace is the screen's to decide.
"""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from spandeck.paint.document import marked
from spandeck.paint.scene import Scene
from spandeck.paint.spanrow import Columns
from spandeck.paint.viewport import scrolled
from spandeck.paint.waterfall import panned, zoomed
from spandeck.ui.widgets.foldkeys import TREE
from spandeck.ui.widgets.roles import Roles

KEPT_STRIPS = 512
WHEEL = 3
KINDS = ("llm", "embedding", "retrieval", "rerank", "agent", "chain", "tool", "guardrail")


class SpanTree(Widget, can_focus=True):
    """Rows of spans with a fold mark, a name, a duration and a bar on one shared time axis."""

    BINDINGS: ClassVar[list[BindingType]] = [*TREE]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"spantree--{part}"
        for part in (
            *("header", "tick", "cursor", "thumb", "match", "error-bar", "dim-bar"),
            *("guide", "name", "label", "note", "duration", "error", "warning", "dim"),
            *KINDS,
        )
    }
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    SpanTree { height: 1fr; width: 1fr; }
    SpanTree > .spantree--cursor { background: $surface; }
    SpanTree:focus > .spantree--cursor { background: $primary 25%; text-style: bold; }
    SpanTree:nocolor > .spantree--cursor, SpanTree:ansi > .spantree--cursor {
        background: $background; color: $foreground; text-style: reverse;
    }
    SpanTree > .spantree--header { color: $muted; text-style: bold; }
    SpanTree > .spantree--tick { color: $muted; }
    SpanTree > .spantree--guide { color: $muted; text-style: dim; }
    SpanTree > .spantree--label, SpanTree > .spantree--duration { color: $muted; }
    SpanTree > .spantree--dim, SpanTree > .spantree--dim-bar { color: $muted; text-style: dim; }
    SpanTree > .spantree--note, SpanTree > .spantree--warning { color: $status-warn; }
    SpanTree > .spantree--error, SpanTree > .spantree--error-bar { color: $status-error; }
    SpanTree > .spantree--match { text-style: reverse; }
    SpanTree > .spantree--llm { color: $span-llm; }
    SpanTree > .spantree--tool { color: $span-tool; }
    SpanTree > .spantree--agent { color: $span-agent; }
    SpanTree > .spantree--chain { color: $span-chain; }
    SpanTree > .spantree--retrieval, SpanTree > .spantree--rerank { color: $span-retrieval; }
    SpanTree > .spantree--embedding { color: $span-retrieval; }
    SpanTree > .spantree--guardrail { color: $status-warn; }
    SpanTree > .spantree--thumb { color: $primary; }
    """

    needle: reactive[str] = reactive("")
    """What is searched for; marked where a row shows it."""

    @dataclass
    class Moved(Message):
        """The cursor came to another span."""

        tree: "SpanTree"
        span: int

        def can_replace(self, message: Message) -> bool:
            """Only the last place matters."""
            return isinstance(message, SpanTree.Moved)

    @dataclass
    class Chosen(Message):
        """The span's detail is wanted."""

        tree: "SpanTree"
        span: int

    @dataclass
    class Retried(Message):
        """The earlier tries of a call are to be shown, or folded again."""

        tree: "SpanTree"
        span: int

    def __init__(self) -> None:
        super().__init__()
        self.scene: Scene | None = None
        self.cursor = 0
        """The row the cursor is on."""
        self.top = 0
        self.columns = Columns(0, 0, 0)
        self.strips: LRUCache[tuple[int, bool], Strip] = LRUCache(KEPT_STRIPS)
        self.roles = Roles(self, "spantree", self.COMPONENT_CLASSES)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.scene.folds) if self.scene else 0

    @property
    def page(self) -> int:
        """How many rows are on screen."""
        return max(1, self.size.height - 1)

    @property
    def span(self) -> int | None:
        """The span under the cursor, by its position in the trace."""
        return self.scene.folds.span(self.cursor) if self.scene and self.count else None

    def show(self, scene: Scene | None, span: int | None = None) -> None:
        """Show a scene, with the cursor on a span or else where it was."""
        self.scene = scene
        if scene is not None and span is not None:
            self.cursor = scene.folds.row(span)
        self.changed()

    def changed(self) -> None:
        """The scene's rows are others now: keep the cursor on screen and paint anew."""
        self.cursor = max(0, min(self.cursor, self.count - 1))
        self.top = scrolled(self.top, self.cursor, self.page, self.count)
        self.repaint()

    def repaint(self) -> None:
        """Forget every painted row."""
        self.columns = Columns.over(max(1, self.size.width - 2))
        self.strips.clear()
        self.refresh()

    def reveal(self, span: int) -> None:
        """Put the cursor on a span, unfolding and panning as far as needed."""
        if self.scene is None:
            return
        known = len(self.scene.folds)
        self.scene.folds.reveal(span)
        axis, shown = self.scene.axis, self.scene.spans[span]
        if shown.started_ns is not None:
            end = shown.ended_ns or shown.started_ns
            self.scene.axis = panned(axis, self.scene.whole, shown.started_ns, end)
        if len(self.scene.folds) != known or self.scene.axis is not axis:
            self.repaint()
        row = self.scene.folds.row(span)
        if not self.top <= row < self.top + self.page:
            self.top = max(0, row - self.page // 3)
        self.go(row)

    def go(self, row: int) -> None:
        """Put the cursor on a row: two rows are painted, or all when they scroll."""
        row = max(0, min(row, self.count - 1))
        before, self.cursor = self.cursor, row
        top, self.top = self.top, scrolled(self.top, row, self.page, self.count)
        if top != self.top:
            self.refresh()
        for each in {before, row}:
            self.refresh(Region(0, each - self.top + 1, self.size.width, 1))
        if self.span is not None:
            self.post_message(self.Moved(self, self.span))

    def watch_needle(self) -> None:
        """Other matches are marked."""
        self.strips.clear()

    def notify_style_update(self) -> None:
        """Colours changed: nothing painted before counts."""
        super().notify_style_update()
        self.roles.forget()
        self.strips.clear()

    def on_resize(self) -> None:
        """More or less room."""
        self.changed()

    def on_click(self, event: events.Click) -> None:
        """Go to the row; a second click opens its detail."""
        row = self.top + event.y - 1
        if event.y > 0 and row < self.count:
            if row == self.cursor:
                self.action_choose()
            else:
                self.go(row)

    def on_mouse_scroll_down(self) -> None:
        """Three rows on."""
        self.action_move(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Three rows back."""
        self.action_move(-WHEEL)

    def render_line(self, y: int) -> Strip:
        """The header, or one row; reads only."""
        width = self.size.width
        if self.scene is None:
            return Strip.blank(width, self.roles.base)
        if y == 0:
            line = self.scene.header(self.columns)
            return self.roles.strip(((" ", "header"), *line), self.roles.base, width)
        row = self.top + y - 1
        if row >= self.count:
            return Strip.blank(width, self.roles.base)
        bar = self.roles.scrollbar(y - 1, self.top, self.page, self.count)
        return Strip.join((self.row(row, self.scene), bar))

    def row(self, row: int, scene: Scene) -> Strip:
        """One row, from the last time it was painted if nothing changed."""
        here = row == self.cursor
        known = self.strips.get((row, here))
        if known is None:
            base = self.get_component_rich_style("spantree--cursor") if here else self.roles.base
            lead = ("▌" if here else " ", "thumb")
            line = marked(scene.line(row, self.columns), self.needle)
            known = self.roles.strip((lead, *line), base, self.size.width - 1)
            self.strips[row, here] = known
        return known

    def action_move(self, by: int) -> None:
        """Move by some rows."""
        self.go(self.cursor + by)

    def action_go(self, row: int) -> None:
        """Move to a row; -1 is the last."""
        self.go(row if row >= 0 else self.count - 1)

    def action_page(self, pages: float) -> None:
        """Move by pages; the cursor keeps its line on screen."""
        by = int(self.page * pages)
        self.top = max(0, min(self.top + by, self.count - self.page))
        self.refresh()
        self.go(self.cursor + by)

    def action_unfold(self) -> None:
        """Open the row, or go to its first child."""
        if self.scene and self.scene.folds.is_folded(self.cursor):
            self.folded(shut=False)
        elif self.scene and self.count and self.scene.folds.has_children(self.cursor):
            self.go(self.cursor + 1)

    def action_fold(self) -> None:
        """Close the row, or go to its parent."""
        if not self.scene or not self.count:
            return
        folds = self.scene.folds
        if folds.has_children(self.cursor) and not folds.is_folded(self.cursor):
            self.folded(shut=True)
        elif (parent := folds.parent_row(self.cursor)) is not None:
            self.go(parent)

    def action_turn(self) -> None:
        """Close the row if it is open, open it if it is closed."""
        if self.scene is None or self.span is None:
            return
        if self.scene.folds.has_children(self.cursor):
            self.folded(shut=not self.scene.folds.is_folded(self.cursor))
        elif self.scene.trace and self.span in self.scene.trace.retries:
            self.post_message(self.Retried(self, self.span))

    def folded(self, *, shut: bool) -> None:
        """Close or open the row under the cursor."""
        if self.scene is not None:
            self.scene.folds.fold(self.cursor, shut)
            self.changed()

    def action_all(self) -> None:
        """Open everything, or close everything when all is open."""
        if self.scene is None or self.span is None:
            return
        span = self.span
        self.scene.folds.fold_all(shut=not self.scene.folds.folded)
        self.cursor = self.scene.folds.row(span)
        self.changed()
        self.go(self.cursor)

    def action_zoom(self, factor: float) -> None:
        """Make the time axis shorter or longer, around the span under the cursor."""
        if self.scene is None or self.span is None:
            return
        scene, shown = self.scene, self.scene.spans[self.span]
        start = shown.started_ns if shown.started_ns is not None else scene.axis.start_ns
        scene.axis = zoomed(scene.axis, scene.whole, start, shown.ended_ns or start, factor)
        self.repaint()

    def action_choose(self) -> None:
        """Ask for the span's detail."""
        if self.span is not None:
            self.post_message(self.Chosen(self, self.span))
