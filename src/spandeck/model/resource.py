"""A resource as data: what one kind of thing at a vendor is called, shown, filtered and opened by.

Tables, details, commands and `spandeck get` are made from this by code that knows no vendor.
Nothing here asks anybody anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from spandeck.model.query import Filter

ColumnKind = Literal[
    "text",
    "id",
    "status",
    "time",
    "date",
    "duration",
    "count",
    "number",
    "money",
    "ratio",
    "percent",
    "flag",
    "list",
]
"""`ratio` is 0 to 1 and `percent` 0 to 100, both shown in per cent; `money` is US dollars."""
Stage = Literal["", "alpha", "beta"]


@dataclass(frozen=True, slots=True)
class Call:
    """One endpoint that reads."""

    method: str
    template: str
    """Its path; `{id}` is the record's own id, any other placeholder a filter of that name."""


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of a record in a table; the first columns are the last to go when room is short."""

    path: str
    """Where it stands in the record: keys and positions joined by dots, such as `project.name`."""
    title: str
    kind: ColumnKind = "text"
    unit: str = ""
    """Durations: `ms` (the default), `s`, `min`, `h`; times: `iso`, `epoch_ms`, `epoch_s`."""
    absent: str = "—"
    """What a missing value means, in words, where the contract says."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What Enter opens from a record: a list narrowed to it, one other record, or a trace."""

    title: str
    to: str
    """The resource, or `trace` for the span tree."""
    where: Mapping[str, str] = field(default_factory=dict)
    """For a list: filters of the other resource, each with the path of its value in this record."""
    item: str = ""
    """For one record or a trace: the path of its id in this record."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of thing that a vendor holds."""

    name: str
    """In commands and on the command line: plural, such as `alert-rules`."""
    title: str
    group: str
    """The heading under which the browser lists it."""
    listing: Call | None = None
    item: Call | None = None
    """Reads one by its id; without `{id}` in its template there is only one."""
    key: str = "id"
    """The path of a record's id; empty where rows have none, and are told apart by their place."""
    columns: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()
    relations: tuple[Relation, ...] = ()
    """The first is what Enter opens; all are offered."""
    rows: str = ""
    """The key under which an answer has its rows, where it is not the vendor's usual one."""
    paging: str = ""
    """The vendor's paging style, where this list differs from its usual one; `none` for none."""
    largest: int = 100
    """The most rows the vendor gives at once."""
    window: tuple[str, str] | None = None
    """The filters that a range of time is written to."""
    about: str = ""
    """One sentence on what it is, where the title does not say."""
    note: str = ""
    """What must be said wherever it is shown, such as that delivery is not live yet."""
    stage: Stage = ""
    """The vendor's release stage."""
    fresh_s: float = 15.0
    """How long a cached answer counts as fresh."""
    tab: bool = False
    """Whether it has a tab of its own beside the browser."""
    curated: bool = False
    """Whether a view made for it replaces the table, as for traces."""

    @property
    def single(self) -> bool:
        """Whether there is only one, which is read without an id."""
        return self.item is not None and "{id}" not in self.item.template

    @property
    def singular(self) -> str:
        """The name for one of them, such as `alert-rule`."""
        if self.name.endswith("ies"):
            return self.name[:-3] + "y"
        endings = (("noses", "nosis"), ("sses", "ss"), ("xes", "x"), ("uses", "us"), ("s", ""))
        for ending, plain in endings:
            if self.name.endswith(ending) and not self.name.endswith(("ss", "us")):
                return self.name.removesuffix(ending) + plain
        return self.name


@dataclass(frozen=True, slots=True)
class Record:
    """One thing as the vendor sent it, its texts made safe."""

    id: str
    """Empty where the vendor gives none."""
    raw: Mapping[str, Any]


def at(record: Any, path: str) -> Any:
    """What stands at a dotted path of a record; None where it leads nowhere.

    A key that itself has dots, as attributes have, is found where the rest of the path is one.
    """
    found = record
    rest = path
    while rest:
        if isinstance(found, Mapping):
            if rest in found:
                return found[rest]
            step, _, rest = rest.partition(".")
            found = found.get(step)
        elif isinstance(found, Sequence) and not isinstance(found, str):
            step, _, rest = rest.partition(".")
            place = int(step) if step.isascii() and step.isdigit() else len(found)
            found = found[place] if place < len(found) else None
        else:
            return None
    return found
