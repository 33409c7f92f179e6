"""The shapes in which Arize's groups repeat themselves: lists, forms, tags (contract §9)."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from spandeck.model.action import Action, Check, Effect, Field, Follow, Values
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource, Stage

API = "/v2"

NAME = Column("name", "Name")
CREATED = Column("created_at", "Created", "time")
UPDATED = Column("updated_at", "Updated", "time")
SPACE = Column("space_id", "Space", "id")
BY = Column("created_by_user_id", "By", "id")
ABOUT = Column("description", "Description")

NAMED = Filter("name", "text", "part of the name")
SPACED = (
    Filter("space_id", "text", "one space's", of="spaces"),
    Filter("space_name", "text", "part of the space's name"),
    NAMED,
)
"""What most lists can be asked for (contract §8.1)."""

JSON_HEADERS = 'such as {"X-Team": "deck"}'


def calls(path: str) -> tuple[Call, Call]:
    """The list of a group and one of it."""
    return Call("GET", f"{API}/{path}"), Call("GET", f"{API}/{path}/{{id}}")


def parent(name: str, of: str, about: str) -> Filter:
    """What a list lies in: a part of its path."""
    return Filter(name, "text", about, place="path", required=True, of=of)


class More(TypedDict, total=False):
    """What an action may have beside its fields."""

    effect: Effect
    fixed: Mapping[str, Any]
    note: str
    once: tuple[str, ...]
    follow: Follow
    check: Check
    stage: Stage
    keeps: Mapping[str, str]


def act(name: str, title: str, on: str, call: str, *fields: Field, **more: Unpack[More]) -> Action:
    """Something that can be done; `call` is the method and the path after `/v2/`."""
    method, _, path = call.partition(" ")
    told: More = {"effect": "write", "stage": "beta", **more}
    return Action(name, title, on, method, f"{API}/{path}", fields=fields, **told)


def create(on: str, title: str, *fields: Field, **more: Unpack[More]) -> Action:
    """POST one more."""
    return act(f"create-{singular(on)}", title, on, f"POST {on}", *fields, **more)


def update(on: str, title: str, *fields: Field, **more: Unpack[More]) -> Action:
    """PATCH one: what is not sent stays as it is."""
    return act(f"update-{singular(on)}", title, on, f"PATCH {on}/{{id}}", *fields, **more)


def delete(on: str, title: str, **more: Unpack[More]) -> Action:
    """DELETE one for good."""
    told: More = {"effect": "destructive", **more}
    return act(f"delete-{singular(on)}", title, on, f"DELETE {on}/{{id}}", **told)


def tags(on: str, title: str, param: str) -> Resource:
    """The tags on one of a group."""
    return Resource(
        f"{singular(on)}-tags",
        f"Tags of {title}",
        "Tags",
        Call("GET", f"{API}/{on}/{{{param}}}/tags"),
        columns=(NAME, Column("color", "Colour", "status"), ABOUT, SPACE, UPDATED),
        filters=(parent(param, on, f"the {singular(on).replace('-', ' ')} that is tagged"),),
        rows="tags",
        paging="none",
        stage="alpha",
    )


def tagging(on: str, *, removing: bool = True) -> tuple[Action, ...]:
    """Put tags on one of a group, and take them off."""
    one = singular(on)
    spoken = one.replace("-", " ")
    chosen = Field("tag_ids", "list", required=True, least=1, longest=100, of=f"{one}-tags")
    path = f"{on}/{{id}}/tags"
    put = act(f"tag-{one}", f"Tag the {spoken}", on, f"POST {path}", chosen, stage="alpha")
    title = f"Take tags off the {spoken}"
    off = act(f"untag-{one}", title, on, f"DELETE {path}", chosen, stage="alpha")
    return (put, off) if removing else (put,)


def singular(on: str) -> str:
    """The name for one of a group."""
    return Resource(on, "", "").singular


def tree(path: str = "context.trace_id") -> Relation:
    """The span tree that Enter opens."""
    return Relation("Span tree", "trace", item=path)


def some(*names: str) -> Check:
    """A change must change something (contract §9: ≥1 field)."""

    def check(values: Values, now_ns: int) -> dict[str, str]:
        changed = any(name in values for name in names)
        return {} if changed else {names[0]: "fill in at least one field."}

    return check


def needed(by: str, needs: Mapping[str, Sequence[str]]) -> Check:
    """Fields that only some values of another field make required."""

    def check(values: Values, now_ns: int) -> dict[str, str]:
        chosen = values.get(by, "")
        return {
            name: f"it is required where {by} is {chosen}."
            for name in needs.get(chosen, ())
            if name not in values
        }

    return check


def one_of(*names: str) -> Check:
    """Exactly one of these fields."""

    def check(values: Values, now_ns: int) -> dict[str, str]:
        given = [name for name in names if name in values]
        if len(given) == 1:
            return {}
        return {names[0]: f"fill in exactly one of {', '.join(names)}."}

    return check
