"""A group as it stands at one moment, from what was counted and what was said of it. Pure."""

from collections.abc import Sequence, Set
from dataclasses import replace

from spandeck.model.group import MINUTES, Fingerprint, Group, State, Target
from spandeck.triage.book import Book
from spandeck.triage.impact import impact
from spandeck.triage.seen import REMEMBERED, SHARES, Seen, remembered
from spandeck.triage.state import BEFORE, HOUR_NS, LATELY, MINUTE_NS, SILENT_H, Course, state
from spandeck.triage.tally import Tally

WEEK_H = 7 * 24
"""Hours of silence that are looked at: more say no more."""
Heard = Set[tuple[str, int]]
"""Vendors that answered, and in which hours since the epoch."""


def group(
    tally: Tally, book: Book, heard: Heard, now_ns: int, before: Group | None = None
) -> Group:
    """A group; `before` is what it was when it was last looked at."""
    known, target = tally.known, Target("group", tally.key)
    traces = max(len(tally.traces), known.traces if known else 0)
    users = max(len(tally.users), known.users if known else 0)
    sessions = max(len(tally.sessions), known.sessions if known else 0)
    minutes = tally.last(now_ns)
    found = course(tally, minutes, book, heard, now_ns)
    return Group(
        fingerprint=Fingerprint(tally.key, tally.parts),
        title=tally.title,
        where=tally.where,
        state=continued(state(book.ruling(tally.key), found, now_ns), before),
        traces=traces,
        told=max(tally.told, known.told if known else 0),
        users=users,
        sessions=sessions,
        agents=shared(tally, "agent"),
        versions=shared(tally, "version"),
        vendors=shared(tally, "vendor"),
        models=shared(tally, "model"),
        first_ns=found.first_ns,
        last_ns=tally.last_ns,
        minutes=minutes[-MINUTES:],
        recent=tally.newest(),
        impact=impact(users or sessions or traces, found, now_ns),
        notes=book.notes(target),
        bookmarked=book.bookmarked(target) is not None,
    )


def continued(now: State, before: Group | None) -> State:
    """A group escalates since it began to, however long ago that is."""
    if before is None or before.state.word != now.word or now.word != "escalating":
        return now
    return replace(now, since_ns=min(now.since_ns, before.state.since_ns))


def course(tally: Tally, minutes: Sequence[int], book: Book, heard: Heard, now_ns: int) -> Course:
    """How a group fails over time; `minutes` are the last ones of its tally."""
    act = book.ruling(tally.key).act
    return Course(
        first_ns=tally.first_ns,
        last_ns=tally.last_ns,
        again_ns=tally.again_ns(act.at_ns) if act and act.verb == "resolve" else None,
        lately=sum(minutes[BEFORE:]),
        before=sum(minutes[:BEFORE]),
        known_min=(now_ns - tally.first_ns) // MINUTE_NS - LATELY,
        heard_h=heard_h(tally, heard, now_ns),
    )


def heard_h(tally: Tally, heard: Heard, now_ns: int) -> int:
    """Whole hours since a group last failed in which each of its vendors answered."""
    last, now = tally.last_ns // HOUR_NS, now_ns // HOUR_NS
    if now - last < SILENT_H:
        return 0
    vendors = shared(tally, "vendor")
    hours = range(max(last, now - WEEK_H) + 1, now + 1)
    return sum(all((vendor, hour) in heard for vendor in vendors) for hour in hours)


def shared(tally: Tally, name: str) -> tuple[str, ...]:
    """The agents, versions, vendors or models of a group, the most frequent first."""
    counts = tally.shares.get(name, {})
    known = tally.known.shares.get(name, ()) if tally.known else ()
    often = sorted(counts, key=lambda each: (-counts[each], each))
    return (*often, *(each for each in known if each not in counts))


def seen(tally: Tally) -> Seen:
    """What is kept of a group."""
    newest = tally.newest()[:REMEMBERED]
    now = Seen(
        tally.key,
        tally.parts,
        tally.title,
        tally.where,
        tally.first_ns,
        tally.last_ns,
        len(tally.traces),
        len(tally.users),
        len(tally.sessions),
        tally.told,
        {name: tuple(sorted(shared(tally, name))) for name in SHARES},
        tuple(map(remembered, newest)),
    )
    return now.joined(tally.known) if tally.known else now
