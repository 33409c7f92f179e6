"""Reading attributes that may be missing, of another type than promised, or JSON within text.

Nothing here raises whatever it is given, and text that was hidden in JSON comes out safe.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from spandeck.model.safe import safe_value

Attributes: TypeAlias = Mapping[str, Any]

DEEPEST = 64
"""Levels of nesting that are looked into; real messages need about ten."""
LONGEST_REPR = 100_000
NUMBER = re.compile(r"\d{1,9}")


def text(attributes: Attributes, *keys: str) -> str | None:
    """The first of these that holds something, as text."""
    for key in keys:
        value = attributes.get(key)
        if value is not None and value not in ("", []):
            return written(value)
    return None


def whole(attributes: Attributes, *keys: str) -> int | None:
    """The first of these that holds a number that is not negative, as a whole number."""
    for key in keys:
        value = attributes.get(key)
        if value is not None:
            found = real(value)
            if found is not None and found >= 0:
                return int(found)
    return None


def real(value: object) -> float | None:
    """A finite number, also from its text; a bool is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < float("inf") else None


def written(value: object) -> str:
    """A value as text: text as it is, anything else as JSON."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return str(type(value).__name__)


def decoded(value: object) -> Any:
    """What a text that holds JSON says, made safe; None for any other text.

    A value that is no text is returned as it is. Plain words, numbers and dates are not JSON
    here: only what looks like an object, a list or a quoted text is read. What is nested deeper
    than anything real is not read at all, so that its readers may recurse.
    """
    if not isinstance(value, str):
        return value if shallow(value) else None
    if value.lstrip()[:1] not in ("{", "[", '"'):
        return None
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return safe_value(found) if shallow(found) else None


def shallow(value: object) -> bool:
    """Whether a value is nested no deeper than `DEEPEST`."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in within(each)]
        if not level:
            return True
    return False


def within(value: object) -> Iterable[object]:
    """The containers right inside a container."""
    if isinstance(value, dict):
        return [each for each in value.values() if isinstance(each, dict | list)]
    if isinstance(value, list):
        return [each for each in value if isinstance(each, dict | list)]
    return ()


def literal(text: str) -> Any:
    """What a Python repr says, made safe; None for what is no plain value or too deep to read."""
    if len(text) > LONGEST_REPR or not (quoted(text) or sum(map(text.count, "[{(")) < DEEPEST):
        return None
    try:
        return safe_value(ast.literal_eval(text))
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None


def quoted(text: str) -> bool:
    """Whether it is one quoted text, in which brackets nest nothing."""
    return text[:1] in ("'", '"') and text[-1:] == text[:1]


def table(value: object) -> dict[str, Any]:
    """A value, or the JSON in it, as an object; empty when it is none."""
    found = decoded(value)
    return found if isinstance(found, dict) else {}


def flat(attributes: Attributes) -> Attributes:
    """Attributes with dotted keys only; the same object where nothing is nested."""
    for value in attributes.values():
        if isinstance(value, dict) or (isinstance(value, list) and nests(value)):
            return dict(leaves("", attributes, 0))
    return attributes


def nests(values: list[Any]) -> bool:
    """Whether a list holds objects; the first one tells, since vectors are long."""
    return bool(values) and isinstance(values[0], dict)


def leaves(prefix: str, value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """The dotted keys below a value; plain lists are leaves, and so is what is nested too deep."""
    if isinstance(value, Mapping) and (value or not prefix):
        pairs: Iterable[tuple[object, Any]] = value.items()
    elif isinstance(value, list) and nests(value):
        pairs = enumerate(value)
    else:
        yield prefix[:-1], value
        return
    if depth == DEEPEST:
        yield prefix[:-1], written(value)
        return
    for key, each in pairs:
        yield from leaves(f"{prefix}{key}.", each, depth + 1)


def below(attributes: Attributes, prefix: str) -> Any:
    """What the dotted keys below a prefix spell: objects, and lists where the keys are numbers.

    Lists may be sparse: `messages.0`, `messages.7` are two messages in that order. None when
    there is no such key.
    """
    tree: dict[str, Any] = {}
    found = False
    for key, value in attributes.items():
        if not key.startswith(prefix):
            continue
        found = True
        node, path = tree, key[len(prefix) :].split(".")
        for step in path[: min(len(path), DEEPEST) - 1]:
            inner = node.get(step)
            if not isinstance(inner, dict):
                inner = node[step] = {} if inner is None else {"": inner}
            node = inner
        held = node.get(path[-1])
        if isinstance(held, dict):
            held[""] = value
        else:
            node[path[-1]] = value
    return listed(tree) if found else None


def listed(tree: dict[str, Any]) -> Any:
    """The same with every object whose keys are numbers turned into a list."""
    made = {key: listed(each) if isinstance(each, dict) else each for key, each in tree.items()}
    if made and all(NUMBER.fullmatch(key) for key in made):
        return [made[key] for key in sorted(made, key=int)]
    return made


def rows(attributes: Attributes, prefix: str) -> list[Any]:
    """The indexed things below a prefix, in the order of their numbers."""
    found = below(attributes, prefix)
    return found if isinstance(found, list) else []
