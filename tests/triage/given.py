"""What the tests of triage begin with: a clock that is set by hand, and failures made to order."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from spandeck.model.occurrence import Cause, Occurrence, Reference, Spot
from spandeck.model.tail import Item, Standing
from spandeck.triage.board import Board
from spandeck.triage.store import Store

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
NOON = 1_795_262_400 * SECOND
"""2026-11-21 12:00 UTC."""
TIMEOUT = Cause("TOOL.EXECUTION.TIMEOUT", "TimeoutError", "search_web did not answer within 2 s")
SEARCH = Spot(agent="checkout-agent", version="1.4.0", step="search", tool="search_web")


@dataclass
class Clock:
    """The time, as the test has it."""

    now_ns: int = NOON

    def __call__(self) -> int:
        return self.now_ns

    def later(self, ns: int) -> None:
        self.now_ns += ns


def failure(
    number: int = 1,
    *,
    vendor: str = "risicare",
    at_ns: int = NOON,
    cause: Cause = TIMEOUT,
    spot: Spot = SEARCH,
    span: int = 1,
) -> Occurrence:
    """One failed span of trace `number`."""
    trace_id, span_id = f"trace-{number}", f"span-{number}-{span}"
    of = Reference(
        trace_id, span_id, f"session-{number}", f"user-{number % 10}", "shop", "checkout"
    )
    return Occurrence(vendor, "span", f"{trace_id}/{span_id}", at_ns, cause, spot, of)


def whole(number: int, *, vendor: str = "risicare", at_ns: int = NOON) -> Occurrence:
    """A trace that failed without saying where."""
    of = Reference(f"trace-{number}", name="checkout")
    cause = Cause("TOOL.EXECUTION.TIMEOUT")
    return Occurrence(vendor, "trace", f"trace-{number}", at_ns, cause, of=of)


def items(occurrences: Iterable[Occurrence]) -> list[Item]:
    """Told as soon as they happened."""
    return [Item(each, each.at_ns) for each in occurrences]


def board(clock: Clock | None = None, store: Store | None = None, by: str = "ana@host") -> Board:
    """A board on a store in memory."""
    return Board(store or Store.open(None), clock or Clock(), by)


def told(on: Board, *occurrences: Occurrence) -> frozenset[str]:
    """Let a board take some failures."""
    return on.take(items(occurrences))


def answering(now_ns: int, *vendors: str) -> list[Standing]:
    """Vendors that just answered."""
    return [Standing(each, "errors", each, 5.0, 5.0, answered_ns=now_ns) for each in vendors]


def at(occurrence: Occurrence, at_ns: int) -> Occurrence:
    """The same at another time."""
    return replace(occurrence, at_ns=at_ns)
