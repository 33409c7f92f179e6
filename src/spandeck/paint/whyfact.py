"""A fact about a failure as one sentence; every number as people read it."""

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import assert_never

from spandeck.model.fact import (
    Agreed,
    Diagnosis,
    Elsewhere,
    Errors,
    Fact,
    Failed,
    Fired,
    Health,
    Lifetime,
    Loop,
    Mending,
    OfProvider,
    Pace,
    Quota,
    Retries,
    Siblings,
    Throttling,
    Upkeep,
    Versions,
    Watcher,
)
from spandeck.model.upstream import Objective
from spandeck.paint.scores import parts
from spandeck.paint.standing import MEANS
from spandeck.paint.units import duration, exact, moment, one_line

WHOLE_HOUR = 60
SECOND_NS = 1_000_000_000


def sentence(fact: Fact, at_ns: int, zone: tzinfo = UTC) -> str:
    """What a fact says; `at_ns` is when it failed."""
    return one_line(said(fact, at_ns, zone))


def said(fact: Fact, at_ns: int, zone: tzinfo) -> str:
    """The sentence of each kind of fact."""
    match fact:
        case Failed():
            return failed(fact)
        case Siblings():
            return siblings(fact)
        case Versions():
            return versions(fact, zone)
        case Retries():
            return retries(fact)
        case Loop():
            return f"{fact.tool} called {fact.times} times with equal arguments {fact.arguments}"
        case Elsewhere():
            return elsewhere(fact)
        case Diagnosis():
            return diagnosis(fact, at_ns)
        case Mending():
            return mending(fact)
        case Fired():
            return fired(fact, at_ns)
        case _:
            return of_provider(fact)


def of_provider(fact: OfProvider) -> str:
    """The sentence of each kind of fact about a provider."""
    match fact:
        case Throttling():
            return throttling(fact)
        case Pace():
            return pace(fact)
        case Errors():
            return errors(fact)
        case Quota():
            return quota(fact)
        case Health():
            return health(fact)
        case Watcher():
            return watcher(fact)
        case Lifetime():
            return lifetime(fact)
        case Upkeep():
            return upkeep(fact)
        case Agreed():
            return agreed(fact)
        case _:
            assert_never(fact)


def failed(fact: Failed) -> str:
    """`openai /v1/chat/completions · gpt-4o · 429 RateLimitError · support 1.4.2 · …`."""
    spot, cause = fact.spot, fact.cause
    called = " ".join(each for each in (spot.provider, spot.endpoint) if each)
    where = called or " ".join(each for each in (fact.kind, spot.tool or spot.step) if each)
    status = "" if cause.http_status is None else str(cause.http_status)
    word = (cause.type or "").rpartition(".")[2] or cause.code
    what = " ".join(each for each in (status, word) if each) or "failed"
    agent = " ".join(each for each in (spot.agent, spot.version) if each)
    message = (cause.message or "").strip()
    return " · ".join(each for each in (where, spot.model, what, agent, message) if each)


def throttling(fact: Throttling) -> str:
    """`429s that hour 42, +15 % on the hour before; most at /v1/chat/completions`."""
    so_far = "" if fact.minutes >= WHOLE_HOUR else f" in its first {fact.minutes} min"
    many = f"429s that hour {exact(fact.count)}{so_far}"
    if fact.grown is None:
        many += f", {exact(fact.before)} the hour before"
    else:
        many += f", {fact.grown * 100:+.0f} % on the hour before"
    if not fact.count:
        return f"no 429s that hour{so_far}, {exact(fact.before)} the hour before"
    return f"{many}; most at {fact.top_endpoint}" if fact.top_endpoint else many


def pace(fact: Pace) -> str:
    """`p95 8.2 s against a fleet p95 of 2.9 s: ours alone`."""
    found = fact.standing
    if found.ours is None:
        return "no call with a latency in that hour"
    ours = f"p95 {duration(found.ours)}"
    if found.fleet is None:
        return f"{ours}; the fleet has no numbers for that hour"
    against = f"{ours} against a fleet p95 of {duration(found.fleet)}"
    if found.verdict is None:
        return f"{against}; the fleet is one customer, perhaps ourselves"
    return f"{against}: {MEANS[found.verdict]}"


def errors(fact: Errors) -> str:
    """`50 of 131 calls failed that hour (38 %), usually 0.5 %`."""
    if fact.share is None:
        return "no call that hour"
    many = f"{exact(fact.errors)} of {exact(fact.requests)} calls failed that hour"
    usual = "" if fact.usual is None else f", usually {share(fact.usual)}"
    return f"{many} ({share(fact.share)}){usual}"


def quota(fact: Quota) -> str:
    """`quota 0 of 10 000, resets in 41 s; at 42/min it lasts 2.7 min`."""
    burn = fact.burn
    many = f"quota {exact(burn.remaining)}"
    if burn.limit is not None:
        many += f" of {exact(burn.limit)}"
    if burn.reset_ns is not None:
        left_ns = burn.reset_ns - fact.asked_ns
        when = f"in {duration(left_ns / 1e6)}" if left_ns > 0 else "by now"
        many += f", {'resets' if left_ns > 0 else 'reset'} {when}"
    if burn.minutes is None:
        return f"{many}; nothing uses it"
    lasts = "it is used up" if burn.remaining <= 0 else f"it lasts {duration(burn.minutes * 6e4)}"
    return f"{many}; at {burn.rate_per_min:.0f}/min {lasts}"


def health(fact: Health) -> str:
    """`openai scores 62 of 100: latency 35, errors 71, quota 3, status page 50`."""
    found = fact.score
    if found.score is None:
        return f"{found.vendor} has no score: there were no calls"
    told = ", ".join(f"{name} {value}" for name, value in parts(found) if value is not None)
    score = f"{found.vendor} scores {found.score} of 100"
    return f"{score}: {told}" if told else score


def watcher(fact: Watcher) -> str:
    """Whether its counts can be believed."""
    if fact.down:
        return "the monitor itself was down when it failed: its counts of that hour are too low"
    return f"the monitor itself is {fact.status}, and was up when it failed"


def lifetime(fact: Lifetime) -> str:
    """`gpt-4o is deprecated since 2026-08-01, ends 2026-11-01; gpt-5 follows`."""
    use = fact.use
    since = f" since {use.deprecated_on}" if use.deprecated_on else ""
    ends = f", ends {use.sunset_on}" if use.sunset_on else ""
    follows = f"; {use.successor} follows" if use.successor else ""
    return f"{fact.model} is {use.deprecation}{since}{ends}{follows}"


def upkeep(fact: Upkeep) -> str:
    """Which windows it fell into."""
    if not fact.windows:
        return "no maintenance was planned then"
    return "in a maintenance window: " + ", ".join(f"“{each.label}”" for each in fact.windows)


def agreed(fact: Agreed) -> str:
    """`1 of 2 objectives missed that day: p95 ≤ 2.0 s (production)`."""
    many = len(fact.met) + len(fact.missed)
    plural = "" if many == 1 else "s"
    if not fact.missed:
        return f"the objective{plural} of that day held so far: {listed(fact.met)}"
    return f"{len(fact.missed)} of {many} objective{plural} missed that day: {listed(fact.missed)}"


def listed(objectives: Sequence[Objective]) -> str:
    """What was agreed."""
    return ", ".join(
        f"{each.metric} ≤ {duration(each.threshold_ms)} ({each.environment})" for each in objectives
    )


def siblings(fact: Siblings) -> str:
    """`17 other traces failed alike in that minute, 3 agents`."""
    least = "" if fact.complete else "at least "
    others = fact.failed - fact.alike
    otherwise = f"; {least}{exact(others)} failed otherwise" if others else ""
    if not fact.told_apart:
        return f"{least}{exact(fact.failed)} other traces failed in that minute"
    if not fact.alike:
        return f"no other trace failed alike in that minute{otherwise}"
    who = f", {len(fact.agents)} agent{'' if len(fact.agents) == 1 else 's'}"
    noun = "trace" if fact.alike == 1 else "traces"
    return f"{least}{exact(fact.alike)} other {noun} failed alike in that minute{who}{otherwise}"


def versions(fact: Versions, zone: tzinfo) -> str:
    """`5.1.0 failed so in 3 of 5 read, 5.0.1 in 0 of 2; 30 % of its 20 traces, first 13:08`."""
    told = ", ".join(
        f"{each.version} {'in' if place else 'failed so in'} {each.failed} of {each.read}"
        f"{'' if place else ' read'}"
        for place, each in enumerate(fact.seen)
    )
    told = told or f"no version of {fact.agent} is told"
    if fact.share is not None:
        told += f"; {share(fact.share)} of its {exact(fact.counted)} traces"
    if fact.began_ns is not None:
        told += f", first {moment(fact.began_ns, zone):%H:%M}"
    return told


def retries(fact: Retries) -> str:
    """`4 tries, 3 of them too early: asked to wait 8.0 s, waited 2.5 s; the last went well`."""
    early = f", {fact.early} before the wait was over" if fact.early else ""
    asked = "" if fact.asked_s is None else f": asked to wait {duration(fact.asked_s * 1e3)}"
    waited = "" if fact.waited_s is None else f"waited {duration(fact.waited_s * 1e3)}"
    waits = f"{asked}, {waited}" if asked and waited else f": {waited}" if waited else asked
    end = "the last went well" if fact.overcome else "all failed"
    return f"{fact.tries} tries{early}{waits}; {end}"


def elsewhere(fact: Elsewhere) -> str:
    """`Arize says otherwise: status error ↔ ok`."""
    if not fact.held:
        return f"{fact.title} does not hold this trace"
    if not fact.differences:
        return f"{fact.title} says the same of this trace"
    told = ", ".join(f"{each.what} {each.here} ↔ {each.there}" for each in fact.differences)
    return f"{fact.title} says otherwise: {told}"


def diagnosis(fact: Diagnosis, at_ns: int) -> str:
    """`diagnosed (0.86): retry storm in search_web`, or of which other trace it is."""
    sure = "" if fact.confidence is None else f" ({fact.confidence:.2f})"
    if fact.exact:
        return f"diagnosis of this trace{sure}: {fact.said}"
    return f"one alike was diagnosed {apart(fact.at_ns, at_ns)}{sure}: {fact.said}"


def mending(fact: Mending) -> str:
    """`fix f-31 “Retry …” is active, on 5 % of the traffic`."""
    told = f"fix {fact.id} “{fact.title}” is {fact.status}"
    if fact.traffic_pct is not None:
        told += f", on {fact.traffic_pct:.0f} % of the traffic"
    return f"{told} ({fact.deployment})" if fact.deployment else told


def fired(fact: Fired, at_ns: int) -> str:
    """`Provider throttles fired 3 min before, and 2 more`."""
    first, *rest = fact.alerts
    more = f", and {len(rest)} more" if rest else ""
    return f"“{first.of.name or first.id}” fired {apart(first.at_ns, at_ns)}{more}"


def apart(then_ns: int | None, at_ns: int) -> str:
    """How far a moment is from the failure."""
    if then_ns is None:
        return "at some time"
    if abs(then_ns - at_ns) < SECOND_NS:
        return "with it"
    return f"{duration(abs(then_ns - at_ns) / 1e6)} {'before' if then_ns < at_ns else 'after'}"


def share(part: float) -> str:
    """`38 %`, `0.5 %`."""
    return f"{part * 100:.0f} %" if part >= 0.095 or not part else f"{part * 100:.1f} %"
