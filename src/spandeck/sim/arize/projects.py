"""Projects: one for each agent of the world in each space, and those that telemetry names."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from spandeck.sim.arize.body import Body
from spandeck.sim.arize.collection import Collection
from spandeck.sim.arize.organisation import Organisation, Record
from spandeck.sim.arize.paging import oldest
from spandeck.sim.arize.query import SPACED, equal
from spandeck.sim.arize.spaces import SPACES
from spandeck.sim.arize.tags import tagged
from spandeck.sim.world.cast import AGENTS

Name = Annotated[str, Field(min_length=1, max_length=255)]
WORD = "Model"
"""What the ids of real projects decode to."""


class CreateProject(Body):
    """POST /v2/projects."""

    name: Name
    space_id: str


class UpdateProject(Body):
    """PATCH /v2/projects/{id}."""

    name: Name


PROJECTS = Collection(
    kind="projects",
    word=WORD,
    create=TypeAdapter(CreateProject),
    update=TypeAdapter(UpdateProject),
    filters=SPACED
    | {
        "project_type": equal(
            "project_type", TypeAdapter(Literal["APPLICATION", "HARNESS", "EXPERIMENT"])
        )
    },
    order=oldest("created_at"),
    stamps=("created_at",),
    unique=("space_id",),
    made=lambda caller, record: record | {"project_type": "APPLICATION"},
)


def number(environment: str, agent: str) -> int:
    """The number of the project that holds an agent's traces in an environment."""
    names = [each.name for each in AGENTS]
    return SPACES.index(environment) * len(AGENTS) + names.index(agent) + 1


def part(organisation: Organisation, project_id: str) -> tuple[str, str] | None:
    """The environment and the agent whose traces a project holds; None for any other project."""
    for space in SPACES if organisation.world else ():
        for agent in AGENTS:
            if organisation.id(WORD, number(space, agent.name)) == project_id:
                return space, agent.name
    return None


def seeds(organisation: Organisation) -> Iterable[Record]:
    """The projects of the beginning."""
    for place, space in enumerate(SPACES if organisation.world else ()):
        for agent in AGENTS:
            yield {
                "id": organisation.id(WORD, number(space, agent.name)),
                "name": agent.name,
                "space_id": organisation.id("Space", place + 1),
                "created_at": organisation.day(number(space, agent.name)),
                "project_type": "APPLICATION",
            }


SEEDS = {"projects": seeds}
ROUTES = (*PROJECTS.routes(), *tagged("projects"))
