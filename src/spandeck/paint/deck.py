"""What stands beside the triage queue: blind spots, providers, objectives; or each in one line."""

from collections.abc import Sequence
from dataclasses import dataclass

from spandeck.model.upstream import Objective
from spandeck.paint import blindspots, burning, providers
from spandeck.paint.blindspots import Sight
from spandeck.paint.budget import Told
from spandeck.paint.providers import Strip
from spandeck.paint.sentence import folded

Line = tuple[Told, ...]
LABEL = 10
"""Cells of the names of lines where each part has only one."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What is known beside the groups."""

    sights: Sequence[Sight]
    strips: Sequence[Strip] = ()
    objectives: Sequence[Objective] | None = None
    """None where nobody watches providers, or did not answer yet."""
    target_pct: float = 99.0
    notices: Sequence[str] = ()
    """What went wrong while opening the sources."""


def beside(aside: Aside, now_ns: int, width: int) -> list[Line]:
    """All of it, a part beneath the other."""
    made: list[Line] = [(("BLIND SPOTS", "head"),)]
    made += blindspots.lines(aside.sights, now_ns, width)
    if aside.strips:
        made += [(), providers.heading(width), *providers.lines(aside.strips, width)]
    if aside.objectives is not None:
        made += [(), (("OBJECTIVES", "head"),)]
        made += burning.lines(aside.objectives, aside.target_pct, width)
    for notice in aside.notices:
        made.append(())
        made += [((part, "warn"),) for part in folded(f"! {notice}", width)]
    return made


def beneath(aside: Aside, now_ns: int, width: int) -> list[Line]:
    """The same in a line each, for a narrow terminal."""
    room = width - LABEL
    made = [labelled("blind", blindspots.brief(aside.sights, now_ns, room))]
    made.append(labelled("upstream", providers.brief(aside.strips, room)))
    if aside.objectives is None:
        made.append(labelled("slo", (("… asking", "muted"),)))
    else:
        made.append(labelled("slo", burning.brief(aside.objectives, aside.target_pct, room)))
    return made


def labelled(name: str, line: Line) -> Line:
    """A line with its name before it."""
    return (name.ljust(LABEL), "muted"), *line
