"""Acts and groups as lines of JSON, for a team to keep in a repository: written and read back.

The same store gives the same lines in the same order; two stores join line by line, in any order.
What is read may be anybody's: every line is checked, and one that is wrong is told, not dropped.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spandeck.triage import act as acts_text
from spandeck.triage import seen as seen_text
from spandeck.triage.act import Act, BadAct
from spandeck.triage.seen import BadSeen, Seen
from spandeck.triage.state import HOUR_NS

VERSION = 1
HEADER = {"spandeck": "triage", "version": VERSION}
LONGEST_LINE = 100_000
"""Characters; no act and no group needs so many."""
NONE = "This is no export of triage: no line says so."
AHEAD_NS = 24 * HOUR_NS
"""An act that claims to be of a later time than tomorrow would outrank all that people do."""


class BadExchange(ValueError):
    """A file that is no export of triage; `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was left out."""

    number: int
    why: str
    """The rest of a sentence that begins with the line."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a file holds."""

    acts: tuple[Act, ...]
    seen: tuple[Seen, ...]
    bad: tuple[BadLine, ...]


def lines(acts: Iterable[Act], seen: Iterable[Seen]) -> Iterator[str]:
    """A header, the acts as they happened, then the groups: new acts stand together in a diff."""
    yield encoded(HEADER)
    for act in sorted(acts, key=lambda each: each.order):
        yield encoded({"act": acts_text.written(act)})
    for group in sorted(seen, key=lambda each: each.key):
        yield encoded({"group": seen_text.written(group)})


def encoded(value: object) -> str:
    """One line."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def parsed(text: Iterable[str], now_ns: int) -> Bundle:
    """What some lines hold; raise `BadExchange` when they begin as no export does."""
    acts, seen, bad, headed = list[Act](), list[Seen](), list[BadLine](), False
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        try:
            found = decoded(line)
            if not headed:
                check(found)
                headed = True
            elif "act" in found:
                acts.append(timely(acts_text.read(found["act"]), now_ns))
            else:
                seen.append(recent(seen_text.read(found.get("group")), now_ns))
        except (BadAct, BadSeen) as error:
            bad.append(BadLine(number, str(error)))
    if not headed:
        raise BadExchange(NONE if bad else "The file is empty; spandeck triage export writes one.")
    return Bundle(tuple(acts), tuple(seen), tuple(bad))


def decoded(line: str) -> dict[str, object]:
    """One line as an object; raise `BadAct` when it is none."""
    if len(line) > LONGEST_LINE:
        raise BadAct("is longer than any act or group")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadAct("is not JSON") from error
    if not isinstance(found, dict):
        raise BadAct("is neither an act nor a group")
    return found


def check(header: dict[str, object]) -> None:
    """Raise `BadExchange` unless a first line is ours, and of a version we know."""
    version = header.get("version")
    if header.get("spandeck") != "triage" or not isinstance(version, int):
        raise BadExchange(NONE)
    if version > VERSION:
        raise BadExchange(f"A newer spandeck wrote this (version {version}); update this one.")


def timely(act: Act, now_ns: int) -> Act:
    """The act; raise `BadAct` where its time is yet to come."""
    if act.at_ns > now_ns + AHEAD_NS:
        raise BadAct("claims a time that is yet to come")
    return act


def recent(seen: Seen, now_ns: int) -> Seen:
    """The group; raise `BadSeen` where it failed at a time that is yet to come."""
    if seen.last_ns > now_ns + AHEAD_NS:
        raise BadSeen("claims a time that is yet to come")
    return seen
