"""A form while it is filled in: which fields count, what is wrong with one, what will be sent.

Pure, and the screen's only judge of what is typed; `model.form` reads the finished form.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from spandeck.model.action import Action, Field, Values
from spandeck.model.form import BadForm, Wrong, begun, filled, read, wanted
from spandeck.model.query import MILLISECONDS
from spandeck.model.record import iso
from spandeck.model.resource import Record

Texts = Mapping[str, str]
"""What stands in the fields, by name."""

AHEAD = re.compile(r"(?:now\s*)?([+-])\s*(\d{1,5}(?:\.\d{1,3})?)\s*(s|m|h|d)|now")
SECOND_NS = 1_000_000_000
EMPTIED: Mapping[str, Any] = {"text": "", "multiline": "", "list": [], "choices": []}
"""What a change sends for a field that had something and was emptied, by kind."""
HAND = 6
"""How many of the last characters of an id are typed by hand before it is destroyed."""


def opening(action: Action, record: Record | None, given: Texts) -> dict[str, str]:
    """The texts a form begins with: what is given, the record's present values, the defaults."""
    known = {each.name for each in action.fields}
    return begun(action, record) | {name: text for name, text in given.items() if name in known}


def held(action: Action, record: Record | None) -> dict[str, str]:
    """The texts of what the record has now, without any defaults: a change is told from these."""
    bare = tuple(replace(each, default=None) for each in action.fields)
    return begun(replace(action, fields=bare), record)


def counted(action: Action, typed: Texts) -> tuple[Field, ...]:
    """The fields that are shown and sent, given what is typed; a wrong text decides nothing."""
    found: list[Field] = []
    values: dict[str, Any] = {}
    for each in action.fields:
        if not wanted(each, values):
            continue
        found.append(each)
        try:
            value = read(each, typed.get(each.name, ""))
        except Wrong:
            continue
        if value is not None:
            values[each.name] = value
    return tuple(found)


def fault(known: Field, text: str, now_ns: int) -> str:
    """What is wrong with one field's text, as a sentence; empty when nothing is."""
    try:
        value = read(known, absolute(known, text, now_ns))
    except Wrong as error:
        return str(error)
    return "it is required." if value is None and known.required else ""


def absolute(known: Field, text: str, now_ns: int) -> str:
    """A time written as a distance from now, such as `+2h` or `now-30m`, as the time it means.

    Any other text, and any other kind of field, stays as it is.
    """
    found = AHEAD.fullmatch(text.strip()) if known.kind == "time" else None
    if found is None:
        return text
    sign, amount, unit = found.groups()
    ahead_ns = int(float(amount) * MILLISECONDS[unit] * 1_000_000) if amount else 0
    at_ns = now_ns + (-ahead_ns if sign == "-" else ahead_ns)
    return (iso(at_ns // SECOND_NS * SECOND_NS) or "").replace(".000000", "")


def sending(action: Action, typed: Texts, before: Texts, now_ns: int) -> dict[str, Any]:
    """The values to send; raise `BadForm` with every field that is wrong.

    A change (PATCH) of something that is known sends what differs from what it had `before`, the
    choices by which that counts, and what the vendor requires; other requests send all that is
    filled in.
    """
    known = {each.name: each for each in counted(action, typed)}
    texts = {
        name: absolute(each, typed[name], now_ns) for name, each in known.items() if name in typed
    }
    if action.method != "PATCH" or not any(before.values()):
        return filled(action, texts, now_ns)
    touched = {name for name, each in known.items() if differs(each, texts, before)}
    emptied = {name for name in touched if not texts.get(name, "").strip()}
    values = filled(action, texts, now_ns)
    bodies = [name for name, each in known.items() if each.place == "body"]
    if bodies and not touched and not action.fixed:
        raise BadForm({bodies[0]: "nothing is changed yet."})
    stuck = [name for name in emptied if known[name].kind not in EMPTIED]
    if stuck:
        raise BadForm(dict.fromkeys(stuck, "it cannot be emptied: write another value."))
    sent = touched | chosen(known, touched)
    return {
        name: EMPTIED[each.kind] if name in emptied else values[name]
        for name, each in known.items()
        if name in emptied or (name in values and (name in sent or kept(each)))
    }


def chosen(known: Mapping[str, Field], touched: Collection[str]) -> set[str]:
    """The fields by whose values others count that are touched: those mean nothing without."""
    found: set[str] = set()
    for name in touched:
        when = known[name].when
        while when is not None and when[0] in known:
            found.add(when[0])
            when = known[when[0]].when
    return found


def differs(known: Field, texts: Texts, before: Texts) -> bool:
    """Whether a field means something else than it did before."""
    now, then = texts.get(known.name, ""), before.get(known.name, "")
    if now.strip() == then.strip():
        return False
    if not now.strip() or not then.strip():
        return True
    try:
        return bool(read(known, now) != read(known, then))
    except Wrong:
        return True


def kept(known: Field) -> bool:
    """Whether a field is sent even though it was not changed."""
    return known.required or known.place != "body"


def proof(action: Action, values: Values, target: str) -> str:
    """What is typed by hand before something is destroyed.

    The last six characters of the id of the record, or of the first id in the form; where
    neither is there, the action's own name.
    """
    named = [each for each in action.fields if values.get(each.name)]
    lists = [str(values[each.name][0]) for each in named if each.kind == "list"]
    ids = [str(values[each.name]) for each in named if each.of and each.kind != "list"]
    return next(iter((*filter(None, [target]), *lists, *ids)), action.name)[-HAND:]
