"""What was left of each request budget over the last hour, a number a minute; nothing older."""

from spandeck.model.limits import Reading

MINUTES = 60
MINUTE_NS = 60_000_000_000


class Trend:
    """Fed by whoever reads the budgets; bounded by an hour and by the budgets there are."""

    def __init__(self) -> None:
        self.minutes: dict[tuple[str, str], dict[int, int]] = {}
        """By vendor and category: the least that was left in each minute since the epoch."""

    def note(self, reading: Reading, now_ns: int) -> None:
        """Remember what is left now; a budget nobody stated is no news."""
        if reading.remaining is None:
            return
        known = self.minutes.setdefault((reading.vendor, reading.category), {})
        now = now_ns // MINUTE_NS
        known[now] = min(reading.remaining, known.get(now, reading.remaining))
        while len(known) > MINUTES:
            del known[next(iter(known))]

    def lows(self, reading: Reading, now_ns: int) -> list[int | None]:
        """The least left in each of the last `MINUTES`, oldest first; None where nobody looked."""
        known = self.minutes.get((reading.vendor, reading.category), {})
        now = now_ns // MINUTE_NS
        return [known.get(each) for each in range(now - MINUTES + 1, now + 1)]
