"""How error groups are printed: their columns, one of them whole, and what is bookmarked."""

from collections.abc import Mapping, Sequence
from typing import Any

from spandeck.cli.outlet import Output, outlet, stdout
from spandeck.cli.shown import ID, when
from spandeck.cli.table import Column
from spandeck.export import encode
from spandeck.model.group import DISTINCT, Bookmark, Group
from spandeck.model.record import iso
from spandeck.paint.units import NOTHING, one_line
from spandeck.triage.act import Act
from spandeck.triage.impact import FORMULA

GROUPS: tuple[Column[Group], ...] = (
    Column("KEY", lambda each: each.fingerprint.key),
    Column("STATE", lambda each: each.state.word),
    Column("TRACES", lambda each: many(each.traces), right=True),
    Column("USERS", lambda each: many(each.users), right=True),
    Column("LAST", lambda each: when(each.last_ns)),
    Column("WHAT", lambda each: each.title),
    Column("WHERE", lambda each: each.where or NOTHING, widest=32),
    Column("AGENTS", lambda each: ", ".join(each.agents) or NOTHING, widest=32),
    Column("VENDORS", lambda each: ", ".join(each.vendors)),
    Column("WHY", lambda each: each.state.reason or each.state.by or NOTHING, widest=72),
)
BOOKMARKS: tuple[Column[Bookmark], ...] = (
    Column("KIND", lambda each: each.target.kind),
    Column("ID", lambda each: each.target.id, widest=ID),
    Column("VENDOR", lambda each: each.target.vendor or NOTHING),
    Column("TITLE", lambda each: each.title),
    Column("WHEN", lambda each: when(each.at_ns)),
    Column("BY", lambda each: each.by),
)


def groups(output: Output, found: Sequence[Group]) -> None:
    """Print groups, in the order they come."""
    into = outlet(output, GROUPS, record, ())
    into.add(found)
    into.end()


def bookmarked(output: Output, found: Sequence[Bookmark]) -> None:
    """Print bookmarks, in the order they come."""
    into = outlet(output, BOOKMARKS, bookmark, ())
    into.add(found)
    into.end()


def many(count: int) -> str:
    """A count that has a cap."""
    return f"≥{count}" if count >= DISTINCT else str(count)


def record(group: Group) -> Mapping[str, Any]:
    """A group as plain values."""
    state = group.state
    return {
        "key": group.fingerprint.key,
        "title": group.title,
        "where": group.where,
        "state": state.word,
        "since": iso(state.since_ns),
        "reason": state.reason,
        "by": state.by,
        "until": iso(state.until_ns),
        "until_worse": state.until_worse,
        "rule": dict(group.fingerprint.parts),
        "traces": group.traces,
        "users": group.users,
        "sessions": group.sessions,
        "told": group.told,
        "first": iso(group.first_ns),
        "last": iso(group.last_ns),
        "impact": round(group.impact, 2),
        "agents": group.agents,
        "versions": group.versions,
        "models": group.models,
        "vendors": group.vendors,
        "bookmarked": group.bookmarked,
        "notes": [
            {"at": iso(each.at_ns), "by": each.by, "text": each.text} for each in group.notes
        ],
        "recent": [
            {
                "vendor": each.vendor,
                "trace_id": each.of.trace_id,
                "span_id": each.of.span_id,
                "at": iso(each.at_ns),
            }
            for each in group.recent
        ],
    }


def bookmark(found: Bookmark) -> Mapping[str, Any]:
    """A bookmark as plain values."""
    target = found.target
    return {
        "kind": target.kind,
        "id": target.id,
        "vendor": target.vendor,
        "title": found.title,
        "at": iso(found.at_ns),
        "by": found.by,
    }


def group(output: str, found: Group, history: Sequence[Act]) -> None:
    """One group with what was done about it."""
    if output == "json":
        acts = [{"at": iso(each.at_ns), "by": each.by, "act": each.verb} for each in history]
        stdout().write(f"{encode({**record(found), 'history': acts})}\n")
        return
    state = found.state
    said = [state.reason, f"by {state.by}" if state.by else ""]
    said += [f"until {when(state.until_ns)}" if state.until_ns else ""]
    said += ["until it gets worse" if state.until_worse else ""]
    lines = [
        ("key", found.fingerprint.key),
        ("what", " in ".join(each for each in (found.title, found.where) if each)),
        ("state", f"{state.word} since {when(state.since_ns)}"),
        ("", "; ".join(each for each in said if each)),
        *((f"rule: {name}", value) for name, value in found.fingerprint.parts),
        ("hit", f"{many(found.traces)} traces, {many(found.users)} users"),
        ("", f"{many(found.sessions)} sessions, told {found.told} times"),
        ("first, last", f"{when(found.first_ns)}, {when(found.last_ns)}"),
        ("vendors", ", ".join(found.vendors)),
        ("agents", ", ".join(found.agents)),
        ("versions", ", ".join(found.versions)),
        ("models", ", ".join(found.models)),
        ("impact", f"{found.impact:.1f}"),
        ("", FORMULA),
        *(("trace", f"{each.vendor} {each.of.trace_id or each.id}") for each in found.recent),
        *((f"{each.verb}", f"{when(each.at_ns)} {each.by or 'by itself'}") for each in history),
        *(("note", f"{each.by}: {each.text}") for each in found.notes),
    ]
    for name, value in lines:
        if value:
            stdout().write(f"{name:<16} {one_line(value)}\n")
