"""What can go wrong when a vendor is asked: five names, each printed as one sentence.

    SourceError
    ├── Refused      the vendor will not do it: the key (401, 403) or the request (400, 409, 422)
    ├── Limited      the request budget is spent; it returns at a known time
    ├── Unreachable  no answer: no connection, a deadline passed, or the vendor failed (5xx)
    ├── Unreadable   an answer that is not what was promised: HTML, cut off, too large
    └── Missing      not found, or this key cannot see it (404)

`NotCached` stands apart: nothing went wrong, the cache alone was asked and holds nothing.
"""

from collections.abc import Mapping

from spandeck.model.safe import safe


class SourceError(Exception):
    """A question to a vendor that got no usable answer; `str()` is a sentence for a person."""

    advice = "Try again with r."
    """What to do, when whoever raised it knew nothing better."""
    doubtful = False
    """Whether a write that ended so may have been done all the same; whoever knows sets it."""

    def __init__(
        self,
        vendor: str,
        happened: str,
        *,
        advice: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
    ) -> None:
        """`happened` and `advice` are sentences without markup; `status` is the HTTP status.

        What happened may quote an id, which may hold anything: it is made safe, on one line.
        """
        self.vendor = vendor
        self.happened = safe(" ".join(happened.split())).rstrip(".")
        self.status = status
        self.request_id = request_id
        if advice is not None:
            self.advice = advice
        super().__init__(vendor, happened)

    def __str__(self) -> str:
        facts = [f"HTTP {self.status}"] if self.status else []
        facts += [f"request {self.request_id}"] if self.request_id else []
        aside = f" ({', '.join(facts)})" if facts else ""
        return f"{self.vendor}: {self.happened}{aside}. {self.advice}".rstrip()


class Refused(SourceError):
    """The vendor understood and said no."""

    advice = "Check the key and what it may see: spandeck doctor."
    fields: Mapping[str, str] = {}
    """What the vendor says is wrong, by the field of what was sent; whoever knows sets it."""

    @property
    def by_credentials(self) -> bool:
        """Whether the key is at fault rather than the request."""
        return self.status in (401, 403)


class Limited(SourceError):
    """The budget is spent and waiting would outlast the caller's patience."""

    advice = "What is shown comes from the cache until then."

    def __init__(self, vendor: str, wait_s: float, *, status: int | None = None) -> None:
        """`wait_s` is how long until the budget returns, in seconds from now."""
        super().__init__(vendor, f"the budget returns in {period(wait_s)}", status=status)
        self.wait_s = wait_s


def period(seconds: float) -> str:
    """A wait in the unit that a person would use."""
    if seconds < 600:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


class Unreachable(SourceError):
    """No answer came."""

    doubtful = True
    advice = "Cached rows stay with their age; r tries again."


class Unreadable(SourceError):
    """An answer came that is not what the contract promises."""

    doubtful = True
    advice = "If it stays so, tell the vendor."


class Missing(SourceError):
    """The vendor answered 404."""

    advice = "It may be deleted, or belong to another project."


class NotCached(LookupError):
    """The cache alone was asked (`Freshness.CACHED`) and holds nothing for this question."""
