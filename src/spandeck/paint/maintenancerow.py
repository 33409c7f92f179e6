"""A maintenance window as one row, and what a window means in words."""

from datetime import UTC, tzinfo

from spandeck.model.upstream import Maintenance
from spandeck.paint.row import Cell, Column
from spandeck.paint.units import duration, moment, one_line

COLUMNS = (
    Column("state", "when", "text", 22, rank=0),
    Column("provider", "provider", "text", 9, 14, rank=0),
    Column("label", "what for", "text", 14, 60, rank=1),
    Column("from", "from", "time", 16, rank=2),
    Column("to", "to", "time", 16, rank=3),
    Column("length", "length", "text", 9, rank=4),
)
MS_NS = 1_000_000


def state(window: Maintenance, now_ns: int) -> Cell:
    """Whether it is open now, by the clock: the vendor's own word may be minutes old."""
    if window.starts_ns > now_ns:
        return Cell(f"○ opens in {lasting(window.starts_ns - now_ns)}", "accent")
    if window.ends_ns > now_ns:
        return Cell(f"● open, {lasting(window.ends_ns - now_ns)} left", "warn")
    return Cell("· over", "muted")


def cell(window: Maintenance, column: Column, now_ns: int, zone: tzinfo = UTC) -> Cell:
    """What one fact of a window says."""
    match column.name:
        case "state":
            return state(window, now_ns)
        case "provider":
            return Cell(one_line(window.vendor))
        case "label":
            return Cell(one_line(window.label))
        case "from":
            return Cell(f"{moment(window.starts_ns, zone):%a %d %b %H:%M}")
        case "to":
            return Cell(f"{moment(window.ends_ns, zone):%a %d %b %H:%M}")
        case _:
            return Cell(lasting(window.ends_ns - window.starts_ns), "muted")


def fact(window: Maintenance, name: str) -> str | int:
    """What a column sorts by."""
    known: dict[str, str | int] = {
        "provider": window.vendor,
        "label": window.label,
        "to": window.ends_ns,
        "length": window.ends_ns - window.starts_ns,
    }
    return known.get(name, window.starts_ns)


def urgent(window: Maintenance, now_ns: int) -> tuple[int, int]:
    """Open ones first, then what comes next, then what is over, the newest of that first."""
    if window.ends_ns <= now_ns:
        return 2, -window.ends_ns
    return (1 if window.starts_ns > now_ns else 0), window.starts_ns


def told(window: Maintenance, now_ns: int) -> str:
    """What a window does, or did, to whoever is on call."""
    vendor = one_line(window.vendor)
    if window.ends_ns <= now_ns:
        return f"While it was open, Apidepth sent no alerts about {vendor}."
    when = "Until it ends" if window.starts_ns <= now_ns else "While it is open"
    return (
        f"{when}, Apidepth sends no alerts about {vendor}; calls are still measured, and hours "
        "that miss an objective still count."
    )


def lasting(length_ns: int) -> str:
    """A length in the unit people say it in, without seconds from a minute on."""
    ms = length_ns / MS_NS
    return duration(ms) if ms < 60_000 or ms >= 3_600_000 else f"{ms / 60_000:.0f} m"
