"""A failure as it is copied and exported: what a ticket or a chat needs of it."""

import json
from collections.abc import Sequence

from spandeck.model.occurrence import Occurrence
from spandeck.model.tail import Item
from spandeck.paint.units import date_clock
from spandeck.ui.views.traceshare import escaped, quoted


def copies(item: Item | None, link: str | None) -> Sequence[tuple[str, str]]:
    """(label, text), the most wanted first."""
    if item is None:
        return ()
    told = item.occurrence
    command = f"spandeck get {told.vendor} trace {told.of.trace_id}"
    offered = (
        ("trace id", told.of.trace_id),
        ("message", told.cause.message),
        ("span id", told.of.span_id),
        ("link", link),
        ("command", command if told.of.trace_id else None),
        ("Markdown", markdown(told, link)),
        ("JSON, as it came", json.dumps(dict(told.raw), indent=2, ensure_ascii=False)),
    )
    return tuple((label, text) for label, text in offered if text)


def markdown(told: Occurrence, link: str | None) -> str:
    """A few lines for a ticket or a chat."""
    spot, of = told.spot, told.of
    facts = (
        ("at", f"{date_clock(told.at_ns)} UTC"),
        ("where", told.where),
        ("message", told.cause.message),
        ("agent", " ".join(each for each in (spot.agent, spot.version) if each)),
        ("model", spot.model),
        ("session", of.session_id),
        ("environment", spot.environment),
    )
    lines = [f"- {name}: {quoted(fact)}" for name, fact in facts if fact]
    trace = of.trace_id or told.id
    named = f"[`{trace}`]({link})" if link else f"`{trace}`"
    return "\n".join((f"**{escaped(told.what)}** {named} ({told.vendor})", "", *lines))
