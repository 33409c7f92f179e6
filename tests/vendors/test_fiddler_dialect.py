"""How Fiddler's pages, envelopes, filters and forms are read and written (contract §1, §3, §5)."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from spandeck.model.form import BadForm, filled
from spandeck.model.query import BadQuery, Query, parse
from spandeck.model.resource import Resource
from spandeck.vendors.dialect import Asked
from spandeck.vendors.fiddler.catalog import CATALOG, DESCRIPTOR
from spandeck.vendors.fiddler.dialect import Fiddler
from spandeck.vendors.question import question

APPLICATION = "00000000-0000-4000-8000-000000000001"


def asked(name: str, text: str) -> Asked:
    resource = CATALOG.resource(name)
    assert resource.listing is not None
    made, _ = question(resource, resource.listing, parse(text, resource.filters), Fiddler())
    return made


def page(**facts: Any) -> dict[str, Any]:
    return {"api_version": "3.0", "kind": "PAGINATED", "data": facts}


@pytest.mark.parametrize(
    ("facts", "rows", "cursor"),
    [
        ({"page_size": 50, "page_index": 1, "page_count": 3, "offset": 0, "total": 120}, 50, "50"),
        ({"page_size": 50, "page_index": 3, "page_count": 3, "offset": 100}, 20, None),
        ({"page_size": 50, "page_index": 1, "page_count": 0, "offset": 0, "total": 0}, 0, None),
        ({"total": 120, "offset": 100}, 10, "110"),
        ({}, 10, None),
    ],
)
def test_a_list_goes_on_until_the_last_page(
    facts: dict[str, Any], rows: int, cursor: str | None
) -> None:
    place = Fiddler().place(CATALOG.resource("projects"), page(**facts), None, rows)
    assert (place.cursor, place.notes, place.total) == (cursor, (), facts.get("total"))


def test_a_page_that_promises_more_but_gives_nothing_ends_the_list_and_says_so() -> None:
    own = page(page_size=50, page_index=1, page_count=3, offset=0)
    place = Fiddler().place(CATALOG.resource("projects"), own, None, 0)
    assert (place.cursor, len(place.notes)) == (None, 1)


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(ValidationError):
        Fiddler().place(CATALOG.resource("projects"), {"items": []}, None, 0)


@pytest.mark.parametrize(
    ("body", "item"),
    [
        ({"api_version": "3.0", "kind": "NORMAL", "data": {"id": "x"}}, {"id": "x"}),
        ({"api": "v3", "data": {"provider": "OpenAI"}}, {"provider": "OpenAI"}),
        ({"api_version": "3.0", "kind": "NORMAL"}, {}),
        ({"id": "bare", "data": "a field"}, {"id": "bare", "data": "a field"}),
        (["a", "list"], ["a", "list"]),
    ],
)
def test_an_item_is_found_in_any_envelope_or_none(body: Any, item: Any) -> None:
    assert Fiddler().item(body) == item


def test_an_error_is_told_by_all_its_issues_and_its_fields() -> None:
    issues = [
        {"reason": "ValidationError", "message": "name: Field required", "help": ""},
        {"reason": "ValidationError", "message": "spec.inputs[0]: no such column", "help": ""},
        {"reason": "ValidationError", "message": "something else is wrong", "help": ""},
    ]
    body = {"kind": "ERROR", "error": {"code": 400, "message": "name: …", "errors": issues}}
    assert Fiddler().message(body) == "; ".join(each["message"] for each in issues)
    assert Fiddler().complaints(body) == {
        "name": "Field required",
        "spec.inputs[0]": "no such column",
    }
    assert Fiddler().complaints("no error at all") == {}
    with pytest.raises(ValueError, match="name: Field required"):
        Fiddler().item(body)


def test_filters_of_a_list_are_json_in_a_parameter() -> None:
    made = asked("models", "name=fraud* created_at>=2026-11-01T00:00Z search=x latest_only=true")
    assert json.loads(str(made.params.pop("filter"))) == {
        "condition": "AND",
        "rules": [
            {"field": "name", "operator": "begins_with", "value": "fraud"},
            {
                "field": "created_at",
                "operator": "greater_or_equal",
                "value": "2026-11-01T00:00:00.000000Z",
            },
        ],
    }
    assert made.params == {"search": "x", "latest_only": True}


def test_filters_of_spans_are_a_tree_in_the_body() -> None:
    bounds = "start_time=2026-11-21T00:00Z end_time=2026-11-22T00:00Z"
    made = asked("spans", f"application_id={APPLICATION} {bounds} duration>=5s name=*call*")
    assert made.body["filter"]["rules"] == [
        {"field": "Span::duration", "operator": "greater_or_equal", "value": 5000},
        {"field": "Span::name", "operator": "contains", "value": "call"},
    ]
    assert (made.body["application_id"], made.params) == (APPLICATION, {})
    assert made.body["start_time"].endswith("Z")


def test_a_star_in_the_middle_is_said_to_be_impossible() -> None:
    with pytest.raises(BadQuery, match="not in the middle"):
        asked("projects", "name=a*b")


def test_every_list_of_spans_names_what_it_cannot_be_asked_without() -> None:
    resource = CATALOG.resource("spans")
    assert resource.listing is not None
    with pytest.raises(BadQuery, match="application_id"):
        question(resource, resource.listing, Query(), Fiddler())


@pytest.mark.parametrize(
    ("action", "typed", "field"),
    [
        ("delete-events", {"model_id": "m"}, "event_ids"),
        ("delete-events", {"model_id": "m", "time_range.start_time": "2026-11-21T00:00Z"}, "time"),
        (
            "delete-events",
            {"model_id": "m", "event_ids": "a, b", "update_metrics": "true"},
            "update_metrics",
        ),
        ("delete-traces", {"application_id": "a", "trace_ids": "0" * 32}, "trace_ids"),
        ("delete-traces", {"application_id": "a", "trace_ids": "A" * 32}, "trace_ids"),
        ("publish-events", {"model_id": "m", "source.events": "[1]"}, "source.events"),
        (
            "publish-events",
            {"model_id": "m", "source.events": json.dumps([{"a": 1}] * 1001)},
            "source.events",
        ),
        ("update-dataset", {}, "description"),
        (
            "create-baseline",
            {"name": "b", "model_id": "m", "type": "ROLLING"},
            "offset_delta",
        ),
        (
            "add-spans-to-dataset",
            {
                "application_id": "a",
                "start_time": "2026-11-21T00:00Z",
                "end_time": "2026-11-22T00:00Z",
                "spans": json.dumps([{}] * 201),
                "mapping": "{}",
            },
            "spans",
        ),
    ],
)
def test_what_the_vendor_would_refuse_is_said_before(
    action: str, typed: dict[str, str], field: str
) -> None:
    with pytest.raises(BadForm) as caught:
        filled(CATALOG.action(action), typed, 0)
    assert any(name.startswith(field) for name in caught.value.errors)


@pytest.mark.parametrize(
    ("method", "path", "windows"),
    [
        ("GET", "/v3/projects", [(30, 1), (1000, 60)]),
        ("GET", "/v3/projects/x", [(30, 1), (1000, 60)]),
        ("DELETE", "/v3/projects/x", [(10, 1), (300, 60)]),
        ("POST", "/v3/spans/query", [(10, 1), (120, 60)]),
        ("DELETE", "/v3/events", [(30, 86_400)]),
        ("DELETE", "/v3/traces", [(5, 1), (100, 86_400)]),
        ("DELETE", "/v3/sessions", [(5, 1), (100, 86_400)]),
    ],
)
def test_every_endpoint_has_the_budget_that_the_vendor_states(
    method: str, path: str, windows: list[tuple[int, int]]
) -> None:
    route = DESCRIPTOR.route(method, path)
    found = [(each.limit, each.seconds) for each in DESCRIPTOR.windows[route.category]]
    assert found == windows


def test_every_endpoint_counts_for_itself() -> None:
    routes = [DESCRIPTOR.route("GET", path) for path in ("/v3/projects", "/v3/projects/x")]
    assert routes[0].category != routes[1].category
    summary = DESCRIPTOR.route("GET", "/v3/alert-rules/summary")
    assert summary.template == "/v3/alert-rules/summary"
    assert DESCRIPTOR.route("POST", "/v3/spans/query").reads


def test_relations_lead_to_filters_that_there_are() -> None:
    def known(resource: Resource) -> set[str]:
        return {each.name for each in resource.filters}

    for resource in CATALOG.resources:
        for relation in resource.relations:
            if relation.to != "trace":
                assert relation.where.keys() <= known(CATALOG.resource(relation.to))
