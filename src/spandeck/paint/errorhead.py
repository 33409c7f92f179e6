"""The lines above a live list of failures: how many, how late, and how its feeds are followed."""

from collections.abc import Sequence

from spandeck.model.tail import Standing
from spandeck.paint.budget import Told, Tone
from spandeck.paint.scale import scale, told
from spandeck.paint.spark import mark, squeezed
from spandeck.paint.units import count, duration, exact

NAMED = 2
"""So many feeds that are well are named, more are only counted."""
QUIET = "quiet"
"""Why a feed is asked less often though nothing is wrong with it."""
BUDGET = "budget"
"""Why a feed waits that is neither refused nor down."""


def rate(standings: Sequence[Standing], last: Sequence[float | None], room: int) -> list[Told]:
    """Failures a minute, the last ten minutes as bars, and how late they are read."""
    per_min = sum(each.per_min for each in standings)
    lags = [each.lag_s for each in standings if each.lag_s is not None]
    drawn = scale(last, "count", 1)
    bars = "".join(mark(each, drawn) for each in squeezed(last, room))
    most = f" ≤{told(drawn.high, 'count')} in 30 s" if any(last) else ""
    parts: list[Told] = [
        (f"{few(per_min)} told a minute", "quiet"),
        (f"last 10 min {bars}{most}", "muted"),
    ]
    if lags:
        parts.append((f"read {duration(max(lags) * 1000)} after it happens", "muted"))
    return parts


def few(number: float) -> str:
    """`0`, `0.4`, `12`, `1.2k`."""
    return f"{number:.1f}" if 0 < number < 9.95 else count(number)


def fallen(dropped: int, cap: int) -> list[Told]:
    """That older ones were let go."""
    if not dropped:
        return []
    return [(f"! {exact(dropped)} older ones let go: {exact(cap)} are kept", "warn")]


def feeds(standings: Sequence[Standing]) -> list[Told]:
    """How each feed is followed: those in trouble first, those that are well together."""
    parts = [(troubled(each), tone) for tone, each in sorted_by_need(standings)]
    well = [each for each in standings if not need(each)]
    if len(well) <= NAMED:
        parts += [(f"{each.title} every {seconds(each.every_s)}", "muted") for each in well]
    else:
        least, most = min(each.every_s for each in well), max(each.every_s for each in well)
        reach = f" to {seconds(most)}" if most > least else ""
        parts.append((f"{len(well)} feeds every {seconds(least)}{reach}", "muted"))
    return parts


def sorted_by_need(standings: Sequence[Standing]) -> list[tuple[Tone, Standing]]:
    """Those of which something must be said, the worst first."""
    order: tuple[Tone, ...] = ("error", "warn", "quiet", "muted")
    needy = [(tone, each) for each in standings if (tone := need(each))]
    return sorted(needy, key=lambda pair: order.index(pair[0]))


def need(standing: Standing) -> Tone | None:
    """How loudly something must be said of a feed; None where there is nothing."""
    if standing.trouble:
        return "warn" if BUDGET in standing.why else "error"
    if standing.answered_ns is None:
        return "quiet"
    if standing.skipped or (standing.why and standing.why != QUIET):
        return "warn"
    return "muted" if standing.why else None


def troubled(standing: Standing) -> str:
    """What must be said of a feed."""
    title, usual, now = standing.title, seconds(standing.usual_s), seconds(standing.every_s)
    if standing.trouble:
        mark = "!" if BUDGET in standing.why else "✗"
        return f"{mark} {title}: {standing.why or 'no answer'}, tried every {now}"
    if standing.answered_ns is None:
        return f"… {title}: not answered yet"
    slowed = f" every {usual}; slowed to {now}: {standing.why}" if standing.why else ""
    skipped = f" · ! {exact(standing.skipped)} polls left a gap" if standing.skipped else ""
    return f"{title}{slowed}{skipped}"


def seconds(number: float) -> str:
    """`5 s`, `90 s`, `5 min`."""
    return f"{number / 60:.0f} min" if number >= 120 else f"{number:.0f} s"
