"""The functions of the language, stated once: what they are called, take, give and compute.

`GET /v3/fql-expressions` answers with this table, definitions are checked against it, and values
are computed by it.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spandeck.sim.fiddler.metrics import METRICS


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a function takes."""

    name: str
    kind: str = "number"
    """`any`, `number`, `boolean` or `string`."""
    default: float | str | None = None
    required: bool = True
    keyword: bool = False

    def record(self) -> dict[str, Any]:
        """As it is answered."""
        told = {"name": self.name, "type": self.kind, "is_required": self.required}
        told["kind"] = "keyword" if self.keyword else "positional"
        return told if self.required else told | {"default": self.default}


@dataclass(frozen=True, slots=True)
class Function:
    """A function."""

    name: str
    grouping: str
    description: str
    parameters: tuple[Parameter, ...] = ()
    gives: str = "number"
    row: Callable[..., Any] | None = None
    """Computes it for one row; of an attribute, the row itself is asked."""
    over: Callable[..., float | None] | None = None
    """Computes it over the values of an expression in all rows."""
    nulls: bool = False
    """Whether it can be asked about missing values; of any other the result is missing too."""

    category: str = "row"
    """`row` for what has a value in each row, `aggregate` for what has one over all."""

    def record(self) -> dict[str, Any]:
        """As it is answered."""
        return {
            "name": self.name,
            "category": self.category,
            "grouping": self.grouping,
            "description": self.description,
            "parameters": [each.record() for each in self.parameters],
            "return_type": self.gives,
        }


def chosen(condition: object, then: object, otherwise: object) -> object:
    """One of two values."""
    return then if condition else otherwise


def floored(found: Callable[[float], float]) -> Callable[[float], float | None]:
    """A function that has no value where it is not defined."""

    def compute(value: float) -> float | None:
        try:
            return found(value)
        except (ValueError, OverflowError):
            return None

    return compute


def mean(values: Sequence[float]) -> float | None:
    """The average."""
    return sum(values) / len(values) if values else None


X = Parameter("x")
ANY = Parameter("x", "any")
TEXT = Parameter("text", "string")
COLUMN = Parameter("column", "any")
BASELINE = Parameter("baseline", "string", required=False, keyword=True)
ROW = (
    Function(
        "if",
        "logical",
        "One of two values, by a condition.",
        (Parameter("condition", "boolean"), Parameter("then", "any"), Parameter("else", "any")),
        "any",
        chosen,
        nulls=True,
    ),
    Function("length", "text", "How many characters a text has.", (TEXT,), row=len),
    Function("to_string", "text", "A value as text.", (ANY,), "string", str),
    Function(
        "startswith",
        "text",
        "Whether a text begins with another.",
        (TEXT, Parameter("prefix", "string")),
        "boolean",
        lambda text, prefix: str(text).startswith(prefix),
    ),
    Function(
        "substring",
        "text",
        "A part of a text.",
        (TEXT, Parameter("start"), Parameter("length")),
        "string",
        lambda text, start, length: str(text)[int(start) : int(start + length)],
    ),
    Function(
        "match",
        "text",
        "Whether a text contains another.",
        (TEXT, Parameter("pattern", "string")),
        "boolean",
        lambda text, pattern: pattern in str(text),
    ),
    Function(
        "is_null",
        "logical",
        "Whether a value is missing.",
        (ANY,),
        "boolean",
        lambda value: value is None,
        nulls=True,
    ),
    Function(
        "is_not_null",
        "logical",
        "Whether a value is there.",
        (ANY,),
        "boolean",
        lambda value: value is not None,
        nulls=True,
    ),
    Function(
        "attribute",
        "genai",
        "An attribute of a span, in place of a column.",
        (
            Parameter("key", "string"),
            Parameter("type", "string", "system", required=False, keyword=True),
            Parameter("scope", "string", "span", required=False, keyword=True),
        ),
        "any",
    ),
    Function("abs", "arithmetic", "A number without its sign.", (X,), row=abs),
    Function("exp", "arithmetic", "e to a power.", (X,), row=floored(math.exp)),
    Function("log", "arithmetic", "The natural logarithm.", (X,), row=floored(math.log)),
    Function("log2", "arithmetic", "The logarithm to base 2.", (X,), row=floored(math.log2)),
    Function("log10", "arithmetic", "The logarithm to base 10.", (X,), row=floored(math.log10)),
    Function("sqrt", "arithmetic", "The square root.", (X,), row=floored(math.sqrt)),
    Function("e", "constant", "Euler's number.", row=lambda: math.e),
    Function("pi", "constant", "The circle's number.", row=lambda: math.pi),
)


def quantile(values: Sequence[float], level: float = 0.5) -> float | None:
    """The value below which such a share of all lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(level * len(ordered)))] if ordered else None


AGGREGATES = (
    Function(
        "sum", "aggregation", "The sum over all rows.", (X,), over=math.fsum, category="aggregate"
    ),
    Function(
        "average", "aggregation", "The mean over all rows.", (X,), over=mean, category="aggregate"
    ),
    Function(
        "count",
        "aggregation",
        "How many rows have a value.",
        (ANY,),
        over=lambda v: float(len(v)),
        category="aggregate",
    ),
    Function(
        "quantile",
        "aggregation",
        "The value below which such a share of all lies.",
        (X, Parameter("level", "number", 0.5, required=False, keyword=True)),
        over=quantile,
        category="aggregate",
    ),
)
MEASURES = tuple(
    Function(
        name,
        metric.kind,
        f"{metric.display} of the model.",
        ((COLUMN, BASELINE) if metric.requires_baseline else (COLUMN,)) if metric.columned else (),
        category="aggregate",
    )
    for name, metric in METRICS.items()
    if name not in ("sum", "average")
)
"""The built-in metrics, which are computed as alert rules compute them."""
FUNCTIONS: Mapping[str, Function] = {each.name: each for each in (*ROW, *AGGREGATES, *MEASURES)}
