"""An action as data: the request that does something at a vendor, and the form before it.

Forms, palette entries and `spandeck do` are made from this by code that knows no vendor.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from spandeck.model.resource import Stage

FieldKind = Literal[
    "text",
    "multiline",
    "integer",
    "number",
    "flag",
    "choice",
    "choices",
    "list",
    "time",
    "date",
    "json",
    "secret",
]
"""`choices` and `list` hold several values, between commas or one a line."""
Place = Literal["body", "query", "path", "file"]
"""Where a value travels; `file` is the path of a file of ours, which itself is sent."""
Effect = Literal["read", "write", "destructive"]
Values = Mapping[str, Any]
"""What was filled in, by field, each as its kind's type: times are UTC nanoseconds."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; `model.form` reads what is typed into it."""

    name: str
    """Its name at the vendor; a dot goes into an object, such as `settings.retention_days`."""
    kind: FieldKind = "text"
    required: bool = False
    default: Any = None
    """What the form begins with; not sent when it is None and nothing is typed."""
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    longest: int | None = None
    """For texts in characters after trimming, for several values their number."""
    batch: int | None = None
    """For ids: how many of them one request takes. More of them become several requests."""
    about: str = ""
    """A few words beside the field: what it means, or an example."""
    place: Place = "body"
    of: str = ""
    """The resource whose ids it takes."""
    when: tuple[str, ...] | None = None
    """Another field and the values, one of which it must have, for this to be shown and sent."""
    prefill: str = ""
    """The path in the record from which the form begins, where it is not the field's own name."""
    covered: bool = False
    """Whether it holds secrets though it is not one itself: no request that is shown shows it."""


Check = Callable[[Values, int], Mapping[str, str]]
"""What is wrong across fields, by field, given the values and the time now in UTC nanoseconds."""


@dataclass(frozen=True, slots=True)
class Follow:
    """How a result that takes its time is followed: by reading a record until it has ended."""

    resource: str
    identity: str
    """Where the answer has that record's id."""
    status: str = "status"
    done: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    progress: str = ""
    """Where the record has its progress, 0 to 100; empty where it has none."""
    every_s: float = 2.0


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done, as a request with a form before it."""

    name: str
    """In commands and on the command line: `create-alert-rule`."""
    title: str
    on: str
    """The resource it belongs to."""
    method: str
    template: str
    """`{id}` is filled with the record it is done to, other placeholders from fields."""
    effect: Effect
    fields: tuple[Field, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """Parts of the body that nobody chooses."""
    whole: str = ""
    """The field that is the whole body rather than a key in it."""
    follow: Follow | None = None
    note: str = ""
    """What must be said before it is done, and after: such as how long it takes to show."""
    once: tuple[str, ...] = ()
    """Paths in the answer that are shown this one time, such as a new key; never stored."""
    check: Check | None = None
    stage: Stage = ""
    keeps: Mapping[str, str] = field(default_factory=dict)
    """What its form begins with where it keeps what people noted of a failure, by field.

    `{trace}`, `{span}`, `{record}`, `{granularity}`, `{project}`, `{since}`, `{until}` and `{note}`
    stand for what `model.noted` knows. Empty where it can hold no such thing.
    """

    @property
    def targeted(self) -> bool:
        """Whether it is done to one record."""
        return "{id}" in self.template
