"""Traces as samples: what their rows say, what the spans of some of them say, and how their
providers stood in their hours.

Bounded: so many traces of each set are read, and three questions are asked about a provider.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spandeck import semantics
from spandeck.model.contrast import Sets
from spandeck.model.errors import Missing, SourceError
from spandeck.model.gathering import both, gathered
from spandeck.model.page import Ask
from spandeck.model.source import TraceSource, UpstreamSource
from spandeck.model.trace import Span, TraceSummary
from spandeck.model.upstream import HOUR_NS, Between
from spandeck.semantics.facts import LLM, TOOL
from spandeck.semantics.occurrence import occurrence
from spandeck.semantics.provider import upstream
from spandeck.why.contrast import Sample
from spandeck.why.passing import peers

READ = 12
"""Traces of each set that are read for what their spans say."""
AT_ONCE = 4
LARGE = 2_000
"""A trace of more spans is not read for this."""
PROVIDERS = 4
"""Providers that are asked about, those called by most traces."""
LONGEST_NS = 7 * 24 * HOUR_NS
SLICE = 64
"""Spans looked at before others have their turn."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The two sets as far as they are known."""

    marked: tuple[Sample, ...]
    rest: tuple[Sample, ...]
    notes: tuple[str, ...] = ()
    """How many were read, and who did not answer."""


async def samples(
    sets: Sets, source: TraceSource, watchers: Sequence[UpstreamSource], ask: Ask
) -> Samples:
    """What is known of both sets; a trace or a provider that cannot be had is noted."""
    troubles: list[str] = []
    if sets.rest is None:
        sets = replace(sets, rest=await peers(source, sets.marked, ask))
    rest = sets.rest or ()
    gate = asyncio.Semaphore(AT_ONCE)

    async def said(row: TraceSummary) -> Mapping[str, frozenset[str]]:
        async with gate:
            try:
                return await words(row, source, ask)
            except Missing:
                return {}
            except SourceError as error:
                troubles.append(str(error))
                return {}

    chosen = [*readable(sets.marked), *readable(rest)]
    read = dict(
        zip(
            (each.trace_id for each in chosen),
            await gathered(map(said, chosen)),
            strict=True,
        )
    )
    hours = await stood(chosen, read, watchers, ask, troubles)
    notes = f"{sum(map(bool, read.values()))} of {len(sets.marked) + len(rest)} traces read"
    made = [
        tuple(
            sample(each, read.get(each.trace_id, {}), hours, known=sets.by_outcome) for each in side
        )
        for side in (sets.marked, rest)
    ]
    return Samples(made[0], made[1], (notes, *dict.fromkeys(troubles)))


def readable(rows: Sequence[TraceSummary]) -> list[TraceSummary]:
    """Those that are read, spread over the set."""
    small = [each for each in rows if (each.span_count or 0) <= LARGE]
    return small[:: max(1, -(-len(small) // READ))]


def sample(
    row: TraceSummary,
    spans: Mapping[str, frozenset[str]],
    hours: Mapping[tuple[str, int], Mapping[str, float]],
    *,
    known: bool,
) -> Sample:
    """One trace: its row, its spans, and its providers in its hour; not how it ended, if that
    is what tells the sets apart.
    """
    outcome = {} if known else {"status": row.status, "error_code": row.error_code}
    stated = {
        **outcome,
        "name": row.name if row.name != row.agent_name else None,
        "agent": row.agent_name,
        "environment": row.environment,
        "session": row.session_id,
    }
    numbers = {
        "duration, ms": row.duration_ms,
        "tokens": row.tokens,
        "cost, $": row.cost_usd,
        "spans": row.span_count,
    }
    counted: dict[str, float] = {name: each for name, each in numbers.items() if each is not None}
    hour = (row.started_ns or 0) // HOUR_NS * HOUR_NS
    for provider in spans.get("provider", ()):
        counted |= hours.get((provider, hour), {})
    own = {name: frozenset({each}) for name, each in stated.items() if each}
    return Sample(row.trace_id, {**spans, **own}, counted)


async def words(row: TraceSummary, source: TraceSource, ask: Ask) -> Mapping[str, frozenset[str]]:
    """What the spans of a trace name."""
    found: dict[str, set[str]] = {}
    seen = 0
    async for batch in source.spans(row.trace_id, ask=ask):
        for span in batch.spans:
            for name, word in named(source.vendor, span):
                found.setdefault(name, set()).add(word)
            seen += 1
            if seen % SLICE == 0:
                await asyncio.sleep(0)
    return {name: frozenset(each) for name, each in found.items()}


def named(vendor: str, span: Span) -> list[tuple[str, str]]:
    """What one span names: a model and its provider, a tool, or who asked for all of it."""
    seen = semantics.glance(span)
    said: dict[str, str | None] = {}
    if seen.kind == LLM:
        called = upstream(span)
        said = {"model": called.model, "provider": called.provider, "endpoint": called.endpoint}
    elif seen.kind == TOOL:
        said = {"tool": seen.label or span.name}
    elif not span.parent_id:
        told = occurrence(vendor, span)
        said = {"version": told.spot.version, "user": told.of.user_id}
    return [(name, word) for name, word in said.items() if word]


async def stood(
    rows: Sequence[TraceSummary],
    read: Mapping[str, Mapping[str, frozenset[str]]],
    watchers: Sequence[UpstreamSource],
    ask: Ask,
    troubles: list[str],
) -> Mapping[tuple[str, int], Mapping[str, float]]:
    """How the providers stood by the hour: by provider and the start of the hour."""
    times = [each.started_ns for each in rows if each.started_ns is not None]
    called = Counter(one for each in read.values() for one in each.get("provider", ()))
    if not times or not watchers:
        return {}
    newest = max(times) + 1
    between = Between(max(min(times), newest - LONGEST_NS), newest).whole
    found: dict[tuple[str, int], dict[str, float]] = {}
    for provider, _ in called.most_common(PROVIDERS):
        for watcher in watchers:
            try:
                await note(found, provider, watcher, between, ask)
            except SourceError as error:
                troubles.append(str(error))
    return found


async def note(
    found: dict[tuple[str, int], dict[str, float]],
    provider: str,
    watcher: UpstreamSource,
    between: Between,
    ask: Ask,
) -> None:
    """Note one provider's hours: its 429s, and its p95 against the fleet's."""
    limits, (ours, fleet) = await both(
        watcher.rate_limits(provider, between, ask=ask),
        both(
            watcher.latency(provider, between, ask=ask), watcher.fleet(provider, between, ask=ask)
        ),
    )
    throttled = dict(limits.value.hours)
    everyone = {each.hour_ns: each.p95 for each in fleet.value}
    for hour in ours.value:
        at = found.setdefault((provider, hour.hour_ns), {})
        at[f"429s of {provider} that hour"] = throttled.get(hour.hour_ns, 0)
        theirs = everyone.get(hour.hour_ns)
        if hour.p95 is not None and theirs:
            at[f"p95 of {provider} / fleet"] = hour.p95 / theirs
