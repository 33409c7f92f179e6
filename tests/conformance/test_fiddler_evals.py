"""Fiddler's own evaluation client, unmodified, runs whole experiments against the simulator."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.conformance.fiddler_home import Home, running

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
QUESTIONS = {
    "Where is order 4711?": "Order 4711 is with the carrier.",
    "Can I exchange my boots?": "Unworn boots may be exchanged within 60 days.",
    "Is the tent under warranty?": "Tent poles are repaired free of charge for five years.",
}
RANGE = {"start_time": "2026-11-21T13:30:00+00:00", "end_time": "2026-11-21T14:31:00+00:00"}


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with running() as found:
        yield found


@pytest.fixture(scope="module")
def evals(home: Home) -> Any:
    """The client, connected to the story's organization."""
    client = import_module("fiddler_evals")
    client.init(url=home.url, token=home.token)
    return client


def item(**fields: Any) -> Any:
    """A new item of a dataset."""
    return import_module("fiddler_evals.pydantic_models.dataset").NewDatasetItem(**fields)


@pytest.fixture(scope="module")
def application(evals: Any) -> Any:
    project = evals.Project.get_by_name("Fernweh")
    return evals.Application.get_by_name("production", project_id=project.id)


@pytest.fixture(scope="module")
def dataset(evals: Any, application: Any) -> Any:
    made = evals.Dataset.create("conformance", application.id, description="Three questions")
    items = [
        item(inputs={"question": asked}, expected_outputs={"answer": answer})
        for asked, answer in QUESTIONS.items()
    ]
    assert len(made.insert(items)) == len(QUESTIONS)
    return made


def test_projects_and_applications_are_listed_and_made(evals: Any, application: Any) -> None:
    project = evals.Project.get_or_create("Trials")
    made = evals.Application.create("pilot", project_id=project.id)
    assert evals.Application.get_or_create("pilot", project_id=project.id).id == made.id
    names = {each.name for each in evals.Application.list(project_id=application.project.id)}
    assert names == {"production", "staging", "development"}


def test_a_datasets_items_and_their_schema_come_back(evals: Any, dataset: Any) -> None:
    items = list(dataset.get_items())
    assert {each.inputs["question"] for each in items} == set(QUESTIONS)
    schema = dataset.get_schema()
    assert schema.total_items == len(QUESTIONS)
    assert evals.Dataset.get_by_name("conformance", dataset.application.id).id == dataset.id


def test_a_long_dataset_is_read_page_by_page(evals: Any, application: Any) -> None:
    long = evals.Dataset.create("long", application.id)
    for first in range(0, 2_100, 700):
        numbers = range(first, first + 700)
        long.insert([item(inputs={"number": number}) for number in numbers])
    assert [each.inputs["number"] for each in long.get_items()] == list(range(2_100))


def test_a_whole_evaluation_ends_completed_and_its_results_are_read_back(
    evals: Any, dataset: Any
) -> None:
    evaluators = import_module("fiddler_evals.evaluators")
    judged = {"model": "openai/gpt-4o", "credential": "production"}

    def answer(inputs: dict[str, Any], extras: Any, metadata: Any) -> dict[str, Any]:
        question = inputs["question"]
        return {"answer": QUESTIONS[question], "question": question}

    result = evals.evaluate(
        dataset,
        answer,
        [
            evaluators.AnswerRelevance(**judged),
            evaluators.Conciseness(**judged),
            evaluators.RegexSearch(r"\d+", score_name="has_number"),
        ],
        name_prefix="conformance",
        score_fn_kwargs_mapping={
            "user_query": "question",
            "rag_response": "answer",
            "response": "answer",
            "output": "answer",
        },
    )
    experiment = evals.Experiment.get_by_id(result.experiment.id)
    assert experiment.status == "COMPLETED"
    items = list(experiment.get_items())
    assert {each.inputs["question"] for each in items} == set(QUESTIONS)
    scores = {(each.evaluator_name, each.score_name) for item in items for each in item.scores}
    assert {evaluator for evaluator, _ in scores} == {
        "answer_relevance",
        "conciseness",
        "RegexSearch",
    }
    assert all(
        each.score_value is not None or each.score_label for item in items for each in item.scores
    )


def test_spans_become_items_of_a_dataset(home: Home, evals: Any, application: Any) -> None:
    with home.asking() as client:
        answer = client.post(
            "/v3/spans/query",
            json={
                "application_id": str(application.id),
                "filter": {
                    "condition": "AND",
                    "rules": [{"field": "Span::span_type", "operator": "equal", "value": "agent"}],
                },
                **RANGE,
            },
        ).raise_for_status()
    spans = answer.json()["data"]["items"][:3]
    fields = application.get_span_fields(**RANGE)
    assert fields.total_spans > 1000
    assert "gen_ai.request.model" in {each.key for each in fields.span_attributes}
    dataset = evals.Dataset.create("from spans", application.id)
    with home.asking() as client:
        made = client.post(
            f"/v3/evals/datasets/{dataset.id}/items/from-spans",
            json={
                "spans": [{"trace_id": s["trace_id"], "span_id": s["span_id"]} for s in spans],
                "mapping": {"inputs": {"question": "input"}},
                **RANGE,
            },
        ).raise_for_status()
    assert made.json()["data"]["items_created"] == 3
    assert [each.inputs["question"] for each in dataset.get_items()] == [s["input"] for s in spans]


def test_what_is_not_there_and_what_is_there_already_is_said(evals: Any, application: Any) -> None:
    with pytest.raises(evals.exceptions.NotFound):
        evals.Dataset.get_by_name("nowhere", application.id)
    with pytest.raises(evals.exceptions.Conflict):
        evals.Dataset.create("golden", application.id)


def test_a_write_beyond_the_budget_is_refused_and_not_sent_again(evals: Any) -> None:
    with running(limits=1.0) as home:
        evals.init(url=home.url, token=home.token)
        for number in range(10):
            evals.Project.create(f"project {number}")
        with pytest.raises(evals.exceptions.ApiError):
            evals.Project.create("one too many")
        writes = [each for each in home.ledger.arrivals if each.method == "POST"]
        assert [each.status for each in writes] == [200] * 10 + [429]
