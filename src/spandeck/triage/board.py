"""The groups of one profile, and what people do about them: the door of triage.

Acts are local and instant; each answers with one sentence that says what was done.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from time import time_ns

from spandeck.model.group import Bookmark, Group, Note, Target
from spandeck.model.occurrence import Occurrence
from spandeck.model.safe import safe
from spandeck.model.tail import Item, Standing
from spandeck.triage.act import (
    LATEST_NS,
    LONGEST,
    Act,
    BadAct,
    NotDone,
    Value,
    Verb,
    made,
    person,
    read,
    written,
)
from spandeck.triage.fingerprint import FIELDS
from spandeck.triage.handover import Link, handover, nowhere
from spandeck.triage.state import HOUR_NS, LATELY, clock
from spandeck.triage.store import Store
from spandeck.triage.watch import Watch

RESTORED_NS = 24 * HOUR_NS
"""How far back groups are known again after a start."""


class Board:
    """The groups, their states, and what people do about them.

    An act is on disk when it returns; it raises `NotDone` where it cannot be, and then nothing
    was done. To make a board reads the store: do that beside the loop.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], int] = time_ns,
        by: str | None = None,
        *,
        back_ns: int = RESTORED_NS,
    ) -> None:
        """`by` is who acts, `user@host`; None is whoever is at the keyboard.

        Groups of before are known again if they failed within `back_ns`, or somebody ruled on them.
        """
        self.clock = clock
        self.watch = Watch(store, clock, back_ns)
        self.by = person() if by is None else by
        self.batch: list[Act] | None = None
        """What is to be done together; None where each act is done by itself."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What people should know of the store, as sentences: such as that it was damaged."""
        return tuple(self.watch.store.notices)

    @property
    def folded(self) -> int:
        """Groups that were let go since there were too many; the store knows them still."""
        return self.watch.folded

    @property
    def version(self) -> int:
        """Grows with whatever changes what `groups` says."""
        return self.watch.version

    def take(self, items: Iterable[Item]) -> frozenset[str]:
        """Count failures in; the keys of the groups that nobody on this profile ever saw."""
        return self.watch.take(items)

    def groups(self) -> tuple[Group, ...]:
        """All groups: the open ones by impact, then the others, the last to fail first."""
        return self.watch.groups()

    def group(self, key: str) -> Group | None:
        """One group; a key that was merged names the group it counts as."""
        return self.watch.group(key)

    def key(self, occurrence: Occurrence) -> str:
        """The key of the group a failure belongs to."""
        return self.watch.gathering.key(occurrence)

    def tick(self, standings: Iterable[Standing] = ()) -> None:
        """Time passed: snoozes end, minutes move on, states age; others may have acted.

        `standings` say which vendors answer: without them silence proves nothing.
        """
        self.watch.tick(standings)

    def close(self) -> None:
        """Keep what was seen, and let go of the store."""
        self.watch.close()

    def ack(self, key: str) -> str:
        """Somebody is on it."""
        return self.rule("ack", key, {}, "acknowledged")

    def resolve(self, key: str) -> str:
        """It is over; if it fails again it regressed."""
        return self.rule("resolve", key, {}, "resolved; if it fails again it has regressed")

    def reopen(self, key: str) -> str:
        """It is for review after all."""
        return self.rule("reopen", key, {}, "open again")

    def snooze(self, key: str, until_ns: int | None) -> str:
        """Leave it until a time; None: until it gets worse than it is now."""
        if until_ns is not None:
            if until_ns <= self.clock():
                raise NotDone("Nothing was done: that time has passed.")
            if until_ns >= LATEST_NS:
                raise NotDone("Nothing was done: that is not within this century.")
            return self.rule(
                "snooze", key, {"until_ns": until_ns}, f"snoozed until {clock(until_ns)}"
            )
        lately = sum(self.named(key).minutes[-LATELY:])
        words = f"snoozed until it gets worse than {lately} in {LATELY} min"
        return self.rule("snooze", key, {"worse": True, "lately": lately}, words)

    def rule(self, verb: Verb, key: str, value: Value, words: str) -> str:
        """Say how a group stands."""
        group = self.named(key)
        self.act(verb, Target("group", group.fingerprint.key), value)
        return f"{named(group)}: {words}."

    def split(self, key: str, by: str) -> str:
        """Make a group of each value of one of `FIELDS`."""
        group = self.named(key)
        if by not in FIELDS:
            raise NotDone(f"Nothing was done: split by {', '.join(FIELDS)}.")
        found = {FIELDS[by](each) for each in group.recent}
        self.act("split", Target("group", group.fingerprint.key), {"by": by})
        return (
            f"{named(group)}: split by {by} into {len(found)}, counted anew from its newest "
            f"{len(group.recent)} failures."
        )

    def merge(self, key: str, into: str) -> str:
        """Count a group as another from now on."""
        group, target = self.named(key), self.named(into)
        if group == target:
            raise NotDone("Nothing was done: that is the same group.")
        value = {"into": target.fingerprint.key}
        self.act("merge", Target("group", group.fingerprint.key), value)
        return f"{named(group)}: counted as {named(target)} from now on."

    def note(self, target: Target, text: str) -> str:
        """Write something about a group, a trace or a span."""
        said = safe(text.strip())
        if not said or len(said) > LONGEST:
            raise NotDone(f"Nothing was kept: a note has 1 to {LONGEST} characters.")
        self.act("note", target, {"text": said})
        return "The note is kept."

    def bookmark(self, target: Target, title: str) -> str:
        """Put a bookmark on something, or take it off."""
        if self.watch.book.bookmarked(target) is not None:
            self.act("unbookmark", target, {})
            return f"{safe(title)}: the bookmark is taken off."
        self.act("bookmark", target, {"title": safe(title)[:200]})
        return f"{safe(title)}: bookmarked."

    def undo(self) -> str:
        """Take back what this person did last, in this program or another."""
        acts = self.watch.book.last_of(self.by)
        if not acts:
            raise NotDone("There is nothing of yours to undo.")
        self.act("undo", acts[0].target, {"batch": acts[0].batch})
        many = f" of {len(acts)}" if len(acts) > 1 else ""
        return f"Undone: {acts[0].verb}{many}, done at {clock(acts[0].at_ns)}."

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is done inside is done at its end, all of it or nothing, and undone at once."""
        acts = self.batch = list[Act]()
        try:
            yield
        finally:
            self.batch = None
        if acts:
            self.keep([replace(each, batch=acts[0].id) for each in acts])

    def act(self, verb: Verb, target: Target, value: Value) -> None:
        """Do something, or note that it is to be done together with others."""
        at_ns = self.watch.later() + len(self.batch or ())
        act = made(at_ns, self.by, verb, target, value)
        try:
            read(written(act))  # what could not be read back must not pass for kept
        except BadAct as error:
            raise NotDone(f"Nothing was done: such an act {error}.") from error
        if self.batch is None:
            self.keep([act])
        else:
            self.batch.append(act)

    def keep(self, acts: Sequence[Act]) -> None:
        """Do something: first on disk, then here."""
        self.watch.store.add(acts)
        self.watch.learn(acts)

    def named(self, key: str) -> Group:
        """The group of a key or of its beginning; raise `NotDone` unless there is just one."""
        group = self.group(key)
        if group is not None:
            return group
        found = (
            [each for each in self.groups() if each.fingerprint.key.startswith(key)] if key else []
        )
        if len(found) != 1:
            many = "no group" if not found else "more than one group"
            raise NotDone(f"Nothing was done: there is {many} “{safe(key)[:40]}”.")
        return found[0]

    def notes(self, target: Target) -> tuple[Note, ...]:
        """What was written about something, oldest first; a trace is one at every vendor."""
        return self.watch.book.notes(target)

    def bookmarks(self) -> tuple[Bookmark, ...]:
        """What is bookmarked, the latest first."""
        return tuple(
            Bookmark(each.target, each.text("title"), each.at_ns, each.by)
            for each in self.watch.book.bookmarks()
        )

    def history(self, key: str) -> tuple[Act, ...]:
        """What was done about a group, oldest first, what was undone left out."""
        return self.watch.book.history(key)

    def handover(self, since_ns: int, link: Link = nowhere) -> str:
        """What whoever is on call next should know, as Markdown: no payload is in it."""
        return handover(self.groups(), self.watch.book, since_ns, self.clock(), link)


def named(group: Group) -> str:
    """A group in a sentence."""
    return " in ".join(each for each in (group.title, group.where) if each)
