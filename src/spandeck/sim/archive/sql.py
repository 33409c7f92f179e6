"""A search as a condition in SQL with its values; values never become part of the text."""

from spandeck.sim.search import Position, Search

EQUAL = ("session_id", "agent_name", "environment")
DURATION = "(ended_ns - started_ns) / 1e6"


def where(search: Search, after: Position | None) -> tuple[str, list[object]]:
    """The condition over the table `trace`, and what its question marks stand for."""
    conditions, values = ["1"], list[object]()

    def ask(condition: str, *asked: object) -> None:
        conditions.append(condition)
        values.extend(asked)

    for name in EQUAL:
        if (wanted := getattr(search, name)) is not None:
            ask(f"{name} = ?", wanted)
    if search.has_error is not None:
        ask("(error_count > 0) = ?", search.has_error)
    if search.error_code is not None:
        prefix = search.error_code.removesuffix("*")
        if prefix == search.error_code:
            ask("error_code = ?", prefix)
        else:
            ask("substr(error_code, 1, ?) = ?", len(prefix), prefix)
    if search.min_duration_ms is not None:
        ask(f"{DURATION} >= ?", search.min_duration_ms)
    if search.max_duration_ms is not None:
        ask(f"{DURATION} <= ?", search.max_duration_ms)
    if search.since_ns is not None:
        ask("started_ns >= ?", search.since_ns)
    if search.until_ns is not None:
        ask("started_ns <= ?", search.until_ns)
    if after is not None:
        at, trace_id = after
        ask("(started_ns < ? OR (started_ns = ? AND trace_id > ?))", at, at, trace_id)
    return " AND ".join(conditions), values
