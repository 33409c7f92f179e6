"""Facts made by hand, each with what matters to a test and ordinary values for the rest."""

from spandeck.model.fact import (
    Errors,
    Fact,
    Failed,
    Health,
    Lifetime,
    Loop,
    Pace,
    Quota,
    Retries,
    Seen,
    Siblings,
    Throttling,
    Upkeep,
    Versions,
)
from spandeck.model.fleet import Standing
from spandeck.model.occurrence import Cause, Spot
from spandeck.model.told import Subject, Told
from spandeck.model.upstream import HOUR_NS, BurnDown, Maintenance, ModelUse, Score
from spandeck.why.facts import Facts

SECOND_NS = 10**9
MINUTE_NS = 60 * SECOND_NS
NOW_NS = 1_790_000_000 * SECOND_NS
HOUR = NOW_NS // HOUR_NS * HOUR_NS
SUBJECTS: dict[type, Subject] = {
    Failed: Subject.FAILURE,
    Throttling: Subject.THROTTLING,
    Pace: Subject.PACE,
    Errors: Subject.ERRORS,
    Quota: Subject.QUOTA,
    Siblings: Subject.SIBLINGS,
    Versions: Subject.VERSIONS,
    Retries: Subject.RETRIES,
    Loop: Subject.LOOP,
    Health: Subject.HEALTH,
    Lifetime: Subject.MODEL,
    Upkeep: Subject.MAINTENANCE,
}


def line(fact: Fact) -> Told:
    return Told(SUBJECTS[type(fact)], "somebody", fact, as_of_ns=NOW_NS)


def known(*facts: Fact) -> Facts:
    return Facts([line(each) for each in facts], NOW_NS)


def call(
    status: int | None = None,
    message: str = "it failed",
    *,
    error: str = "APIError",
    provider: str | None = "openai",
    model: str | None = "gpt-4o",
    ago_min: int = 1,
) -> Failed:
    """A call to a provider that failed."""
    spot = Spot("support", "1.4.2", "chat", None, model, provider, "/v1/chat/completions")
    at_ns = NOW_NS - ago_min * MINUTE_NS
    return Failed("llm", Cause(None, error, message, status), spot, at_ns - SECOND_NS, at_ns)


def tool(message: str = "it failed", error: str = "KeyError") -> Failed:
    """A tool that failed."""
    spot = Spot("checkout", "5.1.0", "create_payment", "create_payment")
    return Failed("tool", Cause(None, error, message), spot, NOW_NS - SECOND_NS, NOW_NS)


def refusals(count: int, *, minutes: int = 60, before: int = 0) -> Throttling:
    return Throttling(HOUR, count, minutes, before, 3.0, "/v1/chat/completions")


def pace(ours: float, fleet: float, *, usual: float = 1000.0) -> Pace:
    """p95 in milliseconds; `usual` is ours and the fleet's."""
    return Pace(Standing(HOUR, ours, fleet, usual, usual, 40))


def errors(failed: int, requests: int = 100, usual: float | None = 0.01) -> Errors:
    return Errors(HOUR, failed, requests, usual)


def quota(left: int, risk: str = "low") -> Quota:
    burn = BurnDown(left, 10_000, NOW_NS + MINUTE_NS, 42.0, 8.0, risk)
    return Quota(burn, NOW_NS)


def page(status: int) -> Health:
    return Health(Score("openai", 80, 90, 90, 90, status, 1000, NOW_NS))


def life(word: str) -> Lifetime:
    use = ModelUse("openai", "gpt-4o", "/v1", 1, None, None, word, "2026-01-01", "2026-08-01", "x")
    return Lifetime("gpt-4o", use)


def upkeep(*labels: str) -> Upkeep:
    return Upkeep(tuple(Maintenance(each, "openai", each, HOUR, NOW_NS, True) for each in labels))


def siblings(alike: int, *agents: str) -> Siblings:
    return Siblings(True, alike, agents or ("support",), alike)


def retries(tries: int, early: int) -> Retries:
    return Retries(tries, early, 8.0, 2.5, False)


def loop(times: int) -> Loop:
    return Loop("search_web", '{"q": "x"}', times)


def versions(
    *seen: tuple[str, int, int],
    share: float = 0.3,
    began_min: int | None = 10,
    counted: int = 20,
) -> Versions:
    """Each version with how many of it were read and failed; the first is the one that failed."""
    return Versions(
        "checkout",
        seen[0][0] if seen else "5.1.0",
        tuple(Seen(*each) for each in seen),
        share,
        counted,
        None if began_min is None else NOW_NS - began_min * MINUTE_NS,
        NOW_NS - 120 * MINUTE_NS,
    )
