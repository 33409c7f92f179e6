"""What is asked of spans, by the bodies of `/v3/spans/query` and `/v3/spans/fields`: checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from spandeck.sim.clock import read_iso
from spandeck.sim.fiddler.collection import Body
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.filters import EVERYTHING, Rule, Tree, tree
from spandeck.sim.fiddler.seen import Seen
from spandeck.sim.fiddler.telling import storable

COLUMNS = (
    *("span_id", "trace_id", "parent_span_id", "session_id", "name", "span_type", "status_code"),
    *("status_message", "start_time", "duration", "agent_id", "agent_name", "input", "output"),
)
DEEPEST = 3
MOST_RULES = 10
SHORTEST, LONGEST = 3, 64
SCOPES = {"all": ("name", "input", "output"), "input": ("input",), "output": ("output",)}


def instant(found: object) -> int:
    """ISO 8601 with an offset, as nanoseconds."""
    if not isinstance(found, str) or datetime.fromisoformat(found).tzinfo is None:
        raise ValueError("a time in ISO 8601 with an offset")
    return storable(read_iso(found))


Instant = Annotated[int, BeforeValidator(instant)]


class Search(Body):
    """A text that spans must contain."""

    query: str
    scope: Literal["all", "input", "output"] = "all"

    def fits(self, seen: Seen) -> bool:
        """Whether a span contains it, in any case."""
        wanted, record = self.query.lower(), seen.written()
        texts = [record.get(name) for name in SCOPES[self.scope]]
        if self.scope == "all":
            texts += record["span_attributes"].values()
        return any(wanted in str(each).lower() for each in texts if each is not None)


class Range(Body):
    """Spans of an application in a range of time, and what else they must fulfil."""

    application_id: UUID
    start_time: Instant
    end_time: Instant
    filter: dict[str, Any] | None = None
    search: Search | None = None

    @field_validator("end_time")
    @classmethod
    def later(cls, end: int, info: ValidationInfo) -> int:
        """A range ends after it begins."""
        if end <= info.data.get("start_time", end - 1):
            raise ValueError("must be later than start_time")
        return end


class Query(Range):
    """A page of them."""

    ordering: Literal["start_time", "-start_time", "duration", "-duration"] = "-start_time"
    page_size: Annotated[int, Field(ge=1, le=1000)] = 50
    offset: Annotated[int, Field(ge=0, lt=10**12)] = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """What spans must fulfil."""

    tree: Tree
    search: Search | None

    @property
    def open(self) -> bool:
        """Whether every span does."""
        return not self.tree.rules and self.search is None

    def fits(self, seen: Seen) -> bool:
        """Whether a span does."""
        if not self.tree.fits(seen.look):
            return False
        return self.search is None or self.search.fits(seen)

    def equal(self, field: str) -> Sequence[str] | None:
        """The values that a field must have one of, where the condition says so outright."""
        for each in self.tree.rules if self.tree.condition == "AND" else ():
            if isinstance(each, Rule) and each.field == field:
                if each.operator == "equal":
                    return [str(each.value)]
                if each.operator == "in":
                    return [str(one) for one in each.value]
        return None


def condition(asked: Range) -> Condition:
    """The condition of a query; `Refusal` for one that the vendor does not allow."""
    if asked.search and not SHORTEST <= len(asked.search.query) <= LONGEST:
        raise Refusal(422, f"search.query: must have {SHORTEST} to {LONGEST} characters.")
    return Condition(span_tree(asked.filter), asked.search)


def span_tree(found: object) -> Tree:
    """A filter over spans; `Refusal` 400 for one that is too deep, too long or about no field."""
    if found is None:
        return EVERYTHING
    asked = tree(found)
    if asked.depth() > DEEPEST:
        raise Refusal(400, f"filter: nested deeper than {DEEPEST} levels.")
    rules = list(asked.leaves())
    if len(rules) > MOST_RULES:
        raise Refusal(400, f"filter: {len(rules)} rules, of at most {MOST_RULES}.")
    for rule in rules:
        if not known(rule.field):
            raise Refusal(400, f"filter: '{rule.field}' is not a field of spans.")
    return in_any_case(asked)


def in_any_case(asked: Tree) -> Tree:
    """The tree with status codes in capitals: the vendor's own pages write `Error` and `ERROR`."""
    rules = [
        in_any_case(each)
        if isinstance(each, Tree)
        else each.model_copy(update={"value": each.value.upper()})
        if each.field == "Span::status_code" and isinstance(each.value, str)
        else each
        for each in asked.rules
    ]
    return asked.model_copy(update={"rules": tuple(rules)})


def known(field: str) -> bool:
    """Whether spans may have such a field."""
    space, _, name = field.partition("::")
    if space == "Span":
        return name in COLUMNS
    if space == "Evaluator":
        rule, _, output = name.partition("::")
        return bool(rule and output)
    return space == "SpanAttribute" and bool(name)
