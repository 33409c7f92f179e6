"""The filter tree that lists and spans share (contracts/fiddler.md §3.1, §3.2): read, then asked.

It knows operators, not fields: what a field's value is, its asker says. A missing value makes
every comparison false and `is_null` true.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from spandeck.sim.clock import read_iso
from spandeck.sim.fiddler.errors import Refusal, told

Look = Callable[[str], object]
"""Gives the value of a field, None where there is none."""
Test = Callable[[Any, Any], bool]


class Rule(BaseModel):
    """One comparison."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: Annotated[str, Field(min_length=1)]
    operator: str
    value: Any = None


class Tree(BaseModel):
    """Comparisons that all hold, or of which one does; without any it fits everything."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    condition: Literal["AND", "OR"] = "AND"
    rules: tuple["Tree | Rule", ...] = ()

    def fits(self, look: Look) -> bool:
        """Whether a record fulfils it."""
        if not self.rules:
            return True
        found = (fits(each, look) for each in self.rules)
        return all(found) if self.condition == "AND" else any(found)

    def leaves(self) -> Iterator[Rule]:
        """All rules, however deep."""
        for each in self.rules:
            if isinstance(each, Tree):
                yield from each.leaves()
            else:
                yield each

    def depth(self) -> int:
        """Levels of conditions; 1 without nesting."""
        return 1 + max((each.depth() for each in self.rules if isinstance(each, Tree)), default=0)


EVERYTHING = Tree()


def text(value: object) -> str:
    """A value as it is compared: booleans in lower case, as JSON writes them."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def same(found: object, wanted: object) -> bool:
    """Equality over types: numbers by value, all else as text."""
    pair = numbers(found, wanted)
    return pair[0] == pair[1] if pair else text(found) == text(wanted)


def numbers(found: object, wanted: object) -> tuple[float, float] | None:
    """Both as numbers, or as times, where both can be read so."""
    for read in (number, moment):
        first, second = read(found), read(wanted)
        if first is not None and second is not None:
            return first, second
    return None


def number(value: object) -> float | None:
    """A number, also as text; booleans are none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def moment(value: object) -> int | None:
    """A time in ISO 8601."""
    try:
        return read_iso(value) if isinstance(value, str) else None
    except ValueError:
        return None


def below(found: object, wanted: object) -> bool:
    """Whether it is less: by number, by time, or else by text."""
    pair = numbers(found, wanted)
    return pair[0] < pair[1] if pair else text(found) < text(wanted)


def within(found: object, wanted: Any) -> bool:
    """Between two bounds, both included."""
    return not below(found, wanted[0]) and not below(wanted[1], found)


def among(found: object, wanted: Any) -> bool:
    """Whether it, or one of its elements, is one of these."""
    each = found if isinstance(found, list) else [found]
    return any(same(one, other) for one in each for other in wanted)


COMPARISONS: Mapping[str, Test] = {
    "any": lambda found, wanted: among(found, wanted if isinstance(wanted, list) else [wanted]),
    "equal": same,
    "in": among,
    "less": below,
    "less_or_equal": lambda found, wanted: not below(wanted, found),
    "greater": lambda found, wanted: below(wanted, found),
    "greater_or_equal": lambda found, wanted: not below(found, wanted),
    "between": within,
    "begins_with": lambda found, wanted: text(found).lower().startswith(text(wanted).lower()),
    "contains": lambda found, wanted: text(wanted).lower() in text(found).lower(),
    "ends_with": lambda found, wanted: text(found).lower().endswith(text(wanted).lower()),
}
EXISTENCE: Mapping[str, Callable[[object], bool]] = {
    "is_empty": lambda found: found in ("", [], {}, None),
    "is_not_empty": lambda found: found not in ("", [], {}, None),
    "is_null": lambda found: found is None,
    "is_not_null": lambda found: found is not None,
}
NEGATED = {
    f"not_{name}": COMPARISONS[name]
    for name in ("equal", "in", "between", "begins_with", "contains", "ends_with")
}


def fits(part: Tree | Rule, look: Look) -> bool:
    """Whether a record fulfils a part of the tree."""
    if isinstance(part, Tree):
        return part.fits(look)
    found = look(part.field)
    if part.operator in EXISTENCE:
        return EXISTENCE[part.operator](found)
    if found is None:
        return False
    if part.operator in NEGATED:
        return not NEGATED[part.operator](found, part.value)
    return COMPARISONS[part.operator](found, part.value)


def tree(found: object) -> Tree:
    """A filter from decoded JSON; `Refusal` 400 for one that cannot be asked."""
    try:
        read = Tree.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(each) for each in first["loc"] if isinstance(each, int | str))
        raise Refusal(400, f"filter.{told(where, first['msg'])}") from None
    except RecursionError:
        raise Refusal(400, "filter: nested too deep") from None
    for rule in read.leaves():
        check(rule)
    return read


def check(rule: Rule) -> None:
    """Refuse an operator that is none, and a value that does not go with it."""
    operator, value = rule.operator, rule.value
    if operator not in {*COMPARISONS, *NEGATED, *EXISTENCE}:
        raise Refusal(400, f"filter: '{operator}' is not an operator.")
    if operator in ("in", "not_in") and not isinstance(value, list):
        raise Refusal(400, f"filter: {operator} on '{rule.field}' takes a list.")
    if operator in ("between", "not_between") and not (isinstance(value, list) and len(value) == 2):
        raise Refusal(400, f"filter: {operator} on '{rule.field}' takes two bounds.")


def parsed(written: str | None) -> Tree:
    """A filter as a query parameter holds it: JSON, or nothing."""
    if not written:
        return EVERYTHING
    try:
        return tree(from_json(written))
    except ValueError as error:
        raise Refusal(400, f"filter: not JSON: {error}") from None
