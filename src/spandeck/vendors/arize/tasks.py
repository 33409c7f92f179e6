"""Evaluation and experiment tasks, and their runs (contract §9)."""

from spandeck.model.action import Field, Follow
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.vendors.arize.group import (
    API,
    CREATED,
    NAME,
    SPACED,
    act,
    calls,
    create,
    delete,
    parent,
    some,
    update,
)

TYPES = ("TEMPLATE_EVALUATION", "CODE_EVALUATION", "RUN_EXPERIMENT")
EVALUATES = ("type", "TEMPLATE_EVALUATION", "CODE_EVALUATION")
EXPERIMENTS = ("type", "RUN_EXPERIMENT")
RUNS = ("PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED")
EVALUATORS = 'such as [{"evaluator_id": "…", "column_mappings": {"output": "output.value"}}]'
FILTERS = 'such as {"filters": [{"id": "A", "filter": "…"}], "expression": "A"}'
CONFIG = (
    'such as {"experiment_type": "LLM_GENERATION", "ai_integration_id": "…", '
    '"messages": [{"role": "USER", "content": "{question}"}], "input_variable_format": "F_STRING"}'
)
FOLLOW = Follow("task-runs", "id", done=("COMPLETED",), failed=("FAILED", "CANCELLED"))

RESOURCES = (
    Resource(
        "tasks",
        "Tasks",
        "Evaluation",
        *calls("tasks"),
        columns=(
            NAME,
            Column("type", "Type", "status"),
            Column("is_continuous", "Continuous", "flag"),
            Column("sampling_rate", "Sampled", "ratio"),
            Column("last_run_at", "Last run", "time", absent="never"),
            Column("project_id", "Project", "id"),
            Column("dataset_id", "Dataset", "id"),
            CREATED,
        ),
        filters=(
            *SPACED,
            Filter("project_id", "text", "one project's", of="projects"),
            Filter("dataset_id", "text", "one dataset's", of="datasets"),
            Filter("type", "text", "what it does", choices=TYPES),
        ),
        relations=(
            Relation("Runs", "task-runs", {"task_id": "id"}),
            Relation("Project", "projects", item="project_id"),
            Relation("Dataset", "datasets", item="dataset_id"),
        ),
        stage="beta",
        tab=True,
    ),
    Resource(
        "task-runs",
        "Task runs",
        "Evaluation",
        Call("GET", f"{API}/tasks/{{task_id}}/runs"),
        Call("GET", f"{API}/task-runs/{{id}}"),
        columns=(
            Column("status", "Status", "status"),
            Column("num_successes", "Done", "count"),
            Column("num_errors", "Failed", "count"),
            Column("num_skipped", "Skipped", "count"),
            Column("run_started_at", "Started", "time"),
            Column("run_finished_at", "Finished", "time"),
            Column("failure_reason", "Why", absent="none"),
            CREATED,
        ),
        filters=(
            parent("task_id", "tasks", "the task"),
            Filter("status", "text", "how far it is", choices=RUNS),
        ),
        relations=(
            Relation("Task", "tasks", item="task_id"),
            Relation("Experiment", "experiments", item="experiment_id"),
        ),
        stage="beta",
        fresh_s=3,
    ),
)

ACTIONS = (
    create(
        "tasks",
        "Create a task",
        Field("name", required=True),
        Field("type", "choice", required=True, choices=TYPES),
        Field("project_id", of="projects", when=EVALUATES),
        Field("dataset_id", of="datasets", about="required for RUN_EXPERIMENT"),
        Field("experiment_ids", "list", of="experiments", when=EVALUATES),
        Field("sampling_rate", "number", least=0, most=1, when=EVALUATES),
        Field("is_continuous", "flag", when=EVALUATES),
        Field("query_filter", about="in Arize's filter language", when=EVALUATES),
        Field("query_filters", "json", about=FILTERS, when=EVALUATES),
        Field("evaluators", "json", required=True, about=EVALUATORS, when=EVALUATES),
        Field("run_configuration", "json", required=True, about=CONFIG, when=EXPERIMENTS),
        check=lambda values, now_ns: (
            {}
            if "dataset_id" in values or ("project_id" in values and values["type"] in EVALUATES)
            else {"dataset_id": "a task works on a project or on a dataset; an experiment on one."}
        ),
    ),
    update(
        "tasks",
        "Change the task",
        Field("name"),
        Field("sampling_rate", "number", least=0, most=1),
        Field("is_continuous", "flag"),
        Field("query_filter"),
        Field("query_filters", "json", about=FILTERS),
        Field("evaluators", "json", about=EVALUATORS),
        Field("run_configuration", "json", about="of a task that runs experiments"),
        check=some(
            *("name", "sampling_rate", "is_continuous", "query_filter"),
            *("query_filters", "evaluators", "run_configuration"),
        ),
    ),
    delete("tasks", "Delete the task"),
    act(
        "trigger-task",
        "Run the task now",
        "tasks",
        "POST tasks/{id}/trigger",
        Field("data_start_time", "time", about="evaluations: spans from then"),
        Field("data_end_time", "time", about="evaluations: spans until then"),
        Field("max_spans", "integer", least=1, about="evaluations"),
        Field("override_evaluations", "flag", about="evaluations: judge anew"),
        Field("experiment_ids", "list", of="experiments", about="evaluations of datasets"),
        Field("experiment_name", longest=255, about='experiments: required, without " and \\'),
        Field("dataset_version_id", of="dataset-versions", about="experiments"),
        Field("example_ids", "list", about="experiments"),
        Field("max_examples", "integer", least=1, about="experiments"),
        Field("query_filter", about="experiments"),
        Field("tracing_metadata", "json", about='experiments, such as {"team": "search"}'),
        Field("evaluation_task_ids", "list", of="tasks", about="experiments"),
        follow=FOLLOW,
    ),
    act(
        "cancel-task-run",
        "Cancel the run",
        "task-runs",
        "POST task-runs/{id}/cancel",
        effect="destructive",
        note="Only a run that is pending or running can be cancelled.",
    ),
)
