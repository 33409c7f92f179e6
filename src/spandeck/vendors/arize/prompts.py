"""Prompts, their versions and labels (contract §9)."""

from spandeck.model.action import Field
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.vendors.arize.group import (
    ABOUT,
    API,
    BY,
    CREATED,
    NAME,
    SPACE,
    SPACED,
    UPDATED,
    act,
    calls,
    create,
    delete,
    parent,
    tagging,
    tags,
    update,
)

PROVIDERS = ("OPEN_AI", "AZURE_OPEN_AI", "AWS_BEDROCK", "VERTEX_AI", "ANTHROPIC", "CUSTOM")
FORMATS = ("F_STRING", "MUSTACHE", "NONE")
WITHIN = parent("prompt_id", "prompts", "the prompt")
VERSION = (
    Column("commit_message", "Change"),
    Column("labels", "Labels", "list"),
    Column("model", "Model"),
    Column("provider", "Provider", "status"),
    CREATED,
    Column("commit_hash", "Hash", "id"),
    BY,
)


def version(within: str = "") -> tuple[Field, ...]:
    """The fields of a version, alone or inside a new prompt."""
    return (
        Field(f"{within}commit_message", required=True, about="what is new"),
        Field(f"{within}provider", "choice", required=True, choices=PROVIDERS),
        Field(f"{within}model", about="such as gpt-4o"),
        Field(
            f"{within}messages",
            "json",
            required=True,
            about='such as [{"role": "SYSTEM", "content": "Answer {question}"}]',
        ),
        Field(f"{within}input_variable_format", "choice", choices=FORMATS),
        Field(f"{within}invocation_params", "json", about='such as {"temperature": 0.2}'),
        Field(f"{within}provider_params", "json", about='such as {"region": "eu-west-1"}'),
    )


RESOURCES = (
    Resource(
        "prompts",
        "Prompts",
        "Prompts",
        *calls("prompts"),
        columns=(NAME, ABOUT, UPDATED, SPACE, CREATED, BY),
        filters=SPACED,
        relations=(
            Relation("Versions", "prompt-versions", {"prompt_id": "id"}),
            Relation("Tags", "prompt-tags", {"prompt_id": "id"}),
        ),
        stage="beta",
        tab=True,
    ),
    Resource(
        "prompt-versions",
        "Prompt versions",
        "Prompts",
        Call("GET", f"{API}/prompts/{{prompt_id}}/versions"),
        Call("GET", f"{API}/prompt-versions/{{id}}"),
        columns=VERSION,
        filters=(WITHIN,),
        relations=(Relation("Prompt", "prompts", item="prompt_id"),),
        stage="beta",
    ),
    Resource(
        "prompt-labels",
        "Labelled prompt versions",
        "Prompts",
        item=Call("GET", f"{API}/prompts/{{prompt_id}}/labels/{{id}}"),
        columns=VERSION,
        filters=(WITHIN,),
        relations=(Relation("Version", "prompt-versions", item="id"),),
        about="The version of a prompt that carries a label, by the label's name.",
        stage="beta",
    ),
    tags("prompts", "a prompt", "prompt_id"),
)

ACTIONS = (
    create(
        "prompts",
        "Create a prompt",
        Field("name", required=True),
        Field("space_id", required=True, of="spaces"),
        Field("description", "multiline"),
        *version("version."),
    ),
    update(
        "prompts",
        "Describe the prompt",
        Field("description", "multiline", required=True),
    ),
    delete("prompts", "Delete the prompt with all its versions"),
    act(
        "create-prompt-version",
        "Add a version to the prompt",
        "prompts",
        "POST prompts/{id}/versions",
        *version(),
    ),
    act(
        "label-prompt-version",
        "Give the version these labels and no others",
        "prompt-versions",
        "PUT prompt-versions/{id}/labels",
        Field("labels", "list", required=True, default=(), about="such as production"),
        note="A label leaves the version that had it. An empty list takes all away.",
    ),
    act(
        "unlabel-prompt-version",
        "Take a label off the version",
        "prompt-versions",
        "DELETE prompt-versions/{id}/labels/{label_name}",
        Field("label_name", required=True, place="path"),
        effect="destructive",
    ),
    *tagging("prompts"),
)
