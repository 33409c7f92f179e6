"""The evaluations of the story's organization: a golden set and two experiments to compare.

What was answered is the world's own talk, and the scores are computed from it as
`POST /v3/evals/score` computes them.
"""

from random import Random

from spandeck.sim.fiddler.account import Account, fixed
from spandeck.sim.fiddler.datasets import DATASETS
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.experiments import EXPERIMENTS
from spandeck.sim.fiddler.scoring import EVALUATORS
from spandeck.sim.fiddler.seeds.founding import FOUNDED
from spandeck.sim.world.cast import AGENTS
from spandeck.sim.world.chance import key
from spandeck.sim.world.dialogue import DOCUMENTS, Talk

ITEMS = 36
GOLDEN = fixed("dataset golden")
EXPERIMENTED = (
    ("gpt-4o-2024-11-20", "COMPLETED", 1.0, "What production answers."),
    ("gpt-4o-mini", "COMPLETED", 0.55, "Would the small model do?"),
    ("claude-haiku-4-5", "FAILED", 0.0, "Stopped by the provider's limit."),
)
"""Model, how it ended, which share of each answer it gives, and why it was tried."""


def plant(account: Account, application: str) -> None:
    """Keep them all."""
    sent = {"name": "golden", "application_id": application, "description": "Asked every night."}
    DATASETS.plant(account, sent, FOUNDED, GOLDEN)
    items = [item(account, number) for number in range(ITEMS)]
    for model, status, share, why in EXPERIMENTED:
        experiment(account, application, model, why, status)
        for each in items if share else ():
            answered(account, each, model, share)


def item(account: Account, number: int) -> Record:
    """A question with the answer that is hoped for."""
    agent = AGENTS[number % len(AGENTS)].name
    talk = Talk(Random(key(number, "golden")))
    fields = {
        "inputs": {"question": talk.question(agent)},
        "expected_outputs": {"answer": talk.answer(agent)},
        "metadata": {"agent": agent},
        "extras": {},
        "source_name": "golden.csv",
        "source_id": str(number + 1),
        "dataset_id": GOLDEN,
        "created_at": FOUNDED,
        "updated_at": FOUNDED,
    }
    return account.add("dataset-items", fields, fixed(f"golden item {number}"))


def experiment(account: Account, application: str, model: str, why: str, status: str) -> None:
    """An experiment that has ended."""
    sent = {"name": f"golden {model}", "application_id": application, "dataset_id": GOLDEN}
    planted = EXPERIMENTS.plant(
        account,
        sent | {"description": why, "metadata": {"model": model}},
        FOUNDED,
        fixed(f"experiment {model}"),
    )
    failed = status == "FAILED"
    ended = {
        "status": status,
        "duration_ms": 8_300.0 if failed else 61_250.0,
        "error_reason": "ProviderError" if failed else None,
        "error_message": "429 Too Many Requests" if failed else None,
    }
    account.shelf.put("experiments", planted["id"], planted | ended)


def answered(account: Account, item: Record, model: str, share: float) -> None:
    """What a model answered to an item, and how that was scored."""
    expected = item["expected_outputs"]["answer"].split(" ")
    answer = " ".join(expected[: max(1, round(len(expected) * share))])
    texts = {"user_query": item["inputs"]["question"], "rag_response": answer}
    texts |= {"response": answer, "retrieved_documents": "\n".join(DOCUMENTS)}
    found = [
        (name, score.record())
        for name in ("answer_relevance_v2", "rag_faithfulness", "conciseness")
        for score in EVALUATORS[name].compute(texts, {})
    ]
    scores = [
        {
            **score,
            "name": name,
            "evaluator_name": EVALUATORS[name].display,
            "status": "SUCCESS",
            "error_reason": None,
            "error_message": None,
        }
        for name, score in found
    ]
    fields = {
        "dataset_item_id": item["id"],
        "experiment_id": fixed(f"experiment {model}"),
        "timestamp": FOUNDED,
        "outputs": {"answer": answer},
        "status": "SUCCESS",
        "duration_ms": 400.0 + 40 * len(answer) * share,
        "error_reason": None,
        "error_message": None,
        "scores": scores,
    }
    account.add("experiment-items", fields, fixed(f"answer {model} {item['id']}"))
