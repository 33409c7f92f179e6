"""What the story's organisation collected of itself: golden datasets, experiments, a queue.

All of it is taken from the world's own traces, so that an example's trace can be looked up.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import UUID

from spandeck.sim.archive.recent import Window
from spandeck.sim.arize.annotating import CONFIGS
from spandeck.sim.arize.datasets import VERSIONS, examples_of
from spandeck.sim.arize.experiments import runs_of
from spandeck.sim.arize.organisation import Organisation, Record
from spandeck.sim.arize.people import PEOPLE
from spandeck.sim.arize.projects import WORD, number
from spandeck.sim.arize.queues.records import QUEUES, RECORDS
from spandeck.sim.arize.tags import ATTACHED
from spandeck.sim.arize.telemetry.narrow import Narrowed
from spandeck.sim.arize.telemetry.store import Store
from spandeck.sim.clock import SECOND, iso, read_iso
from spandeck.sim.world.cast import THROTTLED
from spandeck.sim.world.chance import mix

AGENTS = ("support", "planner")
"""Whose traces the golden datasets hold."""
EXPERIMENTS = ("before the fix", "fix-retry-2.3.2")
"""How each agent did before the story's fix, and with it."""
SIZE, QUEUED = 24, 12
"""Examples in a dataset, and records in the queue."""
TAGGED = {
    "projects": 1,
    "monitors": 1,
    QUEUES: 1,
    "prompts": 1,
    "evaluators": 2,
    CONFIGS: 2,
    "datasets": 2,
    "experiments": 2,
}
"""The number of the tag that things of a kind have."""
ANSWER = "output.value"
DAY_NS = 86_400 * SECOND


def fill(organisation: Organisation) -> None:
    """Give the story's organisation its collections; once in an archive's life."""
    if organisation.world is None:
        return
    made = datasets(organisation)
    keep(organisation, "datasets", (dataset for dataset, _, _ in made))
    keep(organisation, VERSIONS, (version for _, version, _ in made))
    for _, version, examples in made:
        keep(organisation, examples_of(version["id"]), examples)
    tried = [one for place, each in enumerate(made) for one in trials(organisation, place, *each)]
    keep(organisation, "experiments", (experiment for experiment, _ in tried))
    for experiment, runs in tried:
        keep(organisation, runs_of(experiment["id"]), runs)
    keep(organisation, QUEUES, [queue(organisation)])
    keep(organisation, RECORDS, queued(organisation))
    keep(organisation, ATTACHED, tagged(organisation))


def keep(organisation: Organisation, kind: str, records: Iterable[Record]) -> None:
    """Put records on the shelf, by their ids."""
    organisation.shelf.fill(kind, {each["id"]: each for each in records})


def stamps(organisation: Organisation, hours: int) -> Record:
    """The times of a record that was made some hours ago."""
    at = iso(organisation.clock() - hours * 3600 * SECOND)
    return {"created_at": at, "updated_at": at}


def roots(organisation: Organisation, agent: str, narrowed: Narrowed) -> Iterator[Record]:
    """The root spans of an agent's traces in production, newest first."""
    store = Store(organisation, organisation.id(WORD, number("production", agent)))
    window = Window(organisation.clock() - DAY_NS, organisation.clock())
    for place in store.roots(window, None, narrowed):
        first = next(store.written(place.trace_id, window), None)  # no more of it is written
        if first is not None:
            yield store.told(first)


def datasets(organisation: Organisation) -> list[tuple[Record, Record, list[Record]]]:
    """The golden datasets, each with its version and its examples."""
    made = []
    for place, agent in enumerate(AGENTS, 1):
        times, identifier = stamps(organisation, 5), organisation.id("Dataset", place)
        space = {"space_id": organisation.id("Space", 1)}
        dataset = {"id": identifier, "name": f"golden-{agent}", **space, **times}
        about = {"name": "v1", "dataset_id": identifier}
        version = {"id": organisation.id("DatasetVersion", place), **about, **times}
        every = roots(organisation, agent, Narrowed())
        chosen = islice((each for each in every if ANSWER in each["attributes"]), SIZE)
        examples = [example(organisation, identifier, each, times) for each in chosen]
        made.append((dataset, version, examples))
    return made


def example(organisation: Organisation, dataset_id: str, root: Record, times: Record) -> Record:
    """What an agent was asked and answered, as an example."""
    attributes, context = root["attributes"], root["context"]
    drawn = mix(int(context["span_id"], 16))
    columns = {
        "question": attributes["input.value"],
        "expected": attributes[ANSWER],
        "agent": attributes["agent.name"],
        **context,
        "session_id": attributes["session.id"],
    }
    identifier = str(UUID(int=drawn << 64 | mix(drawn), version=4))
    kept = {"id": identifier, "dataset_id": dataset_id, **times}
    return {**kept, "annotations": [], "columns": columns}


def trials(
    organisation: Organisation, place: int, dataset: Record, version: Record, examples: list[Record]
) -> list[tuple[Record, list[Record]]]:
    """The experiments over a dataset, each with its runs."""
    made = []
    for turn, name in enumerate(EXPERIMENTS):
        experiment = {
            "id": organisation.id("Experiment", place * len(EXPERIMENTS) + turn + 1),
            "name": f"{dataset['name']}: {name}",
            "space_id": dataset["space_id"],
            "dataset_id": dataset["id"],
            "dataset_version_id": version["id"],
            **stamps(organisation, 4 - turn),
            "integration_id": None,
        }
        numbered = enumerate(examples, 1)
        runs = [run(organisation, experiment["id"], n, each, bool(turn)) for n, each in numbered]
        made.append((experiment, runs))
    return made


def run(
    organisation: Organisation, experiment_id: str, order: int, example: Record, fixed: bool
) -> Record:
    """What came out for one example: before the fix, a third met the provider's limit."""
    drawn = mix(order ^ mix(int.from_bytes(experiment_id.encode()[-8:])))
    failed = not fixed and drawn % 3 == 0
    right = not failed and drawn >> 8 & 15 != 0
    took_ms = (900 + (drawn >> 16) % 2600) * (1.0 if fixed else 2.2)
    columns: Record = {"latency_ms": round(took_ms, 1)}
    if not failed:
        columns |= {
            "eval.correctness.score": float(right),
            "eval.correctness.label": "correct" if right else "incorrect",
            "eval.correctness.explanation": "Says what the expected answer says."
            if right
            else "Leaves out what the customer asked for.",
        }
    answered = example["columns"]["expected"] if right else "I could not find that."
    return {
        "id": organisation.id("Run", int.from_bytes(experiment_id.encode()[-4:]) * 100 + order),
        "experiment_id": experiment_id,
        "number": order,
        "example_id": example["id"],
        "output": None if failed else answered,
        "error": THROTTLED.exception if failed else None,
        "annotations": [],
        "columns": columns,
    }


def queue(organisation: Organisation) -> Record:
    """The queue of the beginning: what failed in production, to be looked at."""
    scales = [organisation.id("AnnotationConfig", each) for each in (1, 3)]
    return {
        "id": organisation.id("AnnotationQueue", 1),
        "name": "failed answers",
        "space_id": organisation.id("Space", 1),
        "instructions": "Would a customer notice? Say in the remarks what went wrong.",
        "annotation_config_ids": scales,
        "annotator_emails": [each.email for each in PEOPLE if each.role == "ANNOTATOR"],
        "assignment_method": "ALL",
        "column_allowlist": None,
        **stamps(organisation, 3),
    }


def queued(organisation: Organisation) -> Iterator[Record]:
    """Its records: the newest failed traces of an agent."""
    agent = AGENTS[0]
    failing = roots(organisation, agent, Narrowed(failing=True))
    for order, root in enumerate(islice(failing, QUEUED), 1):
        context = root["context"]
        yield {
            "id": organisation.id("AnnotationQueueRecord", order),
            "annotation_queue_id": organisation.id("AnnotationQueue", 1),
            "number": order,
            "source_type": "SPANS",
            "granularity": "TRACE",
            "project_id": organisation.id(WORD, number("production", agent)),
            "place": [read_iso(root["start_time"]), context["trace_id"], context["span_id"]],
            "assigned": dict.fromkeys(queue(organisation)["annotator_emails"], "PENDING"),
        }


def tagged(organisation: Organisation) -> Iterator[Record]:
    """The tags of what is in production: some is golden, the rest concerns those on call."""
    for kind, tag in TAGGED.items():
        for each in organisation.shelf.all(kind):
            if organisation.space_id(each) == organisation.id("Space", 1):
                yield {"id": each["id"], "tag_ids": [organisation.id("Tag", tag)]}
