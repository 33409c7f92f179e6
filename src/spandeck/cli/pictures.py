"""What `spandeck plot` asks for each of its pictures, and which function of `paint` draws it."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from spandeck.cli.ending import Usage
from spandeck.cli.narrate import say
from spandeck.cli.pour import ASK
from spandeck.model.agreement import scope_of
from spandeck.model.fleet import standing
from spandeck.model.nearest import nearest
from spandeck.model.slo import TARGET_PCT, window
from spandeck.model.source import UpstreamSource
from spandeck.model.upstream import PERCENTILES, Between, Objective, Scope, Snapshot
from spandeck.paint import modelrow, objectiverow, row, scorerow
from spandeck.paint.burndown import burndown
from spandeck.paint.collector import collector
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.latencies import Latencies, latencies
from spandeck.paint.legend import filled
from spandeck.paint.objectivegrid import Grids
from spandeck.paint.objectivepage import objectivepage
from spandeck.paint.retirements import soonest
from spandeck.paint.row import Cell, Column
from spandeck.paint.scores import NO_AGGREGATE, sorted_worst
from spandeck.paint.standing import sentence
from spandeck.paint.throttling import Throttling, throttling

T = TypeVar("T")

PLOTTING = replace(ASK, pane="plot")
ROOM = 2
"""Lines of a sentence that stands for a picture, and the one before it."""
AXIS = 3
"""Lines of an axis, its legend, and at least one model."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for."""

    source: UpstreamSource
    name: str | None
    scope: Scope
    between: Between
    now_ns: int
    percentiles: Sequence[str] = PERCENTILES
    target_pct: float = TARGET_PCT
    """What an objective should reach."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is yet to be painted."""

    title: str
    paint: Callable[[Sheet], list[Line]]
    lines: int | None = None
    """How many it takes, whatever room there is; None for one that fills the room."""


async def rate_limits(asked: Asked) -> Picture:
    """A provider's 429s over its burn-down."""
    provider, environment = await named(asked), asked.scope.environment
    source, between = asked.source, asked.between
    limits = read(await source.rate_limits(provider, between, environment, ask=PLOTTING))
    before = read(
        await source.rate_limits(provider, between.whole.before, environment, ask=PLOTTING)
    )
    windows = read(await source.maintenance(ask=PLOTTING))
    drawn = Throttling(between, limits, before, windows)

    def paint(sheet: Sheet) -> list[Line]:
        above = sheet.height * 11 // 20 if limits.burn_down else sheet.height - ROOM - 1
        bars = throttling(drawn, replace(sheet, height=above))
        beneath = replace(sheet, height=max(1, sheet.height - len(bars) - 1))
        return [*bars, (), *burndown(limits.burn_down, asked.now_ns, beneath)]

    return Picture(titled(f"429s and quota of {provider}", asked.scope), paint)


async def latency(asked: Asked) -> Picture:
    """A provider's percentiles before the fleet's."""
    provider, source, between = await named(asked), asked.source, asked.between
    endpoint = asked.scope.endpoint
    drawn = Latencies(
        provider,
        between,
        read(await source.latency(provider, between, asked.scope, ask=PLOTTING)),
        read(await source.fleet(provider, between, endpoint, ask=PLOTTING)),
        read(await source.maintenance(ask=PLOTTING)),
        asked.percentiles,
    )

    def paint(sheet: Sheet) -> list[Line]:
        told = sentence(standing(drawn.hours, drawn.fleet), sheet.zone)
        above = finished([filled(told, sheet.width)], sheet)
        return [*above, *latencies(drawn, replace(sheet, height=sheet.height - 1))]

    return Picture(titled(f"latency of {provider}", asked.scope), paint)


async def slo(asked: Asked) -> Picture:
    """One objective with its hours, or all of them in rows."""
    answer = await asked.source.objectives(environment=asked.scope.environment, ask=PLOTTING)
    found = meant(read(answer), asked.name)
    if len(found) != 1 or asked.name is None:
        rows = sorted(found, key=partial(objectiverow.urgent, target_pct=asked.target_pct))
        title = titled("objectives, the least budget left first", asked.scope)
        return Picture(title, partial(objectives, rows, asked), len(rows) + 1)
    [kept] = found
    between = window(kept.window_days, asked.now_ns)
    hours = read(await asked.source.latency(kept.vendor, between, scope_of(kept), ask=PLOTTING))
    windows = read(await asked.source.maintenance(ask=PLOTTING))

    def paint(sheet: Sheet) -> list[Line]:
        grids = Grids.of(kept, hours, windows, asked.now_ns, sheet.zone, asked.target_pct)
        return objectivepage(grids, sheet)

    return Picture(f"objective {kept.id}", paint, kept.window_days + 30)


async def health(asked: Asked) -> Picture:
    """Providers' scores, the worst first, or one with what its parts mean."""
    found = read(await asked.source.health(ask=PLOTTING))
    by_name = {each.vendor: each for each in found.scores}
    if asked.name is not None:
        known(asked.name, by_name, "provider")
        one = by_name[asked.name]
        return Picture(f"health of {asked.name}", partial(scorerow.card, one), 7)
    together = NO_AGGREGATE if found.aggregate is None else f"together {found.aggregate}"
    rows = sorted_worst(found.scores)

    def paint(sheet: Sheet) -> list[Line]:
        cell = partial(scorerow.cell, zone=sheet.zone)
        return tabled(scorerow.COLUMNS, rows, cell, sheet)

    return Picture(f"health of providers, {together}", paint, len(rows) + 1)


async def models(asked: Asked) -> Picture:
    """When which model stops: in rows, and on an axis of months."""
    found = read(await asked.source.models(ask=PLOTTING))
    if asked.name is not None:
        known(asked.name, {each.vendor for each in found}, "provider")
        found = tuple(each for each in found if each.vendor == asked.name)
    rows = soonest(found)

    def paint(sheet: Sheet) -> list[Line]:
        cell = partial(modelrow.cell, now_ns=asked.now_ns)
        above = tabled(modelrow.COLUMNS, rows, cell, sheet)
        beneath = replace(sheet, height=max(AXIS, sheet.height - len(above) - 1))
        return [*above, (), *modelrow.months(found, asked.now_ns, beneath)]

    return Picture("models in use, by when they stop", paint, 2 * len(rows) + AXIS + 2)


async def status(asked: Asked) -> Picture:
    """The collector's own uptime."""
    found = read(await asked.source.status(ask=PLOTTING))
    title = f"the collector of {asked.source.title}"
    return Picture(title, lambda sheet: collector(found, asked.now_ns, sheet), 18)


PICTURES: Mapping[str, Callable[[Asked], Awaitable[Picture]]] = {
    "rate-limits": rate_limits,
    "latency": latency,
    "slo": slo,
    "health": health,
    "models": models,
    "status": status,
}
"""By the name that is typed."""


def read(answer: Snapshot[T]) -> T:
    """What was answered; rows that cannot be read are said."""
    for each in answer.bad:
        say(f"a row could not be read: {each}")
    return answer.value


async def named(asked: Asked) -> str:
    """The provider that was named, its endpoint and environment known to exist; else `Usage`."""
    source, scope = asked.source, asked.scope
    providers = read(await source.providers(ask=PLOTTING))
    if asked.name is None:
        raise Usage(f"which provider? There are {', '.join(providers)}.")
    known(asked.name, providers, "provider")
    if scope.environment is not None:
        known(scope.environment, read(await source.environments(ask=PLOTTING)), "environment")
    if scope.endpoint is not None:
        paths = await source.endpoints(asked.name, scope.environment, ask=PLOTTING)
        known(scope.endpoint, read(paths), "endpoint")
    return asked.name


def known(name: str, names: Collection[str], what: str) -> None:
    """Raise `Usage` with the nearest names where there is no such thing."""
    if name not in names:
        offered = nearest(name, names) if names else "There is none."
        raise Usage(f"there is no {what} “{name}”. {offered}")


def meant(found: Sequence[Objective], name: str | None) -> Sequence[Objective]:
    """The objectives that a name means: a provider's, or the one whose id begins so."""
    if name is None:
        return found
    mine = [each for each in found if each.vendor == name] or [
        each for each in found if each.id.startswith(name)
    ]
    if not mine:
        known(name, {*(each.id for each in found), *(each.vendor for each in found)}, "objective")
    return mine


def titled(what: str, scope: Scope) -> str:
    """What is drawn, and of which calls."""
    parts = [what, *(each for each in (scope.endpoint, scope.environment) if each)]
    return " · ".join(parts)


def objectives(found: Sequence[Objective], asked: Asked, sheet: Sheet) -> list[Line]:
    """Objectives in rows."""
    columns = objectiverow.columns(max((each.window_days for each in found), default=30))
    cell = partial(objectiverow.cell, now_ns=asked.now_ns, target_pct=asked.target_pct)
    return tabled(columns, found, cell, sheet)


def tabled(
    columns: Sequence[Column], found: Sequence[T], cell: Callable[[T, Column], Cell], sheet: Sheet
) -> list[Line]:
    """Rows below their titles, in the columns that fit."""
    kept = row.fit(columns, sheet.width)
    lines: list[Line] = [tuple(row.titles(kept))]
    lines += [tuple(row.line(kept, [cell(each, column) for column in kept])) for each in found]
    return finished([filled(each, sheet.width) for each in lines], sheet)
