"""Which rows of a list are marked, by what stays the same when they move."""

from spandeck.paint.row import RowSource


class Marks:
    """A set of rows, grown one by one or up to the cursor."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.last: int | None = None
        """Where the row marked last is now."""

    def toggle(self, source: RowSource, index: int) -> None:
        """Mark the row, or unmark it."""
        self.last = index
        self.keys ^= {source.key(index)}

    def extend(self, source: RowSource, index: int) -> None:
        """Mark everything between the row marked last and this one."""
        start = index if self.last is None else max(0, min(self.last, len(source) - 1))
        low, high = sorted((start, index))
        self.keys |= {source.key(each) for each in range(low, high + 1)}
        self.last = index

    def clear(self) -> None:
        """Mark nothing."""
        self.keys = set()
        self.last = None

    def shift(self, by: int) -> None:
        """Rows were put above, or taken away."""
        if self.last is not None:
            self.last += by
