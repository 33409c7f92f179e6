"""What makes two failures one problem: the rule, and what people changed of it. Pure.

What failed: the exception's class, else the HTTP status, else the vendor's code; with the message,
normalised. Where: the tool; for a provider's answer the model, whatever step asked it; else the
step, and the model where one is named. The agent is no part: one problem hits many.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import assert_never

from spandeck.model.group import Fingerprint
from spandeck.model.occurrence import Cause, Occurrence
from spandeck.triage.message import REMEMBERED, normalised

Part = tuple[str, str]
KEY_BYTES = 5
"""A trillion keys: among 5 000 groups two are alike once in 80 000 installations."""
NOTHING = "—"
"""The value of a field by which groups are split, where a failure does not state it."""
FIELDS: Mapping[str, Callable[[Occurrence], str | None]] = {
    "agent": lambda of: of.spot.agent,
    "version": lambda of: of.spot.version,
    "step": lambda of: of.spot.step,
    "tool": lambda of: of.spot.tool,
    "model": lambda of: of.spot.model,
    "provider": lambda of: of.spot.provider,
    "endpoint": lambda of: of.spot.endpoint,
    "environment": lambda of: of.spot.environment,
    "project": lambda of: of.of.project,
    "user": lambda of: of.of.user_id,
    "session": lambda of: of.of.session_id,
    "code": lambda of: of.cause.code,
    "vendor": lambda of: of.vendor,
}
"""What a group may be split by."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What people changed of the rule."""

    splits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A group's key, and the `FIELDS` that it is split by."""
    merges: Mapping[str, str] = field(default_factory=dict)
    """A group's key, and that of the group it counts as."""

    def target(self, key: str) -> str:
        """The group that one counts as in the end; itself where nobody merged it."""
        passed = {key}
        while (following := self.merges.get(key)) is not None and following not in passed:
            passed.add(following)
            key = following
        return key


NONE = Rules()


def fingerprint(occurrence: Occurrence, rules: Rules = NONE) -> Fingerprint:
    """The group a failure belongs to by the rule, and by what people changed of it.

    Its parts are the failure's own, even where it counts as another group's.
    """
    parts = stated(occurrence)
    key = name(parts)
    while key in rules.splits:
        parts += tuple((each, part(each, occurrence)) for each in rules.splits[key])
        key = name(parts)
    return Fingerprint(rules.target(key), parts)


def part(field_name: str, occurrence: Occurrence) -> str:
    """What a failure states in a field."""
    return FIELDS[field_name](occurrence) or NOTHING


def stated(occurrence: Occurrence) -> tuple[Part, ...]:
    """The parts by the rule alone."""
    match occurrence.kind:
        case "span" | "trace":
            return (*what(occurrence.cause), *place(occurrence))
        case "alert":
            rule = occurrence.of.name or occurrence.id
            return (("alert", rule), ("vendor", occurrence.vendor))
        case "upstream":
            provider = occurrence.spot.provider or occurrence.of.name or NOTHING
            return (("upstream", provider), sort(occurrence.cause))
    assert_never(occurrence.kind)


def what(cause: Cause) -> tuple[Part, ...]:
    """What failed."""
    message = normalised(cause.message) if cause.message else ""
    return (sort(cause), *((("message", message),) if message else ()))


def sort(cause: Cause) -> Part:
    """The kind of failure in one word; a class without its modules, which differ by client."""
    if cause.type:
        return "type", cause.type.rpartition(".")[2]
    if cause.http_status:
        return "status", f"HTTP {cause.http_status}"
    return ("code", cause.code) if cause.code else ("failure", "without a reason")


def place(occurrence: Occurrence) -> tuple[Part, ...]:
    """Where it failed."""
    spot = occurrence.spot
    if spot.tool:
        return (("tool", spot.tool),)
    model = (("model", spot.model),) if spot.model else ()
    if model and occurrence.cause.http_status:
        return model
    step = spot.step or occurrence.of.name
    return (*((("step", normalised(step)),) if step else ()), *model)


@lru_cache(maxsize=REMEMBERED)
def name(parts: tuple[Part, ...]) -> str:
    """The key of some parts, the same on every machine."""
    told = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return blake2b(told.encode(errors="surrogatepass"), digest_size=KEY_BYTES).hexdigest()


def strength(occurrence: Occurrence) -> int:
    """How much a failure says of itself: of two vendors' words for one span the stronger counts."""
    if occurrence.kind == "trace":
        return -1
    cause = occurrence.cause
    return 2 * (cause.type is not None) + (
        cause.message is not None or cause.http_status is not None
    )


def title(occurrence: Occurrence) -> str:
    """What failed, for a line: the vendor's code, else the exception or the status."""
    if occurrence.kind == "alert":
        return occurrence.of.name or occurrence.id
    return occurrence.cause.code or sort(occurrence.cause)[1]


def where(occurrence: Occurrence) -> str:
    """Where it failed, for a line: the tool, the provider and the model, or the step."""
    spot = occurrence.spot
    if spot.tool:
        return spot.tool
    called = " ".join(each for each in (spot.provider, spot.model) if each)
    return called or spot.step or occurrence.of.name or ""
