"""Answers as Arize's own client models describe them, made up by walking the models' fields.

The client must be imported where it is used: it takes seconds, and collecting tests should not.
"""

import inspect
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from spandeck.vendors.arize.naming import camel

CALL = re.compile(r"method='(\w+)',\s*resource_path='([^']+)'")
OPERATION = re.compile(r"^    def (\w+)\(", re.MULTILINE)
SENT = re.compile(r"\w+: (?:Annotated\[|Optional\[)*(\w+Request)\b")
ANSWERED = re.compile(r"'20[01]': \"(\w+)\"")
WORDS = st.text("abc \u00e9\n[\x1b\u202e", max_size=6)
KEYS = st.sampled_from(["plain", "user_id", "userId", "dotted.key", "nextCursor", "UPPER"])
SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS
ANYTHING = st.recursive(
    SCALARS | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=4,
)
TIMES = st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1)).map(
    lambda at: at.isoformat(timespec="microseconds") + "Z"
)
UNIQUE = ("id", "span_id", "root_span_id", "trace_id", "resource_id", "column_name")
"""What rows are told apart by: never empty, never the same."""
OURS = ("additional_properties", "discriminator_value_class_map")
"""What the generated classes have for themselves."""


class Name(str):
    """The name of a field of the vendor's, rather than one that somebody made up."""


def models() -> Any:
    """The client's own classes."""
    return import_module("arize._generated.api_client.models")


@cache
def operations() -> Mapping[tuple[str, str], str]:
    """The schema of each operation's answer, by method and path with bare placeholders."""
    return {call: found[1] for call, _, body in calls() if (found := ANSWERED.search(body))}


@cache
def requests() -> Mapping[tuple[str, str], str]:
    """The schema of each operation's body, likewise."""
    return {call: found[1] for call, head, _ in calls() if (found := SENT.search(head))}


@cache
def calls() -> Sequence[tuple[tuple[str, str], str, str]]:
    """Each operation of the client: its call, its parameters and its body, as source."""
    found = []
    package = import_module("arize._generated.api_client.api")
    for file in sorted(Path(inspect.getfile(package)).parent.glob("*_api.py")):
        parts = OPERATION.split(file.read_text())
        bodies = dict(zip(parts[1::2], parts[2::2], strict=True))
        for name, body in bodies.items():
            call = CALL.search(bodies.get(f"_{name}_serialize", ""))
            if call:
                path = re.sub(r"\{[^}]*\}", "{}", call[2])
                found.append(((call[1], path), body.partition('"""')[0], body))
    return found


def answers(schema: str) -> st.SearchStrategy[dict[str, Any]]:
    """JSON that the vendor may send for a schema; its field names are `Name`s."""
    made: st.SearchStrategy[dict[str, Any]] = of_model(getattr(models(), schema), 0)
    return made


@cache
def of_model(model: type[BaseModel], depth: int) -> st.SearchStrategy[Any]:
    """An object with any of the model's fields, or of one of those it stands for."""
    fields = model.model_fields
    if "actual_instance" in fields:
        members = get_args(fields["actual_instance"].annotation)
        return st.one_of([of_type(each, depth) for each in members if each is not NoneType])
    named = {Name(each.alias or name): each for name, each in fields.items() if name not in OURS}
    must = {name: of_type(each.annotation, depth + 1, name) for name, each in named.items()}
    kept = {name: made for name, made in must.items() if name in (*UNIQUE, "context")}
    rest = {name: made for name, made in must.items() if name not in kept}
    return st.fixed_dictionaries(kept, optional=rest)


def of_type(kind: Any, depth: int, name: str = "") -> st.SearchStrategy[Any]:
    """A value of a field's type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return of_type(inner[0], depth, name)
    if origin in (Union, UnionType):
        told = [each for each in inner if not (each is NoneType and name in (*UNIQUE, "context"))]
        return st.one_of([of_type(each, depth, name) for each in told])
    if origin in (list, set):
        return st.lists(of_type(inner[0], depth), max_size=2 if depth < 6 else 0)
    if origin is dict:
        return st.dictionaries(KEYS, of_type(inner[1], depth), max_size=2)
    if not isinstance(kind, type):
        return ANYTHING
    if issubclass(kind, BaseModel):
        return of_model(kind, depth)
    if issubclass(kind, Enum):
        return st.sampled_from([each.value for each in kind] + ["A_NEW_WORD"])
    if name in UNIQUE:
        return st.uuids().map(str)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: WORDS,
        bool: st.booleans(),
        int: st.integers(0, 2**53),
        float: st.floats(-1e9, 1e9),
        datetime: TIMES,
        NoneType: st.none(),
    }
    return plain.get(kind, ANYTHING)


def humped(value: Any) -> Any:
    """The same answer in the spelling of the vendor's overview: `nextCursor`."""
    if isinstance(value, list):
        return [humped(each) for each in value]
    if isinstance(value, dict):
        return {
            camel(name) if isinstance(name, Name) else name: humped(each)
            for name, each in value.items()
        }
    return value
