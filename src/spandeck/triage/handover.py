"""What whoever is on call next should know, as Markdown: groups, states, notes, numbers, links.

No payload is in it: messages are normalised, and nobody's user or session is named.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from spandeck.model.group import DISTINCT, OPEN, Group
from spandeck.model.markdown import escaped
from spandeck.model.occurrence import Occurrence
from spandeck.triage.act import Act
from spandeck.triage.book import Book
from spandeck.triage.state import clock

Link = Callable[[Occurrence], str]
"""Where a failure can be looked at: a web address, or empty where there is none."""
TRACES = 3
"""Traces that are named of each group."""


def nowhere(occurrence: Occurrence) -> str:
    """No address is known."""
    return ""


def handover(groups: Sequence[Group], book: Book, since_ns: int, now_ns: int, link: Link) -> str:
    """The groups that are open, or of which something was done or told since a time."""
    chosen = [each for each in groups if concerns(each, book, since_ns)]
    counts = {word: sum(each.state.word == word for each in chosen) for word in OPEN}
    summary = " · ".join(f"{word} {count}" for word, count in counts.items() if count)
    group_word = "group" if len(chosen) == 1 else "groups"
    lines = [
        f"# Handover, {stamp(now_ns)}",
        "",
        f"Since {stamp(since_ns)}: {len(chosen)} {group_word}; {summary or 'none is open'}. "
        "`spandeck open ID` shows a trace.",
    ]
    for each in chosen:
        lines += ["", *told(each, book.history(each.fingerprint.key), since_ns, link)]
    loose = [act for act in book.acts.values() if loosely(act, book, since_ns)]
    if loose:
        lines += ["", "## Notes on traces and spans", ""]
        lines += [f"- {act.target.kind} `{code(act.target.id)}`: {noted(act)}" for act in loose]
    return "\n".join(lines) + "\n"


def concerns(group: Group, book: Book, since_ns: int) -> bool:
    """Whether a group belongs into the handover."""
    acted = any(each.at_ns >= since_ns for each in book.history(group.fingerprint.key))
    return acted or (group.open and group.last_ns >= since_ns) or group.state.since_ns >= since_ns


def told(group: Group, acts: Sequence[Act], since_ns: int, link: Link) -> Iterator[str]:
    """One group."""
    where = f" in {escaped(group.where)}" if group.where else ""
    yield f"## {escaped(group.title)}{where}"
    yield ""
    yield f"- **{group.state.word}** since {stamp(group.state.since_ns)}{because(group)}"
    hit = [f"{many(group.traces)} traces", f"{many(group.users)} users"]
    hit += [f"{many(group.sessions)} sessions", f"{sum(group.minutes)} failures in the last hour"]
    yield f"- {', '.join(hit)}; first {stamp(group.first_ns)}, last {stamp(group.last_ns)}"
    yield f"- told by {', '.join(group.vendors)}"
    for name, values in (("agents", group.agents), ("versions", group.versions)):
        if values:
            yield f"- {name}: {escaped(', '.join(values))}"
    for name, value in group.fingerprint.parts:
        yield f"- {name}: `{code(value)}`"
    yield f"- key `{group.fingerprint.key}`"
    for each in group.recent[:TRACES]:
        yield f"- {trace(each, link)}"
    for act in acts:
        if act.verb == "note" or act.at_ns >= since_ns:
            yield f"- {noted(act)}"


def trace(occurrence: Occurrence, link: Link) -> str:
    """Where one failure can be looked at."""
    name = occurrence.of.trace_id or occurrence.id
    where, at = link(occurrence), stamp(occurrence.at_ns)
    shown = f"[`{code(name)}`](<{where}>)" if where and ">" not in where else f"`{code(name)}`"
    return f"{occurrence.vendor} {shown}, {at}"


def because(group: Group) -> str:
    """Why a group stands as it does."""
    state = group.state
    found = [f"by {state.by}"] if state.by else []
    found += [f"until {clock(state.until_ns)}"] if state.until_ns else []
    found += ["until it gets worse"] if state.until_worse else []
    found += [state.reason] if state.reason else []
    return f": {escaped('; '.join(found))}" if found else ""


def noted(act: Act) -> str:
    """One act, a note with its text."""
    who = escaped(act.by) or "spandeck"
    said = act.text("text") or act.text("reason")
    text = f": {escaped(' '.join(said.split()))}" if said else ""
    return f"{stamp(act.at_ns)}, {who}, {act.verb}{text}"


def loosely(act: Act, book: Book, since_ns: int) -> bool:
    """Whether it is a note on something that is no group, written since a time, and in force."""
    about = act.verb == "note" and act.target.kind != "group" and act.at_ns >= since_ns
    return about and book.stands(act)


def many(count: int) -> str:
    """A count that has a cap."""
    return f"≥{count}" if count >= DISTINCT else str(count)


def code(text: str) -> str:
    """Text between backticks."""
    return " ".join(text.replace("`", "′").split())


def stamp(at_ns: int) -> str:
    """`2026-11-21 14:02 UTC`."""
    return f"{datetime.fromtimestamp(at_ns // 1_000_000_000, UTC):%Y-%m-%d %H:%M} UTC"
