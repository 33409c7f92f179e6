"""Evaluators, their rules over spans, and scoring on demand (contract §5.3, §5.8 to §5.10)."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.asked import known, span_tree
from spandeck.sim.fiddler.collection import Anything, Body, Collection, as_sent, body, only_set
from spandeck.sim.fiddler.envelope import Record, normal
from spandeck.sim.fiddler.errors import Refusal, missing
from spandeck.sim.fiddler.evaluation import ENRICHMENTS
from spandeck.sim.fiddler.scoring import EVALUATORS

Enrichment = Literal[
    "topic_classification",
    "embedding",
    "token_count",
    "answer_relevance",
    "context_relevance",
    "coherence",
    "conciseness",
    "rag_faithfulness",
    "pii_detection",
    "ftl_prompt_safety",
    "centor_safety_dme",
    "secret_detection",
    "sentiment_analysis",
    "ftl_response_faithfulness",
    "llm_as_a_judge",
]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class EvaluatorIn(Body):
    """A new evaluator."""

    name: Name
    enrichment_name: Enrichment
    enrichment_config: dict[str, Any] | None = None


class Backfill(Body):
    """Whether spans from before a rule are evaluated too."""

    enabled: bool = False
    start_time: str | None = None
    end_time: str | None = None


class RuleIn(Body):
    """A new rule: which spans of an application an evaluator looks at, and at what of them."""

    name: Name
    application_id: UUID
    evaluator_id: UUID
    input_mapping: Annotated[dict[str, str], Field(min_length=1)]
    filter: dict[str, Any] | None = None
    backfill: Backfill = Backfill()
    active: bool = True
    outputs: tuple[str, ...] = ()


class RuleChanged(Body):
    """What of a rule can be changed."""

    name: Name = "rule"
    input_mapping: Annotated[dict[str, str], Field(min_length=1, default_factory=dict)]
    filter: dict[str, Any] | None = None
    backfill: Backfill = Backfill()
    active: bool = True


class ScoreIn(Body):
    """Something to be scored."""

    evaluator_name: str
    parameters: Anything
    inputs: dict[str, Any]


def displayed(account: Account, sent: EvaluatorIn) -> Mapping[str, Any]:
    """A new evaluator's own fields, with what its enrichment is called."""
    scored = EVALUATORS.get(ENRICHMENTS.get(sent.enrichment_name, sent.enrichment_name))
    plain = sent.enrichment_name.replace("_", " ").title()
    display = scored.display if scored else plain
    return {**as_sent(account, sent), "enrichment_display_name": display}


def checked(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """A rule's fields; `Refusal` 400 for a filter or a mapping that spans cannot meet."""
    if fields.get("filter") is not None:
        span_tree(fields["filter"])
    for name, field in (fields.get("input_mapping") or {}).items():
        if not known(field) or field.startswith("Evaluator::"):
            raise Refusal(400, f"input_mapping.{name}: '{field}' is not a field of spans")
    return fields


def rule_fields(account: Account, sent: RuleIn) -> Mapping[str, Any]:
    """A new rule's own fields."""
    return checked(as_sent(account, sent))


def rule_changes(account: Account, record: Record, sent: RuleChanged) -> Mapping[str, Any]:
    """The changed fields."""
    return checked(only_set(account, record, sent))


def score(sent: ScoreIn) -> list[Record]:
    """The scores; `Refusal` 404 for an unknown evaluator, 400 where it lacks an input."""
    evaluator = EVALUATORS.get(sent.evaluator_name)
    if evaluator is None:
        raise missing("Evaluator", sent.evaluator_name)
    inputs = {name: worded(value) for name, value in sent.inputs.items() if value is not None}
    lacking = [name for name in evaluator.needs if name not in inputs]
    if lacking:
        issues = [("ValidationError", f"inputs.{name}: Field required") for name in lacking]
        raise Refusal(400, issues[0][1], issues)
    found = [each.record() for each in evaluator.compute(inputs, sent.parameters)]
    if not found:
        raise Refusal(400, "parameters.prompt_spec.output_fields: Field required")
    return found


def worded(value: object) -> str:
    """An input as text; documents may come as a list."""
    if isinstance(value, list):
        return "\n\n".join(worded(each) for each in value)
    return value if isinstance(value, str) else to_json(value).decode()


async def scores(request: Request) -> Response:
    """POST /v3/evals/score."""
    sent = await body(request, ScoreIn)
    return normal({"scores": await run_in_threadpool(score, sent)})


EVALUATOR_CONFIGS = Collection(
    "/v3/evaluators", "evaluators", "Evaluator", EvaluatorIn, unique=("name",), make=displayed
)
RULES = Collection(
    "/v3/evaluator-rules",
    "evaluator-rules",
    "Evaluator rule",
    RuleIn,
    RuleChanged,
    unique=("name", "application_id"),
    params=("application_id", "project_id"),
    make=rule_fields,
    change=rule_changes,
)
ATTRIBUTES = Collection(
    "/v3/attributes",
    "attributes",
    "Attribute",
    params=("application_id", "type", "scope"),
    deletes=False,
)
ROUTES = (
    *EVALUATOR_CONFIGS.routes(),
    *RULES.routes(),
    *ATTRIBUTES.routes(),
    Route("/v3/evals/score", scores, methods=["POST"]),
)
