"""Projects and their applications (contracts/fiddler.md §5.2, §5.19)."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from spandeck.sim.fiddler.account import Account, fixed
from spandeck.sim.fiddler.collection import Body, Collection
from spandeck.sim.fiddler.envelope import Record

Name = Annotated[str, Field(min_length=1, max_length=100)]
ENVIRONMENTS = {
    fixed(f"application {each}"): each for each in ("production", "staging", "development")
}
"""Of the story's applications, which part of the world each one is."""
ASSETS = {"GEN_AI_APP": "applications", "ML_MODEL": "models"}


class ProjectIn(Body):
    """A new project; the ML client sends a name alone."""

    name: Name
    asset_type: Literal["GEN_AI_APP", "ML_MODEL"] = "ML_MODEL"


class ApplicationIn(Body):
    """A new application."""

    name: Name
    project_id: UUID


class Renamed(Body):
    """Another name."""

    name: Name


def counted(account: Account, project: Record) -> Record:
    """A project with how many assets it has."""
    assets = account.all(ASSETS[project["asset_type"]], project=project["id"])
    return project | {"asset_count": sum(1 for _ in assets)}


PROJECTS = Collection(
    "/v3/projects",
    "projects",
    "Project",
    ProjectIn,
    Renamed,
    unique=("name",),
    params=("asset_type",),
    show=counted,
)
APPLICATIONS = Collection(
    "/v3/applications",
    "applications",
    "Application",
    ApplicationIn,
    Renamed,
    unique=("name", "project_id"),
    params=("project_id",),
)
