"""An objective in words: what it is about, its budget of bad hours, how it burns, one hour of it.

Every number that may be missing has its own words here.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo

from spandeck.model.agreement import Agreement, Difference
from spandeck.model.slo import Burn, Cell, ErrorBudget, lasts_hours
from spandeck.model.upstream import HOUR_NS, PERCENTILES, Maintenance, Objective, ObjectiveDay
from spandeck.paint import heatmap
from spandeck.paint.document import Line
from spandeck.paint.gauge import budget as gauge
from spandeck.paint.glyphs import HATCH, Sheet, finished
from spandeck.paint.legend import Entry, filled, legend
from spandeck.paint.scale import told
from spandeck.paint.sentence import folded
from spandeck.paint.units import duration, exact, moment, one_line

UNJUDGED = "no hour had 20 calls"
"""Why there is no compliance, and no budget."""
WHOLE = "all endpoints"
HOUR_MS = 3_600_000
SAID_MOST = 3
"""Days that are named, of those about which two accounts differ."""
GAUGE = 64
"""Cells that the bar of a budget takes at most."""
PACE = 10.0
"""From here on a rate of burning is told without digits after the point."""


def aim(objective: Objective) -> str:
    """`p95 ≤ 2.0 s`; a percentile that nobody knows is marked."""
    doubt = "" if objective.metric in PERCENTILES else "?"
    return f"{one_line(objective.metric)}{doubt} ≤ {told(objective.threshold_ms, 'ms')}"


def about(objective: Objective) -> str:
    """Which calls it is about, and over how many days."""
    endpoint = one_line(objective.endpoint) if objective.endpoint else WHOLE
    return f"{endpoint} · {one_line(objective.environment)} · {objective.window_days} days"


def compliance(objective: Objective) -> str:
    """How much of its hours met it; `—` where there was none to judge."""
    return told(objective.compliance_pct, "percent")


def left(budget: ErrorBudget) -> str:
    """What is left of the budget in a few cells: `2.1 of 7.0 h`, `1.0 h over`."""
    if not budget.hours:
        return "not judged"
    return f"{hours(-budget.left)} over" if budget.left < 0 else f"{hours(budget.left)} left"


def arithmetic(objective: Objective, budget: ErrorBudget) -> str:
    """How the budget is reckoned, with its numbers."""
    if not budget.hours:
        return (
            f"Nothing can be said of it: {UNJUDGED} in these {objective.window_days} days, and "
            "fewer say nothing."
        )
    spent = "none was" if not budget.spent else f"{exact(budget.spent)} were"
    rest = f"{hours(-budget.left)} too many" if budget.left < 0 else f"{hours(budget.left)} left"
    return (
        f"Of {exact(budget.hours)} hours with 20 calls or more, {budget.target_pct:g} % should "
        f"meet it (our target: Apidepth states none), so {hours(budget.allowed)} may be bad; "
        f"{spent}: {rest}."
    )


def longest(objective: Objective) -> str:
    """The longest run of bad hours."""
    if not objective.breaching:
        return "no hour was missed" if objective.hours else ""
    return f"longest breach {objective.longest_breach} h"


def burning(burns: Sequence[Burn], budget: ErrorBudget) -> list[str]:
    """How fast the budget went lately, a sentence a stretch, then how long the rest lasts."""
    said = [f"{stretch(each)}: {pace(each)}" for each in burns]
    lasting = [lasts_hours(budget, each) for each in burns]
    known = [each for each in lasting if each is not None]
    if known:
        said.append(f"at that pace the rest is spent in {duration(known[0] * HOUR_MS)}")
    return said


def stretch(burn: Burn) -> str:
    """`last hour`, `last 6 h`, `last 3 d`."""
    if burn.window_hours == 1:
        return "last hour"
    days, rest = divmod(burn.window_hours, 24)
    return f"last {burn.window_hours} h" if rest or not days else f"last {days} d"


def pace(burn: Burn) -> str:
    """A rate of burning in words; 1 spends exactly the budget over the window."""
    if burn.rate is None:
        return "too few calls to tell"
    if not burn.breaching:
        return "nothing spent" if burn.hours > 1 else "met"
    times = f"{burn.rate:.0f}" if burn.rate >= PACE else f"{burn.rate:.1f}"
    counted = f"{burn.breaching} of {burn.hours} h missed" if burn.hours > 1 else "missed"
    judged = "as fast as" if burn.rate > 1 else "of what"
    return f"{counted}, {times}× {judged} the budget allows"


def accounts(found: Agreement) -> str:
    """Whether the hours agree with the vendor's days, and where they cannot."""
    if found.unknown_metric:
        return "No hour can be judged: this percentile is not one of p50, p95 and p99."
    if found.apart:
        return "The hours are of other calls than the objective's, so they need not agree."
    if not found.days:
        return "Apidepth names no day, and no hour had 20 calls: there is nothing to compare."
    if found.whole:
        return f"The hours agree with Apidepth's verdict on all {found.days} days."
    named = "; ".join(map(difference, found.differences[:SAID_MOST]))
    more = len(found.differences) - SAID_MOST
    rest = f"; and {more} more" if more > 0 else ""
    agreeing = found.days - len(found.differences)
    said = f"The hours agree with Apidepth's verdict on {agreeing} of {found.days} days."
    return f"{said} {named}{rest}."


REASONS = {
    "edge": "at the window's edge, which moved between the two answers",
    "missing": "of some hours no latency is given",
    "close": "a value is so near the threshold that rounding decides",
    "unknown": "we cannot say why",
}


def difference(found: Difference) -> str:
    """One day of which the two accounts differ."""
    ours = f"{found.ours.breaching} of {found.ours.hours} h missed"
    theirs = found.theirs
    vendor = "no such day" if theirs is None else f"{theirs.breaching} of {theirs.hours}"
    return f"{found.date}: {ours} by the hours, {vendor} by Apidepth ({REASONS[found.reason]})"


def cell(found: Cell, objective: Objective, zone: tzinfo = UTC) -> tuple[str, str]:
    """One hour with its numbers, and the role of its verdict."""
    when = f"{moment(found.hour_ns, zone):%a %d %b %H:%M}"
    verdict, role = judgement(found, objective)
    counted = f"{exact(found.requests)} calls" if found.requests else ""
    errors = f", {exact(found.errors)} failed" if found.errors else ""
    return " · ".join(each for each in (when, verdict, counted + errors) if each), role


def judgement(found: Cell, objective: Objective) -> tuple[str, str]:
    """The verdict on an hour in words, and its role."""
    measured = f"{one_line(objective.metric)} {told(found.value_ms, 'ms')}"
    times = f"{(found.value_ms or 0.0) / objective.threshold_ms:.2g}× the limit"
    match found.verdict:
        case "met":
            return f"✓ {measured}, {times}", "ok"
        case "breached":
            return f"✗ {measured}, {times}", "error"
        case "few":
            known = "" if found.value_ms is None else f" ({measured})"
            return f"- fewer than 20 calls: not judged{known}", "muted"
        case "untimed":
            return "- no call had a valid latency: not judged", "muted"
        case "silent":
            return "? no call in this hour", "muted"
        case "outside":
            return "not in the window", "muted"


def maintained(at_ns: int, windows: Iterable[Maintenance]) -> str:
    """The maintenance that an hour falls in; empty for none."""
    found = (w for w in windows if w.starts_ns < at_ns + HOUR_NS and w.ends_ns > at_ns)
    labels = ", ".join(f"“{one_line(each.label)}”" for each in found)
    return f"maintenance {labels}" if labels else ""


def card(
    objective: Objective,
    budget: ErrorBudget,
    sheet: Sheet,
    burns: Sequence[Burn] = (),
    found: Agreement | None = None,
) -> list[Line]:
    """All that is to be said of an objective, as lines of the sheet's width."""
    sure = objective.compliance_pct is not None
    met = f"{compliance(objective)} met" if sure else UNJUDGED
    first = (
        (f"{one_line(objective.vendor)}  {aim(objective)}  ", "heading"),
        (met, "text" if sure else "muted"),
    )
    said = [arithmetic(objective, budget)]
    if longest(objective):
        said.append(f"{longest(objective)}.".capitalize())
    lines: list[Line] = [first, ((about(objective), "muted"),)]
    lines.append(gauge(budget, Sheet(min(GAUGE, sheet.width))))
    lines += [((part, "text"),) for part in folded(" ".join(said), sheet.width)]
    for each in burning(burns, budget):
        lines += [((part, "text"),) for part in folded(f"· {each}", sheet.width)]
    if found is not None:
        role = "muted" if found.whole else "warn"
        lines += [((part, role),) for part in folded(accounts(found), sheet.width)]
    return finished([filled(each, sheet.width) for each in lines], sheet)


def numbers(
    found: Cell,
    day: ObjectiveDay | None,
    objective: Objective,
    windows: Iterable[Maintenance],
    sheet: Sheet,
) -> list[Line]:
    """One hour with its numbers, the vendor's verdict on its day, and what marks mean."""
    hour, role = cell(found, objective, sheet.zone)
    during = maintained(found.hour_ns, windows)
    lines: list[Line] = [
        ((hour, role),),
        ((f"{during} · " if during else "", "warn"), (verdict(found.hour_ns, day), "muted")),
    ]
    keys = [*heatmap.keys(), Entry(HATCH, "muted", "maintenance")]
    painted = [filled(each, sheet.width) for each in lines]
    return finished([*painted, *legend(keys, sheet.width)], sheet)


def verdict(at_ns: int, day: ObjectiveDay | None) -> str:
    """What Apidepth says of the UTC day of a moment."""
    name = f"Apidepth on the UTC day {moment(at_ns):%d %b}: "
    if day is None:
        return f"{name}no verdict, for no hour had 20 calls"
    if day.met:
        return f"{name}met in all of {day.hours} hours"
    return f"{name}missed in {day.breaching} of {day.hours} hours"


def hours(number: float) -> str:
    """`7.0 h`."""
    return f"{number:.1f} h"
