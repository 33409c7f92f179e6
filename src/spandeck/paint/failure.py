"""Everything that was told of one failure, for reading: what, where, of what, and as it came."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from spandeck.model.occurrence import Occurrence
from spandeck.model.tail import Item
from spandeck.paint.document import BLANK, Paragraph
from spandeck.paint.units import NOTHING, date_clock, duration

COLUMN = 14
PARTS = ("cause", "spot", "of")
"""The parts of an occurrence, in the order in which they are read."""


@dataclass(frozen=True, slots=True)
class Retold:
    """A failure that came late, or was told again otherwise."""

    item: Item
    before: Occurrence | None = None
    """What had been told; None where it is no longer kept, or was the first time."""

    @property
    def told(self) -> str:
        """What was told before, as far as it differs."""
        if not self.item.changed:
            return "nothing: newer ones came first"
        if self.before is None:
            return "no longer kept"
        return spoken((name, was) for name, was, _ in self.differences)

    @property
    def says(self) -> str:
        """What it says now, as far as that is new."""
        if not self.item.changed:
            return f"came {duration(self.item.lag_s * 1000)} after it happened"
        if self.before is None:
            return spoken(facts(self.item.occurrence))
        return spoken((name, now) for name, _, now in self.differences)

    @property
    def differences(self) -> Sequence[tuple[str, str, str]]:
        """Name, before and now of each thing that is said otherwise."""
        return differences(self.before, self.item.occurrence) if self.before else ()


def facts(told: Occurrence) -> Iterator[tuple[str, str]]:
    """Each thing that was said of a failure, by name."""
    for part in PARTS:
        held = getattr(told, part)
        for name in held.__slots__:
            value = getattr(held, name)
            if value is not None:
                yield name.replace("_", " "), str(value)
    if not told.fatal:
        yield "fatal", "no: the agent got over it"


def differences(before: Occurrence, now: Occurrence) -> list[tuple[str, str, str]]:
    """Name, before and now of each thing that is said otherwise."""
    old, new = dict(facts(before)), dict(facts(now))
    if before.at_ns != now.at_ns:
        old["time"], new["time"] = date_clock(before.at_ns), date_clock(now.at_ns)
    return [
        (name, old.get(name, NOTHING), new.get(name, NOTHING))
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]


def spoken(pairs: Iterable[tuple[str, str]]) -> str:
    """`message no answer, model gpt-4o`."""
    return ", ".join(f"{name} {value}" for name, value in pairs) or "the same"


def paragraphs(retold: Retold, zone: tzinfo = UTC) -> Sequence[Paragraph]:
    """All of it; what was told before first, where it was told otherwise."""
    item = retold.item
    told = item.occurrence
    read = f"{date_clock(item.seen_ns, zone)}, {duration(item.lag_s * 1000)} later"
    late = ", after newer ones" if item.late else ""
    head = [
        Paragraph(told.what, "heading"),
        fact("told by", f"{told.vendor}, as {told.kind} {told.id}"),
        fact("happened", date_clock(told.at_ns, zone)),
        fact("read", f"{read}{late}"),
    ]
    if item.changed:
        head += [fact("told before", retold.told), fact("says now", retold.says)]
    raw = json.dumps(dict(told.raw), indent=2, ensure_ascii=False, default=str)
    return (
        *head,
        BLANK,
        *(fact(name, value) for name, value in facts(told)),
        BLANK,
        Paragraph("As it came", "heading"),
        Paragraph(raw, json=True),
    )


def fact(name: str, value: str) -> Paragraph:
    """One line with its name before it."""
    return Paragraph(value, label=name, column=COLUMN)
