"""Following a list live: when to ask again, and what the reader is told of it. Decisions only."""

from dataclasses import dataclass, replace

from spandeck.paint.units import exact

BASE_S = 5.0
SLOWEST_S = 60.0


@dataclass(frozen=True, slots=True)
class Follow:
    """How a list follows what arrives; each event makes a new one."""

    on: bool = False
    paused: bool = False
    """Whether new rows are kept back while the reader looks at older ones."""
    interval_s: float = BASE_S
    new: int = 0
    """Rows kept back."""
    behind: bool = False
    """Whether more is new than is kept back."""

    def switched(self) -> "Follow":
        """Start to follow, go on after a pause, or stop."""
        if self.on and self.paused:
            return replace(self, paused=False, new=0, behind=False)
        return Follow(on=not self.on)

    def held(self) -> "Follow":
        """The reader pauses."""
        return replace(self, paused=self.on)

    def polled(self, new: int, *, behind: bool = False) -> "Follow":
        """A poll was answered: the pace eases back to the usual one."""
        eased = max(BASE_S, self.interval_s / 2)
        if not self.paused:
            return replace(self, interval_s=eased, new=0, behind=False)
        return replace(self, interval_s=eased, new=max(self.new, new), behind=self.behind or behind)

    def refused(self, wait_s: float = 0.0) -> "Follow":
        """The budget is short, or the vendor failed: ask less often."""
        return replace(self, interval_s=min(SLOWEST_S, max(self.interval_s * 2, wait_s)))

    def __str__(self) -> str:
        if not self.on:
            return ""
        if self.paused:
            more = " or more" if self.behind else ""
            return f"paused · +{exact(self.new)}{more} new" if self.new else "paused"
        usual = f"following · every {BASE_S:.0f} s"
        slowed = f"; slowed to {self.interval_s:.0f} s" if self.interval_s > BASE_S else ""
        return usual + slowed
