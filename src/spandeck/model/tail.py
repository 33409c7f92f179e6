"""What the tail hands on: failures as they come, and how each feed stands while it is followed."""

from dataclasses import dataclass

from spandeck.model.occurrence import Occurrence


@dataclass(frozen=True, slots=True)
class Item:
    """One occurrence, told once; again only when the vendor changed it."""

    occurrence: Occurrence
    seen_ns: int
    """When we read it."""
    late: bool = False
    """Whether newer ones of the same feed had been read before it."""
    changed: bool = False
    """Whether it had been told before, otherwise."""

    @property
    def lag_s(self) -> float:
        """Seconds from when it happened until we read it."""
        return max(0.0, (self.seen_ns - self.occurrence.at_ns) / 1e9)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one feed stands: what tells silence from blindness."""

    vendor: str
    feed: str
    title: str
    every_s: float
    """The interval that is kept now."""
    usual_s: float
    """The interval it would have with budget and activity enough."""
    why: str = ""
    """Why it is slower than usual, such as `minute budget`; empty when it is not."""
    answered_ns: int | None = None
    """When it answered last; None before the first answer."""
    newest_ns: int | None = None
    """When the newest failure that it told of happened."""
    told: int = 0
    """How many failures it has told of since the start."""
    per_min: float = 0.0
    """Failures a minute over the last minutes."""
    lag_s: float | None = None
    """The median of how long the last ones took from happening until we read them."""
    skipped: int = 0
    """Polls that did not reach back to what was known: what lies between was not read."""
    bad: int = 0
    """Rows that could not be read."""
    notes: tuple[str, ...] = ()
    """What the vendor's last answer said was left out."""
    trouble: str = ""
    """Why it does not answer, as a sentence; empty when it does."""
    refused: bool = False
    """Whether it is the key that is refused."""
