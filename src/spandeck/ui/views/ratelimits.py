"""How soon providers throttle us: 429s by the hour, and how long each quota lasts.

`+` and `-` ask what if we called more, or less; the line moves and nothing is sent.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from textual import work
from textual.binding import BindingType
from textual.content import Content

from spandeck.model.burn import assumed
from spandeck.model.errors import SourceError
from spandeck.model.gathering import gathered, together
from spandeck.model.page import Ask, Freshness
from spandeck.model.source import UpstreamSource
from spandeck.model.upstream import Between, Maintenance, RateLimits, Snapshot
from spandeck.paint.burndown import burndown
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet
from spandeck.paint.quotarow import COLUMNS, cell, fact, urgent
from spandeck.paint.throttling import Throttling, throttling
from spandeck.ui.key import key
from spandeck.ui.views.answer import counted
from spandeck.ui.views.board import Kind
from spandeck.ui.views.boardview import BoardView
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.share import copies
from spandeck.ui.widgets.chart import Chart
from spandeck.ui.widgets.page import page

REST_S = 0.15
"""How long the cursor rests on a provider before the period before is asked for."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """What is known of all providers over a range."""

    between: Between
    found: tuple[RateLimits, ...]
    windows: tuple[Maintenance, ...]


class RateLimitsView(BoardView[Quotas, RateLimits]):
    """Providers, the one that throttles us soonest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("plus,equals_sign", "assume(1)", "Call more", "quota.more", "What if we called more"),
        key("minus", "assume(-1)", "Call less", "quota.less", "What if we called less", show=True),
        key("0", "assume(0)", "As measured", "quota.measured", "The rate as it was measured"),
    ]
    pane = "rate-limits"
    rest_s: float = REST_S

    def __init__(self, desk: Desk, source: UpstreamSource) -> None:
        """`source` answers."""
        super().__init__(desk, source)
        self.before: dict[tuple[str, Between, str | None], RateLimits] = {}
        """The period before, by provider, period and environment, as far as it was asked for."""
        self.steps: dict[str, int] = {}
        """How far the assumed rate of a provider is from the measured one."""

    def kind(self) -> Kind[RateLimits]:
        """Providers as rows."""
        now = self.clock()
        return Kind(COLUMNS, lambda each: each.vendor, lambda each, c: cell(each, c, now), fact)

    def rows_of(self, answer: Snapshot[Quotas]) -> Sequence[RateLimits]:
        """The riskiest first."""
        return sorted(answer.value.found, key=urgent)

    def name_of(self, row: RateLimits) -> str:
        """The provider."""
        return row.vendor

    def pictures(self) -> Sequence[Chart]:
        """The hours, and where the quota goes."""
        return Chart(self.hours), Chart(self.quota)

    async def load(self, ask: Ask) -> Snapshot[Quotas]:
        """Who throttled whom, then each provider by itself: risks are only told so."""
        between, environment = self.between, self.environment
        summary = await self.source.throttled(between, environment, ask=ask)
        windows = await self.source.maintenance(ask=ask)
        details = await gathered(
            self.source.rate_limits(each.vendor, between, environment, ask=ask)
            for each in summary.value
        )
        found = tuple(each.value for each in details)
        return together(Quotas(between, found, windows.value), (summary, windows, *details))

    def drawn(self) -> None:
        """Ask for the period before where the reader rests."""
        super().drawn()
        self.look_back()

    @work(exclusive=True, group="before")
    async def look_back(self) -> None:
        """The period before the one that is drawn, of the provider under the cursor."""
        here, known = self.here, self.answer
        if here is None or known is None or self.earlier(here) is not None:
            return
        await asyncio.sleep(self.rest_s)
        before, environment = known.value.between.whole.before, self.environment
        ask = self.asked(Freshness.FRESH)
        try:
            found = await self.source.rate_limits(here.vendor, before, environment, ask=ask)
        except SourceError:
            return  # the bars stand without it
        self.before[here.vendor, before, environment] = found.value
        self.query(Chart).first().renew()

    def earlier(self, row: RateLimits) -> RateLimits | None:
        """The period before of a provider, if it is known."""
        if self.answer is None:
            return None
        before = self.answer.value.between.whole.before
        return self.before.get((row.vendor, before, self.environment))

    def hours(self, sheet: Sheet, at_ns: int | None) -> Sequence[Line]:
        """429s of the provider under the cursor."""
        here = self.here
        if here is None or self.answer is None:
            return ()
        known = self.answer.value
        drawn = Throttling(known.between, here, self.earlier(here), known.windows)
        return throttling(drawn, sheet, at_ns)

    def quota(self, sheet: Sheet, at_ns: int | None) -> Sequence[Line]:
        """Where its quota goes; the time cursor is of the past, this is not."""
        here = self.here
        if here is None or self.answer is None:
            return ()
        return burndown(here.burn_down, self.answer.answered_ns, sheet, self.rate(here))

    def rate(self, row: RateLimits) -> float | None:
        """The rate that is assumed of a provider; None for the measured one."""
        steps = self.steps.get(row.vendor, 0)
        if row.burn_down is None or not steps:
            return None
        return assumed(row.burn_down.rate_per_min, steps)

    def action_assume(self, by: int) -> None:
        """Assume that more is called, or less, or as much as was measured."""
        here = self.here
        if here is not None:
            self.steps[here.vendor] = self.steps.get(here.vendor, 0) + by if by else 0
            self.query(Chart).last().renew()
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a quota there is nothing to assume."""
        if action != "assume":
            return super().check_action(action, parameters)
        here = self.here if self.is_mounted else None
        if here is None or here.burn_down is None:
            return False
        return bool(self.steps.get(here.vendor)) or 0 not in parameters

    def nothing(self) -> Content:
        """Why there is no provider."""
        if self.answer is None or self.answer.value.found:
            return Content("")
        return page(
            "No provider was called",
            f"{self.source.title} saw no calls in {self.reach}.",
            "t looks further back, ! takes the filter off, r asks again.",
        )

    def summary(self) -> str:
        """How many were throttled."""
        known = self.answer.value.found if self.answer else ()
        throttled = sum(bool(each.count) for each in known)
        return f"{counted(len(known), 'provider')}, {throttled} throttled"

    def copies(self) -> Sequence[tuple[str, str]]:
        """The provider under the cursor."""
        here = self.here
        named = {"vendor": here.vendor, "env": self.environment} if here else {}
        return copies(self, here.vendor if here else None, "burn-down", "rate-limits", named)

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Every provider."""
        return [asdict(each) for each in self.board.rows]
