"""What a form says beside its fields is enough to fill them in."""

import json

import pytest

from spandeck.model.action import Action, Field
from tests.vendors.opened import LOADED, opened

LED = "such as "
"""What an example is led in by."""


def example(known: Field) -> object:
    """The example beside a field."""
    found, _ = json.JSONDecoder().raw_decode(known.about.partition(LED)[2])
    return found


@pytest.mark.parametrize("vendor", LOADED)
async def test_json_that_is_required_has_an_example_that_is_json(vendor: str) -> None:
    lacking: list[tuple[str, str]] = []
    async with opened(vendor) as found:
        for action in found.records.catalog.actions:
            lacking += [(action.name, each.name) for each in wanted(action) if not example(each)]
    assert not lacking


def wanted(action: Action) -> list[Field]:
    """The fields of an action that nobody fills in without an example."""
    return [
        each
        for each in action.fields
        if each.kind == "json" and (each.required or LED in each.about)
    ]
