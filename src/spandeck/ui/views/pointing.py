"""A view of hours with the time cursor in its pictures, which follows where it is locked."""

from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.binding import BindingType
from textual.reactive import var

from spandeck.model.upstream import HOUR_NS, Between
from spandeck.ui.key import key
from spandeck.ui.ranges import spoken
from spandeck.ui.timecursor import Pointed
from spandeck.ui.views.answer import AnswerView
from spandeck.ui.widgets.chart import Chart

T = TypeVar("T")
LONGEST_S = 30 * 86_400.0
"""How far back one looks where all of it was asked for."""
SECOND_NS = 1_000_000_000


class PointingView(AnswerView[T], Generic[T]):
    """Its pictures are `Chart`s, composed by its subclass."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("left,h", "step(-1)", "Hour back", "hour.back", "The time cursor back", show=True),
        key("right,l", "step(1)", "On", "hour.on", "The time cursor on", show=True),
    ]

    timed: ClassVar[bool] = True
    """Whether its pictures are of hours."""
    point_ns: var[int | None] = var[int | None](None, init=False, bindings=True)
    """Where the time cursor is, UTC nanoseconds; None while it is off."""

    @property
    def between(self) -> Between:
        """The range of time that is asked for."""
        now = self.clock()
        return Between(now - int((self.range_s or LONGEST_S) * SECOND_NS), now)

    @property
    def reach(self) -> str:
        """The range in words."""
        return spoken(self.range_s or LONGEST_S)

    @property
    def at_ns(self) -> int | None:
        """Where it is, or where it would be."""
        return self.point_ns if self.point_ns is not None else self.newest_ns

    @property
    def newest_ns(self) -> int | None:
        """The newest hour that is drawn."""
        known = self.timed and self.answer is not None
        return self.between.whole.until_ns - HOUR_NS if known else None

    @on(Chart.Stepped)
    def stepped(self, event: Chart.Stepped) -> None:
        """The reader moves it in a picture."""
        event.stop()
        self.action_step(event.by)

    def action_step(self, by: int) -> None:
        """Move it by hours, as far as the range goes."""
        newest, first = self.newest_ns, self.between.whole.since_ns
        if newest is None:
            return
        at = newest if self.point_ns is None else self.point_ns // HOUR_NS * HOUR_NS + by * HOUR_NS
        self.stand_at(max(first, min(at, newest)))

    def stand_at(self, at_ns: int) -> None:
        """The reader moves it to a moment."""
        self.point_ns = at_ns
        self.post_message(Pointed(at_ns))

    def watch_point_ns(self) -> None:
        """Only the cells that differ are painted."""
        for each in self.query(Chart):
            each.point(self.point_ns)
        self.told()

    def watch_locked(self) -> None:
        """It was locked, moved or let go elsewhere."""
        if self.locked is not None and self.timed:
            self.point_ns = self.locked
        super().watch_locked()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no time without a picture."""
        if action == "step":
            return self.newest_ns is not None and bool(self.query(Chart))
        return super().check_action(action, parameters)
