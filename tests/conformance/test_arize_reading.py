"""Arize's own client reads the simulator as it would the vendor: pages, filters, refusals."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.arize_home import Home, running, whole


@pytest.fixture(scope="module")
def reader(arize_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return arize_home.client(arize_home.reader, tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="module")
def project(sdk: Any) -> str:
    """The id of the project in which most happens."""
    return str(sdk.projects.get(project="support", space="production").id)


def span_id(span: Any) -> str:
    return str(span.context.span_id)


def test_the_spaces_are_the_environments_of_the_world(sdk: Any) -> None:
    spaces = sdk.spaces.list().spaces
    assert [each.name for each in spaces] == ["production", "staging", "development"]
    assert sdk.spaces.get(space="staging").id == spaces[1].id
    organization = sdk.organizations.list().organizations[0]
    assert {each.organization_id for each in spaces} == {organization.id}


def test_a_list_is_walked_over_several_pages(sdk: Any) -> None:
    projects = whole(sdk.projects.list, "projects", limit=4)
    assert len({each.id for each in projects}) == len(projects) == 18
    names = {each.name for each in whole(sdk.projects.list, "projects", space="production")}
    assert {"support", "planner", "checkout-agent"} <= names


def test_spans_come_newest_first_and_each_once(sdk: Any, project: str) -> None:
    since = datetime.now(UTC) - timedelta(minutes=20)
    until = datetime.now(UTC)
    asked = {"project": project, "start_time": since, "end_time": until}
    spans = whole(sdk.spans.list, "spans", limit=37, **asked)
    assert len({span_id(each) for each in spans}) == len(spans) > 100
    starts = [each.start_time for each in spans]
    assert starts == sorted(starts, reverse=True)
    assert all(since <= each <= until for each in starts)
    assert {"LLM", "TOOL", "AGENT", "RETRIEVER", "CHAIN"} <= {each.kind.value for each in spans}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("status_code = 'ERROR'", lambda span: span.status_code.value == "ERROR"),
        ("span_kind = 'LLM' AND latency_ms > 500", lambda span: span.kind.value == "LLM"),
        (
            "attributes.llm.token_count.total >= 900",
            lambda span: span.attributes["llm.token_count.total"] >= 900,
        ),
        (
            "eval.hallucination.label = 'hallucinated'",
            lambda span: any(each.label == "hallucinated" for each in span.evaluations),
        ),
        ("parent_id IS NULL", lambda span: span.parent_id is None),
        ("name LIKE 'gpt%' OR name = 'handbook'", lambda span: span.name[:3] in ("gpt", "han")),
    ],
)
def test_a_filter_leaves_what_it_says(
    sdk: Any, project: str, condition: str, holds: Callable[[Any], bool]
) -> None:
    spans = sdk.spans.list(project=project, filter=condition, limit=20).spans
    assert spans
    assert all(map(holds, spans))


def test_a_trace_is_the_same_as_its_spans(sdk: Any, project: str) -> None:
    trace = sdk.traces.list(project=project, limit=3).traces[1]
    assert not trace.spans_truncated
    asked = f"context.trace_id = '{trace.trace_id}'"
    spans = whole(sdk.spans.list, "spans", project=project, filter=asked)
    assert sorted(map(span_id, spans)) == sorted(map(span_id, trace.spans))
    roots = [each for each in trace.spans if each.parent_id is None]
    assert [span_id(each) for each in roots] == [trace.root_span_id]
    assert trace.start_time == min(each.start_time for each in trace.spans)
    assert trace.end_time == max(each.end_time for each in trace.spans)


def test_traces_are_kept_when_any_of_their_spans_fits(sdk: Any, project: str) -> None:
    asked = {"project": project, "filter": "status_code = 'ERROR' AND span_kind = 'LLM'"}
    page = sdk.traces.list(limit=10, **asked)
    assert len(page.traces) == 10
    for trace in page.traces:
        wrong = [each for each in trace.spans if each.status_code.value == "ERROR"]
        assert any(each.kind.value == "LLM" for each in wrong)
    following = sdk.traces.list(limit=10, **asked, cursor=page.pagination.next_cursor).traces
    assert not {each.trace_id for each in page.traces} & {each.trace_id for each in following}


def test_columns_are_chosen_and_texts_are_shortened(sdk: Any, project: str) -> None:
    chosen = sdk.spans.list(
        project=project,
        filter="span_kind = 'LLM' AND status_code = 'OK'",
        included_columns=["attributes.llm.model_name", "eval.hallucination.score"],
        truncate_string_length=4,
        limit=3,
    ).spans
    for span in chosen:
        assert set(span.attributes) == {"llm.model_name"}
        assert len(span.attributes["llm.model_name"]) == 4
        assert span.evaluations[0].score is not None
        assert span.evaluations[0].label is None


def test_a_bad_filter_is_refused_with_its_place(sdk: Any, project: str) -> None:
    from arize._generated.api_client.exceptions import BadRequestException

    with pytest.raises(BadRequestException) as refused:
        sdk.spans.list(project=project, filter="status_code == 'ERROR'")
    problem: Any = refused.value.data
    assert problem.status == 400
    assert "character 14" in problem.detail


def test_monitors_and_annotation_configs_are_read(sdk: Any, project: str) -> None:
    from arize._generated.api_client import MonitorsApi

    api: Any = MonitorsApi(sdk.spans._api.api_client)
    monitors = api.list_monitors(project_id=project).monitors
    assert len(monitors) == 3
    one = api.get_monitor(monitor_id=monitors[0].actual_instance.id).actual_instance
    assert one.type == "TRACING"
    assert one.status in ("TRIGGERED", "CLEARED")
    assert one.threshold.actual_instance.value > 0
    configs = sdk.annotation_configs.list(space="production").annotation_configs
    kinds = {each.name: each.type for each in configs}
    assert kinds == {"quality": "CATEGORICAL", "relevance": "CONTINUOUS", "remarks": "FREEFORM"}


def test_what_a_key_cannot_see_is_not_found_and_what_it_may_not_do_forbidden(
    sdk: Any, reader: Any
) -> None:
    from arize._generated.api_client.exceptions import ForbiddenException, NotFoundException

    hidden = sdk.spaces.get(space="development")
    assert "development" not in [each.name for each in reader.spaces.list().spaces]
    with pytest.raises(NotFoundException):
        reader.spaces.get(space=hidden.id)
    with pytest.raises(NotFoundException):
        reader.spaces.delete(space=hidden.id)
    with pytest.raises(ForbiddenException) as forbidden:
        reader.spaces.delete(space="production")
    problem: Any = forbidden.value.data
    assert problem.title == "Access forbidden"


def test_a_stranger_is_sent_away(arize_home: Home, tmp_path: Path) -> None:
    from arize._generated.api_client.exceptions import UnauthorizedException

    with pytest.raises(UnauthorizedException):
        arize_home.client("ak-of-somebody-else", tmp_path).spaces.list()


def test_a_key_without_budget_is_told_when_to_come_back(tmp_path: Path) -> None:
    from arize._generated.api_client.exceptions import ApiException

    with running("--limits", "0.004x") as poor:
        sdk = poor.client(poor.token, tmp_path)
        space = sdk.spaces.list(limit=1).spaces[0]
        project = sdk.projects.list(limit=1).projects[0]
        assert project.space_id == space.id
        with pytest.raises(ApiException) as limited:
            sdk.spans.list(project=project.id)  # POST is not sent again, nor waited for
    refusal: Any = limited.value
    assert refusal.status == 429
    assert 1 <= int(refusal.headers["Retry-After"]) <= 60
