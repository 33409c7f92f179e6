"""Evaluators, their versions and templates (contract §9)."""

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
    one_of,
    parent,
    some,
    tagging,
    tags,
    update,
)

TYPE = Column("type", "Type", "status")
TYPES = ("TEMPLATE", "CODE", "REMOTE")
"""What can be created; the vendor makes those of type HARNESS itself."""
WITHIN = parent("evaluator_id", "evaluators", "the evaluator")
TEMPLATE = (
    '{"name": "tone", "template": "Is {output} kind?", "include_explanations": true, '
    '"use_function_calling": true, "classification_choices": {"kind": 1, "rude": 0}, '
    '"llm_config": {"ai_integration_id": "…", "model_name": "gpt-4o", '
    '"invocation_parameters": {}, "provider_parameters": {}}}'
)
CODE = (
    '{"type": "MANAGED", "name": "…", "managed_evaluator": "EXACT_MATCH", "variables": ["output"]}'
)


def version(within: str = "", kind: str = "") -> tuple[Field, ...]:
    """The fields of a version; `kind` is the field that says of which type it is, if one does."""
    of_type = {each: (kind, each) if kind else None for each in TYPES}
    stated = bool(kind)
    return (
        Field(f"{within}commit_message", required=True, longest=1000, about="what is new"),
        Field(
            f"{within}template_config",
            "json",
            stated,
            about=f"such as {TEMPLATE}",
            when=of_type["TEMPLATE"],
        ),
        Field(
            f"{within}code_config", "json", stated, about=f"such as {CODE}", when=of_type["CODE"]
        ),
        Field(
            f"{within}remote_config.integration_id",
            required=stated,
            of="integrations",
            when=of_type["REMOTE"],
        ),
    )


RESOURCES = (
    Resource(
        "evaluators",
        "Evaluators",
        "Evaluation",
        *calls("evaluators"),
        columns=(NAME, TYPE, ABOUT, UPDATED, SPACE, CREATED, BY),
        filters=SPACED,
        relations=(
            Relation("Versions", "evaluator-versions", {"evaluator_id": "id"}),
            Relation("Tags", "evaluator-tags", {"evaluator_id": "id"}),
        ),
        stage="beta",
        tab=True,
    ),
    Resource(
        "evaluator-versions",
        "Evaluator versions",
        "Evaluation",
        Call("GET", f"{API}/evaluators/{{evaluator_id}}/versions"),
        Call("GET", f"{API}/evaluator-versions/{{id}}"),
        columns=(
            Column("commit_message", "Change"),
            TYPE,
            CREATED,
            Column("commit_hash", "Hash", "id"),
            BY,
        ),
        filters=(WITHIN,),
        relations=(Relation("Evaluator", "evaluators", item="evaluator_id"),),
        stage="beta",
    ),
    Resource(
        "evaluator-templates",
        "Evaluator templates",
        "Evaluation",
        Call("GET", f"{API}/evaluator-templates"),
        key="column_name",
        columns=(
            Column("display_name", "Name"),
            Column("rails", "Answers", "list"),
            Column("direction", "Better is", "status"),
            Column("data_granularity", "Looks at", "status"),
            Column("template", "Template"),
        ),
        paging="none",
        about="What Arize offers to begin an evaluator with.",
        stage="alpha",
        fresh_s=300,
    ),
    tags("evaluators", "an evaluator", "evaluator_id"),
)

ACTIONS = (
    create(
        "evaluators",
        "Create an evaluator",
        Field("space_id", required=True, of="spaces"),
        Field("name", required=True, longest=255),
        Field("description", "multiline"),
        Field("type", "choice", required=True, choices=TYPES),
        *version("version.", "type"),
    ),
    update(
        "evaluators",
        "Change the evaluator's name or description",
        Field("name", longest=255),
        Field("description", "multiline"),
        check=some("name", "description"),
    ),
    delete("evaluators", "Delete the evaluator", note="Refused while an online task uses it."),
    act(
        "create-evaluator-version",
        "Add a version to the evaluator",
        "evaluators",
        "POST evaluators/{id}/versions",
        *version(),
        note="It becomes the latest.",
        check=one_of("template_config", "code_config", "remote_config.integration_id"),
    ),
    act(
        "delete-evaluator-versions",
        "Delete versions of the evaluator",
        "evaluators",
        "DELETE evaluators/{id}/versions",
        Field("version_ids", "list", required=True, least=1, longest=100),
        effect="destructive",
        note="Some may stay; the answer names them.",
    ),
    *tagging("evaluators"),
)
