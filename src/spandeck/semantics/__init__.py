"""What spans mean: attributes in any of the dialects in use become facts in our words.

`glance` is cheap and for every row; `read` is thorough and for the span one looks at. Neither
raises, whatever a span holds.
"""

from collections.abc import Hashable

from spandeck.model.trace import Span
from spandeck.semantics import account, failure, judgement, kind, usage
from spandeck.semantics.attributes import flat, text
from spandeck.semantics.facts import DB, HTTP, LLM, TOOL, Glance, Meaning


def glance(span: Span) -> Glance:
    """The few facts that a row of the span tree and the totals need."""
    attributes = span.attributes
    found = kind.stated(attributes)
    if found is None:  # nothing stated: an ordinary span, or one whose attributes are nested
        attributes = flat(attributes)
        found = kind.of(attributes, span.kind)
        if found in (HTTP, DB):
            return Glance(found, kind.label(attributes, found))
    cost = usage.cost(attributes)
    answer = attributes.get("gen_ai.response.id")
    return Glance(
        found,
        kind.label(attributes, found),
        usage.total(attributes),
        None if cost is None else cost.usd,
        answer if isinstance(answer, str) else None,
    )


def call(span: Span) -> Hashable:
    """What two spans have in common when one tries again what the other did.

    For `model.trace.assemble`: the model or the address, and for a tool its arguments.
    """
    attributes = flat(span.attributes)
    found = kind.of(attributes, span.kind)
    asked = text(attributes, "gen_ai.request.model") if found == LLM else None
    if found == TOOL:
        asked = text(attributes, *account.ARGUMENTS)
    return span.name, found, asked or kind.label(attributes, found)


def step(span: Span) -> Hashable:
    """What two spans of two runs have in common when they do the same step.

    A model may be exchanged for another: what it is asked for is the same step all the same.
    """
    found = glance(span).kind
    return (LLM,) if found == LLM else (found, span.name)


def read(span: Span) -> Meaning:
    """Everything a span says."""
    attributes = flat(span.attributes)
    found = kind.of(attributes, span.kind)
    return Meaning(
        kind=found,
        label=kind.label(attributes, found),
        llm=account.llm(found, attributes, span.events),
        tool=account.tool(found, attributes, span.name),
        retrieval=account.retrieval(found, attributes),
        failure=failure.of(span, attributes),
        input=text(attributes, *account.INPUT),
        output=text(attributes, *account.OUTPUT),
        session_id=text(attributes, *account.SESSION) or text(span.extra, "session_id"),
        user_id=text(attributes, *account.USER) or text(span.extra, "user_id"),
        agent_name=account.agent_name(found, attributes) or text(span.extra, "agent_name"),
        tags=account.tags(attributes),
        metadata=account.metadata(attributes),
        judgements=judgement.judgements(span),
    )
