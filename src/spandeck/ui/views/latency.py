"""How slow providers are, for us and for everyone; a provider opened shows its endpoints."""

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content

from spandeck.model.fleet import standing
from spandeck.model.gathering import gathered, together
from spandeck.model.page import Ask
from spandeck.model.source import UpstreamSource
from spandeck.model.upstream import HOUR_NS, Between, Maintenance, Scope, Snapshot
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.latencies import Latencies, latencies
from spandeck.paint.latencyrow import Measured, cell, columns, fact, urgent
from spandeck.paint.legend import filled
from spandeck.paint.standing import sentence
from spandeck.ui.key import key
from spandeck.ui.notice import tell
from spandeck.ui.views.answer import counted
from spandeck.ui.views.board import Kind
from spandeck.ui.views.boardview import PROVIDERS, BoardView
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.share import copies
from spandeck.ui.widgets.chart import Chart
from spandeck.ui.widgets.page import page
from spandeck.ui.widgets.rows import Rows

FAILING = 0.05
"""The share of an hour's calls from which on it is worth a stop on the way."""


@dataclass(frozen=True, slots=True)
class Latent:
    """What is known of all providers over a range, or of one and its endpoints."""

    between: Between
    provider: str | None
    found: tuple[Measured, ...]
    windows: tuple[Maintenance, ...]


class LatencyView(BoardView[Latent, Measured]):
    """Providers, those that are slow for us alone first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("e", "seek(1)", "Next bad hour", "latency.bad", "The next hour that is slow or fails"),
        key("E", "seek(-1)", "Bad hour before", "latency.bad_before", "The bad hour before"),
    ]
    pane = "latency"

    def __init__(self, desk: Desk, source: UpstreamSource) -> None:
        """`source` answers."""
        self.opened: str | None = None
        """The provider whose endpoints are listed; None while providers are."""
        super().__init__(desk, source)

    def kind(self) -> Kind[Measured]:
        """Providers as rows, or the endpoints of one."""
        named = f"{self.opened} ▸ endpoint" if self.opened else "provider"
        return Kind(columns(named), lambda each: each.endpoint or each.provider, cell, fact)

    def rows_of(self, answer: Snapshot[Latent]) -> Sequence[Measured]:
        """The worst first; all endpoints together before each of them."""
        found = answer.value.found
        if answer.value.provider is None:
            return sorted(found, key=urgent)
        return [*found[:1], *sorted(found[1:], key=urgent)]

    def name_of(self, row: Measured) -> str:
        """The provider."""
        return row.provider

    def pictures(self) -> Sequence[Chart]:
        """The lines."""
        return (Chart(self.lines),)

    async def load(self, ask: Ask) -> Snapshot[Latent]:
        """Each provider's hours and the fleet's, or each endpoint's."""
        between, opened = self.between, self.opened
        windows = await self.source.maintenance(ask=ask)
        if opened is None:
            names = await self.source.providers(self.environment, ask=ask)
            wanted: list[tuple[str, str | None]] = [(each, None) for each in names.value]
        else:
            names = await self.source.endpoints(opened, self.environment, ask=ask)
            wanted = [(opened, None), *((opened, each) for each in names.value)]
        found = await gathered(self.measured(*each, between, ask) for each in wanted)
        value = Latent(between, opened, tuple(each.value for each in found), windows.value)
        return together(value, (windows, names, *found))

    def measured(
        self, provider: str, endpoint: str | None, between: Between, ask: Ask
    ) -> Coroutine[Any, Any, Snapshot[Measured]]:
        """One row's hours and the fleet's."""

        async def both() -> Snapshot[Measured]:
            scope = Scope(endpoint, self.environment)
            ours = await self.source.latency(provider, between, scope, ask=ask)
            fleet = await self.source.fleet(provider, between, endpoint, ask=ask)
            return together(Measured(provider, endpoint, ours.value, fleet.value), (ours, fleet))

        return both()

    def lines(self, sheet: Sheet, at_ns: int | None) -> Sequence[Line]:
        """Who is slow, in words; then the percentiles before the fleet's."""
        here = self.here
        if here is None or self.answer is None:
            return ()
        known = self.answer.value
        hour_ns = None if at_ns is None else at_ns // HOUR_NS * HOUR_NS
        told = sentence(standing(here.hours, here.fleet, hour_ns), sheet.zone)
        above = finished([filled(told, sheet.width)], sheet)
        beneath = Sheet(sheet.width, sheet.height - 1, sheet.charset, sheet.colour, sheet.zone)
        drawn = Latencies(here.provider, known.between, here.hours, here.fleet, known.windows)
        return [*above, *latencies(drawn, beneath, at_ns)]

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """List a provider's endpoints; go into the picture of one."""
        here = self.here
        if self.opened is None and here is not None:
            event.stop()
            event.prevent_default()
            self.open(here.provider)

    def open(self, provider: str | None) -> None:
        """List the endpoints of a provider, or the providers."""
        self.opened = provider
        self.table.go(0)
        self.begin()
        self.refresh_bindings()

    def on_show(self) -> None:
        """Another provider that was chosen elsewhere is listed with its endpoints, too."""
        lately = self.desk.lately.get(PROVIDERS)
        if self.opened is not None and lately not in (None, self.opened):
            self.opened = None
            self.begin()

    @property
    def deep(self) -> bool:
        """In the picture, or among endpoints."""
        return super().deep or self.opened is not None

    def back(self) -> bool:
        """Out of the picture, then back to the providers."""
        if super().back():
            return True
        if self.opened is None:
            return False
        self.open(None)
        return True

    def action_seek(self, by: int) -> None:
        """The next hour that is slow for us alone, or fails."""
        here, now = self.here, self.at_ns
        if here is None or now is None:
            return
        hours = sorted(self.bad_hours(here), reverse=by < 0)
        found = next((at for at in hours if (at - now // HOUR_NS * HOUR_NS) * by > 0), None)
        if found is None:
            tell(self, f"No bad hour {'after' if by > 0 else 'before'} this one.")
        else:
            self.stand_at(found)

    def bad_hours(self, row: Measured) -> Sequence[int]:
        """The hours of a row that are slow, or of which too many calls failed."""
        return [
            each.hour_ns
            for each in row.hours
            if each.error_count >= FAILING * max(1, each.total_count) or slow(row, each.hour_ns)
        ]

    def nothing(self) -> Content:
        """Why there is no provider."""
        if self.answer is None or self.answer.value.found:
            return Content("")
        return page(
            "No provider was called",
            f"{self.source.title} saw no calls lately.",
            "! takes the filter off, r asks again.",
        )

    def summary(self) -> str:
        """How many there are."""
        known = self.answer.value if self.answer else None
        if known is None:
            return ""
        if known.provider is None:
            return counted(len(known.found), "provider")
        return f"{known.provider}: {counted(len(known.found) - 1, 'endpoint')}"

    def copies(self) -> Sequence[tuple[str, str]]:
        """The row under the cursor."""
        here = self.here
        if here is None:
            return ()
        named = {"vendor": here.provider, "endpoint": here.endpoint, "env": self.environment}
        return copies(self, here.provider, "latency", "latency", named)

    def records(self) -> Sequence[Mapping[str, Any]]:
        """The hours under the cursor, the fleet's beside ours."""
        here = self.here
        fleet = {each.hour_ns: each for each in here.fleet} if here else {}
        return [
            {
                "provider": here.provider,
                "endpoint": here.endpoint,
                **asdict(each),
                "fleet_p50": theirs.p50 if theirs else None,
                "fleet_p95": theirs.p95 if theirs else None,
            }
            for each in (here.hours if here else ())
            for theirs in (fleet.get(each.hour_ns),)
            if here
        ]


def slow(row: Measured, hour_ns: int) -> bool:
    """Whether an hour is slow for us, more than for the fleet."""
    found = standing(row.hours, row.fleet, hour_ns)
    return found is not None and found.verdict in ("ours alone", "worse for us")
