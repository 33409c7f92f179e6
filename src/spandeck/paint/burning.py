"""The objectives whose budget burns, in a line each; that none does is said with its evidence."""

from collections.abc import Sequence

from spandeck.model.slo import ErrorBudget, budget
from spandeck.model.upstream import Objective
from spandeck.paint import objective as said
from spandeck.paint.budget import Told, Tone
from spandeck.paint.gauge import LOW
from spandeck.paint.sentence import cut
from spandeck.paint.units import one_line

Line = tuple[Told, ...]


def burning(objectives: Sequence[Objective], target_pct: float) -> list[Objective]:
    """Those that spent most of their budget, or more than it, the worst first."""
    found = [each for each in objectives if low(budget(each, target_pct))]
    return sorted(found, key=lambda each: budget(each, target_pct).share or 0.0)


def low(found: ErrorBudget) -> bool:
    """Whether little is left."""
    return found.share is not None and found.share < LOW


def lines(objectives: Sequence[Objective], target_pct: float, width: int) -> list[Line]:
    """A line an objective."""
    if not objectives:
        return [(("no objective is set", "muted"),)]
    found = burning(objectives, target_pct)
    if not found:
        many = len(objectives)
        kept = "the one objective keeps" if many == 1 else f"all {many} objectives keep"
        return [((cut(f"✓ {kept} within budget", width), "muted"),)]
    return [line(each, target_pct, width) for each in found]


def line(objective: Objective, target_pct: float, width: int) -> Line:
    """`openai      p95 < 2 s   97.10 %  ✗ 4.2 h over`."""
    left = budget(objective, target_pct).left
    tone: Tone = "error" if left < 0 else "warn"
    told = f"✗ {-left:.1f} h over" if left < 0 else f"! {left:.1f} h left"
    name = cut(one_line(objective.vendor), 10).ljust(11)
    aim = cut(said.aim(objective), 14).ljust(15)
    return (
        (name, "quiet"),
        (f"{aim}{said.compliance(objective):>8}  ", "quiet"),
        (cut(told, max(0, width - 36)), tone),
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
