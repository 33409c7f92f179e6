"""Tags themselves; what they are attached to is in `sim/arize/tags` (contracts/arize.md §9)."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from spandeck.sim.arize.body import Body
from spandeck.sim.arize.collection import Collection
from spandeck.sim.arize.organisation import Caller, Organisation, Record

Name = Annotated[str, Field(min_length=1, max_length=100)]
Color = Literal[
    "GRAY",
    "INDIGO",
    "BLUE",
    "CYAN",
    "TEAL",
    "PINE",
    "GREEN",
    "LIME",
    "OLIVE",
    "LEMON",
    "YELLOW",
    "ORANGE",
    "RED",
    "CORAL",
    "PINK",
    "PLUM",
    "PURPLE",
    "BROWN",
    "AUBURN",
]


class CreateTag(Body):
    """POST /v2/tags."""

    name: Name
    description: str | None = None
    color: Color | None = None
    space_id: str


class UpdateTag(Body):
    """PATCH /v2/tags/{id}."""

    name: Name = "-"
    description: str | None = None
    color: Color | None = None


def plain(who: Caller, record: Record) -> Record:
    """A new tag, with what it was not told."""
    return {"description": None, "color": None} | record


TAGS = Collection(
    kind="tags",
    word="Tag",
    serves="CUD",
    create=TypeAdapter(CreateTag),
    update=TypeAdapter(UpdateTag),
    stamps=("created_at", "updated_at"),
    unique=("space_id",),
    folded=True,
    made=plain,
)


def tags(organisation: Organisation) -> Iterable[Record]:
    """Two tags in production."""
    if organisation.world is None:
        return
    for number, (name, color) in enumerate((("on call", "RED"), ("golden", "YELLOW")), 1):
        yield {
            "id": organisation.id("Tag", number),
            "name": name,
            "description": None,
            "color": color,
            "space_id": organisation.id("Space", 1),
            "created_at": organisation.day(number),
            "updated_at": organisation.day(number),
        }


SEEDS = {"tags": tags}
ROUTES = tuple(TAGS.routes())
