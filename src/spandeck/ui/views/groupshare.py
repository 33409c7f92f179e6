"""An error group as it is copied and exported: by key, link, Markdown, command or as a record."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from spandeck.model.group import Group
from spandeck.paint.grouphead import message
from spandeck.paint.units import date_clock, exact
from spandeck.ui.views.traceshare import escaped, quoted


def copies(group: Group, zone: tzinfo) -> Sequence[tuple[str, str]]:
    """(label, text), the most wanted first."""
    trace = group.newest.of.trace_id if group.recent else None
    return (
        ("key", group.fingerprint.key),
        ("message", message(group.newest)),
        *((("newest trace", trace),) if trace else ()),
        ("Markdown", markdown(group, zone)),
        ("command", f"spandeck triage show {group.fingerprint.key}"),
    )


def markdown(group: Group, zone: tzinfo) -> str:
    """A few lines for a ticket or a chat."""
    facts = (
        ("state", f"{group.state.word} {group.state.reason}".strip()),
        ("where", group.where),
        ("message", message(group.newest)),
        ("traces", exact(group.traces)),
        ("agents", ", ".join(group.agents)),
        ("versions", ", ".join(group.versions)),
        ("models", ", ".join(group.models)),
        ("vendors", ", ".join(group.vendors)),
        ("first", f"{date_clock(group.first_ns, zone)[:19]}"),
        ("last", f"{date_clock(group.last_ns, zone)[:19]}"),
    )
    lines = [f"- {name}: {quoted(told)}" for name, told in facts if told]
    title = f"**{escaped(group.title)}** `{group.fingerprint.key}`"
    return "\n".join((title, "", *lines))


def record(group: Group) -> dict[str, Any]:
    """Every fact that is counted; times in nanoseconds."""
    return {
        "key": group.fingerprint.key,
        "title": group.title,
        "where": group.where,
        "state": group.state.word,
        "reason": group.state.reason,
        "traces": group.traces,
        "failures": group.told,
        "users": group.users,
        "sessions": group.sessions,
        "agents": list(group.agents),
        "versions": list(group.versions),
        "models": list(group.models),
        "vendors": list(group.vendors),
        "first_ns": group.first_ns,
        "last_ns": group.last_ns,
        "minutes": list(group.minutes),
        "rule": dict(group.fingerprint.parts),
        "notes": [each.text for each in group.notes],
    }
