"""What is known of one bucket of the budget: values only, kept in a store between requests.

Times are seconds of the store's own clock. Nothing here decides; `admission` and `learning` do.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from spandeck.model.limits import Window

ADAPTIVE = Window(1, 1.0, "adaptive")
"""Where a bucket starts whose limit nobody has stated."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What an answer said is left: an upper bound, as others may spend the same budget."""

    limit: int
    remaining: int
    since: float
    """When the request was granted that was answered so; later tickets spend what was left."""
    until: float
    """When the vendor's window starts anew and this bound ends."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """One window of a bucket, with what answers have said of it."""

    default: Window
    """What the descriptor states; nothing learnt strays further than ten times from it."""
    window: Window
    """What is in force."""
    ceiling: Ceiling | None = None
    wish: Window | None = None
    """A looser window that answers have begun to state, not yet believed."""
    wishes: int = 0
    """How many answers in a row stated `wish`."""
    reset_at: float | None = None
    """The last stated end of the vendor's window."""
    steps: tuple[float, ...] = ()
    """The last distances between such ends, while each began a window that was all ours."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """All windows of one category of one token, every one of which must admit."""

    allowances: tuple[Allowance, ...]
    blocked_until: float = 0.0
    newest: float = 0.0
    """When the request was granted whose answer was applied last."""
    clean: int = 0
    """Answers since the adaptive rate last changed."""
    garbage: int = 0
    """Header fields that could not be read or not be believed."""

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows in force."""
        return tuple(each.window for each in self.allowances)

    @property
    def defaults(self) -> tuple[Window, ...]:
        """The windows the descriptor stated."""
        return tuple(each.default for each in self.allowances)

    @property
    def adaptive(self) -> bool:
        """Whether nobody has stated a limit yet."""
        return all(each.window.source == ADAPTIVE.source for each in self.allowances)

    @property
    def longest_s(self) -> float:
        """The length of the longest window."""
        return max(each.window.seconds for each in self.allowances)


def fresh(defaults: Sequence[Window]) -> Bucket:
    """A bucket nothing has been learnt about; without defaults it is adaptive."""
    return Bucket(tuple(Allowance(each, each) for each in defaults or (ADAPTIVE,)))


def shared(bucket: Bucket, portion: float) -> Bucket:
    """The bucket cut down to a portion of every window, at least one request each."""
    cut = tuple(
        replace(each, window=replace(each.window, limit=max(1, int(each.window.limit * portion))))
        for each in bucket.allowances
    )
    return replace(bucket, allowances=cut)


def dumps(bucket: Bucket) -> str:
    """The bucket as text for a store."""
    return json.dumps(bucket, default=fields)


def fields(value: Bucket | Allowance | Ceiling | Window) -> dict[str, Any]:
    """The fields of one value; `asdict` would copy everything below as well, and take long."""
    return {name: getattr(value, name) for name in value.__slots__}


def loads(text: str) -> Bucket:
    """The bucket a store kept; raises ValueError, KeyError or TypeError when it is not one."""
    kept: dict[str, Any] = json.loads(text)
    allowances = tuple(allowance(each) for each in kept.pop("allowances"))
    return Bucket(allowances, **kept)


def allowance(kept: dict[str, Any]) -> Allowance:
    """One allowance from its JSON object."""
    ceiling, wish = kept.pop("ceiling"), kept.pop("wish")
    return Allowance(
        default=Window(**kept.pop("default")),
        window=Window(**kept.pop("window")),
        ceiling=Ceiling(**ceiling) if ceiling else None,
        wish=Window(**wish) if wish else None,
        steps=tuple(kept.pop("steps")),
        **kept,
    )
