"""Every form of Arize's catalog has the fields that the vendor's own request models have."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from spandeck.model.action import Action
from spandeck.model.form import BadForm, filled
from spandeck.vendors.arize.catalog import CATALOG
from tests.vendors.arize_answers import models, requests

LATER = {"update-prompt": {"description"}}
"""What a form asks for though a request may leave it out: there is nothing else to change."""
NOW_NS = 1_795_255_200_000_000_000


def members(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The models that one stands for: itself, or any of those it chooses from."""
    choices = [
        each.annotation
        for name, each in model.model_fields.items()
        if re.fullmatch(r"(one|any)of_schema_\d+_validator", name)
    ]
    for choice in choices:
        for each in get_args(choice):
            if isinstance(each, type) and issubclass(each, BaseModel):
                yield from members(each)
    if not choices:
        yield model


def fields(model: type[BaseModel], *, required: bool = False) -> set[str]:
    return {
        each.alias or name
        for name, each in model.model_fields.items()
        if (each.is_required() or not required) and name != "additional_properties"
    }


def model_of(action: Action) -> type[BaseModel] | None:
    """The vendor's model of what an action sends."""
    name = requests().get((action.method, re.sub(r"\{[^}]*\}", "{}", action.template)))
    found: type[BaseModel] | None = getattr(models(), name) if name else None
    return found


@pytest.mark.parametrize("action", CATALOG.actions, ids=lambda each: each.name)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_form_has_the_fields_of_the_vendors_request(action: Action) -> None:
    alike = [
        a for a in CATALOG.actions if (a.method, a.template) == (action.method, action.template)
    ]
    sent = [each for each in action.fields if each.place == "body"]
    mine = {f.name.split(".")[0] for a in alike for f in a.fields if f.place == "body"}
    mine |= set(action.fixed)
    model = model_of(action)
    if model is None:
        assert not mine
        return
    found = list(members(model))
    assert mine == set().union(*map(fields, found))
    always = set.intersection(*(fields(each, required=True) for each in found))
    ever = set().union(*(fields(each, required=True) for each in found))
    assert always - set(action.fixed) <= {each.name.split(".")[0] for each in sent if each.required}
    plain = {each.name.split(".")[0] for each in sent if each.required and each.when is None}
    assert plain - LATER.get(action.name, set()) <= ever


def complaints(name: str, typed: Mapping[str, str]) -> dict[str, str]:
    action = CATALOG.action(name)
    try:
        filled(action, typed, NOW_NS)
    except BadForm as error:
        return error.errors
    return {}


LLM = {"name": "x"}
TASK = {"name": "x", "evaluators": "[]"}
KEY = {"name": "x", "key_type": "USER"}


@pytest.mark.parametrize(
    ("action", "typed", "wrong"),
    [
        ("update-space", {}, {"name"}),
        ("create-experiment", {"name": "x", "experiment_runs": "[]"}, {"dataset_id"}),
        (
            "create-experiment",
            {"name": "x", "experiment_runs": "[]", "dataset_id": "d", "space_id": "s"},
            {"dataset_id"},
        ),
        ("create-llm-integration", LLM | {"config.provider": "OPEN_AI"}, {"config.api_key"}),
        ("create-llm-integration", LLM | {"config.provider": "CUSTOM"}, {"config.base_url"}),
        (
            "create-llm-integration",
            LLM | {"config.provider": "VERTEX_AI"},
            {"config.project_id", "config.location", "config.project_access_label"},
        ),
        (
            "create-agent-integration",
            {"name": "x", "config.endpoint": "https://a", "config.provider": "OPEN_AI"},
            {"config.input_schema", "config.provider"},
        ),
        ("create-task", TASK | {"type": "CODE_EVALUATION"}, {"dataset_id"}),
        ("create-task", TASK | {"type": "CODE_EVALUATION", "project_id": "p"}, set()),
        (
            "create-task",
            {"name": "x", "type": "RUN_EXPERIMENT", "run_configuration": "{}"},
            {"dataset_id"},
        ),
        ("create-api-key", KEY, set()),
        ("create-api-key", KEY | {"expires_at": "2001-01-01T00:00:00Z"}, {"expires_at"}),
        ("create-api-key", {"name": "x", "key_type": "SERVICE"}, {"organizations"}),
        (
            "create-annotation-config",
            {
                "name": "x",
                "space_id": "s",
                "annotation_config_type": "CONTINUOUS",
                "minimum_score": "5",
                "maximum_score": "1",
            },
            {"maximum_score"},
        ),
        ("create-evaluator-version", {"commit_message": "x"}, {"template_config"}),
        ("add-space-user", {"user_id": "u", "role.type": "CUSTOM"}, {"role.id"}),
    ],
)
def test_a_form_tells_what_belongs_together_before_anything_is_sent(
    action: str, typed: dict[str, Any], wrong: set[str]
) -> None:
    assert set(complaints(action, typed)) == wrong
