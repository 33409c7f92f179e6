"""Arize's own client writes to the simulator, and reads back what it wrote."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conformance.arize_home import whole


def columns(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = row.additional_properties
    return found


def test_a_project_is_made_renamed_and_deleted(sdk: Any) -> None:
    from arize._generated.api_client.exceptions import ConflictException
    from arize.utils.resolve import NotFoundError

    made = sdk.projects.create(name="night shift", space="staging")
    assert sdk.projects.get(project="night shift", space="staging").id == made.id
    with pytest.raises(ConflictException):
        sdk.projects.create(name="night shift", space="staging")
    assert sdk.projects.update(project=made.id, name="day shift").name == "day shift"
    sdk.projects.delete(project="day shift", space="staging")
    with pytest.raises(NotFoundError):
        sdk.projects.get(project="day shift", space="staging")


def test_deleting_a_space_takes_all_that_it_holds(sdk: Any) -> None:
    from arize._generated.api_client.exceptions import NotFoundException

    organization = sdk.organizations.list().organizations[0]
    space = sdk.spaces.create(name="trial", organization_id=organization.id, description="a week")
    assert sdk.spaces.update(space=space.id, is_private=True).is_private
    project = sdk.projects.create(name="trial", space=space.id)
    sdk.spaces.delete(space="trial")
    with pytest.raises(NotFoundException):
        sdk.projects.get(project=project.id)


def test_spans_are_annotated_and_deleted(sdk: Any, models: Any) -> None:
    asked = {"project": "researcher", "space": "production"}
    spans = sdk.spans.list(**asked, limit=3).spans
    ids = [each.context.span_id for each in spans]
    note = models.AnnotationInput(name="relevance", score=0.5, text="so so")
    record = models.AnnotateRecordInput(record_id=ids[0], values=[note])
    sdk.spans.annotate(**asked, annotations=[record])
    condition = f"context.span_id = '{ids[0]}' AND annotation.relevance.score = 0.5"
    noted = sdk.spans.list(**asked, filter=condition).spans[0].annotations[-1]
    assert (noted.name, noted.text) == ("relevance", "so so")
    assert noted.annotator.email.endswith("@fernweh.example")
    answer = sdk.spans.delete(**asked, span_ids=[*ids[1:], "nothing-of-the-kind"])
    assert answer.completed
    assert answer.deleted_span_ids == ids[1:]
    assert answer.not_deleted_span_ids == ["nothing-of-the-kind"]
    for each in ids[1:]:
        assert sdk.spans.list(**asked, filter=f"context.span_id = '{each}'").spans == []


def test_a_dataset_grows_changes_and_shrinks_by_versions(sdk: Any, models: Any) -> None:
    examples = [{"question": f"{n}?", "n": n, "tags": ["a", {"b": None}]} for n in range(120)]
    made = sdk.datasets.create(name="questions", space="staging", examples=examples)
    first = sdk.datasets.get(dataset=made.id).versions[0]
    listed = sdk.datasets.list_examples(dataset=made.id, limit=50)
    assert (len(listed.examples), listed.pagination.has_more) == (50, True)
    every = whole(sdk.datasets.list_examples, "examples", dataset=made.id)
    assert sorted(columns(each)["n"] for each in every) == list(range(120))
    assert columns(every[0])["tags"] == ["a", {"b": None}]
    found = sdk.datasets.list_examples(dataset=made.id, filter="n >= 117 AND question LIKE '1%'")
    assert {columns(each)["n"] for each in found.examples} == {117, 118, 119}
    added = sdk.datasets.append_examples(dataset=made.id, examples=[{"question": "more?"}])
    assert added.dataset_version_id == first.id
    changes = [{"id": every[0].id, "answer": "yes"}, {"id": "unknown", "answer": "no"}]
    changed = sdk.datasets.update_examples(
        dataset=made.id, examples=changes, new_version="answered"
    )
    assert changed.example_ids == [every[0].id]
    names = [each.name for each in sdk.datasets.get(dataset="questions", space="staging").versions]
    assert names == ["answered", "v1"]
    answered = sdk.datasets.list_examples(dataset=made.id, filter="answer = 'yes'").examples
    assert [each.id for each in answered] == [every[0].id]
    gone = sdk.datasets.delete_examples(
        dataset=made.id,
        dataset_version_id=changed.dataset_version_id,
        examples=[*added.example_ids, "unknown"],
    )
    assert gone.deleted_example_ids == added.example_ids
    assert gone.not_deleted_example_ids == ["unknown"]
    sdk.datasets.delete(dataset=made.id)
    assert "questions" not in [each.name for each in sdk.datasets.list().datasets]


def test_examples_are_annotated_and_found_by_it(sdk: Any, models: Any) -> None:
    golden = sdk.datasets.get(dataset="golden-support", space="production")
    example = sdk.datasets.list_examples(dataset=golden.id, limit=1).examples[0]
    note = models.AnnotationInput(name="quality", label="good")
    record = models.AnnotateRecordInput(record_id=example.id, values=[note])
    sdk.datasets.annotate_examples(dataset=golden.id, annotations=[record])
    found = sdk.datasets.list_examples(
        dataset=golden.id, filter="annotation.quality.label = 'good'"
    ).examples
    assert [each.id for each in found] == [example.id]
    assert found[0].annotations[0].label == "good"


def test_the_golden_examples_are_of_traces_that_can_be_looked_up(sdk: Any) -> None:
    examples = sdk.datasets.list_examples(dataset="golden-support", space="production").examples
    asked = columns(examples[0])
    trace = f"context.trace_id = '{asked['trace_id']}' AND parent_id IS NULL"
    root = sdk.spans.list(project="support", space="production", filter=trace).spans[0]
    assert root.attributes["input.value"] == asked["question"]
    assert root.attributes["session.id"] == asked["session_id"]


def test_two_experiments_can_be_compared_run_by_run(sdk: Any) -> None:
    listed = sdk.experiments.list(dataset="golden-planner", space="production").experiments
    assert len(listed) == 2
    outcomes = {}
    for experiment in listed:
        runs = whole(sdk.experiments.list_runs, "experiment_runs", experiment=experiment.id)
        outcomes[experiment.name] = {each.example_id: each for each in runs}
    before, after = outcomes["golden-planner: before the fix"], outcomes[listed[0].name]
    assert set(before) == set(after)
    assert sum(each.error is not None for each in before.values()) > 3
    assert all(each.error is None for each in after.values())
    best = sdk.experiments.list_runs(
        experiment=listed[0].id, filter="eval.correctness.label = 'correct'"
    ).experiment_runs
    assert all(columns(each)["eval.correctness.score"] == 1 for each in best)


def test_an_experiment_is_made_of_runs_and_grows(sdk: Any, models: Any) -> None:
    from arize.experiments.types import ExperimentTaskFieldNames

    examples = sdk.datasets.list_examples(dataset="golden-support", space="production").examples
    runs = [{"example": each.id, "said": f"answer {n}"} for n, each in enumerate(examples)]
    made = sdk.experiments.create(
        name="by hand",
        dataset="golden-support",
        space="production",
        experiment_runs=runs[:-1],
        task_fields=ExperimentTaskFieldNames(example_id="example", output="said"),
        force_http=True,
    )
    last = models.ExperimentRunInput(example_id=examples[-1].id, output="the last")
    assert len(sdk.experiments.append_runs(experiment=made.id, experiment_runs=[last]).run_ids) == 1
    every = whole(sdk.experiments.list_runs, "experiment_runs", experiment=made.id)
    assert {each.example_id for each in every} == {each.id for each in examples}
    assert "the last" in [each.output for each in every]
    note = models.AnnotationInput(name="remarks", text="see the log")
    record = models.AnnotateRecordInput(record_id=every[0].id, values=[note])
    sdk.experiments.annotate_runs(experiment=made.id, annotations=[record])
    noted = sdk.experiments.list_runs(
        experiment=made.id, filter="annotation.remarks.text CONTAINS 'log'"
    ).experiment_runs
    assert [each.id for each in noted] == [every[0].id]
    sdk.experiments.delete(experiment=made.id)
    names = [each.name for each in sdk.experiments.list(space="production").experiments]
    assert "by hand" not in names


def test_a_label_moves_from_one_version_of_a_prompt_to_another(sdk: Any, models: Any) -> None:
    said = {
        "input_variable_format": models.InputVariableFormat.MUSTACHE,
        "provider": models.LlmProvider.ANTHROPIC,
        "model": "claude-sonnet-4-5",
        "messages": [models.LLMMessageRequest(role="SYSTEM", content="Be brief.")],
        "invocation_params": models.InvocationParamsRequest(temperature=0.1, stop=["END"]),
    }
    made = sdk.prompts.create(space="staging", name="brief", commit_message="first", **said)
    assert made.version.messages[0].content == "Be brief."
    later = sdk.prompts.create_version(prompt=made.id, commit_message="second", **said)
    sdk.prompts.set_labels(version_id=made.version.id, labels=["live", "tried"])
    sdk.prompts.set_labels(version_id=later.id, labels=["live"])
    asked = {"prompt": "brief", "space": "staging"}
    assert sdk.prompts.get_version_by_label(**asked, label_name="live").id == later.id
    assert sdk.prompts.get_version(version_id=made.version.id).labels == ["tried"]
    assert sdk.prompts.get(**asked, label="tried").version.id == made.version.id
    assert sdk.prompts.get(**asked).version.commit_message == "second"
    sdk.prompts.delete_label(version_id=later.id, label_name="live")
    listed = sdk.prompts.list_versions(**asked).prompt_versions
    assert [each.commit_message for each in listed] == ["second", "first"]
    assert listed[0].invocation_params.stop == ["END"]
    assert sdk.prompts.update(**asked, description="for the night").description
    sdk.prompts.delete(**asked)


def test_the_world_s_prompts_are_what_its_agents_are_told(sdk: Any) -> None:
    prompt = sdk.prompts.get(prompt="planner-instructions", space="production", label="production")
    told = "attributes.llm.input_messages.0.message.content"
    condition = f"{told} = '{prompt.version.messages[0].content}'"
    spans = sdk.spans.list(project="planner", space="production", filter=condition, limit=1)
    assert spans.spans


def test_evaluators_have_versions_of_their_own_type(sdk: Any, models: Any) -> None:
    from arize._generated.api_client.exceptions import UnprocessableEntityException

    code = {
        "type": "MANAGED",
        "name": "has json",
        "managed_evaluator": "JSON_PARSEABLE",
        "variables": ["output"],
    }
    made = sdk.evaluators.create_code_evaluator(
        name="has json", space="staging", commit_message="first", code_config=code
    )
    assert made.version.code_config.managed_evaluator == "JSON_PARSEABLE"
    judge = sdk.evaluators.get(evaluator="hallucination", space="production")
    assert judge.version.template_config.classification_choices == {
        "factual": 1,
        "hallucinated": 0,
    }
    with pytest.raises(UnprocessableEntityException):
        sdk.evaluators.create_code_version(
            evaluator=judge.id, commit_message="not a template", code_config=code
        )
    later = sdk.evaluators.create_code_version(
        evaluator=made.id, commit_message="second", code_config=code
    )
    listed = sdk.evaluators.list_versions(evaluator=made.id).evaluator_versions
    assert [each.commit_message for each in listed] == ["second", "first"]
    gone = sdk.evaluators.delete_versions(evaluator=made.id, version_ids=[later.id, "unknown"])
    assert gone.deleted_version_ids == [later.id]
    assert sdk.evaluators.get(evaluator=made.id).version.commit_message == "first"
    sdk.evaluators.delete(evaluator=made.id)


def test_a_queue_is_filled_judged_and_emptied(sdk: Any, models: Any) -> None:
    configs = sdk.annotation_configs.list(space="production").annotation_configs
    spans = sdk.spans.list(project="support", space="production", limit=2).spans
    example = sdk.datasets.list_examples(dataset="golden-support", space="production").examples[0]
    now = datetime.now(UTC)
    sources = [
        {
            "record_type": "SPAN",
            "project_id": sdk.projects.get(project="support", space="production").id,
            "start_time": (now - timedelta(days=1)).isoformat(),
            "end_time": now.isoformat(),
            "span_ids": [each.context.span_id for each in spans],
        },
        {
            "record_type": "EXAMPLE",
            "dataset_id": sdk.datasets.get(dataset="golden-support", space="production").id,
            "example_ids": [example.id],
        },
    ]
    queue = sdk.annotation_queues.create(
        name="look at these",
        space="production",
        annotation_config_ids=[each.id for each in configs],
        annotator_emails=["ada.lindqvist@fernweh.example", "emi.sato@fernweh.example"],
    )
    added = sdk.annotation_queues.add_records(annotation_queue=queue.id, record_sources=sources)
    assert len(added.record_sources) == 3
    again = sdk.annotation_queues.add_records(annotation_queue=queue.id, record_sources=sources)
    assert again.record_sources == []
    records = sdk.annotation_queues.list_records(annotation_queue=queue.id).records
    assert [each.source_type for each in records] == ["SPANS", "SPANS", "DATASET"]
    assert records[0].data["context.span_id"] == spans[0].context.span_id
    judged = sdk.annotation_queues.annotate_record(
        annotation_queue=queue.id,
        record_id=records[0].id,
        annotations=[models.AnnotationInput(name="remarks", text="fine")],
    )
    assert "fine" in [each.text for each in judged.annotations]
    condition = f"context.span_id = '{spans[0].context.span_id}'"
    span = sdk.spans.list(project="support", space="production", filter=condition).spans[0]
    assert "fine" in [each.text for each in span.annotations]
    status = {
        each.user.email: each.completion_status
        for each in sdk.annotation_queues.list_records(annotation_queue=queue.id)
        .records[0]
        .assigned_users
    }
    assert status == {
        "ada.lindqvist@fernweh.example": "COMPLETED",
        "emi.sato@fernweh.example": "PENDING",
    }
    alone = sdk.annotation_queues.assign_record(
        annotation_queue=queue.id, record_id=records[1].id, assigned_user_emails=[]
    )
    assert alone.assigned_users == []
    sdk.annotation_queues.delete_records(
        annotation_queue=queue.id, record_ids=[records[2].id, "unknown"]
    )
    assert len(sdk.annotation_queues.list_records(annotation_queue=queue.id).records) == 2
    sdk.annotation_queues.delete(annotation_queue=queue.id)
