"""Something that went wrong, as a vendor tells of it: what the tail brings and triage groups.

Times are UTC nanoseconds since the epoch. What nobody stated is None.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from spandeck.model.page import Ask, Page

Kind = Literal["span", "trace", "alert", "upstream"]
"""A failed span; a trace that failed without saying where; an alert that fired; a provider whose
errors or 429s began."""
PLAIN = Ask()


@dataclass(frozen=True, slots=True)
class Cause:
    """What failed, in the words of whoever failed."""

    code: str | None = None
    """The vendor's own word for it, such as `TOOL.EXECUTION.TIMEOUT`."""
    type: str | None = None
    """The exception's type."""
    message: str | None = None
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it failed: in which program, at which step of it, calling whom."""

    agent: str | None = None
    version: str | None = None
    """Of the agent, or of the service that it runs in."""
    step: str | None = None
    """The span's name."""
    tool: str | None = None
    model: str | None = None
    provider: str | None = None
    """As the watcher of providers calls it, such as `openai`."""
    endpoint: str | None = None
    """The provider's path, such as `/v1/chat/completions`."""
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """What it belongs to at the vendor."""

    trace_id: str | None = None
    span_id: str | None = None
    session_id: str | None = None
    user_id: str | None = None
    project: str | None = None
    """The project or application, by name."""
    name: str | None = None
    """The trace's name, the alert's, or the provider's."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One failure. Two of the same vendor, kind and id are the same one, told again."""

    vendor: str
    kind: Kind
    id: str
    """The vendor's id where there is one, otherwise made of what names it: never of its order."""
    at_ns: int
    """When it failed or fired: a span's end, its start where it has none."""
    cause: Cause = Cause()
    spot: Spot = Spot()
    of: Reference = Reference()
    fatal: bool = True
    """Whether what it happened in failed too; the agent may have got over it."""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What else the vendor says of it, without what is nested, long texts shortened: the tail
    holds thousands, and the vendor holds the rest."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same one, told again."""
        return self.vendor, self.kind, self.id

    @property
    def what(self) -> str:
        """What failed in a word: the vendor's code, the exception, the status, or a name."""
        cause = self.cause
        status = "" if cause.http_status is None else f"HTTP {cause.http_status}"
        return cause.code or cause.type or status or self.of.name or self.kind

    @property
    def where(self) -> str:
        """The tool, the model or the step in which it failed; empty where nobody said."""
        spot = self.spot
        return spot.tool or spot.model or spot.step or spot.provider or ""


class Feed(Protocol):
    """One list at a vendor that tells what went wrong; raises only `SourceError`s."""

    vendor: str
    name: str
    """Such as `errors` or `alerts`; unique within the vendor."""
    title: str
    """For people, such as `Fiddler alerts`."""
    every_s: float
    """How often it is worth asking."""
    overlap_s: float
    """How far back of the newest one that is known late ones still come."""

    async def occurrences(
        self, since_ns: int, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[Occurrence]:
        """One page of what failed at or after a time, newest first; `rest` may say what is blind.

        `Page.notes` says what was left out, such as traces of which only some spans came.
        """
        ...
