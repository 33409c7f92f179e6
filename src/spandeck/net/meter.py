"""What each request cost, counted for this process: for the Limits screen and `spandeck limits`.

It must not decide anything; whoever acts tells it afterwards.
"""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """The counts of one category of one vendor."""

    waiting: int = 0
    sent: int = 0
    throttled: int = 0
    retried: int = 0
    cached: int = 0
    waited_s: float = 0.0
    panes: Counter[str] = field(default_factory=Counter)
    """Requests sent per pane."""


@dataclass(slots=True)
class Meter:
    """The tallies of every bucket this process has used, by bucket name."""

    tallies: dict[str, Tally] = field(default_factory=dict)

    def of(self, bucket: str) -> Tally:
        """The tally of this bucket, begun when it is first asked for."""
        return self.tallies.setdefault(bucket, Tally())
