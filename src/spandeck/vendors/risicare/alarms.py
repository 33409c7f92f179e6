"""What fires at Risicare: its alert rules, each of which tells when it fired last."""

from spandeck.model.occurrence import Cause, Occurrence, Reference
from spandeck.model.page import Ask, Page
from spandeck.model.resource import Record
from spandeck.model.source import EVERYTHING, PLAIN, RecordSource
from spandeck.semantics.occurrence import lean
from spandeck.vendors.firing import firing
from spandeck.vendors.risicare.wire import AlertRow


class Alerts:
    """Fulfils `model.occurrence.Feed`."""

    vendor: str = "risicare"
    name: str = "alerts"
    title: str = "Risicare alerts"
    every_s: float = 30.0
    """One request of a thousand a minute; a firing is lost only to the next one of its rule."""
    overlap_s: float = 60.0
    """The list has the present state of every rule: nothing comes late."""

    def __init__(self, records: RecordSource) -> None:
        """`records` lists the rules."""
        self.records = records
        self.rules = records.catalog.resource("alerts")

    async def occurrences(
        self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Occurrence]:
        """The rules in one page of the list that fired at or after a time."""
        page = await self.records.records(self.rules, EVERYTHING, cursor, limit=limit, ask=ask)
        found, bad = firing(page.items, lambda each: fired(each, since_ns))
        found.sort(key=lambda each: (-each.at_ns, each.id))
        return Page((*found, *bad), page.cursor, page.answered_ns, page.cached, page.notes)


def fired(record: Record, since_ns: int) -> list[Occurrence]:
    """A rule's last firing, if it was at or after a time; raise `ValidationError`."""
    row = AlertRow.model_validate(record.raw)
    at_ns = row.last_triggered_at
    if at_ns is None or at_ns < since_ns:
        return []
    return [
        Occurrence(
            vendor=Alerts.vendor,
            kind="alert",
            id=f"{row.id}/{at_ns}",
            at_ns=at_ns,
            cause=Cause(code=row.severity, message=sentence(row)),
            of=Reference(name=row.name or row.id),
            raw=lean(record.raw),
        )
    ]


def sentence(row: AlertRow) -> str:
    """What a rule watches for: the list does not tell the value that made it fire."""
    metric = (row.metric or "its metric").replace("_", " ")
    over = f" over {row.window_minutes:g} min" if row.window_minutes else ""
    limit = "its threshold" if row.threshold is None else f"{row.threshold:g}"
    return f"{metric} {row.operator or 'against'} {limit}{over}"
