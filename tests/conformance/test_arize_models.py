"""Every list and every item that the simulator shows is read by the client's own models."""

import re
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from spandeck.sim.arize.groups import routes
from tests.sim.arize.asking import listed, project, sent
from tests.sim.asking import Record

NEEDED = {"role-bindings": {"resource_type": "SPACE"}}
"""Parameters without which a list says nothing."""


def names(pattern: str) -> list[str]:
    """The paths of some GET routes, without the version."""
    found = [each.path for each in routes() if "GET" in (each.methods or ())]
    return sorted(path[4:] for path in found if re.fullmatch(pattern, path))


LISTS = names(r"/v2/[\w-]+")
ITEMS = [each for each in LISTS if f"{each}/{{id}}" in names(r"/v2/[\w-]+/\{id\}")]
SUBLISTS = names(r"/v2/[\w-]+/\{\w+\}/(?!tags)[\w-]+")


def model(path: str) -> Any:
    """The client's model of a list."""
    from arize._generated.api_client import models

    words = path.split("/")
    name = words[-1].title().replace("-", "")
    within = {"datasets": "Dataset", "experiments": "Experiment", "tasks": "Task"}
    within |= {"prompts": "Prompt", "evaluators": "Evaluator", "webhooks": "Webhook"}
    within |= {"annotation-queues": "AnnotationQueue"}
    return getattr(models, f"List{within[words[0]] if len(words) > 1 else ''}{name}Response")


def lost(sent: Any, read: Any, where: str) -> Iterator[str]:
    """The fields of an answer that a model did not take."""
    if isinstance(sent, dict) and isinstance(read, dict):
        for key, value in sent.items():
            if value is not None:
                yield from lost(value, read.get(key), f"{where}.{key}")
    elif isinstance(sent, list) and isinstance(read, list):
        for place, (one, other) in enumerate(zip(sent, read, strict=True)):
            yield from lost(one, other, f"{where}.{place}")
    elif isinstance(read, datetime):
        if datetime.fromisoformat(str(sent)) != read:
            yield f"{where}: {sent!r} is not {read!r}"
    elif sent != read:
        yield f"{where}: {sent!r} was read as {read!r}"


def plain(read: Any) -> Any:
    """What a model took in: fields, columns of one's own, and of a union the one it is."""
    if isinstance(read, list):
        return [plain(each) for each in read]
    if isinstance(read, Enum):
        return read.value
    if not isinstance(read, BaseModel):
        return read
    if hasattr(read, "actual_instance"):
        return plain(read.actual_instance)
    fields = type(read).model_fields.items()
    found = {each.alias or name: plain(getattr(read, name)) for name, each in fields}
    return found | (found.pop("additional_properties", None) or {})


@pytest.mark.parametrize("path", LISTS)
async def test_a_list_is_read_by_its_model_and_nothing_of_it_is_lost(
    arize: httpx.AsyncClient, path: str
) -> None:
    page = await sent(arize, "GET", path, 200, **NEEDED.get(path, {}))
    assert next(iter(page.values())), "there is nothing to be read"
    read = plain(model(path).from_dict(page))
    assert list(lost(page, read, path)) == []


@pytest.mark.parametrize("path", SUBLISTS)
async def test_a_list_within_something_is_read_by_its_model(
    arize: httpx.AsyncClient, path: str
) -> None:
    kind, _, rest = path.split("/")
    rows = await listed(arize, kind)
    pages = [await sent(arize, "GET", f"{kind}/{each['id']}/{rest}", 200) for each in rows]
    page = max(pages, key=lambda each: len(next(iter(each.values()))))
    assert next(iter(page.values())), "there is nothing to be read"
    read = plain(model(path).from_dict(page))
    assert list(lost(page, read, path)) == []


@pytest.mark.parametrize("path", ["spans", "traces"])
async def test_telemetry_is_read_by_its_model(arize: httpx.AsyncClient, path: str) -> None:
    body = {"project_id": await project(arize, "planner")}
    page = await sent(arize, "POST", path, 200, body)
    read = plain(model(path).from_dict(page))
    assert list(lost(page, read, path)) == []


@pytest.mark.parametrize("path", ITEMS)
async def test_one_of_a_list_says_what_the_list_says(arize: httpx.AsyncClient, path: str) -> None:
    for row in (await listed(arize, path, **NEEDED.get(path, {})))[:3]:
        one: Record = await sent(arize, "GET", f"{path}/{row['id']}", 200)
        assert {key: one.get(key) for key in row} == row
