"""A failed span as an occurrence, the same whichever vendor tells of it.

It keeps little of a row, since the tail holds thousands: the vendor holds the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spandeck.model.occurrence import Cause, Occurrence, Reference, Spot
from spandeck.model.trace import Span
from spandeck.semantics import account, failure, kind, provider
from spandeck.semantics.attributes import flat, text
from spandeck.semantics.facts import TOOL, Failure

LONGEST_MESSAGE = 2_000
LONGEST_TEXT = 400
"""Characters that are kept of a message, and of any other text of a row."""
VERSION = ("agent.version", "gen_ai.agent.version", "service.version")
ENVIRONMENT = ("deployment.environment.name", "deployment.environment")


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a span's trace, for what the span itself does not say."""

    code: str | None = None
    """The vendor's own word for why the trace failed, where it fits this span."""
    agent: str | None = None
    version: str | None = None
    environment: str | None = None
    session_id: str | None = None
    user_id: str | None = None
    project: str | None = None
    name: str | None = None
    """The trace's."""
    fatal: bool = True
    """Whether the trace failed too."""


NOTHING = Around()


def occurrence(
    vendor: str, span: Span, around: Around = NOTHING, why: Failure | None = None
) -> Occurrence:
    """What a failed span tells; `why` it failed is worked out where nobody knows it yet."""
    held = flat(span.attributes)
    what = kind.of(held, span.kind)
    found = why or failure.of(span, held)
    message = found.message if found and found.message else span.status_message
    called = provider.upstream(span, held)
    tool = kind.label(held, TOOL) or span.name.removesuffix(".__call__") if what == TOOL else None
    return Occurrence(
        vendor=vendor,
        kind="span",
        id=f"{span.trace_id}/{span.span_id}",
        at_ns=span.ended_ns or span.started_ns or 0,
        cause=Cause(
            code=around.code
            or text(held, "error.code")
            or (found.provider_code if found else None),
            type=found.type if found else None,
            message=shortened(message, LONGEST_MESSAGE) if message else None,
            http_status=found.http_status if found else None,
        ),
        spot=Spot(
            agent=account.agent_name(what, held) or text(span.extra, "agent_name") or around.agent,
            version=text(held, *VERSION) or around.version,
            step=span.name or None,
            tool=tool or None,
            model=called.model,
            provider=called.provider,
            endpoint=called.endpoint,
            environment=text(held, *ENVIRONMENT) or around.environment,
        ),
        of=reference(span, held, around),
        fatal=around.fatal,
        raw=lean({"kind": span.kind, "duration_ms": span.duration_ms, **span.extra}),
    )


def reference(span: Span, held: Mapping[str, Any], around: Around) -> Reference:
    """What a span belongs to: itself says first."""
    stated = span.extra
    session_id, user_id = text(held, *account.SESSION), text(held, *account.USER)
    return Reference(
        trace_id=span.trace_id,
        span_id=span.span_id,
        session_id=session_id or text(stated, "session_id") or around.session_id,
        user_id=user_id or text(stated, "user_id") or around.user_id,
        project=around.project,
        name=around.name,
    )


def lean(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row without what is nested in it, and its long texts shortened."""
    return {
        name: shortened(each, LONGEST_TEXT) if isinstance(each, str) else each
        for name, each in row.items()
        if each is None or isinstance(each, str | int | float)
    }


def shortened(words: str, longest: int) -> str:
    """At most so many characters, the last of them `…` where some are missing."""
    return words if len(words) <= longest else words[: longest - 1] + "…"
