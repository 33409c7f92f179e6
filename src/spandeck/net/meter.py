"""What each request cost, counted by every process: for the Limits screen and `spandeck limits`.

It must not decide anything; whoever acts tells it afterwards.
"""

import json
from collections import Counter
from collections.abc import Iterable
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

    def dumps(self) -> str:
        """As text for other processes, without who waits: of a killed one it would never end."""
        shared = ("sent", "throttled", "retried", "cached", "waited_s")
        return json.dumps({name: getattr(self, name) for name in shared} | {"panes": self.panes})

    @classmethod
    def loads(cls, text: str) -> "Tally":
        """What another process wrote; raises `ValueError`, `TypeError` or `KeyError`."""
        told = json.loads(text)
        return cls(**{**told, "panes": Counter(told["panes"])})


def together(tallies: Iterable[Tally]) -> Tally:
    """What several processes counted."""
    found = Tally()
    for each in tallies:
        found.waiting += each.waiting
        found.sent += each.sent
        found.throttled += each.throttled
        found.retried += each.retried
        found.cached += each.cached
        found.waited_s += each.waited_s
        found.panes += each.panes
    return found


@dataclass(slots=True)
class Meter:
    """The tallies of every bucket this process has used, by bucket name."""

    tallies: dict[str, Tally] = field(default_factory=dict)

    def of(self, bucket: str) -> Tally:
        """The tally of this bucket, begun when it is first asked for."""
        return self.tallies.setdefault(bucket, Tally())
