"""How one objective was kept: its budget in words, its days as a calendar, its hours as a grid.

The hours are the provider's own latencies against the objective's percentile and threshold; where
they cannot agree with the vendor's verdict on a day, that is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from spandeck.model import slo
from spandeck.model.agreement import scope_of
from spandeck.model.errors import Missing
from spandeck.model.gathering import gathered, together
from spandeck.model.page import Ask
from spandeck.model.query import BadQuery
from spandeck.model.resource import Record, Resource
from spandeck.model.source import UpstreamSource
from spandeck.model.upstream import LatencyHour, Maintenance, Objective, Snapshot
from spandeck.paint import objective as said
from spandeck.paint.calendar import whole
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet
from spandeck.paint.objectivegrid import Grids
from spandeck.ui.commands import Command
from spandeck.ui.timecursor import Pointed
from spandeck.ui.views import sloshare
from spandeck.ui.views.answer import AnswerView, counted
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.slokeys import WINDOWS, bindings, zoomed
from spandeck.ui.widgets.chart import Chart
from spandeck.ui.widgets.filterline import FilterLine
from spandeck.ui.widgets.heat import EMPTY, Heat
from spandeck.ui.widgets.page import Page
from spandeck.ui.widgets.sentence import Sentence

NARROW = 104
"""Below this width the calendar and the hours do not stand side by side."""
WIDER, NOTE = (4, 3), 14
"""How wide hours are where there is room, and the room that the vendor's verdict takes."""
DAYS = tuple(name for name, days in WINDOWS.items() if days)


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is known of how an objective was kept."""

    objective: Objective
    hours: tuple[LatencyHour, ...]
    windows: tuple[Maintenance, ...]
    """The provider's maintenance."""


class KeptView(AnswerView[Kept]):
    """One objective, opened."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("kept", listed=False)]
    DEFAULT_CSS = """
    KeptView { layout: vertical; }
    KeptView > Horizontal { height: 1fr; }
    KeptView .words { width: 2fr; max-width: 56; margin: 0 2 0 1; }
    KeptView .words Chart { height: 1fr; }
    KeptView .words Heat { height: 8; }
    KeptView .hours { width: 3fr; }
    KeptView > .under { height: 3; padding: 0 1; }
    KeptView.-narrow > .under { height: 4; }
    KeptView.-narrow .words { width: 1fr; max-width: 100%; layout: horizontal; }
    KeptView.-narrow .words Chart { margin: 0 2 0 0; }
    KeptView.-narrow .hours { display: none; width: 1fr; }
    KeptView.-narrow.-hours .hours { display: block; }
    KeptView.-narrow.-hours .words { display: none; }
    """
    pane = "slo-hours"
    ranged = False
    filters = ()

    def __init__(self, desk: Desk, source: UpstreamSource, objective: Objective) -> None:
        """`objective` is as it stands in the list."""
        super().__init__(source, desk.profile)
        self.desk = desk
        self.objective = objective
        self.days = objective.window_days
        self.grids: Grids | None = None
        self.hour_grid = EMPTY
        self.point_ns: int | None = None
        self.calendar, self.hours = Heat("down"), Heat("across")
        self.words, self.cell = Chart(self.card), Chart(self.numbers)
        self.words.can_focus = self.cell.can_focus = False

    def compose(self) -> ComposeResult:
        """Words and calendar beside the hours; the cell under the cursor below."""
        yield Sentence(classes="trouble")
        with Horizontal(classes="answer"):
            with Vertical(classes="words"):
                yield self.words
                yield self.calendar
            with Vertical(classes="hours"):
                yield self.hours
        with Vertical(classes="under answer"):
            yield self.cell.data_bind(KeptView.zone)
        yield Page()
        yield FilterLine(self.filters)

    def on_resize(self) -> None:
        """Side by side only where there is room."""
        self.set_class(self.size.width < NARROW, "-narrow")
        self.call_after_refresh(self.widen)

    def on_descendant_focus(self) -> None:
        """Where it is narrow, what has the focus is what is shown."""
        self.set_class(self.hours.has_focus, "-hours")

    async def load(self, ask: Ask) -> Snapshot[Kept]:
        """The objective anew, its hours, and what maintenance there was."""
        about, days = self.objective, self.days
        between = slo.window(days, self.clock())
        answers: Sequence[Snapshot[Any]] = await gathered(
            (
                self.source.objectives(days, about.vendor, about.environment, ask=ask),
                self.source.latency(about.vendor, between, scope_of(about), ask=ask),
                self.source.maintenance(ask=ask),
            )
        )
        objectives, hours, windows = (each.value for each in answers)
        found = next((each for each in objectives if each.id == about.id), None)
        if found is None:
            raise Missing(self.source.title, f"The objective {about.id} is not there any more")
        mine = tuple(each for each in windows if each.vendor == about.vendor)
        return together(Kept(found, hours, mine), answers)

    def shown(self) -> None:
        """Draw it anew, the cursor staying at its moment."""
        if self.answer is None:
            return
        kept = self.answer.value
        self.objective = kept.objective
        self.grids = Grids.of(
            kept.objective,
            kept.hours,
            kept.windows,
            self.clock(),
            self.zone,
            self.profile.slo_target,
        )
        if self.grids.cell(self.point_ns) is None:
            self.point_ns = self.grids.worst_ns
        self.widen()
        self.words.renew()

    def nothing(self) -> Content:
        """There always is a calendar."""
        return Content("")

    def summary(self) -> str:
        """How many hours it is made of."""
        known = self.answer.value.hours if self.answer else ()
        return f"{counted(len(known), 'hour')} with calls in {self.objective.window_days} days"

    # The cursor

    @property
    def at_ns(self) -> int | None:
        """The hour under the cursor."""
        return self.point_ns

    def widen(self) -> None:
        """Let the hours have the room there is."""
        if self.grids is not None:
            grid = self.grids.hours
            room = self.hours.size.width - NOTE
            fitting = (each for each in WIDER if replace(grid, wide=each).width <= room)
            self.hour_grid = replace(grid, wide=next(fitting, grid.wide))
            self.pointed()

    def pointed(self) -> None:
        """Put both cursors where the moment is."""
        if self.grids is None or self.point_ns is None:
            return
        narrow = self.has_class("-narrow")
        self.calendar.styles.width = self.grids.calendar.width if narrow else "1fr"
        self.calendar.show(self.grids.calendar, self.grids.day_place(self.point_ns))
        self.hours.show(self.hour_grid, self.grids.hour_place(self.point_ns))
        self.cell.renew()

    def go(self, at_ns: int | None, *, by_hand: bool = True) -> None:
        """Put the cursor on an hour of the window."""
        if self.grids is None or self.grids.cell(at_ns) is None:
            return
        self.point_ns = at_ns
        self.pointed()
        if by_hand and at_ns is not None:
            self.post_message(Pointed(at_ns))

    def watch_locked(self) -> None:
        """Stand where the time cursor is locked."""
        super().watch_locked()
        if self.is_mounted and self.locked is not None:
            self.go(whole(self.locked), by_hand=False)

    @on(Heat.Moved)
    def moved(self, event: Heat.Moved) -> None:
        """Another day, or another hour."""
        event.stop()
        if self.grids is None or self.point_ns is None:
            return
        if event.heat is self.calendar:
            self.go(self.grids.hour_of_day(event.place, self.point_ns))
        else:
            self.go(self.grids.hour_at(event.place))

    @on(Heat.Chosen)
    def chosen(self, event: Heat.Chosen) -> None:
        """A day leads to its hours, an hour to its traces."""
        event.stop()
        here = self.grids.cell(self.point_ns) if self.grids else None
        if event.heat is self.calendar:
            self.enter_pane(self.hours)
        elif here is not None:
            about = self.objective
            self.post_message(self.Behind(about.vendor, about.environment, here.between))

    # Pictures

    def card(self, sheet: Sheet, at_ns: int | None = None) -> Sequence[Line]:
        """All that is said of the objective."""
        if self.grids is None:
            return ()
        grids = self.grids
        return said.card(grids.objective, grids.budget, sheet, grids.burns, grids.agreement)

    def numbers(self, sheet: Sheet, at_ns: int | None = None) -> Sequence[Line]:
        """The day and the hour under the cursor, and what the marks mean."""
        here = self.grids.cell(self.point_ns) if self.grids else None
        if self.grids is None or here is None:
            return ()
        return said.numbers(here, self.grids.day(here.hour_ns), self.objective, self.windows, sheet)

    @property
    def windows(self) -> tuple[Maintenance, ...]:
        """The provider's maintenance."""
        return self.grids.windows if self.grids else ()

    # Keys and the frame

    def action_zoom(self, by: int) -> None:
        """Fewer days, or more."""
        self.over(zoomed(self.days, by))

    def over(self, days: int) -> None:
        """Ask for the objective over so many days."""
        if days != self.days:
            self.days = days
            self.begin()

    @property
    def subject(self) -> tuple[Resource | None, Record | None]:
        """The objectives, and this one."""
        return sloshare.subject(self.desk.opened.records.catalog, self.objective)

    def copies(self) -> Sequence[tuple[str, str]]:
        """The hour under the cursor, then the objective."""
        hour = "".join(text for text, _ in (self.numbers(Sheet(400)) or ((),))[0]).rstrip()
        told = [("the hour", hour)] if hour else []
        lines = self.card(Sheet(sloshare.WIDTH))
        return (*told, *sloshare.copies(self.objective, self.source.vendor, lines))

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Its hours, judged."""
        return [asdict(each) for each in self.grids.cells] if self.grids else ()

    def panes(self) -> Sequence[Widget]:
        """The calendar, then the hours."""
        return (self.query_one(Page),) if self.has_class("-empty") else (self.calendar, self.hours)

    def enter_pane(self, pane: Widget) -> None:
        """Where it is narrow, show what is entered."""
        self.set_class(pane is self.hours, "-hours")
        super().enter_pane(pane)

    def commands(self) -> Sequence[Command]:
        """What the keys do, by name."""

        def days(text: str) -> None:
            self.over(WINDOWS.get(text) or refuse(text))

        return (*super().commands(), Command("days", "Over how many days", days, "30", DAYS))


def refuse(text: str) -> int:
    """Say which windows there are."""
    raise BadQuery(f"Over how many days? One of {', '.join(DAYS)}.")
