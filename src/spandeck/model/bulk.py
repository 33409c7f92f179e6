"""One action as the requests it takes: what each has of its ids, and how far they came.

They go one after the other, and the first that is not answered as it should be ends the run: what
was done, what is unknown and what was not begun can then be told apart, and nothing goes twice.
"""

from dataclasses import dataclass, field

from spandeck.model.action import Action, Values
from spandeck.model.errors import SourceError
from spandeck.model.limits import Budget
from spandeck.model.page import Ask
from spandeck.model.quota import Quota, quota
from spandeck.model.source import Draft, Outcome, RecordSource

Ids = tuple[str, ...]


@dataclass(slots=True)
class Bulk:
    """The requests of one action, on their way or about to be."""

    source: RecordSource
    drafts: tuple[Draft, ...]
    """At least one."""
    portions: tuple[Ids, ...]
    """The ids in each of them."""
    outcomes: list[Outcome] = field(default_factory=list)
    """Of those that were done, in their order."""
    doubtful: bool = False
    """Whether nobody knows what came of the one after those."""

    @property
    def several(self) -> bool:
        """Whether it takes more than one request."""
        return len(self.drafts) > 1

    @property
    def done(self) -> Ids:
        """The ids with which it was done."""
        return joined(self.portions[: len(self.outcomes)])

    @property
    def unknown(self) -> Ids:
        """The ids with which it may have been done."""
        begun = len(self.outcomes)
        return joined(self.portions[begun : begun + self.doubtful])

    @property
    def untouched(self) -> Ids:
        """The ids with which it was not done."""
        return joined(self.portions[len(self.outcomes) + self.doubtful :])

    def quota(self, budget: Budget | None) -> Quota | None:
        """What a day has left for such requests; None where no day is counted."""
        first = self.drafts[0]
        if budget is None:
            return None
        return quota(budget.standing(self.source.vendor, first.method, first.path))

    async def run(self, ask: Ask) -> None:
        """Send them all; raise the `SourceError` of the first that was not done."""
        for draft in self.drafts[len(self.outcomes) :]:
            self.doubtful = True  # also when this is cancelled while it waits for the answer
            try:
                outcome = await self.source.act(draft, ask=ask)
            except SourceError as error:
                self.doubtful = error.doubtful
                raise
            self.outcomes.append(outcome)
            self.doubtful = False


def bulk(source: RecordSource, action: Action, values: Values, target: str = "") -> Bulk:
    """The requests of an action; raise `Missing` for a bad id."""
    name = cut(action, values)
    found = portions(action, values)
    return Bulk(
        source,
        tuple(source.draft(action, each, target) for each in found),
        tuple(tuple(each[name]) if name else () for each in found),
    )


def portions(action: Action, values: Values) -> tuple[Values, ...]:
    """The values of each request: ids of which one takes so many are dealt out, each once."""
    name = cut(action, values)
    if not name:
        return (values,)
    size = next(each.batch for each in action.fields if each.name == name) or 1
    ids = list(dict.fromkeys(values[name]))
    return tuple({**values, name: ids[place : place + size]} for place in range(0, len(ids), size))


def cut(action: Action, values: Values) -> str:
    """The field whose ids are dealt out; empty where there is none, or none of its ids."""
    fields = (each.name for each in action.fields if each.batch is not None)
    return next((name for name in fields if values.get(name)), "")


def joined(portions: tuple[Ids, ...]) -> Ids:
    """All ids of some requests."""
    return tuple(each for ids in portions for each in ids)
