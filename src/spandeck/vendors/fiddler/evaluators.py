"""Fiddler's evaluators, the rules by which they judge spans, and scores (contract §5.8 to 5.10)."""

from spandeck.model.action import Action, Field
from spandeck.model.resource import Column, Relation, Resource
from spandeck.vendors.fiddler.group import (
    API,
    APPLICATION,
    APPLICATION_ID,
    APPLIED,
    CREATED,
    LARGEST,
    NAME,
    NAMED,
    UPDATED,
    calls,
    create,
    delete,
    has,
    listed,
    update,
)

GROUP = "Evaluation"
ENRICHMENTS = (
    "topic_classification",
    "embedding",
    "token_count",
    "answer_relevance",
    "coherence",
    "conciseness",
    "rag_faithfulness",
    "pii_detection",
    "ftl_prompt_safety",
    "secret_detection",
    "sentiment_analysis",
    "ftl_response_faithfulness",
    "llm_as_a_judge",
    "centor_safety_dme",
)
SCORERS = (
    "answer_relevance_v2",
    "rag_faithfulness",
    "context_relevance",
    "coherence",
    "conciseness",
    "llm_as_a_judge",
    "topic_classification",
    "ftl_prompt_safety",
    "sentiment_analysis",
    "centor_safety_dme",
    "ftl_response_faithfulness",
)
MAPPED = '{"user_query": "Span::input", "rag_response": "Span::output"}'
BACKFILL = '{"enabled": true, "start_time": "2026-11-01T00:00:00Z"}'
RULE = (
    Field("input_mapping", "json", about=f"such as {MAPPED}"),
    Field("filter", "json", about="a span filter; all spans without"),
    Field("backfill", "json", about=f"such as {BACKFILL}"),
    Field("active", "flag", default=True),
)

RESOURCES = (
    Resource(
        "evaluators",
        "Evaluators",
        GROUP,
        *calls("evaluators"),
        columns=(NAME, Column("enrichment_display_name", "Computes"), CREATED),
        filters=listed(),
        relations=(Relation("Rules", "evaluator-rules", {"evaluator_id": "id"}),),
        largest=LARGEST,
    ),
    Resource(
        "evaluator-rules",
        "Evaluator rules",
        GROUP,
        *calls("evaluator-rules"),
        columns=(
            NAME,
            Column("active", "Active", "flag"),
            Column("evaluator.name", "Evaluator"),
            APPLICATION,
            Column("outputs", "Outputs", "list"),
            UPDATED,
        ),
        filters=listed(APPLIED, has("evaluator_id", "one evaluator's", "evaluators")),
        relations=(
            Relation("Evaluator", "evaluators", item="evaluator.id"),
            Relation("Application", "applications", item="application.id"),
        ),
        largest=LARGEST,
    ),
)

ACTIONS = (
    create(
        "evaluators",
        "evaluators",
        "Create an evaluator",
        NAMED,
        Field("enrichment_name", "choice", True, choices=ENRICHMENTS),
        Field("enrichment_config", "json", about='such as {"topics": ["billing", "travel"]}'),
    ),
    delete("evaluators", "evaluators", "Delete the evaluator"),
    Action(
        "score",
        "Score some inputs",
        "evaluators",
        "POST",
        f"{API}/evals/score",
        "read",
        (
            Field("evaluator_name", "choice", True, choices=SCORERS),
            Field("parameters", "json", True, {}, about='such as {"model": "openai/gpt-4o"}'),
            Field("inputs", "json", True, about='such as {"text": "…"} or {"response": "…"}'),
        ),
    ),
    create(
        "evaluator-rules",
        "evaluator-rules",
        "Create an evaluator rule",
        NAMED,
        APPLICATION_ID,
        Field("evaluator_id", required=True, of="evaluators"),
        *RULE,
    ),
    update(
        "evaluator-rules",
        "evaluator-rules",
        "Change the rule",
        Field("name"),
        *RULE,
    ),
    delete("evaluator-rules", "evaluator-rules", "Delete the rule"),
)
