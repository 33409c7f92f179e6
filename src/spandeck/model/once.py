"""What a vendor shows only once, such as a new key: taken out of an answer, and then forgotten."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from spandeck.model.action import Action
from spandeck.model.resource import at
from spandeck.model.source import Outcome


def shown(action: Action, outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """The values that are shown this one time, each with its path."""
    raw = outcome.record.raw if outcome.record else {}
    found = ((path, at(raw, path)) for path in action.once)
    return tuple((path, str(value)) for path, value in found if value is not None)


def forgotten(action: Action, outcome: Outcome) -> Outcome:
    """The same outcome without what is shown only once: what is handed on and kept."""
    if outcome.record is None or not action.once:
        return outcome
    raw: Any = outcome.record.raw
    for path in action.once:
        raw = without(raw, tuple(path.split(".")))
    return replace(outcome, record=replace(outcome.record, raw=raw))


def without(value: Any, path: Sequence[str]) -> Any:
    """A value without what stands at a path."""
    if not isinstance(value, Mapping) or path[0] not in value:
        return value
    return dict(rest(value, path))


def rest(value: Mapping[str, Any], path: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """The pairs of an object, the one on the path left out or looked into."""
    for key, each in value.items():
        if key != path[0]:
            yield key, each
        elif len(path) > 1:
            yield key, without(each, path[1:])
