"""What a subtree used and cost, without counting twice what its spans repeat of each other.

Numbers of tokens are in the attributes, which the model does not read: it is handed them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from spandeck.model.trace import Trace
from spandeck.model.tree import SLICE, Slices, finish

N = TypeVar("N", int, float)


class Spent(Protocol):
    """What one span says of itself; `semantics.glance` gives it."""

    @property
    def kind(self) -> str:
        """`llm`, `agent`, `tool` and so on."""
        ...

    @property
    def tokens(self) -> int | None:
        """What the span states, whether its own or a sum over its children."""
        ...

    @property
    def cost_usd(self) -> float | None:
        """What the span states, whether its own or a sum over its children."""
        ...

    @property
    def response_id(self) -> str | None:
        """The provider's id of the answer."""
        ...


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over subtrees, by position; None where no span below states a number."""

    tokens: Sequence[int | None]
    cost_usd: Sequence[float | None]
    repeated: frozenset[int]
    """Spans that tell of an answer which an earlier span told of: they add nothing."""


BOUNDARIES = ("agent", "tool")
"""What happens below these is other work, not the same call told once more."""


def total(trace: Trace, spent: Sequence[Spent]) -> Totals:
    """The sums over every subtree; `spent` is by position.

    - Two spans of the same answer (an SDK's own and an instrumentation's) count once.
    - A model's span around a model's span is the same call: the larger number counts. Below a
      tool or an agent within it are other calls: they are added.
    - What any other kind of span states is a sum over what is below it: the larger counts.
    """
    return finish(totalling(trace, spent))


def totalling(trace: Trace, spent: Sequence[Spent]) -> Slices[Totals]:
    """`total` in slices of a few milliseconds."""
    answers: set[str] = set()
    repeated = set()
    for at, each in enumerate(spent):
        answer = each.response_id
        if answer is not None and each.kind == "llm":
            if answer in answers:
                repeated.add(at)
            answers.add(answer)
        if at % SLICE == 0:
            yield
    tokens = yield from summed(trace, spent, [each.tokens for each in spent], repeated)
    cost = yield from summed(trace, spent, [each.cost_usd for each in spent], repeated)
    return Totals(tokens, cost, frozenset(repeated))


def summed(
    trace: Trace, spent: Sequence[Spent], stated: list[N | None], repeated: set[int]
) -> Slices[list[N | None]]:
    """One sum over every subtree, from the leaves up."""
    parent = trace.parent
    sums: list[N | None] = [None] * len(stated)
    same, other = sums.copy(), sums.copy()  # below each span: its own call again, and other calls
    for at in range(len(stated) - 1, -1, -1):
        own = None if at in repeated else stated[at]
        kind = spent[at].kind
        again, apart = same[at], other[at]
        if kind == "llm":
            again = larger(own, again)
        elif own is not None:
            again, apart = larger(own, added(again, apart)), None
        sums[at] = added(again, apart)
        above = parent[at]
        if above >= 0 and sums[at] is not None:
            if kind in BOUNDARIES:
                other[above] = added(other[above], sums[at])
            else:
                same[above] = added(same[above], again)
                other[above] = added(other[above], apart)
        if at % SLICE == 0:
            yield
    return sums


def added(one: N | None, two: N | None) -> N | None:
    """The sum of what is known."""
    if one is None or two is None:
        return two if one is None else one
    return one + two


def larger(one: N | None, two: N | None) -> N | None:
    """The larger of what is known."""
    if one is None or two is None:
        return two if one is None else one
    return max(one, two)
