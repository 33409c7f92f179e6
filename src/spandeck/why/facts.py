"""The lines of a card as facts to be looked up by their type: what rules are given."""

from collections.abc import Iterable
from typing import TypeVar

from spandeck.model.fact import Fact
from spandeck.model.told import Subject, Told

F = TypeVar("F", bound=Fact)


class Facts:
    """What is known of one failure; later lines of a subject do not replace earlier ones."""

    def __init__(self, told: Iterable[Told], now_ns: int) -> None:
        """`now_ns` is when they were told: some are about now, not about then."""
        self.told = tuple(told)
        self.now_ns = now_ns

    def of(self, kind: type[F]) -> F | None:
        """The fact of a type; None where there is none."""
        return next((each.fact for each in self.told if isinstance(each.fact, kind)), None)

    def unknown(self, subject: Subject) -> bool:
        """Whether nobody answered; that there is nothing is an answer too."""
        lines = [each for each in self.told if each.subject is subject]
        return all(each.fact is None and not each.none for each in lines)
