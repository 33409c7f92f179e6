"""Whom a span called: told by its host, its instrumentation or its model, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck import semantics
from spandeck.model.trace import Event
from spandeck.semantics.provider import PROVIDERS, Upstream, upstream
from spandeck.sim.world.upstream import PROVIDERS as SIMULATED
from spandeck.sim.world.upstream import SERVICES
from tests.corpora import names, small
from tests.semantics.spans import span

CHAT, MESSAGES = "/v1/chat/completions", "/v1/messages"


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (
            {"gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o"},
            Upstream("openai", CHAT, "gpt-4o"),
        ),
        (
            {"gen_ai.system": "OpenAI", "gen_ai.request.model": "gpt-4o"},
            Upstream("openai", CHAT, "gpt-4o"),
        ),
        (
            {"gen_ai.provider.name": "anthropic", "gen_ai.request.model": "claude-sonnet-4-5"},
            Upstream("anthropic", MESSAGES, "claude-sonnet-4-5"),
        ),
        (
            {"gen_ai.provider.name": "gcp.vertex_ai", "gen_ai.request.model": "gemini-2.5-pro"},
            Upstream("google", "/v1beta/models/gemini-2.5-pro:generateContent", "gemini-2.5-pro"),
        ),
        (
            {"gen_ai.provider.name": "aws.bedrock", "gen_ai.request.model": "amazon.nova-pro-v1:0"},
            Upstream("bedrock", "/model/amazon.nova-pro-v1:0/converse", "amazon.nova-pro-v1:0"),
        ),
        (
            {"gen_ai.provider.name": "azure.ai.openai", "gen_ai.request.model": "gpt-4o"},
            Upstream("azure-openai", None, "gpt-4o"),
        ),
        ({"llm.provider": "mistralai"}, Upstream("mistral", CHAT)),
        ({"llm.system": "cohere"}, Upstream("cohere", "/v2/chat")),
        (
            {"ai.model.provider": "anthropic.messages", "ai.model.id": "claude-haiku-4-5"},
            Upstream("anthropic", MESSAGES, "claude-haiku-4-5"),
        ),
    ],
    ids=str,
)
def test_the_name_that_an_instrumentation_gives_is_the_watchers_slug(
    attributes: dict[str, str], expected: Upstream
) -> None:
    assert upstream(span(attributes={"gen_ai.operation.name": "chat", **attributes})) == expected


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("gpt-4o-mini", "openai"),
        ("o3-mini", "openai"),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc", "openai"),
        ("claude-sonnet-4-5", "anthropic"),
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", "bedrock"),
        ("gemini-2.5-flash", "google"),
        ("models/gemini-2.5-flash", "google"),
        ("mistral-large-latest", "mistral"),
        ("command-r-plus", "cohere"),
        ("our-own-model", None),
    ],
)
def test_a_model_gives_its_provider_away(model: str, provider: str | None) -> None:
    found = upstream(span(attributes={"openinference.span.kind": "LLM", "llm.model_name": model}))
    assert (found.provider, found.model) == (provider, model)


def test_a_routers_prefix_is_no_part_of_the_model() -> None:
    routed = {"openinference.span.kind": "LLM", "llm.model_name": "anthropic/claude-haiku-4-5"}
    assert upstream(span(attributes=routed)) == Upstream("anthropic", MESSAGES, "claude-haiku-4-5")


def test_the_host_counts_before_any_name() -> None:
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "url.full": "https://acme.openai.azure.com/openai/deployments/gpt/chat/completions?v=1",
    }
    found = upstream(span(attributes=attributes))
    assert found.provider == "azure-openai"
    assert found.endpoint == "/openai/deployments/gpt/chat/completions"


def test_a_host_that_only_ends_like_a_providers_is_nobodys() -> None:
    attributes = {"http.request.method": "GET", "url.full": "https://api.openai.com.evil.example/x"}
    assert upstream(span(attributes=attributes)) == Upstream()
    attributes["url.full"] = "https://notapi.openai.com/v1/models"
    assert upstream(span(attributes=attributes)) == Upstream()


def test_what_a_proxy_puts_before_an_endpoint_is_left_out() -> None:
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "anthropic",
        "url.full": "http://127.0.0.1:9301/team-a/v1/messages",
    }
    assert upstream(span(attributes=attributes)).endpoint == MESSAGES
    attributes["url.full"] = "http://127.0.0.1:9301/relay"
    assert upstream(span(attributes=attributes)).endpoint == MESSAGES


@pytest.mark.parametrize(
    ("operation", "endpoint"),
    [
        ("chat", CHAT),
        ("text_completion", "/v1/completions"),
        ("embeddings", "/v1/embeddings"),
    ],
)
def test_the_operation_tells_the_endpoint(operation: str, endpoint: str) -> None:
    attributes = {"gen_ai.operation.name": operation, "gen_ai.provider.name": "openai"}
    assert upstream(span(attributes=attributes)).endpoint == endpoint


@pytest.mark.parametrize(
    ("path", "normalised"),
    [
        ("/v1/charges/5512345", "/v1/charges/:id"),
        ("/emails/0b9c9fd4-7a30-4a52-9f3a-3a0c8a0a4d44", "/emails/:uuid"),
        ("/v1/x/abcdefghij0123456789abcdefgh/y", "/v1/x/:token/y"),
        ("/v1/chat/completions", "/v1/chat/completions"),
    ],
)
def test_what_differs_from_call_to_call_is_replaced_in_a_path(path: str, normalised: str) -> None:
    attributes = {"http.request.method": "GET", "url.full": f"https://api.stripe.com{path}"}
    assert upstream(span(attributes=attributes)) == Upstream("stripe", normalised)


@pytest.mark.parametrize("word", ["AGENT", "TOOL", "CHAIN"])
def test_a_span_that_calls_no_model_has_no_provider(word: str) -> None:
    attributes = {"openinference.span.kind": word, "llm.provider": "openai"}
    assert upstream(span(attributes=attributes)) == Upstream()


def test_providers_are_called_as_the_simulated_watcher_calls_them() -> None:
    hosts = {each.slug: each.hosts for each in PROVIDERS}
    for each in SIMULATED:
        attributes = {"http.request.method": "POST", "server.address": each.host}
        assert upstream(span(attributes=attributes)).provider == each.name
    known = [each for each in SERVICES if each.name in hosts]
    assert {each.name for each in known} >= {"stripe", "twilio", "resend", "github"}
    assert all(hosts[each.name] == (each.host,) for each in known)


def test_the_simulated_endpoints_of_models_are_the_ones_that_spans_lead_to() -> None:
    for each in SIMULATED:
        route = each.routes[0]
        attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": each.name,
            "gen_ai.request.model": route.models[0],
        }
        assert upstream(span(attributes=attributes)).endpoint == route.path


@pytest.mark.parametrize("name", names())
def test_nearly_every_recorded_call_of_a_model_has_a_provider_and_an_endpoint(name: str) -> None:
    calls = [
        upstream(each)
        for each in small(name).spans
        if semantics.glance(each).kind in ("llm", "embedding")
    ]
    known = [each for each in calls if each.provider in ("openai", "anthropic") and each.endpoint]
    assert len(known) >= 0.98 * len(calls)


def test_the_client_that_raised_tells_the_provider_where_nothing_else_does() -> None:
    raised = Event("exception", 0, {"exception.type": "anthropic.RateLimitError"})
    bare = {"openinference.span.kind": "LLM"}
    assert upstream(span(bare, raised, failed=True)) == Upstream("anthropic", MESSAGES)
    named = upstream(span({**bare, "llm.provider": "openai"}, raised, failed=True))
    assert named.provider == "openai"
    builtin = Event("exception", 0, {"exception.type": "openai"})
    assert upstream(span(bare, builtin, failed=True)) == Upstream()


@given(
    st.dictionaries(
        st.sampled_from(["url.full", "server.address", "gen_ai.provider.name", "llm.model_name"]),
        st.one_of(st.text(max_size=40), st.integers(), st.none(), st.lists(st.text(), max_size=2)),
    )
)
def test_nothing_that_a_span_may_hold_breaks_it(attributes: dict[str, object]) -> None:
    found = upstream(span(attributes={"openinference.span.kind": "LLM", **attributes}))
    assert found.provider is None or any(found.provider == each.slug for each in PROVIDERS)
