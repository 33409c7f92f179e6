"""A session: the traces of one conversation, as a vendor groups them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spandeck.model.trace import TraceSummary


@dataclass(frozen=True, slots=True)
class Session:
    """One row of a list of sessions; `traces` is filled only when asked for by id."""

    session_id: str
    user_id: str | None
    started_ns: int | None
    duration_ms: float | None
    trace_count: int | None
    error_count: int | None
    tokens: int | None
    cost_usd: float | None
    traces: tuple[TraceSummary, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
