"""What was read of a vendor and need not be read again: the newest entries, up to a number."""

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Forgets what was not looked at for longest."""

    def __init__(self, most: int) -> None:
        """`most` is how many entries it holds."""
        self.most = most
        self.held: OrderedDict[K, V] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        return key in self.held

    def get(self, key: K) -> V | None:
        """What was kept, if it still is."""
        if key not in self.held:
            return None
        self.held.move_to_end(key)
        return self.held[key]

    def put(self, key: K, value: V) -> None:
        """Keep it."""
        self.held[key] = value
        self.held.move_to_end(key)
        while len(self.held) > self.most:
            self.held.popitem(last=False)
