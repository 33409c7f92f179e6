"""Rules that blame ourselves, or what our tools call: each says why it speaks, or nothing."""

import re

from spandeck.model.fact import Errors, Failed, Loop, Pace, Siblings, Throttling, Versions
from spandeck.model.fleet import Verdict
from spandeck.semantics.facts import TOOL
from spandeck.why.facts import Facts
from spandeck.why.theirs import (
    SPREAD,
    TOGETHER,
    Spoken,
    down,
    failing,
    model_gone,
    percent,
    throttled,
    timed_out,
)

CIRCLES = 5
"""Equal calls of a tool in one trace that lead nowhere."""
SUDDEN_NS = 1_800_000_000_000
"""So long nothing failed alike before the first that did: half an hour."""
OFTEN = 0.1
"""The share of an agent's traces above which their failing alike is no noise."""
CALM: tuple[Verdict | None, ...] = ("alike", "quicker", "theirs alone")
WRONG = (400, 413, 422)
KEY = (401, 403)
CONTEXT = re.compile(r"context[ _](?:length|window)|too many tokens|prompt is too long", re.I)
LIMIT = re.compile(r"recursion limit|max\w*[ _](?:iterations|turns|steps)|loop", re.I)
CUT_OFF = re.compile(r"refused|unreachable|reset by peer|unavailable|\b50[234]\b", re.I)
LONGEST = 60
"""Characters of a message that a verdict quotes."""


def key_refused(facts: Facts) -> Spoken | None:
    """The provider said it itself."""
    failed = failing(facts)
    if failed is None or failed.cause.http_status not in KEY:
        return None
    return Spoken(f"the provider answered {failed.cause.http_status}")


def refused_as_wrong(facts: Facts) -> Spoken | None:
    """The provider says what is wrong with the request."""
    failed = failing(facts)
    if failed is None or failed.cause.http_status not in WRONG or model_gone(facts):
        return None
    message = (failed.cause.message or "").strip()
    said = message or failed.cause.code or f"HTTP {failed.cause.http_status}"
    long = CONTEXT.search(said) is not None
    named = "more tokens than the model's context holds" if long else shortened(said)
    return Spoken(f"the provider answered {failed.cause.http_status}", named)


def one_version(facts: Facts) -> Spoken | None:
    """Of all that was read, only one version failed so."""
    found = facts.of(Versions)
    if found is None or found.version is None or len(found.seen) < 2 or beyond_us(facts):
        return None
    own = next(each for each in found.seen if each.version == found.version)
    others = [each for each in found.seen if each is not own]
    passed = sum(each.read for each in others)
    if min(own.failed, alike(found)) < TOGETHER or passed < 2:
        return None
    if any(each.failed for each in others):
        return None
    return Spoken(
        f"{own.failed} of {own.read} traces read of {own.version} failed so, "
        f"and none of {passed} of other versions",
        f"{found.agent} {own.version}",
    )


def began_suddenly(facts: Facts) -> Spoken | None:
    """There is a first one, and now there are many."""
    found = facts.of(Versions)
    if found is None or found.version is None or found.began_ns is None or beyond_us(facts):
        return None
    if not often(found) or found.began_ns - found.looked_ns < SUDDEN_NS:
        return None
    return Spoken(
        f"{percent(found.share or 0)} of {found.agent}'s traces fail so, and none did before",
        f"{found.agent} {found.version}",
    )


def provider_calm(facts: Facts) -> Spoken | None:
    """It is not the provider: that is as it is for everyone."""
    found, pace, errors = facts.of(Versions), facts.of(Pace), facts.of(Errors)
    if found is None or found.version is None or pace is None or errors is None or not often(found):
        return None
    limited = facts.of(Throttling)
    share = max(0, errors.errors - (limited.count if limited else 0)) / max(1, errors.requests)
    if pace.standing.verdict not in CALM or share >= SPREAD:
        return None
    return Spoken("the provider is as for everyone", f"{found.agent} {found.version}")


def beyond_us(facts: Facts) -> bool:
    """Whether it is the provider that could or would not answer, whatever our version."""
    return throttled(facts) is not None or down(facts)


def often(found: Versions) -> bool:
    """Whether so many of an agent's traces fail alike that it is no noise."""
    return (found.share or 0.0) >= OFTEN and alike(found) >= TOGETHER


def alike(found: Versions) -> int:
    """How many of the agent's traces around then failed alike."""
    return round((found.share or 0.0) * found.counted)


def equal_calls(facts: Facts) -> Spoken | None:
    """The same question again and again."""
    found = facts.of(Loop)
    if found is None or found.times < CIRCLES:
        return None
    return Spoken(f"{found.tool} was called {found.times} times with equal arguments", found.tool)


def says_loop(facts: Facts) -> Spoken | None:
    """The framework gave up counting."""
    failed, loop = facts.of(Failed), facts.of(Loop)
    said = f"{failed.cause.type or ''} {failed.cause.message or ''}" if failed else ""
    if LIMIT.search(said) is None:
        return None
    return Spoken("the agent was stopped at its limit", loop.tool if loop else "its turns")


def tool_cut_off(facts: Facts) -> Spoken | None:
    """Its tool did not answer, and not this time alone."""
    failed, found = facts.of(Failed), facts.of(Siblings)
    if failed is None or found is None or failed.kind != TOOL or found.alike + 1 < TOGETHER:
        return None
    said = f"{failed.cause.type or ''} {failed.cause.message or ''}"
    if not timed_out(failed) and CUT_OFF.search(said) is None:
        return None
    return Spoken(
        f"it did not answer in {found.alike + 1} traces of that minute", failed.spot.tool or ""
    )


def tool_fails_agents(facts: Facts) -> Spoken | None:
    """Several agents meet it, so it is none of them."""
    failed, found = facts.of(Failed), facts.of(Siblings)
    if failed is None or found is None or failed.kind != TOOL:
        return None
    if found.alike + 1 < TOGETHER or len(found.agents) < 2:
        return None
    return Spoken(f"{len(found.agents)} agents met it in a minute", failed.spot.tool or "")


def shortened(words: str) -> str:
    """A message as a verdict quotes it: its first line, cut."""
    first = words.splitlines()[0]
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1]}…"
