"""A model's metrics over bins of time: what charts and alert rules are made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from spandeck.sim.clock import EPOCH, SECOND
from spandeck.sim.fiddler.account import Account, linked
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.events import PRODUCTION, Events
from spandeck.sim.fiddler.fql import Node
from spandeck.sim.fiddler.fql.evaluate import measured, narrowed
from spandeck.sim.fiddler.fql.parse import parse
from spandeck.sim.fiddler.metrics import METRICS
from spandeck.sim.fiddler.sample import Row, Sample

MOST_BINS = 1000
SIZES = {"Hour": 3600, "Day": 86_400, "Week": 7 * 86_400}
"""Seconds; a month and a quarter have none of their own."""
MONTHS = {"Month": 1, "Quarter": 3}
MONDAY_S = 4 * 86_400
"""The first Monday after the epoch, from which weeks are counted."""


@dataclass(frozen=True, slots=True)
class Bin:
    """A part of a range of time, its end excluded."""

    since_ns: int
    until_ns: int

    @property
    def since_ms(self) -> int:
        """When it begins, as the vendor writes it."""
        return self.since_ns // 1_000_000


def floor(size: str, at_ns: int) -> int:
    """When the bin begins that a moment is in."""
    if size in SIZES:
        seconds = SIZES[size]
        shift = MONDAY_S if size == "Week" else 0
        return ((at_ns // SECOND - shift) // seconds * seconds + shift) * SECOND
    moment = EPOCH + timedelta(seconds=at_ns // SECOND)
    month = (moment.month - 1) // MONTHS[size] * MONTHS[size] + 1
    return nanoseconds(datetime(moment.year, month, 1, tzinfo=UTC))


def following(size: str, since_ns: int) -> int:
    """When the bin after this one begins."""
    if size in SIZES:
        return since_ns + SIZES[size] * SECOND
    moment = EPOCH + timedelta(seconds=since_ns // SECOND)
    year, month = divmod(moment.year * 12 + moment.month - 1 + MONTHS[size], 12)
    return nanoseconds(datetime(year, month + 1, 1, tzinfo=UTC))


def nanoseconds(moment: datetime) -> int:
    """A moment since the epoch."""
    return int((moment - EPOCH).total_seconds()) * SECOND


def bins(size: str, since_ns: int, until_ns: int) -> Iterator[Bin]:
    """The bins that begin in a range; `Refusal` 400 for too many."""
    at_ns, made = floor(size, since_ns), 0
    if at_ns < since_ns:
        at_ns = following(size, at_ns)
    while at_ns < until_ns:
        made += 1
        if made > MOST_BINS:
            raise Refusal(400, f"The range has more than {MOST_BINS} bins of one {size.lower()}.")
        after = following(size, at_ns)
        yield Bin(at_ns, after)
        at_ns = after


class Measure:
    """One metric of one model, ready to be computed over bins."""

    def __init__(
        self,
        account: Account,
        model: Record,
        metric: str,
        baseline: Record | None = None,
        segment: Record | None = None,
    ) -> None:
        """`metric` is a name, or the id of a custom metric; `Refusal` 400 for neither."""
        self.events, self.metric, self.baseline = Events(account, model), metric, baseline
        custom = account.shelf.get("custom-metrics", metric)
        if metric not in METRICS and (custom is None or linked(custom, "model") != model["id"]):
            raise Refusal(400, f"'{metric}' is not a metric of model '{model['name']}'.")
        self.custom: Node | None = None
        if custom is not None and metric not in METRICS:
            self.custom = parse(custom["definition"])
        self.segment = parse(segment["definition"]) if segment else None
        self.fixed: Sequence[Row] = self.static(account) if baseline else ()

    def static(self, account: Account) -> Sequence[Row]:
        """The rows of a baseline that stays the same."""
        baseline = self.baseline or {}
        environment = account.shelf.get("environments", linked(baseline, "environment") or "")
        if baseline["type"] == "ROLLING" or environment is None:
            return ()
        if environment["type"] != PRODUCTION:
            return self.events.sample(environment["name"])
        since_ms, until_ms = baseline["start_time"] or 0, baseline["end_time"] or 2**43
        return self.production(Bin(since_ms * 1_000_000, until_ms * 1_000_000))

    def production(self, each: Bin) -> Sequence[Row]:
        """The rows of a part of production."""
        return [event for _, event in self.events.rows(each.since_ns, each.until_ns)]

    def reference(self, each: Bin) -> Sequence[Row]:
        """What drift in a bin is measured against."""
        baseline = self.baseline
        if baseline is None or baseline["type"] != "ROLLING":
            return self.fixed
        length = SIZES.get(baseline["window_bin_size"], 30 * 86_400) * SECOND
        since = each.since_ns - baseline["offset_delta"] * length
        return self.production(Bin(since, since + length))

    def value(self, each: Bin, column: str = "") -> float | None:
        """The metric in one bin, of one column where it is of columns."""
        sample = Sample(self.events.model, self.production(each), self.reference(each))
        if self.segment is not None:
            sample = narrowed(sample, self.segment)
        if self.custom is not None:
            return measured(self.custom, sample)
        return METRICS[self.metric].compute(sample, column)
