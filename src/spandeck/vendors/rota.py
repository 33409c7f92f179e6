"""Whom to ask at a poll, where a vendor answers for one of many places at a time.

Pure: it neither asks nor waits. Where something failed lately is asked every time, the others in
turn. Feeds overlap by far more than a turn takes, so nothing is lost while one is not asked.
"""

from collections.abc import Collection
from dataclasses import dataclass

FEW = 6
"""So many places are asked every time."""
MOST = 24
"""More are never asked at once."""
TURNS = 4
"""In how many polls each of the quiet places has its turn."""
LATELY_NS = 180 * 1_000_000_000
"""A place is quiet when nothing failed there for so long."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a place answered last."""

    at_ns: int
    newest_ns: int
    """When the newest failure that it told of happened; 0 for none."""

    @property
    def quiet(self) -> bool:
        """Whether it can wait."""
        return self.at_ns - self.newest_ns > LATELY_NS


class Rota:
    """Remembers what each place answered last."""

    def __init__(self) -> None:
        self.known: dict[str, Answered] = {}

    def due(self, places: Collection[str]) -> list[str]:
        """Those to ask now, who waited longest first; who was never asked waited for ever."""
        if len(places) <= FEW:
            return list(places)
        waiting = sorted(places, key=self.answered_ns)
        quiet = [each for each in waiting if each in self.known and self.known[each].quiet]
        turn = set(quiet[: -(-len(quiet) // TURNS)])
        return [each for each in waiting if each in turn or each not in quiet][:MOST]

    def answered_ns(self, place: str) -> int:
        """When a place answered last; 0 for never."""
        return self.known[place].at_ns if place in self.known else 0

    def note(self, place: str, at_ns: int, newest_ns: int) -> None:
        """A place answered."""
        self.known[place] = Answered(at_ns, newest_ns)
