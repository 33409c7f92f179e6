"""The GenAI half of the story's organization: evaluators, rules, alerts, attributes, providers."""

from spandeck.sim.fiddler.account import Account, fixed
from spandeck.sim.fiddler.evaluators import EVALUATOR_CONFIGS, RULES
from spandeck.sim.fiddler.genai import GENAI_RULES
from spandeck.sim.fiddler.people import ProviderIn, provider_fields
from spandeck.sim.fiddler.projects import ENVIRONMENTS
from spandeck.sim.fiddler.seeds.founding import FOUNDED, GENAI, PRODUCTION
from spandeck.sim.world.cast import AGENTS
from spandeck.sim.world.fiddler import FIGURES

EVALUATORS = (
    ("Safety", "centor_safety_dme", None),
    ("Faithfulness", "rag_faithfulness", {"model": "openai/gpt-4o"}),
    ("Answer relevance", "answer_relevance", {"model": "openai/gpt-4o"}),
    ("Sentiment", "sentiment_analysis", None),
    ("Contact details", "pii_detection", {"entities": ["EMAIL", "PHONE"], "allow_list": []}),
)
LLM = {"field": "Span::span_type", "operator": "equal", "value": "llm"}
AGENT = {"field": "Span::span_type", "operator": "equal", "value": "agent"}
CONTEXT = "SpanAttribute::gen_ai.llm.context"
RULED = (
    ("Safety", LLM, {"text": "Span::input"}, ["Is Toxic"]),
    (
        "Faithfulness",
        LLM,
        {
            "rag_response": "Span::output",
            "retrieved_documents": "SpanAttribute::gen_ai.llm.context",
        },
        ["label"],
    ),
    (
        "Answer relevance",
        AGENT,
        {"user_query": "Span::input", "rag_response": "Span::output"},
        ["label"],
    ),
    ("Sentiment", AGENT, {"text": "Span::input"}, ["sentiment", "sentiment_prob"]),
)
"""Name of the evaluator, which spans, what of them, and what it says."""
ALERTS = (
    ("Failing spans", "error_rate", 0.042, 0.036, "HIGH"),
    ("Slow traces", "latency", 12_000.0, 7_000.0, "MEDIUM"),
    ("Tokens an hour", "token_count", 8_000_000.0, 6_000_000.0, "LOW"),
)
CUSTOM = ("deployment.fix.id", "service.version", "user.id", "user.cost_usd")
"""Attributes that are the organization's own."""


def plant(account: Account) -> None:
    """Keep them all."""
    for name, enrichment, config in EVALUATORS:
        sent = {"name": name, "enrichment_name": enrichment, "enrichment_config": config}
        EVALUATOR_CONFIGS.plant(account, sent, FOUNDED, fixed(f"evaluator {name}"))
    for application, environment in ENVIRONMENTS.items():
        rules(account, application, environment)
        attributes(account, application)
    alerts(account)
    providers(account)


def rules(account: Account, application: str, environment: str) -> None:
    """What every application's spans are evaluated by."""
    for name, spans, mapping, outputs in RULED:
        sent = {
            "name": name,
            "application_id": application,
            "evaluator_id": fixed(f"evaluator {name}"),
            "input_mapping": mapping,
            "filter": {"condition": "AND", "rules": [spans]},
            "backfill": {"enabled": True},
            "outputs": outputs,
        }
        RULES.plant(account, sent, FOUNDED, fixed(f"evaluator rule {name} {environment}"))


def attributes(account: Account, application: str) -> None:
    """What is known of the attributes of an application's spans."""
    for name in dict.fromkeys((*FIGURES, "gen_ai.conversation.id", *CUSTOM)):
        numeric = "tokens" in name or name.endswith("_usd")
        fields = {
            "name": name,
            "type": "user" if name in CUSTOM else "system",
            "scope": "session" if name in ("gen_ai.conversation.id", "user.id") else "span",
            "data_type": "number" if numeric else "string",
            "application_id": application,
        }
        times = {"created_at": FOUNDED, "updated_at": FOUNDED}
        account.add("attributes", fields | times, fixed(f"attribute {name} {application}"))


def alerts(account: Account) -> None:
    """What alarms about the production application."""
    shared = {"project_id": GENAI, "application_id": PRODUCTION, "bin_size": "Hour"}
    settings = [{"config": {"recipients": ["oncall@fernweh.example"]}}]
    for name, metric, critical, warning, priority in ALERTS:
        sent = {
            "name": name,
            "metric_name": metric,
            "critical_threshold": critical,
            "warning_threshold": warning,
            "priority": priority,
            "notification_settings": settings,
        }
        GENAI_RULES.plant(account, shared | sent, FOUNDED, fixed(f"genai alert rule {name}"))


def providers(account: Account) -> None:
    """Whose models the gateway reaches: those that the agents use."""
    names = {"openai": "OpenAI", "anthropic": "Anthropic", "google": "Gemini"}
    models = sorted({(model.provider, model.name) for agent in AGENTS for model in agent.models})
    for provider, shown in names.items():
        secret = {"credential_type": "api_key", "api_key": "never kept"}
        sent = {
            "provider": shown,
            "credentials": [{"name": "production", "credential_config": secret}],
            "models": [{"name": name} for whose, name in models if whose == provider],
        }
        fields = provider_fields(account, ProviderIn.model_validate(sent))
        times = {"created_at": FOUNDED, "updated_at": FOUNDED}
        account.add("providers", fields | times, fixed(f"provider {shown}"))
