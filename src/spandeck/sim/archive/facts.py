"""What lists and totals need to know of a span, without its attributes."""

from typing import NamedTuple


class Facts(NamedTuple):
    """The columns beside a span's body, in the order of the table.

    A tuple, as they are made by the ten thousand.
    """

    trace_id: str
    span_id: str
    parent_id: str | None
    started_ns: int
    ended_ns: int | None
    name: str
    failed: int
    """1 for a span that ended in error."""
    tokens: int | None
    cost_usd: float | None
    session_id: str | None
    user_id: str | None
    agent_name: str | None
    environment: str | None
    error_code: str | None
