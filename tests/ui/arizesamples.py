"""What is right in the forms of Arize's actions, where the kinds of their fields do not say it."""

from collections.abc import Mapping

from spandeck.model.resource import Record
from tests.ui.holdings import Holdings, Sample, Target, Value

EXAMPLES = [{"question": "Where is it?", "answer": "On its way."}]
MESSAGES = [{"role": "SYSTEM", "content": "Answer {question}"}]
CODE = {
    "type": "MANAGED",
    "name": "same",
    "managed_evaluator": "EXACT_MATCH",
    "variables": ["output"],
}
TAGGED = (
    *("project", "dataset", "experiment", "prompt", "evaluator"),
    *("annotation-config", "annotation-queue", "monitor"),
)
PRESETS = [{"name": "usual", "config": {"question": "Where is it?"}}]


def target(held: Holdings) -> Record:
    """What is done to."""
    assert held.target is not None
    return held.target


async def production(held: Holdings) -> str:
    """The space that has everything."""
    return (await held.where("spaces", name="production")).id


async def template(held: Holdings) -> object:
    """A judgement by a model."""
    return {
        "name": "tone",
        "template": "Is {output} kind?",
        "include_explanations": True,
        "use_function_calling": True,
        "classification_choices": {"kind": 1, "rude": 0},
        "llm_config": {
            "ai_integration_id": await held.id("ai-integrations"),
            "model_name": "gpt-4o",
            "invocation_parameters": {},
            "provider_parameters": {},
        },
    }


async def evaluator_version(held: Holdings) -> dict[str, object]:
    """A version of the evaluator's own type."""
    kind = target(held).raw["type"]
    configs = {"CODE": CODE, "TEMPLATE": await template(held)}
    return {
        "template_config": configs["TEMPLATE"] if kind == "TEMPLATE" else None,
        "code_config": configs["CODE"] if kind == "CODE" else None,
        "remote_config.integration_id": None,
    }


async def remote(held: Holdings) -> str:
    """An integration of a remote evaluator, made if there is none."""
    for each in await held.rows("integrations", type="EVALUATOR"):
        return each.id
    made = await held.do(
        "create-evaluator-integration",
        name="judge of our own",
        config__endpoint="https://judge.example.com",
        config__input_schema={"type": "object"},
    )
    return made.id


async def notes(held: Holdings) -> object:
    """A judgement of a span, on a scale that there is."""
    return note((await held.rows("spans"))[0].id)


async def example_notes(held: Holdings) -> object:
    """A judgement of an example of the dataset."""
    return note((await held.rows("dataset-examples", dataset_id=target(held).id))[0].id)


async def run_notes(held: Holdings) -> object:
    """A judgement of a run of the experiment."""
    return note((await held.rows("experiment-runs", experiment_id=target(held).id))[0].id)


def note(record_id: str) -> object:
    """A judgement."""
    return [{"record_id": record_id, "values": [{"name": "quality", "label": "good"}]}]


async def changed_example(held: Holdings) -> object:
    """An example with another answer."""
    found = await held.rows("dataset-examples", dataset_id=target(held).id)
    return [{"id": found[0].id, "expected": "It is lost."}]


async def gone_examples(held: Holdings) -> dict[str, object]:
    """Two examples of the latest version."""
    parent = {"dataset_id": target(held).id}
    return {
        "dataset_version_id": (await held.rows("dataset-versions", **parent))[0].id,
        "example_ids": [each.id for each in (await held.rows("dataset-examples", **parent))[:2]],
    }


async def over_dataset(held: Holdings) -> dict[str, object]:
    """A dataset, and a run about one of its examples."""
    dataset = await held.id("datasets")
    example = (await held.rows("dataset-examples", dataset_id=dataset))[0].id
    return {"dataset_id": dataset, "experiment_runs": [{"example_id": example, "output": "Soon."}]}


async def runs(held: Holdings) -> object:
    """One more run about an example of the experiment's dataset."""
    dataset = target(held).raw["dataset_id"]
    example = (await held.rows("dataset-examples", dataset_id=dataset))[0].id if dataset else None
    return [{"example_id": example, "output": "Tomorrow."}]


async def judges(held: Holdings) -> object:
    """An evaluator and where its variables come from."""
    found = (await held.where("evaluators", type="TEMPLATE")).id
    return [{"evaluator_id": found, "column_mappings": {"output": "output.value"}}]


async def llm(held: Holdings) -> object:
    """The models that a space uses unless told otherwise."""
    found = await held.where("integrations", type="LLM")
    return {"integration_id": found.id, "model_name": "gpt-4o"}


async def runtime(held: Holdings) -> object:
    """The agent that a space uses unless told otherwise."""
    return {"integration_id": (await held.where("integrations", type="AGENT")).id}


async def experiment(held: Holdings) -> object:
    """How an experiment is run."""
    return {
        "experiment_type": "LLM_GENERATION",
        "ai_integration_id": await held.id("ai-integrations"),
        "messages": [{"role": "USER", "content": "{question}"}],
        "input_variable_format": "F_STRING",
    }


async def config(held: Holdings) -> list[str]:
    """A scale of the space that has everything."""
    space = await production(held)
    rows = await held.rows("annotation-configs", space_id=space)
    return [next(each.id for each in rows if each.raw["type"] == "CATEGORICAL")]


async def sources(held: Holdings) -> object:
    """A span that people are to judge."""
    found = (await held.found("spans"))[1][0]
    query, _ = await held.found("spans")
    project = next(each.value for each in query.conditions if each.field == "project_id")
    return [
        {
            "record_type": "SPAN",
            "project_id": project,
            "span_ids": [found.id],
            "start_time": "2026-11-21T00:00:00Z",
            "end_time": "2026-11-22T00:00:00Z",
        }
    ]


async def people(held: Holdings) -> list[str]:
    """Addresses of people here."""
    return [each.raw["email"] for each in (await held.rows("users"))[1:3]]


async def one_of_them(held: Holdings) -> list[str]:
    """The address of one of those who are asked."""
    return (await people(held))[:1]


async def judgement(held: Holdings) -> object:
    """What is said of a record, on a scale of its queue."""
    queue = held.given["annotation_queue_id"]
    rows = await held.rows("annotation-queues")
    scales = next(each.raw["annotation_configs"] for each in rows if each.id == queue)
    found = next(each for each in scales if each["type"] == "CATEGORICAL")
    return [{"name": found["name"], "label": found["values"][0]["label"]}]


async def queue_record(held: Holdings) -> list[str]:
    """A record of the queue."""
    rows = await held.rows("annotation-queue-records", annotation_queue_id=target(held).id)
    return [rows[0].id]


async def spare_scale(held: Holdings) -> Record:
    """A scale that no queue uses."""
    space = await production(held)
    facts = {"name": "spare", "space_id": space, "annotation_config_type": "FREEFORM"}
    made = await held.do("create-annotation-config", **facts)
    return Record(made.raw["id"], made.raw)


async def newest_version(held: Holdings) -> list[str]:
    """The newest version of the evaluator, which is not its only one."""
    config = {name: each for name, each in (await evaluator_version(held)).items() if each}
    await held.do("create-evaluator-version", target(held).id, commit_message="again", **config)
    return [(await held.rows("evaluator-versions", evaluator_id=target(held).id))[0].id]


async def span(held: Holdings) -> list[str]:
    """A span that there is."""
    return [await held.id("spans")]


async def subscription(held: Holdings) -> dict[str, object]:
    """A prompt that a webhook is told of."""
    return {
        "source_type": "PROMPT",
        "source_id": await held.id("prompts"),
        "event": "PROMPT_VERSION_CREATED",
    }


async def organizations(held: Holdings) -> object:
    """What a service may do."""
    member = {"type": "PREDEFINED", "name": "MEMBER"}
    spaces = [{"space_id": await production(held), "role": member}]
    return [{"org_id": await held.id("organizations"), "role": member, "spaces": spaces}]


async def binding(held: Holdings) -> dict[str, object]:
    """Somebody who has no role in a project yet."""
    return {
        "user_id": (await held.rows("users"))[2].id,
        "resource_type": "PROJECT",
        "resource_id": await held.id("projects"),
    }


async def last_project(held: Holdings) -> str:
    """A project that everybody may see."""
    return await held.id("projects", -1)


async def own_role_id(held: Holdings) -> str:
    """The id of a role that is not the vendor's."""
    return (await held.where("roles", is_predefined=False)).id


async def scoped(held: Holdings) -> object:
    """One space."""
    return [{"space_id": await production(held)}]


async def new_tag(held: Holdings) -> list[str]:
    """A tag of the target's space that nothing carries yet."""
    name = f"tag of {target(held).id}"[:100]
    space = target(held).raw.get("space_id") or await production(held)
    made = await held.do("create-tag", name=name, space_id=space)
    return [made.id]


def carried(on: str) -> Value:
    """A tag that the target carries."""

    async def find(held: Holdings) -> list[str]:
        parent = {f"{on.replace('-', '_')}_id": target(held).id}
        there = [each.id for each in await held.rows(f"{on}-tags", **parent)]
        if not there:
            there = await new_tag(held)
            await held.do(f"tag-{on}", target(held).id, tag_ids=there)
        return there[:1]

    return find


async def label(held: Holdings) -> str:
    """A label of the version."""
    rows = await held.rows("prompt-labels")
    return rows[0].raw["name"] if rows else "production"


async def invited(held: Holdings) -> Record:
    """A user who was invited and did not come yet, for each try another one."""
    await held.do(
        "create-user",
        name="Newcomer",
        email="newcomer@fernweh.example",
        role__type="PREDEFINED",
        role__name="MEMBER",
        invite_mode="EMAIL_LINK",
    )
    return await held.where("users", status="INVITED")


async def running_task(held: Holdings) -> Record:
    """A run that has only begun."""
    task = await held.id("tasks")
    run = await held.do("trigger-task", task)
    return next(
        each for each in await held.rows("task-runs", task_id=task) if each.id == run.raw["id"]
    )


async def labelled(held: Holdings) -> Record:
    """A version that has a label."""
    return next(each for each in await held.rows("prompt-versions") if each.raw.get("labels"))


def integration(kind: str) -> Target:
    """An integration of a kind."""

    async def find(held: Holdings) -> Record:
        if kind == "EVALUATOR":
            await remote(held)
        return (await held.rows("integrations", type=kind))[-1]

    return find


def scale(kind: str) -> Target:
    """A scale of a kind."""

    async def find(held: Holdings) -> Record:
        return await held.where("annotation-configs", type=kind)

    return find


KEY: dict[str, Value] = {"config.api_key": "sk-0", "scopings": scoped}
AWS: dict[str, Value] = {"config.provider": "AWS_BEDROCK", "scopings": scoped}
CUSTOM: dict[str, Value] = {"config.provider": "CUSTOM", "scopings": scoped}
BY, AT = "config.auth.auth_type", "config.base_url"
MODELS: tuple[Sample, ...] = (
    KEY | {"config.provider": "OPEN_AI"},
    KEY | {"config.provider": "ANTHROPIC", AT: "https://llm.example.com"},
    KEY | {"config.provider": "NVIDIA_NIM", AT: "https://llm.example.com"},
    AWS
    | {
        BY: "DEFAULT",
        "config.auth.role_arn": "arn:aws:iam::1:role/deck",
        "config.auth.api_key": None,
        "config.auth.base_url": None,
    },
    AWS | {BY: "BEARER_TOKEN", "config.auth.api_key": "t", "config.auth.base_url": None},
    AWS | {BY: "PROXY_WITH_HEADERS", "config.auth.base_url": "https://proxy.example.com"},
    CUSTOM
    | {
        AT: "https://llm.example.com",
        BY: "OAUTH2_CLIENT_CREDENTIALS",
        "config.auth.token_url": "https://sso.example.com",
    },
    {
        "config.provider": "VERTEX_AI",
        "scopings": scoped,
        "config.project_id": "deck",
        "config.location": "europe-west4",
        "config.project_access_label": "on-call",
    },
)
"""One of each kind of models; the other providers have no field of their own."""


SAMPLES: Mapping[str, Sample | tuple[Sample, ...]] = {
    **{f"tag-{each}": {"tag_ids": new_tag} for each in TAGGED},
    **{f"untag-{each}": {"tag_ids": carried(each)} for each in TAGGED},
    "update-space": {
        "name": "renamed",
        "default_llm_integration": llm,
        "default_agent_runtime": runtime,
        "gradient_start_color": "#112233",
        "gradient_end_color": "#445566",
    },
    "annotate-spans": {
        "granularity": "SPAN",
        "start_time": "now-2h",
        "end_time": "now",
        "annotations": notes,
    },
    "create-dataset": {"examples": EXAMPLES},
    "add-examples": {"dataset_version_id": None, "examples": EXAMPLES},
    "update-examples": {"dataset_version_id": None, "examples": changed_example},
    "delete-examples": {"*": gone_examples},
    "annotate-examples": {"annotations": example_notes},
    "create-experiment": (
        {"*": over_dataset, "space_id": None},
        {
            "name": "on its own",
            "dataset_id": None,
            "space_id": production,
            "experiment_runs": [{"output": "Soon."}],
        },
    ),
    "add-runs": {"experiment_runs": runs},
    "annotate-runs": {"annotations": run_notes},
    "create-prompt": {
        "version.model": "gpt-4o",
        "version.messages": MESSAGES,
        "version.invocation_params": {"temperature": 0.2},
        "version.provider_params": {"region": "eu-west-1"},
    },
    "create-prompt-version": {
        "model": "gpt-4o",
        "messages": MESSAGES,
        "invocation_params": {"temperature": 0.2},
        "provider_params": {"region": "eu-west-1"},
    },
    "unlabel-prompt-version": {"@": labelled, "label_name": label},
    "create-evaluator": (
        {
            "name": "tone",
            "space_id": production,
            "type": "TEMPLATE",
            "version.template_config": template,
        },
        {"name": "same", "space_id": production, "type": "CODE", "version.code_config": CODE},
        {
            "name": "ours",
            "space_id": production,
            "type": "REMOTE",
            "version.remote_config.integration_id": remote,
        },
    ),
    "update-evaluator": {"name": "renamed"},
    "create-evaluator-version": {"*": evaluator_version},
    "create-task": (
        {
            "name": "by a model",
            "type": "TEMPLATE_EVALUATION",
            "dataset_id": None,
            "experiment_ids": None,
            "query_filter": "status_code = 'ERROR'",
            "query_filters": None,
            "evaluators": judges,
            "is_continuous": False,
        },
        {"name": "an experiment", "type": "RUN_EXPERIMENT", "run_configuration": experiment},
    ),
    "update-task": {
        "name": "renamed",
        "query_filter": "status_code = 'ERROR'",
        "query_filters": {
            "filters": [{"id": "A", "filter": "span_kind = 'LLM'"}],
            "expression": "A",
        },
        "evaluators": judges,
        "run_configuration": None,
    },
    "create-annotation-config": (
        {
            "name": "kindness",
            "annotation_config_type": "CATEGORICAL",
            "values": [{"label": "kind", "score": 1}, {"label": "rude", "score": 0}],
        },
        {
            "name": "length",
            "annotation_config_type": "CONTINUOUS",
            "minimum_score": 0,
            "maximum_score": 10,
        },
        {"name": "notes", "annotation_config_type": "FREEFORM"},
    ),
    "update-annotation-config": (
        {
            "@": scale("CATEGORICAL"),
            "annotation_config_type": "CATEGORICAL",
            "values": [{"label": "kind", "score": 1}, {"label": "rude", "score": 0}],
        },
        {
            "@": scale("CONTINUOUS"),
            "annotation_config_type": "CONTINUOUS",
            "minimum_score": -1,
            "maximum_score": 3,
        },
        {"@": scale("FREEFORM"), "annotation_config_type": "FREEFORM"},
    ),
    "resend-invitation": {"@": invited},
    "delete-annotation-config": {"@": spare_scale},
    "delete-queue-records": {"record_ids": queue_record},
    "delete-evaluator-versions": {"version_ids": newest_version},
    "delete-spans": {"span_ids": span, "start_time": "now-2h", "end_time": "now"},
    "cancel-task-run": {"@": running_task},
    "create-annotation-queue": {
        "space_id": production,
        "annotation_config_ids": config,
        "annotator_emails": people,
        "record_sources": sources,
    },
    "update-annotation-queue": {
        "annotation_config_ids": config,
        "annotator_emails": people,
        "column_allowlist": ["attributes.input.value"],
    },
    "add-queue-records": {"record_sources": sources},
    "annotate-queue-record": {"annotations": judgement},
    "assign-queue-record": {"assigned_user_emails": one_of_them},
    "update-webhook": {"name": "renamed"},
    "create-webhook-subscription": {"*": subscription},
    "create-api-key": (
        {"name": "mine", "key_type": "USER"},
        {
            "name": "a service's",
            "key_type": "SERVICE",
            "account_role.type": "PREDEFINED",
            "account_role.name": "MEMBER",
            "organizations": organizations,
        },
        {
            "name": "another service's",
            "key_type": "SERVICE",
            "account_role.type": "CUSTOM",
            "account_role.id": own_role_id,
            "organizations": organizations,
        },
    ),
    "create-role-binding": {"*": binding},
    "create-resource-restriction": {"resource_id": last_project},
    "create-llm-integration": MODELS,
    "update-llm-integration": tuple({"@": integration("LLM"), **each} for each in MODELS),
    "create-agent-integration": {"scopings": scoped, "config.request_presets": PRESETS},
    "update-agent-integration": {
        "@": integration("AGENT"),
        "scopings": scoped,
        "config.request_presets": PRESETS,
    },
    "create-evaluator-integration": {"scopings": scoped},
    "update-evaluator-integration": {"@": integration("EVALUATOR"), "scopings": scoped},
    "create-ai-integration": {"scopings": scoped},
    "update-ai-integration": {
        "provider": "AWS_BEDROCK",
        "scopings": scoped,
        "provider_metadata": {"kind": "AWS", "role_arn": "arn:aws:iam::1:role/deck"},
    },
    "update-tag": {"name": "renamed"},
}
"""By action; `@` finds what it is done to, `*` gives several fields at once."""
SEEN: Mapping[str, tuple[str, ...]] = {
    **{f"{off}tag-{each}": (f"{each}-tags",) for each in TAGGED for off in ("", "un")},
    "add-examples": ("dataset-examples",),
    "update-examples": ("dataset-examples",),
    "delete-examples": ("dataset-examples",),
    "annotate-examples": ("dataset-examples",),
    "add-runs": ("experiment-runs",),
    "annotate-runs": ("experiment-runs",),
    "add-queue-records": ("annotation-queue-records",),
    "delete-queue-records": ("annotation-queue-records",),
    "create-prompt-version": ("prompt-versions",),
    "create-evaluator-version": ("evaluator-versions",),
    "delete-evaluator-versions": ("evaluator-versions",),
    "test-webhook": ("delivery-attempts",),
    "create-evaluator-integration": ("integrations type=EVALUATOR",),
}
"""The resources in which an action is read, where they are not those it is done to; how they are
asked for may follow.
"""
UNREAD = frozenset(
    {
        *("reset-password", "resend-invitation", "create-tag"),
        *(f"{verb}-{on}-user" for verb in ("add", "remove") for on in ("organization", "space")),
    }
)
"""Mails, tags that nothing carries, and who belongs to what: the vendor lists none of these."""
