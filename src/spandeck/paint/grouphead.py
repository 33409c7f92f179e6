"""An error group to be read: its newest failure, whom it hit, what is thought of it and why.

The preview says what decides whether to look; the whole says everything that is known.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, tzinfo

from spandeck.model.group import Group, Note
from spandeck.model.occurrence import Occurrence
from spandeck.paint.document import BLANK, Paragraph
from spandeck.paint.grouprow import MARKS, least, place, word
from spandeck.paint.units import ago, clock, date_clock, exact, moment, one_line

LABEL = 10
"""Cells of the labels."""
ID = 12
"""Characters of a trace's id that tell it from its neighbours; `y` copies all of it."""
LONGEST = 400
"""Characters of a message that are previewed."""
MANY = 12
"""Traces that the whole lists."""


def preview(group: Group, now_ns: int, zone: tzinfo = UTC) -> list[Paragraph]:
    """The newest failure, how many it hit, its state, its notes and its rule."""
    return [
        headline(group, zone),
        labelled("seen", seen(group, now_ns, zone)),
        labelled("newest", f"{since(group.newest.at_ns, now_ns)} · {line(group.newest)}"),
        *(noted(each, zone) for each in reversed(group.notes)),
        labelled("message", message(group.newest)),
        labelled("same", rule(group), "muted"),
    ]


def whole(
    group: Group, history: Sequence[tuple[int, str]], now_ns: int, zone: tzinfo = UTC
) -> list[Paragraph]:
    """Everything that is known of it: its rule, whom it hit, what was done, its newest traces.

    `history` is what was done about it, with when.
    """
    made = [
        headline(group, zone),
        labelled("message", message(group.newest)),
        labelled("seen", seen(group, now_ns, zone)),
        labelled("vendors", ", ".join(each.title() for each in group.vendors)),
        BLANK,
        Paragraph("one problem is what shares all of", "heading"),
        *(labelled(name, value) for name, value in group.fingerprint.parts),
        labelled("key", group.fingerprint.key, "muted"),
        BLANK,
        Paragraph("among its newest traces", "heading"),
        *(labelled(name, told) for name, told in shares(group.recent)),
    ]
    if group.notes:
        made += [BLANK, Paragraph("notes", "heading")]
        made += [noted(each, zone) for each in reversed(group.notes)]
    if history:
        made += [BLANK, Paragraph("what was done", "heading")]
        made += [labelled(f"{moment(at, zone):%H:%M}", told) for at, told in reversed(history)]
    made += [BLANK, Paragraph("newest traces", "heading")]
    made += [labelled(ago(each.at_ns, now_ns), line(each)) for each in group.recent[:MANY]]
    return made


def labelled(label: str, text: str, role: str = "text") -> Paragraph:
    """A fact with its name in a column of its own."""
    return Paragraph(text, role, label, LABEL)


def headline(group: Group, zone: tzinfo) -> Paragraph:
    """What failed, where, and what is thought of it, with the reason."""
    state = group.state
    mark, tone = MARKS[state.word]
    reason = f": {state.reason}" if state.reason else ""
    by = f" by {state.by}" if state.by else ""
    rest = "snoozed " if state.word == "snoozed" else ""
    since = f"{rest}{word(state, zone)}{by} since {clock(state.since_ns, zone)[:5]}{reason}"
    role = "error" if tone == "error" else "heading"
    where = f"  {place(group)}"
    return Paragraph(f"{one_line(group.title)}{where}\n{mark} {since}", role)


def message(found: Occurrence) -> str:
    """What was said, in one stretch; long ones only their beginning."""
    said = found.cause.message or found.cause.type or found.cause.code or "nothing was said"
    told = one_line(said)
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"


def since(at_ns: int, now_ns: int) -> str:
    """`12 s ago`, `now`."""
    age = ago(at_ns, now_ns)
    return age if age == "now" else f"{age} ago"


def line(found: Occurrence) -> str:
    """One failure: who, where, which trace, at whom."""
    spot, of = found.spot, found.of
    agent = " ".join(filter(None, (spot.agent, spot.version)))
    path = " ▸ ".join(filter(None, (agent or of.name, spot.step or spot.tool)))
    model = spot.model if spot.model != spot.step else None
    parts = (path, model, of.trace_id and of.trace_id[:ID], found.vendor.title())
    return one_line(" · ".join(filter(None, parts)))


def seen(group: Group, now_ns: int, zone: tzinfo) -> str:
    """Since when, how often, and whom it hit."""
    then = moment(group.first_ns, zone)
    same = then.date() == moment(now_ns, zone).date()
    first = f"{then:%H:%M}" if same else f"{then:%d %b %H:%M}"
    hit = (group.traces, "trace"), (group.sessions, "session"), (group.users, "user")
    parts = [counted(number, noun) for number, noun in hit]
    told = ", ".join(filter(None, parts))
    return f"first {first}, last {since(group.last_ns, now_ns)} · {told} · {agents(group)}"


def agents(group: Group) -> str:
    """Which agents, as far as a line has room for their names."""
    if not group.agents:
        return "no agent named"
    shown, rest = group.agents[:3], len(group.agents) - 3
    return one_line(", ".join(shown)) + (f" and {rest} more" if rest > 0 else "")


def counted(number: int, noun: str) -> str:
    """`1 session`, `12 sessions`; nothing for none."""
    return f"{least(number)}{exact(number)} {noun}{'' if number == 1 else 's'}" if number else ""


def noted(note: Note, zone: tzinfo) -> Paragraph:
    """What a person wrote, and when."""
    at = date_clock(note.at_ns, zone)[11:16]
    return labelled("note", f"{note.text}  — {note.by}, {at}", "accent")


def rule(group: Group) -> str:
    """What makes failures this problem, in one line."""
    return " · ".join(f"{name} {one_line(value)}" for name, value in group.fingerprint.parts)


Fact = Callable[[Occurrence], str | None]
FACTS: Sequence[tuple[str, Fact]] = (
    ("vendor", lambda each: each.vendor.title()),
    ("agent", lambda each: each.spot.agent),
    ("version", lambda each: each.spot.version),
    ("model", lambda each: each.spot.model),
    ("tool", lambda each: each.spot.tool),
    ("provider", lambda each: each.spot.provider),
    ("where", lambda each: each.spot.environment),
    ("fatal", lambda each: "failed with it" if each.fatal else "got over it"),
)
"""What the newest failures are counted by."""


def shares(found: Sequence[Occurrence]) -> Iterable[tuple[str, str]]:
    """By each fact, how many said what, the most first; facts that nobody stated are left out."""
    for name, fact in FACTS:
        counts = Counter(fact(each) or "" for each in found)
        if set(counts) != {""}:
            told = (f"{one_line(value) or '—'} {many}×" for value, many in counts.most_common(6))
            yield name, " · ".join(told)
