"""Lists over the world: walks indexes downwards and looks at outlines only.

A walk is bounded, so a filter that fits almost nothing gives a short page and a place to go on
from, never a long wait.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from spandeck.sim.search import Position, Search, Summary
from spandeck.sim.world import World
from spandeck.sim.world.outline import Outline
from spandeck.sim.world.render import SESSION

PATIENCE = 5_000
"""How many outlines one page looks at: about 25 ms."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What one bounded walk found."""

    found: Sequence[Outline]
    reached: Position | None
    """Where it gave up or had enough; None when nothing older is left."""


def walk(
    world: World,
    search: Search,
    after: Position | None,
    limit: int,
    hidden: Container[int],
) -> Walk:
    """Up to `limit` outlines that fit, newest first, without those that are `hidden`."""
    found: list[Outline] = []
    for looked, index in enumerate(indexes(world, search, after), 1):
        seen = world.outline(index)
        if fits(seen, search) and index not in hidden:
            found.append(seen)
        if len(found) == limit or looked == PATIENCE:
            return Walk(found, world.place(seen))
    return Walk(found, None)


def indexes(world: World, search: Search, after: Position | None) -> Iterator[int]:
    """All indexes in the range of time and session asked for, newest first."""
    newest, oldest, line = world.newest(), world.oldest, world.timeline
    if search.until_ns is not None:
        newest = min(newest, line.last_before(search.until_ns))
    if search.since_ns is not None:
        oldest = max(oldest, line.last_before(search.since_ns - 1) + 1)
    if after is not None:
        last = line.last_before(after.started_ns)
        beyond = after.before(line.started_ns(last), world.trace_ids.id(last))
        newest = min(newest, last if beyond else last - 1)
    if search.session_id is not None:
        members = world.find_session(search.session_id)
        return (index for index in reversed(members) if oldest <= index <= newest)
    return iter(range(newest, oldest - 1, -1))


def sessions(
    world: World, after: Position | None, hidden: Container[int]
) -> Iterator[tuple[str, int]]:
    """Sessions with the start of their first trace, newest first.

    `after` is the place of a session, by its id and the start of its first trace.
    """
    line = world.timeline
    newest = line.last_before(after.started_ns) if after else world.newest()
    for index in range(min(newest, world.newest()), world.oldest - 1, -1):
        number = line.session(index)
        members = line.members(number)
        first = next((each for each in members if each >= world.oldest), index)
        if first != index or all(each in hidden for each in members):
            continue
        session_id = SESSION + world.session_ids.id(number)
        if after is None or after.before(line.started_ns(index), session_id):
            yield session_id, line.started_ns(index)


def fits(seen: Outline, search: Search) -> bool:
    """Whether a trace fulfils the conditions that its index alone does not decide."""
    if search.agent_name is not None and seen.agent.name != search.agent_name:
        return False
    if search.environment is not None and seen.environment != search.environment:
        return False
    if search.has_error is not None and (seen.failure is not None) != search.has_error:
        return False
    if search.min_duration_ms is not None and seen.duration_ms < search.min_duration_ms:
        return False
    if search.max_duration_ms is not None and seen.duration_ms > search.max_duration_ms:
        return False
    return search.error_code is None or coded(seen, search.error_code)


def coded(seen: Outline, wanted: str) -> bool:
    """Whether the trace has this error code, or one with this prefix when it ends in `*`."""
    code = seen.failure.code if seen.failure else ""
    return code.startswith(wanted[:-1]) if wanted.endswith("*") else code == wanted


def summary(world: World, seen: Outline) -> Summary:
    """The row of one trace, summed up from its plan."""
    steps = world.plan(seen)
    depths: list[int] = []
    for step in steps:
        depths.append(depths[step.parent] + 1 if step.parent >= 0 else 1)
    return Summary(
        world.trace_ids.id(seen.number),
        seen.agent.name,
        seen.started_ns,
        seen.started_ns + int(steps[0].end),
        len(steps),
        sum(step.failure is not None for step in steps),
        max(depths),
        sum(step.tokens_in + step.tokens_out for step in steps),
        round(sum(step.cost_usd for step in steps), 6),
        world.writer.session_id(seen),
        world.writer.user_id(seen),
        seen.agent.name,
        seen.environment,
        seen.failure.code if seen.failure else None,
    )
