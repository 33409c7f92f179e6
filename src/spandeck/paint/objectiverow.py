"""An objective as one row of the list of them, its days as a strip."""

from spandeck.model.slo import TARGET_PCT, ErrorBudget, budget, dates, window
from spandeck.model.upstream import Objective
from spandeck.paint import objective as said
from spandeck.paint.calendar import strip, verdict
from spandeck.paint.gauge import LOW
from spandeck.paint.glyphs import Sheet
from spandeck.paint.row import Cell, Column, Piece, Tone
from spandeck.paint.units import one_line

TONES: dict[str, Tone] = {"heat-0": "ok", "heat-4": "error", "thin": "muted", "none": "muted"}
NARROWEST = 31
"""Cells of the strip: a month, and the day that has begun."""


def columns(days: int) -> tuple[Column, ...]:
    """The facts of a list of which the longest window has so many days."""
    return (
        Column("provider", "provider", "text", 9, 14, rank=0),
        Column("objective", "objective", "text", 12, 13, rank=0),
        Column("met", "met", "number", 7, rank=2),
        Column("left", "left", "number", 9, rank=1),
        Column("longest", "longest", "number", 7, rank=5),
        Column("days", "days", "text", NARROWEST, days + 1, rank=3),
        Column("endpoint", "endpoint", "text", 13, 26, rank=6),
        Column("environment", "environment", "text", 11, rank=7),
        Column("window", "window", "number", 6, rank=8),
    )


def cell(objective: Objective, column: Column, now_ns: int, target_pct: float = TARGET_PCT) -> Cell:
    """What one fact of an objective says."""
    match column.name:
        case "provider":
            return Cell(one_line(objective.vendor))
        case "objective":
            return Cell(said.aim(objective))
        case "met":
            return Cell(said.compliance(objective), "plain" if objective.hours else "muted")
        case "left":
            return left(budget(objective, target_pct))
        case "longest":
            missed = bool(objective.breaching)
            return Cell(f"{objective.longest_breach} h" if missed else "—", "plain")
        case "days":
            return Cell("", pieces=tuple(days(objective, column.width, now_ns)))
        case "endpoint":
            whole = objective.endpoint is None
            text = said.WHOLE if whole else one_line(objective.endpoint or "")
            return Cell(text, "muted" if whole else "plain")
        case "environment":
            return Cell(one_line(objective.environment))
        case _:
            return Cell(f"{objective.window_days} d", "muted")


def left(found: ErrorBudget) -> Cell:
    """The hours left of a budget, with a mark of how it stands."""
    if not found.hours:
        return Cell("unjudged", "muted")
    if found.left < 0:
        return Cell(f"✗ −{said.hours(-found.left)}", "error")
    if (found.share or 0.0) < LOW:
        return Cell(f"! {said.hours(found.left)}", "warn")
    return Cell(f"✓ {said.hours(found.left)}", "ok")


def days(objective: Objective, width: int, now_ns: int) -> list[Piece]:
    """The days of its window at the right of so many cells, today last."""
    known = {each.date: each for each in objective.days}
    marks = [
        verdict(known.get(day.isoformat())) for day in dates(window(objective.window_days, now_ns))
    ]
    wide = min(width, len(marks))
    drawn = strip(marks, Sheet(wide))
    blank: list[Piece] = [(" " * (width - wide), "plain")] if width > wide else []
    return [*blank, *((text, TONES.get(role, "plain")) for text, role in drawn)]


def fact(objective: Objective, name: str, target_pct: float = TARGET_PCT) -> float | str | None:
    """What a column sorts by."""
    spent = budget(objective, target_pct)
    known: dict[str, float | str | None] = {
        "provider": objective.vendor,
        "objective": f"{objective.metric} {objective.threshold_ms:>9}",
        "met": objective.compliance_pct,
        "left": spent.left if spent.hours else None,
        "longest": objective.longest_breach,
        "days": objective.breaching,
        "endpoint": objective.endpoint or "",
        "environment": objective.environment,
        "window": objective.window_days,
    }
    return known.get(name)


def urgent(objective: Objective, target_pct: float = TARGET_PCT) -> tuple[bool, float]:
    """The least of its budget left comes first; what nobody can judge comes last."""
    spent = budget(objective, target_pct)
    return spent.share is None, spent.share if spent.share is not None else 0.0
