"""What failures can be filtered by while they come, the same in commands and on screens."""

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter

from spandeck.model.occurrence import Kind, Occurrence
from spandeck.model.query import Condition, Filter, Value, compares

KINDS: tuple[Kind, ...] = ("span", "trace", "alert", "upstream")
PATHS: Mapping[str, str] = {
    "vendor": "vendor",
    "kind": "kind",
    "code": "cause.code",
    "type": "cause.type",
    "message": "cause.message",
    "http_status": "cause.http_status",
    "agent": "spot.agent",
    "version": "spot.version",
    "step": "spot.step",
    "tool": "spot.tool",
    "model": "spot.model",
    "provider": "spot.provider",
    "endpoint": "spot.endpoint",
    "environment": "spot.environment",
    "trace": "of.trace_id",
    "span": "of.span_id",
    "session": "of.session_id",
    "user": "of.user_id",
    "project": "of.project",
    "name": "of.name",
    "fatal": "fatal",
}
"""Where an occurrence holds what, under the names that people type."""
FACTS: Mapping[str, Callable[[Occurrence], Value | None]] = {
    name: attrgetter(path) for name, path in PATHS.items()
}
ABOUT: Mapping[str, str] = {
    "code": "such as TOOL.*",
    "http_status": "such as 429",
    "step": "the span's name",
    "fatal": "whether what it happened in failed too",
}
FILTERS = tuple(
    Filter(
        name,
        "number" if name == "http_status" else "bool" if name == "fatal" else "text",
        ABOUT.get(name, f"the {name}"),
        operators=("=", ">=", "<=") if name == "http_status" else ("=",),
        at_vendor=False,
        choices=KINDS if name == "kind" else (),
    )
    for name in PATHS
)


def passes(occurrence: Occurrence, conditions: Iterable[Condition]) -> bool:
    """Whether a failure meets all of these; what it does not say meets none."""
    return all(compares(FACTS[each.field](occurrence), each) for each in conditions)
