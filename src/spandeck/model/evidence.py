"""Where one looks: at the failure that is asked about, and at what proves an answer."""

from dataclasses import dataclass, field
from typing import TypeAlias

from spandeck.model.trace import Trace, TraceSummary


@dataclass(frozen=True, slots=True)
class Suspect:
    """A span of which one asks why it failed; without a span, the trace's failure is meant."""

    vendor: str
    trace_id: str
    span_id: str | None = None
    trace: Trace | None = field(default=None, repr=False, compare=False)
    """All of the trace where it is at hand, so that nobody is asked for it again."""
    summary: TraceSummary | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class SpanAt:
    """A span of a trace, or the trace where no span is meant."""

    vendor: str
    trace_id: str
    span_id: str | None = None


@dataclass(frozen=True, slots=True)
class TracesAt:
    """A vendor's traces of a while, narrowed by its own filters."""

    vendor: str
    since_ns: int
    until_ns: int
    filters: str
    """As they would be typed."""
    about: str
    """What they are, for the crumbs."""


@dataclass(frozen=True, slots=True)
class RecordAt:
    """One record of a vendor's resource, or all of them."""

    vendor: str
    resource: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class WatchAt:
    """A view of a watcher of providers, at a provider and an hour."""

    vendor: str
    view: str
    provider: str
    at_ns: int


Evidence: TypeAlias = SpanAt | TracesAt | RecordAt | WatchAt
