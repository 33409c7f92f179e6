"""Organizations, spaces and projects: where everything else at Arize lies (contract §8.1, §8.2)."""

from spandeck.model.action import Field
from spandeck.model.query import Filter
from spandeck.model.resource import Column, Relation, Resource
from spandeck.vendors.arize.group import (
    ABOUT,
    CREATED,
    NAME,
    NAMED,
    SPACE,
    SPACED,
    act,
    calls,
    create,
    delete,
    some,
    tagging,
    tags,
    update,
)

ROLES = ("ADMIN", "MEMBER", "READ_ONLY", "ANNOTATOR")
ROLE = (
    Field("role.type", "choice", required=True, choices=("PREDEFINED", "CUSTOM")),
    Field("role.name", "choice", choices=ROLES, required=True, when=("role.type", "PREDEFINED")),
    Field("role.id", required=True, of="roles", when=("role.type", "CUSTOM")),
)
USER = Field("user_id", required=True, of="users")
LEAVER = Field("user_id", required=True, of="users", place="path")
DESCRIPTION = Field("description", "multiline", longest=1000)

RESOURCES = (
    Resource(
        "organizations",
        "Organizations",
        "Workspace",
        *calls("organizations"),
        columns=(NAME, ABOUT, CREATED),
        filters=(NAMED,),
        relations=(Relation("Spaces", "spaces", {"org_id": "id"}),),
        stage="beta",
    ),
    Resource(
        "spaces",
        "Spaces",
        "Workspace",
        *calls("spaces"),
        columns=(
            NAME,
            ABOUT,
            Column("is_private", "Private", "flag"),
            Column("organization_id", "Organization", "id"),
            CREATED,
        ),
        filters=(
            Filter("org_id", "text", "one organization's", of="organizations"),
            NAMED,
        ),
        relations=(
            Relation("Projects", "projects", {"space_id": "id"}),
            Relation("Datasets", "datasets", {"space_id": "id"}),
            Relation("Experiments", "experiments", {"space_id": "id"}),
            Relation("Prompts", "prompts", {"space_id": "id"}),
            Relation("Evaluators", "evaluators", {"space_id": "id"}),
            Relation("Monitors", "monitors", {"space_id": "id"}),
            Relation("Annotation queues", "annotation-queues", {"space_id": "id"}),
            Relation("Organization", "organizations", item="organization_id"),
        ),
        stage="beta",
        tab=True,
    ),
    Resource(
        "projects",
        "Projects",
        "Workspace",
        *calls("projects"),
        columns=(NAME, Column("project_type", "Type", "status"), SPACE, CREATED),
        filters=(
            *SPACED,
            Filter(
                "project_type",
                "text",
                "what it is for",
                choices=("APPLICATION", "HARNESS", "EXPERIMENT"),
            ),
        ),
        relations=(
            Relation("Traces", "traces", {"project_id": "id"}),
            Relation("Spans", "spans", {"project_id": "id"}),
            Relation("Monitors", "monitors", {"project_id": "id"}),
            Relation("Tasks", "tasks", {"project_id": "id"}),
            Relation("Tags", "project-tags", {"project_id": "id"}),
            Relation("Space", "spaces", item="space_id"),
        ),
        stage="beta",
        fresh_s=60,
        tab=True,
    ),
    tags("projects", "a project", "project_id"),
)

ACTIONS = (
    create(
        "organizations",
        "Create an organization",
        Field("name", required=True, longest=255),
        DESCRIPTION,
    ),
    update(
        "organizations",
        "Change the organization",
        Field("name", longest=255),
        DESCRIPTION,
        check=some("name", "description"),
    ),
    delete("organizations", "Delete the organization", note="All its spaces go with it."),
    act(
        "add-organization-user",
        "Give a user a role in the organization",
        "organizations",
        "POST organizations/{id}/users",
        USER,
        *ROLE,
    ),
    act(
        "remove-organization-user",
        "Take a user out of the organization",
        "organizations",
        "DELETE organizations/{id}/users/{user_id}",
        LEAVER,
        effect="destructive",
    ),
    create(
        "spaces",
        "Create a space",
        Field("name", required=True, longest=255),
        Field("organization_id", required=True, of="organizations"),
        DESCRIPTION,
        Field("is_private", "flag"),
    ),
    update(
        "spaces",
        "Change the space",
        Field("name", longest=255),
        DESCRIPTION,
        Field("is_private", "flag"),
        Field(
            "default_llm_integration",
            "json",
            about='such as {"integration_id": "…", "model_name": "gpt-4o"}',
        ),
        Field("ml_models_enabled", "flag"),
        Field("gradient_start_color", about="such as #5c6ac4"),
        Field("gradient_end_color", about="such as #47c1bf"),
        Field("default_agent_runtime", "json", about='such as {"integration_id": "…"}'),
        check=some(
            *("name", "description", "is_private", "default_llm_integration"),
            *("ml_models_enabled", "gradient_start_color", "gradient_end_color"),
            "default_agent_runtime",
        ),
    ),
    delete("spaces", "Delete the space", note="All that it holds goes with it."),
    act(
        "add-space-user",
        "Give a user a role in the space",
        "spaces",
        "POST spaces/{id}/users",
        USER,
        *ROLE,
    ),
    act(
        "remove-space-user",
        "Take a user out of the space",
        "spaces",
        "DELETE spaces/{id}/users/{user_id}",
        LEAVER,
        effect="destructive",
    ),
    create(
        "projects",
        "Create a project",
        Field("name", required=True, longest=255),
        Field("space_id", required=True, of="spaces"),
    ),
    update("projects", "Rename the project", Field("name", required=True, longest=255)),
    delete("projects", "Delete the project", note="Its spans cannot be brought back."),
    *tagging("projects"),
)
