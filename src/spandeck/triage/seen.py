"""What the store keeps of a group itself: enough to know it again after a restart, no payloads.

Several processes watch the same vendors: what they saw is joined so that nothing counts twice.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from spandeck.model.group import Fingerprint
from spandeck.model.occurrence import Cause, Kind, Occurrence, Reference, Spot
from spandeck.model.safe import safe_value
from spandeck.triage.act import LATEST_NS
from spandeck.triage.fingerprint import Part

REMEMBERED = 5
"""Failures of a group that are remembered by name: its newest."""
MOST = 50
"""Agents, versions, … of a group that are remembered."""
SHARES: tuple[str, ...] = ("vendor", "agent", "version", "model")
KINDS: Mapping[str, Kind] = {
    "span": "span",
    "trace": "trace",
    "alert": "alert",
    "upstream": "upstream",
}
CAUSE, SPOT = (
    ("code", "type", "http_status"),
    ("agent", "version", "step", "tool", "model", "provider"),
)


class BadSeen(ValueError):
    """Something that tells of no group; `str()` says why, as the rest of a sentence."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One group, as far as anybody on this profile ever saw it."""

    key: str
    parts: tuple[Part, ...]
    title: str
    where: str
    first_ns: int
    last_ns: int
    traces: int = 0
    """The most that one process counted; so are users and sessions."""
    users: int = 0
    sessions: int = 0
    told: int = 0
    shares: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Its vendors, agents, versions and models."""
    recent: tuple[Occurrence, ...] = ()
    """Its newest failures, without message, user, session and raw row: newest first."""

    @property
    def fingerprint(self) -> Fingerprint:
        """The rule it was grouped by."""
        return Fingerprint(self.key, self.parts)

    def joined(self, other: "Seen") -> "Seen":
        """What two know of one group: in any order, and any number of times, the same."""
        newer = max(
            self, other, key=lambda each: (each.last_ns, each.title, each.where, each.parts)
        )
        recent = sorted((*self.recent, *other.recent), key=lambda each: (each.at_ns, str(each)))
        newest = sorted({each.key: each for each in recent}.values(), key=newness)
        return replace(
            newer,
            first_ns=min(self.first_ns, other.first_ns),
            traces=max(self.traces, other.traces),
            users=max(self.users, other.users),
            sessions=max(self.sessions, other.sessions),
            told=max(self.told, other.told),
            shares={
                name: tuple(
                    sorted({*self.shares.get(name, ()), *other.shares.get(name, ())})[:MOST]
                )
                for name in SHARES
            },
            recent=tuple(newest[:REMEMBERED]),
        )


def newness(occurrence: Occurrence) -> tuple[int, tuple[str, str, str]]:
    """Sorts the newest first, the same way everywhere."""
    return -occurrence.at_ns, occurrence.key


def remembered(occurrence: Occurrence) -> Occurrence:
    """A failure by name alone."""
    cause, spot, of = occurrence.cause, occurrence.spot, occurrence.of
    return Occurrence(
        occurrence.vendor,
        occurrence.kind,
        occurrence.id,
        occurrence.at_ns,
        Cause(cause.code, cause.type, None, cause.http_status),
        Spot(**{name: getattr(spot, name) for name in SPOT}),
        Reference(of.trace_id, of.span_id, project=of.project, name=of.name),
        fatal=occurrence.fatal,
    )


def written(seen: Seen) -> dict[str, Any]:
    """A group as plain values, the same way every time."""
    return {
        "key": seen.key,
        "parts": [list(each) for each in seen.parts],
        "title": seen.title,
        "where": seen.where,
        "first_ns": seen.first_ns,
        "last_ns": seen.last_ns,
        "traces": seen.traces,
        "users": seen.users,
        "sessions": seen.sessions,
        "told": seen.told,
        "shares": {name: list(seen.shares.get(name, ())) for name in SHARES},
        "recent": [told(each) for each in seen.recent],
    }


def told(occurrence: Occurrence) -> dict[str, Any]:
    """A remembered failure as plain values, what it does not state left out."""
    of = occurrence.of
    values = {
        "vendor": occurrence.vendor,
        "kind": occurrence.kind,
        "id": occurrence.id,
        "at_ns": occurrence.at_ns,
        "fatal": occurrence.fatal,
        **{name: getattr(occurrence.cause, name) for name in CAUSE},
        **{name: getattr(occurrence.spot, name) for name in SPOT},
        "trace_id": of.trace_id,
        "span_id": of.span_id,
        "project": of.project,
        "name": of.name,
    }
    return {name: each for name, each in values.items() if each is not None}


def parsed(text: str) -> Seen:
    """A group from its JSON, whoever wrote that; raise `BadSeen`."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadSeen("is not JSON") from error
    return read(told)


def read(told: object) -> Seen:
    """A group from plain values that anybody may have written; raise `BadSeen`."""
    if not isinstance(told, Mapping):
        raise BadSeen("is no group")
    found = safe_value(dict(told))
    try:
        if not found["recent"]:
            raise ValueError("it remembers no failure")
        return Seen(
            key=text(found["key"]),
            parts=tuple((text(name), text(value)) for name, value in found["parts"]),
            title=text(found["title"]),
            where=text(found["where"]),
            first_ns=number(found["first_ns"]),
            last_ns=number(found["last_ns"]),
            traces=number(found["traces"]),
            users=number(found["users"]),
            sessions=number(found["sessions"]),
            told=number(found["told"]),
            shares={
                name: tuple(map(text, each))
                for name, each in found["shares"].items()
                if name in SHARES
            },
            recent=tuple(map(recalled, found["recent"][:REMEMBERED])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadSeen(
            "tells of no group: a field of it is missing, or not as we write it"
        ) from error


def recalled(told: Mapping[str, Any]) -> Occurrence:
    """A remembered failure from plain values."""
    status = told.get("http_status")
    return Occurrence(
        text(told["vendor"]),
        KINDS[told["kind"]],
        text(told["id"]),
        number(told["at_ns"]),
        Cause(stated(told, "code"), stated(told, "type"), None, status and number(status)),
        Spot(**{name: stated(told, name) for name in SPOT}),
        Reference(
            stated(told, "trace_id"),
            stated(told, "span_id"),
            project=stated(told, "project"),
            name=stated(told, "name"),
        ),
        fatal=bool(told.get("fatal", True)),
    )


def stated(told: Mapping[str, Any], name: str) -> str | None:
    """A text that may be missing."""
    return None if told.get(name) is None else text(told[name])


def text(value: object) -> str:
    """A text of a length that a line can have; raise `ValueError` for anything else."""
    if not isinstance(value, str) or len(value) > 2_000:
        raise ValueError("no text of a sensible length")
    return value


def number(value: object) -> int:
    """A count or a time; raise `ValueError` for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < LATEST_NS:
        raise ValueError("no number from 0 on")
    return value
