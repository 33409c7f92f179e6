"""An error group as one row of the triage queue: how it goes, how many it hit, what and where."""

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo

from spandeck.model.group import DISTINCT, Group, State, Word
from spandeck.paint.glyphs import EIGHTHS
from spandeck.paint.row import Cell, Column, Tone
from spandeck.paint.sentence import code, ending
from spandeck.paint.units import ago, clock, count, one_line

COLUMNS = (
    Column("mark", " ", "mark", 1),
    Column("trend", "1 h", "text", 5, 12, rank=3),
    Column("hits", "hits", "number", 5, 6, rank=0),
    Column("agents", "agents", "text", 8, 9, rank=7),
    Column("what", "what failed", "text", 21, 44, rank=0),
    Column("where", "where", "text", 16, 28, rank=1),
    Column("state", "state", "text", 11, 16, rank=2),
    Column("last", "last", "number", 4, rank=5),
    Column("vendors", "vendors", "text", 24, rank=6),
)
"""What is least needed is dropped first."""
MARKS: Mapping[Word, tuple[str, Tone]] = {
    "new": ("+", "accent"),
    "escalating": ("!", "error"),
    "regressed": ("↺", "error"),
    "ongoing": ("·", "plain"),
    "acked": ("✓", "muted"),
    "snoozed": ("–", "muted"),
    "resolved": ("✓", "muted"),
}
"""A mark a state; the word stands in a column of its own."""
BOOKMARK = "◆"


def cell(group: Group, column: Column, now_ns: int, zone: tzinfo = UTC) -> Cell:
    """What one fact says; a group that asks for nobody's attention is quiet throughout."""
    made = FACTS[column.name](group, column, now_ns, zone)
    if group.open:
        return made
    if made.pieces:
        return Cell("", pieces=tuple((text, "muted") for text, _ in made.pieces))
    return Cell(made.text, "muted")


def fact(group: Group, name: str) -> str | float | int | None:
    """What a column sorts by."""
    match name:
        case "mark" | "state":
            return group.state.word
        case "trend":
            return sum(group.minutes[-10:])
        case "hits":
            return group.traces
        case "agents":
            return len(group.agents)
        case "what":
            return group.title
        case "where":
            return group.where
        case "last":
            return group.last_ns
        case _:
            return ", ".join(group.vendors)


def mark(group: Group, column: Column, now_ns: int, zone: tzinfo) -> Cell:
    """The state, or that it was bookmarked; never by colour alone."""
    return Cell(*MARKS[group.state.word])


def trend(group: Group, column: Column, now_ns: int, zone: tzinfo) -> Cell:
    """The last hour; the stretch that is under way is the last bar."""
    tone: Tone = "error" if group.state.word == "escalating" else "bar"
    return Cell("", pieces=((bars(group.minutes, column.width), tone),))


def bars(minutes: Sequence[int], width: int) -> str:
    """So many bars, each as high as its minutes were bad against the worst; blank for none."""
    size = max(1, len(minutes))
    sums = [
        sum(minutes[at * size // width : max((at + 1) * size // width, at * size // width + 1)])
        for at in range(width)
    ]
    worst = max(sums, default=0)
    return "".join(EIGHTHS[-(-each * 8 // worst)] if each > 0 else " " for each in sums)


def hits(group: Group, column: Column, now_ns: int, zone: tzinfo) -> Cell:
    """How many traces it hit, at least, where they are too many to tell apart."""
    return Cell(f"{least(group.traces)}{count(group.traces)}×")


def least(number: int) -> str:
    """`≥` before a count that stopped."""
    return "≥" if number >= DISTINCT else ""


def agents(group: Group, column: Column, now_ns: int, zone: tzinfo) -> Cell:
    """How many agents."""
    many = len(group.agents)
    return Cell(f"{many} agent{'' if many == 1 else 's'}" if many else "", "muted")


def what(group: Group, column: Column, now_ns: int, zone: tzinfo) -> Cell:
    """What failed, its bookmark before it; of a code that is too long, its end."""
    told, before = one_line(group.title), f"{BOOKMARK} " if group.bookmarked else ""
    return Cell(before + code(told, column.width - len(before)))


def where(group: Group, column: Column, now_ns: int, zone: tzinfo) -> Cell:
    """The tool, the model or the step; of an alert, whose it is."""
    return Cell(ending(place(group), column.width), "muted")


def place(group: Group) -> str:
    """Where it failed; an alert has only a name, which stands before this already."""
    newest = group.newest
    return f"{newest.vendor.title()} alert" if newest.kind == "alert" else one_line(group.where)


def state(group: Group, column: Column, now_ns: int, zone: tzinfo) -> Cell:
    """The state's word; what was snoozed says until when."""
    _, tone = MARKS[group.state.word]
    return Cell(word(group.state, zone), tone)


def word(found: State, zone: tzinfo = UTC) -> str:
    """`escalating`; of what was snoozed `until 15:00` or `until worse`."""
    if found.word != "snoozed":
        return found.word
    return f"until {'worse' if found.until_worse else clock(found.until_ns, zone)[:5]}"


def last(group: Group, column: Column, now_ns: int, zone: tzinfo) -> Cell:
    """How long ago it happened last."""
    return Cell(ago(group.last_ns, now_ns), "muted")


def vendors(group: Group, column: Column, now_ns: int, zone: tzinfo) -> Cell:
    """Who told of it."""
    return Cell(", ".join(each.title() for each in group.vendors), "muted")


FACTS = {
    "mark": mark,
    "trend": trend,
    "hits": hits,
    "agents": agents,
    "what": what,
    "where": where,
    "state": state,
    "last": last,
    "vendors": vendors,
}
