"""The span under the cursor, to be read: headlines, tabs, and the text of the chosen tab.

It is handed spans and shows them; it moves nothing and asks nothing.
"""

from collections.abc import Sequence
from datetime import tzinfo
from typing import ClassVar, Literal, get_args

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive, var
from textual.strip import Strip
from textual.widget import Widget

from spandeck import semantics
from spandeck.model.trace import Span
from spandeck.paint.attributes import table
from spandeck.paint.document import ROLES, Line, Paragraph, sliced
from spandeck.paint.events import happened
from spandeck.paint.headline import LINES, headlines
from spandeck.paint.messages import spoken
from spandeck.paint.raw import printed
from spandeck.paint.scene import Scene
from spandeck.semantics.facts import Meaning
from spandeck.ui.widgets.document import Document
from spandeck.ui.widgets.roles import Roles

Tab = Literal["Messages", "Attributes", "Events", "Raw"]
TABS: tuple[Tab, ...] = get_args(Tab)
GAP = "  "


class Headlines(Widget):
    """A few painted lines, the last of them the tabs."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"headlines--{role}" for role in (*ROLES, "tab")}
    DEFAULT_CSS = """
    Headlines { height: 5; }
    Headlines > .headlines--heading { text-style: bold; }
    Headlines > .headlines--muted { color: $muted; }
    Headlines > .headlines--key { color: $muted; }
    Headlines > .headlines--error { color: $status-error; }
    Headlines > .headlines--accent { color: $accent; text-style: bold; }
    Headlines > .headlines--tab { color: $accent; text-style: bold underline; }
    """

    lines: reactive[tuple[Line, ...]] = reactive[tuple[Line, ...]](())

    def __init__(self) -> None:
        super().__init__()
        self.roles = Roles(self, "headlines", self.COMPONENT_CLASSES)

    def notify_style_update(self) -> None:
        """The theme changed: look the styles up again."""
        super().notify_style_update()
        self.roles.forget()

    def render_line(self, y: int) -> Strip:
        """One line, cut to the width."""
        line = self.lines[y] if y < len(self.lines) else ()
        width = self.size.width
        return self.roles.strip(sliced(line, 0, width), self.roles.base, width)


class Detail(Vertical):
    """Everything about one span."""

    DEFAULT_CSS = "Detail { padding: 0 0 0 1; }"

    tab: reactive[Tab] = reactive[Tab]("Messages", init=False, bindings=True)
    entire: var[bool] = var(False, init=False)
    """Whether long values are shown to their end."""

    def __init__(self) -> None:
        super().__init__()
        self.span: Span | None = None
        self.meaning: Meaning | None = None

    def compose(self) -> ComposeResult:
        """Headlines with the tabs, then the text."""
        yield Headlines()
        yield Document()

    @property
    def document(self) -> Document:
        """The text of the tab."""
        return self.query_one(Document)

    def show(self, scene: Scene | None, at: int | None, zone: tzinfo) -> None:
        """Show a span of a scene, or nothing; times in this zone."""
        if scene is None or at is None:
            self.span = self.meaning = None
            self.query_one(Headlines).lines = ()
            self.document.show(())
            return
        span = scene.spans[at]
        if span is not self.span:
            self.span, self.meaning = span, semantics.read(span)
            self.set_reactive(Detail.entire, False)
            self.document.show(self.paragraphs())
        if self.meaning is not None:
            lines = headlines(span, self.meaning, at, scene.trace, scene.survey, zone)
            self.query_one(Headlines).lines = (*lines, self.tabs())

    def tabs(self) -> Line:
        """The names of the tabs, with how much there is in them."""
        if self.span is None:
            return ()
        counts = {"Attributes": len(self.span.attributes), "Events": len(self.span.events)}
        line: list[tuple[str, str]] = []
        for tab in TABS:
            line.append((tab, "tab" if tab == self.tab else "muted"))
            line.append(((f" {counts[tab]}" if counts.get(tab) else "") + GAP, "muted"))
        return tuple(line)

    def paragraphs(self) -> Sequence[Paragraph]:
        """The text of the chosen tab."""
        if self.span is None or self.meaning is None:
            return ()
        match self.tab:
            case "Messages":
                return spoken(self.span, self.meaning)
            case "Attributes":
                return table(self.span.attributes, entire=self.entire) or [
                    Paragraph("This span has no attributes.", "muted")
                ]
            case "Events":
                return happened(self.span, entire=self.entire)
            case "Raw":
                return printed(self.span)

    def renew(self) -> None:
        """Show the text again, another tab or another length of it."""
        head = self.query_one(Headlines)
        head.lines = (*head.lines[:LINES], self.tabs())
        self.document.show(self.paragraphs())

    def watch_tab(self) -> None:
        """Another tab."""
        self.renew()

    def watch_entire(self) -> None:
        """Long values to their end, or not."""
        self.renew()

    def step(self, by: int) -> None:
        """The next tab, or the one before."""
        self.tab = TABS[(TABS.index(self.tab) + by) % len(TABS)]

    def on_click(self, event: events.Click) -> None:
        """A click on a tab's name chooses it."""
        if event.widget is not self.query_one(Headlines) or event.y != LINES:
            return
        start = 0
        for number, (text, _) in enumerate(self.tabs()):
            if start <= event.x < start + len(text):
                self.tab = TABS[number // 2]
            start += len(text)
