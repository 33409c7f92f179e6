"""What fires at Fiddler: the alert rules of models or of applications, each asked for its records.

A rule is evaluated when its bin is over, so what fired lately is of a bin that began long before.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import ValidationError

from spandeck.model.occurrence import Cause, Occurrence, Reference
from spandeck.model.page import Ask, Page
from spandeck.model.query import Condition, Query
from spandeck.model.resource import Record, at
from spandeck.model.source import EVERYTHING, PLAIN, RecordSource
from spandeck.semantics.occurrence import lean
from spandeck.vendors.fiddler.wire import AlertRow, RuleRow
from spandeck.vendors.firing import firing
from spandeck.vendors.patrol import Found, Patrol

VENDOR = "fiddler"
HOUR_NS = 3_600_000_000_000
MILLISECOND = 1_000_000
HOURS = {"Hour": 1, "Day": 24, "Week": 168, "Month": 744}
"""How long a bin is."""
MOST_PAGES = 10
"""Pages of rules that are read: a thousand of them."""
ABOUT = ("application.name", "model.name", "project.name")
"""What a rule is about: the first that it names."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An alert rule."""

    row: RuleRow
    raw: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What people call it."""
        return self.row.name or self.row.id

    @property
    def reach_ns(self) -> int:
        """How long before a firing its bin may have begun."""
        hours = HOURS.get(self.row.bin_size or "", HOURS["Day"])
        return (hours + (self.row.evaluation_delay or 0) + 1) * HOUR_NS

    def fired(self, record: Record) -> Occurrence:
        """One time it struck; raise `ValidationError`."""
        row = AlertRow.model_validate(record.raw)
        feature = f"/{row.feature_name}" if row.feature_name else ""
        about = (found for path in ABOUT if isinstance(found := at(self.raw, path), str))
        return Occurrence(
            vendor=VENDOR,
            kind="alert",
            id=f"{self.row.id}/{row.alert_time_bucket}{feature}",
            at_ns=(row.alert_run_start_time or row.alert_time_bucket) * MILLISECOND,
            cause=Cause(code=row.severity, message=self.sentence(row)),
            of=Reference(project=next(about, None), name=self.name),
            raw=lean(record.raw),
        )

    def sentence(self, row: AlertRow) -> str:
        """Which metric was what, against which threshold; the vendor's words where that lacks."""
        metric = at(self.raw, "metric.display_name") or at(self.raw, "metric_name")
        critical = row.severity == "CRITICAL"
        limit = row.critical_threshold if critical else row.warning_threshold
        if row.alert_value is None or not isinstance(metric, str):
            return row.message or f"{self.name} struck"
        of = f" of {row.feature_name}" if row.feature_name else ""
        than = f", {self.row.condition} than {limit:g}" if self.row.condition and limit else ""
        return f"{metric}{of} is {row.alert_value:.4g}{than}"


class Alerts:
    """Fulfils `model.occurrence.Feed`."""

    vendor: str = VENDOR
    every_s: float = 60.0
    """A request for each rule that is due, of a thousand a minute; the shortest bin is an hour."""
    overlap_s: float = 7_200.0
    """A rule may be evaluated late."""

    def __init__(
        self,
        records: RecordSource,
        of: str,
        title: str,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        """`of` is the resource that lists the rules; `clock` gives UTC nanoseconds."""
        self.name, self.title = of.removesuffix("-rules") + "s", title
        self.records, self.clock = records, clock
        self.rules = records.catalog.resource(of)
        self.found = records.catalog.resource(f"{of.removesuffix('s')}-records")
        self.patrol = Patrol("alert rules")

    async def occurrences(
        self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Occurrence]:
        """What fired at or after a time, by the rules that are due."""
        every = await self.every(ask)
        named = {name: each.name for name, each in every.items()}
        return await self.patrol.page(named, since_ns, cursor, partial(self.read, every, ask))

    async def every(self, ask: Ask) -> dict[str, Rule]:
        """All rules by their ids; one that cannot be read is the browser's to show."""
        found: dict[str, Rule] = {}
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = await self.records.records(self.rules, EVERYTHING, cursor, ask=ask.settled)
            for each in page.items:
                try:
                    if isinstance(each, Record):
                        row = RuleRow.model_validate(each.raw)
                        found[row.id] = Rule(row, each.raw)
                except ValidationError:
                    continue
            cursor = page.cursor
            if cursor is None:
                break
        return found

    async def read(
        self, every: Mapping[str, Rule], ask: Ask, place: str, since_ns: int, cursor: str | None
    ) -> Found:
        """One page of what a rule found; the vendor demands an end of the range."""
        rule = every[place]
        until_ns = max(self.clock(), since_ns) + HOURS["Day"] * HOUR_NS
        query = Query((Condition("rule_id", "=", place),))
        query = query.within(max(0, since_ns - rule.reach_ns), until_ns)
        page = await self.records.records(self.found, query, cursor, ask=ask)
        good, bad = firing(page.items, lambda each: (rule.fired(each),))
        lately = tuple(each for each in good if each.at_ns >= since_ns)
        return Found(lately, tuple(bad), page.cursor, page.answered_ns, page.cached)
