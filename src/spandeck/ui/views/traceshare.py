"""A trace of a list as it is copied: by id, link, JSON, Markdown or command."""

import json
from collections.abc import Sequence

from spandeck.model.markdown import MARKS
from spandeck.model.page import BadRow
from spandeck.model.trace import TraceSummary
from spandeck.paint.units import NOTHING, count, date_clock, duration, exact, money, one_line


def copies(row: TraceSummary | BadRow | None, vendor: str, link: str) -> Sequence[tuple[str, str]]:
    """(label, text), the most wanted first."""
    if row is None:
        return ()
    if isinstance(row, BadRow):
        return (("JSON, as it came", row.raw),)
    return (
        ("id", row.trace_id),
        ("link", link),
        ("command", f"spandeck get {vendor} trace {row.trace_id}"),
        ("Markdown", markdown(row, link)),
        ("JSON, as it came", json.dumps(dict(row.raw), indent=2, ensure_ascii=False)),
    )


def markdown(row: TraceSummary, link: str) -> str:
    """A few lines for a ticket or a chat."""
    facts = (
        ("status", row.status),
        ("error", row.error_code),
        ("started", f"{date_clock(row.started_ns)} UTC" if row.started_ns is not None else None),
        ("duration", known(duration(row.duration_ms))),
        ("agent", row.agent_name),
        ("spans", known(exact(row.span_count))),
        ("errors", known(exact(row.error_count))),
        ("tokens", known(count(row.tokens))),
        ("cost", known(money(row.cost_usd))),
        ("session", row.session_id),
        ("environment", row.environment),
    )
    lines = [f"- {name}: {quoted(told)}" for name, told in facts if told]
    title = f"**{escaped(row.name or row.trace_id)}** [`{row.trace_id}`]({link})"
    return "\n".join((title, "", *lines))


def known(told: str) -> str | None:
    """A number that was said, or None."""
    return None if told == NOTHING else told


def quoted(text: str) -> str:
    """Text as code, so that nothing in it is read as Markdown."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{one_line(text)}{fence}"


def escaped(text: str) -> str:
    """Text in which no character is read as Markdown."""
    return one_line(text).translate(MARKS)
