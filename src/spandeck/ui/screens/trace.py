"""One trace: its span tree with the waterfall, beside it the detail of the span at the cursor.

The screen knows where every key leads; loading is the view's, looks are `paint`'s.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from spandeck.model.evidence import Suspect
from spandeck.model.group import Target
from spandeck.model.page import Freshness
from spandeck.model.record import of_span
from spandeck.paint import raw
from spandeck.paint.tracehead import crumbs, status
from spandeck.ui.commands import Command
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.tracekeys import KEYS
from spandeck.ui.screens.tracewalk import TraceWalker
from spandeck.ui.tones import DOT, ROOM, told
from spandeck.ui.widgets.searchline import SearchLine
from spandeck.ui.widgets.spantree import SpanTree

WIDE = 100
"""From this width on, the tree and the detail stand side by side."""


class TraceScreen(TraceWalker):
    """A trace of a list, or one of its own when there is no list to walk."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  (Textual's own)
        (0, "-narrow"),
        (60, "-roomy"),
        (WIDE, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    DEFAULT_CSS = """
    TraceScreen.-roomy Detail { display: none; border-left: none; width: 1fr; }
    TraceScreen.-roomy.-reading SpanTree { display: none; }
    TraceScreen.-roomy.-reading Detail { display: block; }
    """

    offers = (False, False)
    """Whether there is a trace, and a match in it: what some keys need."""

    def body(self) -> ComposeResult:
        """The trace, and the search below it."""
        yield self.trace_view.data_bind(FrameScreen.zone)
        yield SearchLine()

    def on_mount(self) -> None:
        """Ask for the spans at once."""
        self.watch(self.trace_view, "standing", self.tell_status)
        self.trace_view.spantree.focus()
        self.open(self.summary)

    def tell_crumbs(self) -> None:
        """Where one is, and how this trace went."""
        view, wide = self.trace_view, self.size.width >= WIDE
        path = " ▸ Traces ▸ " if wide else " ▸ "
        where = Content.assemble((self.source.title, "bold"), (path, "$muted"))
        said = crumbs(self.summary, view.trace, view.survey)
        self.crumbs = where + told(said, ROOM if wide else ROOM[1:])

    def on_resize(self, event: events.Resize) -> None:
        """Another width has room for other crumbs."""
        self.tell_crumbs()

    def tell_status(self) -> None:
        """How far the trace has come and how it is looked at."""
        view = self.trace_view
        self.status = told(status(view.standing, view.trace, self.profile.clock()), DOT)
        offers = view.trace is not None, bool(view.search.hits)
        if offers != self.offers:
            self.offers = offers
            self.refresh_bindings()

    def beat(self) -> None:
        """The age of what is shown grows."""
        super().beat()
        if self.is_mounted:
            self.tell_status()

    # Hooks of the frame

    @property
    def subject(self) -> bool:
        """A span at the cursor is what copy, export and link act on."""
        return self.trace_view.spantree.span is not None

    def suspect(self) -> Suspect | None:
        """The span at the cursor, with all of its trace; None where nothing in it failed."""
        trace = self.trace_view.trace
        if trace is None or not trace.failures[-1]:
            return None
        ids = self.source.vendor, self.summary.trace_id, self.trace_view.span_id
        return Suspect(*ids, trace, self.summary)

    def copies(self) -> Sequence[tuple[str, str]]:
        """The span in several forms, then what names it."""
        self.trace_view.follow()
        span = self.trace_view.detail.span
        if span is None:
            return ()
        command = f"spandeck get {self.source.vendor} trace {self.summary.trace_id}"
        return (
            ("what is shown", self.trace_view.detail.document.text),
            ("span as JSON", raw.text(span)),
            ("span id", span.span_id),
            ("trace id", self.summary.trace_id),
            ("link", self.source.web_link(self.summary.trace_id)),
            ("command", command),
        )

    def records(self) -> Sequence[Mapping[str, Any]]:
        """All spans."""
        scene = self.trace_view.scene
        return [of_span(span) for span in scene.spans] if scene else ()

    def target(self) -> Target | None:
        """The span at the cursor, or the trace while it has none."""
        trace_id, span_id = self.summary.trace_id, self.trace_view.span_id
        if span_id is None:
            return Target("trace", trace_id, self.source.vendor)
        return Target("span", f"{trace_id}/{span_id}", self.source.vendor)

    @property
    def subject_title(self) -> str:
        """The trace and the span at the cursor, by name."""
        at, scene = self.trace_view.spantree.span, self.trace_view.scene
        span = (scene.spans[at].name,) if scene is not None and at is not None else ()
        return " ▸ ".join((self.summary.name or self.summary.trace_id, *span))

    def link(self) -> str | None:
        """The trace in the vendor's own web interface."""
        return self.source.web_link(self.summary.trace_id)

    def commands(self) -> Sequence[Command]:
        """What can be done here by name."""
        return (
            Command("find", "Search all spans of this trace", self.find, "rate_limit"),
            Command("key", "Key spans only, or all", lambda _: self.action_key_spans()),
            Command("critical", "The critical path, or all", lambda _: self.action_critical()),
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something."""
        view = self.trace_view
        match action:
            case "search":
                return view.trace is not None and not isinstance(self.focused, Input)
            case "error" | "critical":
                return view.trace is not None
            case "slow" | "key_spans":
                return view.survey is not None
            case "match":
                return bool(view.search.hits)
            case "trace":
                return self.walk is not None
            case "entire":
                return view.detail.document.has_focus and view.detail.tab in (
                    "Attributes",
                    "Events",
                )
        return super().check_action(action, parameters)

    # Keys

    def action_refresh(self) -> None:
        """Where the cache has aged."""
        self.trace_view.load(self.summary.trace_id)

    def action_reload(self) -> None:
        """Past the cache."""
        self.trace_view.load(self.summary.trace_id, Freshness.RELOAD)

    def action_tab(self, by: int) -> None:
        """Another tab of the detail."""
        self.trace_view.detail.step(by)

    def action_wrap(self) -> None:
        """Break long lines, or scroll along them."""
        document = self.trace_view.detail.document
        document.wrapped = not document.wrapped
        self.refresh_bindings()

    def action_entire(self) -> None:
        """Long values to their end, or only their beginnings."""
        detail = self.trace_view.detail
        detail.entire = not detail.entire

    def action_key_spans(self) -> None:
        """Hide framework wrappers, or show all."""
        self.trace_view.turn_key_spans()

    def action_critical(self) -> None:
        """Show what the end waited for."""
        self.trace_view.turn_critical()

    def find(self, text: str) -> None:
        """Search all spans for a text."""
        self.trace_view.seek(text)

    def action_search(self) -> None:
        """Type what to search for."""
        self.focus_before = self.focused
        self.query_one(SearchLine).open(self.trace_view.search.text)

    @on(SearchLine.Entered)
    def enter_search(self, event: SearchLine.Entered) -> None:
        """Search for what was typed."""
        self.leave_search()
        self.find(event.text)

    @on(SearchLine.Left)
    def leave_search(self) -> None:
        """Close the line and give the focus back."""
        self.query_one(SearchLine).close()
        self.set_focus(self.focus_before)

    def action_match(self, by: int) -> None:
        """The next or previous match."""
        self.trace_view.step_match(by)

    @on(SpanTree.Chosen)
    def read_span(self) -> None:
        """Go into the detail; on a narrow screen it takes the tree's place."""
        self.add_class("-reading")
        self.trace_view.follow()
        self.trace_view.detail.document.focus()

    def action_back(self) -> None:
        """End the search, leave the detail, leave the trace: one at a time."""
        if self.trace_view.search.text:
            self.find("")
        elif self.has_class("-reading") or self.trace_view.detail.document.has_focus:
            self.remove_class("-reading")
            self.trace_view.spantree.focus()
        else:
            super().action_back()
