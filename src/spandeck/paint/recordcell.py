"""A record as one row of a table: its resource's columns, each told by its kind."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len

from spandeck.model.page import BadRow
from spandeck.model.resource import Column as Fact
from spandeck.model.resource import ColumnKind, Record, Resource, at
from spandeck.paint.histogram import EIGHTHS
from spandeck.paint.recordfact import Drift, numeric, read
from spandeck.paint.row import Cell, Column, Kind, Tone
from spandeck.paint.tracerow import PRECISE as PRECISE_TIME
from spandeck.paint.tracerow import Manner
from spandeck.paint.units import (
    ago,
    clock,
    count,
    date_clock,
    duration,
    exact,
    moment,
    money,
    one_line,
)

WIDTHS: Mapping[ColumnKind, tuple[Kind, int, int]] = {
    "text": ("text", 14, 44),
    "id": ("text", 11, 36),
    "status": ("text", 11, 22),
    "time": ("time", 12, 23),
    "date": ("text", 10, 10),
    "duration": ("number", 9, 9),
    "count": ("number", 6, 9),
    "number": ("number", 8, 10),
    "money": ("number", 8, 8),
    "ratio": ("number", 6, 7),
    "percent": ("number", 6, 7),
    "flag": ("text", 5, 5),
    "list": ("text", 12, 30),
}
"""How a kind is aligned, the least width worth showing, and how wide it may grow."""
WORDS: Mapping[Tone, str] = {
    "error": """
        error failed failure critical fatal breached breach down unhealthy invalid rejected
        rolled_back expired revoked outage not_ready firing denied high
    """,
    "warn": """
        warning warn degraded at_risk deprecated rolling_back stale partial medium maintenance
        sunset throttled needs_review cancelling
    """,
    "ok": """
        ok active completed complete succeeded success healthy deployed resolved passed pass done
        operational finished ready met normal approved enabled verified live up
    """,
    "muted": """
        pending queued draft inactive disabled cancelled canceled archived paused unset none
        unknown off deleted skipped idle new scheduled running started in_progress
    """,
}
"""Words of states that vendors use; any other stands as it is."""
TONES: Mapping[str, Tone] = {word: tone for tone, words in WORDS.items() for word in words.split()}
MARKS: Mapping[Tone, str] = {"error": "✗", "warn": "!", "ok": "✓", "muted": "·"}
MILLION = 1_000_000
SHORT_HEAD = 6
"""Characters of a shortened id before the ellipsis; its tail tells it from its neighbours."""


def columns(resource: Resource) -> tuple[Column, ...]:
    """The table of a resource: the first columns are the last to go."""
    facts = resource.columns or (Fact(resource.key or "value", resource.key or "Value"),)
    return tuple(column(each, rank) for rank, each in enumerate(facts))


def column(of: Fact, rank: int) -> Column:
    """How much room one column needs."""
    kind, least, most = WIDTHS[of.kind]
    title = of.title if of.title[:2].isupper() else of.title[:1].lower() + of.title[1:]
    least = max(least if rank else least + 4 * (kind == "text"), cell_len(title) + 1)
    return Column(of.path, title, kind, least, max(least, most), rank)


def cells(
    record: Record | BadRow | None,
    facts: Mapping[str, Fact],
    shown: Sequence[Column],
    manner: Manner,
) -> list[Cell]:
    """What a record says in these columns; None is one that is being asked for again."""
    if record is None:
        return [Cell("…", "muted") for _ in shown]
    if isinstance(record, BadRow):
        first = Cell(f"? unreadable: {one_line(record.why)}", "warn", spills=True)
        return [first, *(Cell("") for _ in shown[1:])]
    return [
        cell(facts[each.name], at(record.raw, each.name), each, manner, lead=not each.rank)
        for each in shown
    ]


def cell(of: Fact, found: Any, shown: Column, manner: Manner, *, lead: bool) -> Cell:
    """One value; one that is not as promised is shown as it came, and stands out."""
    if found is None or found == "":
        return Cell(of.absent, "muted")
    try:
        value = read(of, found)
    except Drift:
        return Cell(one_line(text(found)), "warn")
    if of.kind == "status":
        return status(str(value))
    if of.kind == "time" and isinstance(value, int):
        return Cell(when(value, shown.width, manner), "muted")
    told = said(of.kind, value, found)
    if of.kind == "id":
        told = shortened(told, shown.width)
    return Cell(told, "plain" if lead or of.kind in ("ratio", "percent") else "muted")


def said(kind: ColumnKind, value: Any, found: Any) -> str:
    """A value that was read, in words and numbers."""
    match kind:
        case "duration":
            return duration(value)
        case "count":
            whole = float(value).is_integer() and abs(value) < MILLION
            return exact(int(value)) if whole else count(value)
        case "number":
            return f"{value:g}" if abs(value) < MILLION else count(value)
        case "money":
            return money(value)
        case "ratio":
            return share(value * 100)
        case "percent":
            return share(value)
        case "flag":
            return "yes" if value else "no"
        case "list":
            return several(found)
        case _:
            return one_line(str(value))


def share(percent: float) -> str:
    """`2.1 %`, `100 %`, `0.02 %`: digits that matter."""
    if percent == 0 or abs(percent) >= 0.1:
        return f"{percent:.1f}".removesuffix(".0") + " %"
    return f"{percent:.2g} %"


def status(word: str) -> Cell:
    """A state with its mark, where we know it; never colour alone."""
    plain = word.casefold().replace(" ", "_").replace("-", "_")
    tone = TONES.get(plain)
    return Cell(f"{MARKS[tone]} {one_line(word)}", tone) if tone else Cell(one_line(word))


def when(at_ns: int, width: int, manner: Manner) -> str:
    """The age, or the time: with its date where there is room or the day is another."""
    if manner.relative:
        return aged(at_ns, manner.now_ns)
    if width >= PRECISE_TIME:
        return date_clock(at_ns, manner.zone)
    then, now = moment(at_ns, manner.zone), moment(manner.now_ns, manner.zone)
    if then.date() == now.date():
        return clock(at_ns, manner.zone)
    return f"{then:%d %b %H:%M}" if then.year == now.year else f"{then:%d %b %Y}"


def aged(at_ns: int, now_ns: int) -> str:
    """How long ago something was, if it was."""
    if at_ns > now_ns:
        return "to come"
    told = ago(at_ns, now_ns)
    return told if told == "now" else f"{told} ago"


def several(found: Any) -> str:
    """Several values in a few cells: numbers as a line of bars, words between commas."""
    if isinstance(found, Mapping):
        return ", ".join(one_line(str(each)) for each in found)
    if not isinstance(found, Sequence) or isinstance(found, str):
        return one_line(text(found))
    if len(found) > 2 and all(map(numeric, found)):
        return sparkline(found)
    if any(isinstance(each, dict | list) for each in found):
        return f"{exact(len(found))} of them" if found else "none"
    return ", ".join(one_line(str(each)) for each in found) or "none"


def sparkline(numbers: Sequence[float]) -> str:
    """Numbers as bars of eighths, from their least to their most."""
    low, high = min(*numbers, 0), max(numbers)
    scale = (high - low) or 1
    return "".join(EIGHTHS[1 + round((each - low) / scale * 7)] for each in numbers)


def shortened(name: str, width: int) -> str:
    """An id in so many cells, its tail kept."""
    if cell_len(name) <= width or width < 5:
        return name
    head = min(SHORT_HEAD, (width - 1) // 3)
    return f"{name[:head]}…{name[-(width - 1 - head) :]}"


def text(found: Any) -> str:
    """A value as it came."""
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, default=str)
