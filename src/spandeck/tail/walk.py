"""One poll's way down a list, newest first: when it has seen enough, and what that means."""

from collections.abc import Sequence


class Walk:
    """Page after page, until one holds only what is known, or to the end when it goes deep."""

    def __init__(self, horizon_ns: int, *, deep: bool, most: int) -> None:
        """`most` is how many pages may be read; nothing older than the horizon is looked for."""
        self.horizon_ns, self.deep, self.most = horizon_ns, deep, most
        self.cursor: str | None = None
        """Where the next page starts."""
        self.pages = 0
        self.fresh = 0
        """Pages that held something new."""
        self.passed: set[str] = set()
        self.oldest_ns: int | None = None
        self.done = False
        self.whole = False
        """Whether all was read, down to the horizon."""
        self.short = False
        """Whether it stopped because it may read no more pages."""
        self.gap = False
        """Whether something new may lie where it stopped."""

    def step(self, cursor: str | None, times_ns: Sequence[int], *, fresh: bool) -> None:
        """A page was read: where the next one starts, when its rows happened, and if any is new."""
        self.pages += 1
        self.fresh += fresh
        if times_ns:
            self.oldest_ns = (
                min(times_ns) if self.oldest_ns is None else min(self.oldest_ns, *times_ns)
            )
        below = bool(times_ns) and max(times_ns) < self.horizon_ns
        if cursor is None or below:
            self.done = self.whole = True
        elif cursor in self.passed:  # the list began again, or goes in circles
            self.done = True
        elif self.pages >= self.most:
            self.done = self.short = True
            self.gap = fresh
        elif times_ns and not fresh and not self.deep:
            self.done = True
        else:
            self.passed.add(cursor)
        self.cursor = cursor
