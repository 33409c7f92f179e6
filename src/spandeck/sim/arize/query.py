"""Query parameters of the lists: read and checked, refused with 400 and the parameter's name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from starlette.datastructures import QueryParams

from spandeck.sim.arize.errors import Problem
from spandeck.sim.arize.organisation import Caller, Record

TEXT: TypeAdapter[Any] = TypeAdapter(Annotated[str, Field(max_length=255)])
FLAG: TypeAdapter[Any] = TypeAdapter(bool)
PAGING = ("limit", "cursor")


@dataclass(frozen=True, slots=True)
class Filter:
    """One query parameter of a list."""

    fits: Callable[[Caller, Record, Any], bool]
    """Whether a record fits the value that was asked for."""
    reads: TypeAdapter[Any] = TEXT
    """What the value must be."""
    usual: Any = None
    """The value when nothing is asked; None asks for nothing."""
    required: bool = False
    many: bool = False
    """Whether it may be repeated; then `fits` is given a list."""


def equal(field: str, reads: TypeAdapter[Any] = TEXT) -> Filter:
    """Records whose field is this."""
    return Filter(lambda caller, record, wanted: record.get(field) == wanted, reads)


def contains(field: str) -> Filter:
    """Records whose field holds this text, in any case."""
    return Filter(lambda caller, record, wanted: inside(wanted, record.get(field)))


def inside(wanted: str, text: str | None) -> bool:
    """Whether the text holds another, in any case."""
    return wanted.casefold() in (text or "").casefold()


def in_space(caller: Caller, record: Record, wanted: str) -> bool:
    """Whether a record belongs to this space; 404 for one that cannot be seen."""
    caller.find("spaces", wanted)
    return caller.organisation.space_id(record) == wanted


def in_space_named(caller: Caller, record: Record, wanted: str) -> bool:
    """Whether a record belongs to a space whose name holds this text."""
    space = caller.organisation.shelf.get("spaces", caller.organisation.space_id(record) or "")
    return space is not None and inside(wanted, space["name"])


NAMED = {"name": contains("name")}
SPACED = {"space_id": Filter(in_space), "space_name": Filter(in_space_named), **NAMED}
"""What most lists can be asked for (contracts/arize.md §8.1)."""


def asked(params: QueryParams, filters: Mapping[str, Filter]) -> dict[str, Any]:
    """The values asked for, by parameter; an unknown parameter is refused, as a body's key is."""
    strange = set(params) - set(filters) - set(PAGING)
    if strange:
        raise Problem(400, f"{min(strange)}: no such parameter.")
    found = {name: value(params, name, each) for name, each in filters.items()}
    return {name: each for name, each in found.items() if each is not None}


def value(params: QueryParams, name: str, wanted: Filter) -> Any:
    """One parameter's value, or None."""
    if name not in params:
        if wanted.required:
            raise Problem(400, f"{name}: this parameter is required.")
        return wanted.usual
    given = params.getlist(name) if wanted.many else params[name]
    try:
        return wanted.reads.validate_python(given)
    except ValidationError as error:
        said = error.errors(include_url=False, include_context=False, include_input=False)
        raise Problem(400, f"{name}: {said[0]['msg']}.") from None
