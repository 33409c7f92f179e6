"""The objectives whose budget burns, in a line each; that none does is said with its evidence."""

from collections.abc import Sequence

from spandeck.model.slo import ErrorBudget, budget
from spandeck.model.upstream import Objective
from spandeck.paint import objective as said
from spandeck.paint.budget import Told, Tone
from spandeck.paint.document import fitted
from spandeck.paint.gauge import LOW
from spandeck.paint.sentence import cut
from spandeck.paint.units import one_line

Line = tuple[Told, ...]
SHOWN = 5
"""Objectives that have a line of their own."""


def burning(objectives: Sequence[Objective], target_pct: float) -> list[Objective]:
    """Those that spent most of their budget, or more than it, the worst first."""
    found = [each for each in objectives if low(budget(each, target_pct))]
    return sorted(found, key=lambda each: budget(each, target_pct).share or 0.0)


def low(found: ErrorBudget) -> bool:
    """Whether little is left."""
    return found.share is not None and found.share < LOW


def lines(objectives: Sequence[Objective], target_pct: float, width: int) -> list[Line]:
    """A line an objective, the worst of them; or that none burns."""
    if not objectives:
        return [(("no objective is set", "muted"),)]
    found = burning(objectives, target_pct)
    if not found:
        many = len(objectives)
        kept = "the one objective keeps" if many == 1 else f"all {many} objectives keep"
        return [((cut(f"✓ {kept} within budget", width), "muted"),)]
    made = [line(each, target_pct, width) for each in found[:SHOWN]]
    rest = len(found) - SHOWN
    return [*made, ((cut(f"and {rest} more burn", width), "muted"),)] if rest > 0 else made


def line(objective: Objective, target_pct: float, width: int) -> Line:
    """`openai    p95 ≤ 2.0 s   97.1 %  ✗ 4.2 h over`."""
    left = budget(objective, target_pct).left
    tone: Tone = "error" if left < 0 else "warn"
    told = f"✗ {-left:.1f} h over" if left < 0 else f"! {left:.1f} h left"
    return (
        (fitted(one_line(objective.vendor), 10), "quiet"),
        (f"{fitted(said.aim(objective), 13)}{said.compliance(objective):>8}  ", "quiet"),
        (cut(told, max(0, width - 33)), tone),
    )


def brief(objectives: Sequence[Objective], target_pct: float, width: int) -> Line:
    """All of them in one line."""
    found = burning(objectives, target_pct)
    if not found:
        return ((lines(objectives, target_pct, width)[0][0]),)
    worst = line(found[0], target_pct, 80)
    text = " ".join("".join(part for part, _ in worst).split())
    more = f"   {len(found) - 1} more" if len(found) > 1 else ""
    return ((cut(f"{text}{more}", width), worst[-1][1]),)
