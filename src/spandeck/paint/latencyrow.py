"""A provider, or one of its endpoints, in the table of latencies: its newest hour and the range."""

from collections.abc import Sequence
from dataclasses import dataclass

from spandeck.model.fleet import Standing, standing
from spandeck.model.upstream import FleetHour, LatencyHour
from spandeck.paint.row import Cell, Column, Kind
from spandeck.paint.scale import told
from spandeck.paint.standing import ORDER, word
from spandeck.paint.units import count, one_line

ALL, ENDPOINT = "all endpoints", "endpoint"
UNTIMED = "untimed"


@dataclass(frozen=True, slots=True)
class Measured:
    """The calls of a range to a provider, or to one endpoint of it."""

    provider: str
    endpoint: str | None
    """None for all of them together."""
    hours: Sequence[LatencyHour]
    fleet: Sequence[FleetHour]

    @property
    def newest(self) -> LatencyHour | None:
        """The newest hour with a latency, or else with any call."""
        timed = [each for each in self.hours if each.p95 is not None]
        return next(iter([*timed[-1:], *self.hours[-1:]]), None)

    @property
    def standing(self) -> Standing | None:
        """That hour against the fleet's."""
        return standing(self.hours, self.fleet)

    @property
    def calls(self) -> int:
        """All calls of the range."""
        return sum(each.total_count for each in self.hours)

    @property
    def errors(self) -> int:
        """Those of them that failed."""
        return sum(each.error_count for each in self.hours)


def columns(named: str) -> tuple[Column, ...]:
    """The facts; the first column is called so."""

    def number(name: str, title: str, width: int, rank: int, kind: Kind = "number") -> Column:
        return Column(name, title, kind, width, rank=rank)

    return (
        Column("name", named, "text", 13, 34 if ENDPOINT in named else 18, rank=0),
        Column("verdict", "against fleet", "text", 14, rank=0),
        number("p95", "p95", 8, 0),
        number("fleet", "fleet p95", 9, 1),
        number("times", "×", 5, 4),
        number("p50", "p50", 8, 5),
        number("p99", "p99", 8, 3),
        number("errors", "errors", 8, 2),
        number("calls", "calls", 7, 2),
    )


def urgent(found: Measured) -> tuple[int, float, str]:
    """What comes first: the verdict, then how far we are from the fleet."""
    known = found.standing
    place = ORDER.index(known.verdict if known else None)
    return place, -(known.times or 0.0) if known else 0.0, found.endpoint or found.provider


def cell(found: Measured, column: Column) -> Cell:
    """What one fact says."""
    known, newest = found.standing, found.newest
    match column.name:
        case "name":
            whole = ALL if ENDPOINT in column.title else found.provider
            return Cell(one_line(found.endpoint or whole))
        case "verdict":
            return Cell(*word(known))
        case "errors":
            return errors(found)
        case "calls":
            return Cell(count(found.calls), "plain" if found.calls else "muted")
        case "fleet":
            fleet = known.fleet if known else None
            return Cell("—" if fleet is None else told(fleet, "ms"), "muted")
        case "times":
            times = known.times if known else None
            return Cell("—" if times is None else f"{times:.1f}", "muted")
        case name:
            if newest is None:
                return Cell("—", "muted")
            value = newest.at(name)
            return Cell(UNTIMED, "muted") if value is None else Cell(told(value, "ms"))


def errors(found: Measured) -> Cell:
    """The share of calls that failed."""
    if not found.calls:
        return Cell("—", "muted")
    share = found.errors / found.calls * 100
    return Cell(f"{share:.1f} %", "warn" if share >= 5 else "plain" if share else "muted")


def fact(found: Measured, name: str) -> str | float | int | None:
    """What a column sorts by."""
    known = found.standing
    match name:
        case "name":
            return found.endpoint or found.provider
        case "verdict":
            return -ORDER.index(known.verdict if known else None)
        case "errors":
            return found.errors / found.calls if found.calls else None
        case "calls":
            return found.calls
        case "fleet":
            return known.fleet if known else None
        case "times":
            return known.times if known else None
        case _:
            return found.newest.at(name) if found.newest else None
