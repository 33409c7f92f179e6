"""What a person did about a group, a trace or a span: the only thing that triage keeps for good.

All that is thought of a group follows from acts, so that acts of many can be joined in any order.
"""

import getpass
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Literal, get_args

from spandeck.model.group import Target
from spandeck.model.safe import safe, safe_value

Verb = Literal[
    "ack", "resolve", "reopen", "snooze", "wake", "note", "bookmark", "unbookmark", "split",
    "merge", "undo",
]  # fmt: skip
"""`wake` is the program's own: a snooze that ends since it got worse. So may `resolve` be."""
VERBS: tuple[Verb, ...] = get_args(Verb)
KINDS = ("group", "trace", "span")
LONGEST = 10_000
"""Characters of a note, and of anything else a person writes."""
WIDEST = 500
"""Characters of an id or a name."""
FIELDS = 20
"""Values of one act."""
LATEST_NS = 1 << 62
"""A time in the year 2116: what claims to be later is no time."""

Value = Mapping[str, str | int | bool]


class NotDone(Exception):
    """An act that was not done, and why; `str()` is a sentence for a person."""


class BadAct(ValueError):
    """Something that is not an act; `str()` says why, as the rest of a sentence."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act. Two of the same id are the same one."""

    id: str
    """Begins with its time, so that ids sort as the acts happened."""
    at_ns: int
    by: str
    """`user@host`; empty for the program itself."""
    verb: Verb
    target: Target
    value: Value = field(default_factory=dict)
    """What the verb needs, such as `until_ns`, `text` or `into`."""
    batch: str = ""
    """What was done at once, and is undone at once; the act's own id where it was done alone."""

    @property
    def order(self) -> tuple[int, str]:
        """By what of two acts the later one counts, the same on every machine."""
        return self.at_ns, self.id

    def text(self, name: str) -> str:
        """A value as text; empty where there is none."""
        return str(self.value.get(name, ""))

    def number(self, name: str) -> int:
        """A value as a number; 0 where there is none."""
        found = self.value.get(name, 0)
        return found if isinstance(found, int) else 0


def person() -> str:
    """Who is at the keyboard, as `user@host`."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "somebody"  # a container without a user database
    return safe(f"{user}@{socket.gethostname()}")


def made(at_ns: int, by: str, verb: Verb, target: Target, value: Value, *, name: str = "") -> Act:
    """A new act; without a `name` its id is one that nobody else has."""
    named = name or f"{at_ns:016x}-{token_hex(4)}"
    return Act(named, at_ns, by, verb, target, value, named)


def written(act: Act) -> dict[str, Any]:
    """An act as plain values, the same way every time."""
    target = {"kind": act.target.kind, "id": act.target.id, "vendor": act.target.vendor}
    return {
        "id": act.id,
        "at_ns": act.at_ns,
        "by": act.by,
        "verb": act.verb,
        "target": {name: each for name, each in target.items() if each},
        "value": dict(sorted(act.value.items())),
        "batch": act.batch,
    }


def parsed(text: str) -> Act:
    """An act from its JSON, whoever wrote that; raise `BadAct`."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAct("is not JSON") from error
    return read(told)


def read(told: object) -> Act:
    """An act from plain values that anybody may have written; raise `BadAct`."""
    if not isinstance(told, Mapping):
        raise BadAct("is no act")
    target = told.get("target")
    if not isinstance(target, Mapping) or target.get("kind") not in KINDS:
        raise BadAct("names no group, trace or span")
    if told.get("verb") not in VERBS:
        raise BadAct(f"has no verb of ours: {str(told.get('verb'))[:40]}")
    at_ns = told.get("at_ns")
    if not isinstance(at_ns, int) or isinstance(at_ns, bool) or not 0 <= at_ns < LATEST_NS:
        raise BadAct("has no time")
    value = told.get("value", {})
    if not isinstance(value, Mapping) or len(value) > FIELDS:
        raise BadAct("has no values of ours")
    value = safe_value(dict(value))
    for each in value.values():
        if not isinstance(each, str | int) or (isinstance(each, int) and not 0 <= each < LATEST_NS):
            raise BadAct("has a value that is neither text nor a number of ours")
        if isinstance(each, str) and len(each) > LONGEST:
            raise BadAct("is longer than a note may be")
    name, by = line(told, "id", needed=True), line(told, "by")
    about = Target(target["kind"], line(target, "id", needed=True), line(target, "vendor"))
    batch = line(told, "batch") or name
    return Act(name, at_ns, by, told["verb"], about, value, batch)


def line(told: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    """A short text on one line; raise `BadAct` when it is none."""
    found = told.get(name, "")
    if not isinstance(found, str) or (needed and not found):
        raise BadAct(f"has no {name}")
    if len(found) > WIDEST:
        raise BadAct(f"has more than {WIDEST} characters of {name}")
    return " ".join(safe(found).split())
