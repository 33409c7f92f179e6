"""The last items that were told, numbered from the first on; what falls out is counted."""

from collections import deque
from collections.abc import Iterable

from spandeck.model.tail import Item

CAP = 20_000


class Ring:
    """So many items and no more; each keeps its number for ever."""

    def __init__(self, cap: int = CAP) -> None:
        self.cap = cap
        self.items: deque[Item] = deque(maxlen=cap)
        self.end = 0
        """The number of the item that will come next."""

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, number: int) -> Item:
        """The item of this number; raises `IndexError` when it fell out or has not come."""
        if not self.first <= number < self.end:
            raise IndexError(number)
        return self.items[number - self.first]

    @property
    def first(self) -> int:
        """The number of the oldest item that is held."""
        return self.end - len(self.items)

    @property
    def dropped(self) -> int:
        """How many items fell out."""
        return self.first

    def add(self, items: Iterable[Item]) -> None:
        """Take in what was told, in that order."""
        for item in items:
            self.items.append(item)
            self.end += 1
