"""Acts of triage on whatever is selected, wherever that is: the keys and commands of every screen.

What is selected comes from a screen's hooks; what an act does is the board's business.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo

from textual.reactive import var

from spandeck.model.group import Target
from spandeck.model.query import BadQuery
from spandeck.paint.units import moment
from spandeck.triage.act import NotDone
from spandeck.triage.board import Board
from spandeck.triage.fingerprint import FIELDS
from spandeck.ui.commands import Command
from spandeck.ui.exporting import written
from spandeck.ui.key import key
from spandeck.ui.notice import tell
from spandeck.ui.ranges import typed
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.screens.note import NoteScreen
from spandeck.ui.screens.subject import SubjectScreen
from spandeck.ui.triage import Triage

KEYS = (
    key("a", "ack", "Ack", "triage.ack", "Acknowledge the error group", show=True),
    key("z", "snooze", "Snooze…", "triage.snooze", "Let it rest for a while", show=True),
    key("U", "undo", "Undo", "triage.undo", "Take back the last act of triage"),
    key("semicolon", "note", "Note", "triage.note", "Write a note about it"),
    key("m", "bookmark", "Bookmark", "triage.bookmark", "Bookmark it, or no longer"),
    key("apostrophe", "bookmarks", "Bookmarks", "triage.bookmarks", "Go to a bookmark"),
)
ACTIONS = tuple(each.action for each in KEYS)
ACTS = ("ack", "snooze", "note", "bookmark")
"""What needs something to be selected."""
SNOOZES = ((15, "15 minutes"), (60, "1 hour"), (240, "4 hours"))
MORNING = 9
"""The hour of tomorrow at which a snooze may end."""
UNDO = "U undoes it."
SHIFT = "8h"
"""How far back a handover looks unless it is said."""


@dataclass(frozen=True, slots=True)
class Rest:
    """How long a group is let rest."""

    until_ns: int | None
    """None until it gets worse."""


class TriageScreen(SubjectScreen, inherit_bindings=False):
    """Subclasses answer for what is selected on them."""

    triage: var[Triage | None] = var[Triage | None](None)
    """What went wrong, live; None until the sources are open."""
    zone: var[tzinfo] = var[tzinfo](UTC)
    """The zone times are shown in."""

    # What a subclass says

    def target(self) -> Target | None:
        """What a note or a bookmark would be about; None where nothing is selected."""
        return None

    def group_key(self) -> str | None:
        """The error group that is selected, or that holds what is."""
        found = self.target()
        if found is None or self.triage is None:
            return None
        return found.id if found.kind == "group" else self.triage.holding(found)

    def group_keys(self) -> Sequence[str]:
        """All that are selected."""
        found = self.group_key()
        return (found,) if found else ()

    def acted(self) -> None:
        """Something was thought of a group: what is shown of it may be other."""

    # Acts

    def may_act(self, action: str) -> bool:
        """Whether a key of triage would do something."""
        if self.triage is None:
            return False
        return action not in ACTS or self.target() is not None

    def do(self, act: Callable[[Board], str]) -> None:
        """Do something, say what was done, or that it could not be and why."""
        if self.triage is None:
            return
        try:
            said = act(self.triage.board)
        except NotDone as error:
            tell(self, str(error), "error")
        else:
            tell(self, said)
            self.acted()
            self.refresh_bindings()

    def decide(self, act: Callable[[Board, str], str]) -> None:
        """Do it to every group that is selected, as one act."""
        keys = self.group_keys()

        def all_of_them(board: Board) -> str:
            with board.together():
                said = [act(board, each) for each in keys]
            more = (
                f" So {'is' if len(said) == 2 else 'are'} {len(said) - 1} more." if said[1:] else ""
            )
            return f"{said[0]}{more} {UNDO}"

        if keys:
            self.do(all_of_them)
        else:
            tell(
                self, "No error group holds this: it did not fail since the hour before the start."
            )

    def action_ack(self) -> None:
        """Somebody is at work on it."""
        self.decide(lambda board, key: board.ack(key))

    def action_snooze(self) -> None:
        """Choose how long it is let rest."""

        def rest(chosen: Rest | None) -> None:
            if chosen is not None:
                self.decide(lambda board, key: board.snooze(key, chosen.until_ns))

        if self.triage is not None:
            found = rests(self.triage.board.clock(), self.zone)
            self.app.push_screen(Chooser("Let it rest", found), rest)

    def action_undo(self) -> None:
        """Take back what this person did last."""
        self.do(lambda board: board.undo())

    @property
    def subject_title(self) -> str:
        """What is selected, in a few words."""
        found = self.target()
        group = self.triage.board.group(found.id) if found and self.triage else None
        return group.title if group else f"{found.kind} {found.id}" if found else ""

    def action_note(self) -> None:
        """Write a note about what is selected."""
        found = self.target()
        if found is None or self.triage is None:
            return

        def keep(text: str | None) -> None:
            if text is not None:
                self.do(lambda board: f"{board.note(found, text)} {UNDO}")

        notes = self.triage.board.notes(found)
        self.app.push_screen(NoteScreen(self.subject_title, notes, self.zone), keep)

    def action_bookmark(self) -> None:
        """Bookmark what is selected, or no longer."""
        found = self.target()
        if found is not None:
            title = self.subject_title
            self.do(lambda board: f"{board.bookmark(found, title)} {UNDO}")

    def action_bookmarks(self) -> None:
        """Choose a bookmark and go there."""
        marked = self.triage.board.bookmarks() if self.triage else ()
        if not marked:
            tell(self, "There is no bookmark yet: m makes one.")
            return
        choices = [
            Choice(
                each.target, each.title, " ".join((each.target.kind, each.target.vendor)).strip()
            )
            for each in marked
        ]
        self.app.push_screen(Chooser("Bookmarks", choices, search=True), self.go_to)

    async def go_to(self, found: Target | None) -> None:
        """Show what a bookmark is about."""
        if found is not None:
            where = f"app.visit({found.kind!r}, {found.id!r}, {found.vendor!r})"
            await self.app.run_action(where, self)

    # Commands

    def triaging(self) -> Sequence[Command]:
        """What can be done about groups by name."""
        if self.triage is None:
            return ()
        found = [
            Command("bookmarks", "Go to a bookmark", lambda _: self.action_bookmarks()),
            Command("undo", "Take back the last act of triage", lambda _: self.action_undo()),
            Command("handover", "Write what happened as Markdown", self.hand_over, "8h"),
        ]
        if self.target() is None:
            return found
        return [
            Command("ack", "Acknowledge the error group", lambda _: self.action_ack()),
            Command("snooze", "Let the error group rest", lambda _: self.action_snooze()),
            Command("resolve", "The error group is mended", self.resolve),
            Command("reopen", "The error group needs attention after all", self.reopen),
            Command("split", "Tell failures apart by a field", self.split, "agent", tuple(FIELDS)),
            Command("merge", "Count the group as another", self.merge, "KEY", self.others()),
            Command("note", "Write a note", lambda _: self.action_note()),
            Command("notes", "Read the notes", lambda _: self.action_note()),
            Command("annotate", "Write a note back to the vendor", self.annotate, "TEXT"),
            *found,
        ]

    async def annotate(self, argument: str) -> None:
        """Offer to keep what was noted where the failure is; nothing is sent before the form is."""
        await self.app.run_action(f"app.annotate({argument!r})")

    def others(self) -> tuple[str, ...]:
        """The keys of the groups that this one could count as."""
        groups = self.triage.board.groups() if self.triage else ()
        own = self.group_keys()
        return tuple(each.fingerprint.key for each in groups if each.fingerprint.key not in own)

    def resolve(self, argument: str) -> None:
        """It is mended."""
        self.decide(lambda board, key: board.resolve(key))

    def reopen(self, argument: str) -> None:
        """It needs attention after all."""
        self.decide(lambda board, key: board.reopen(key))

    def split(self, argument: str) -> None:
        """Tell its failures apart by a field."""
        if argument not in FIELDS:
            raise BadQuery(f"By which field? One of {', '.join(FIELDS)}.")
        self.decide(lambda board, key: board.split(key, argument))

    def merge(self, argument: str) -> None:
        """Count it as another."""
        if argument not in self.others():
            raise BadQuery("Into which group? Write :merge and its key; y on a group copies it.")
        self.decide(lambda board, key: board.merge(key, argument))

    def hand_over(self, argument: str) -> None:
        """Write what happened to a file."""
        if self.triage is None:
            return
        board = self.triage.board
        back_s = typed(argument or SHIFT) or 0.0
        text = board.handover(board.clock() - int(back_s * 1e9), self.triage.link)
        tell(self, *written(text, self.profile.exports, "handover"))


def rests(now_ns: int, zone: tzinfo) -> list[Choice[Rest]]:
    """How long a group can be let rest from now."""
    now = moment(now_ns, zone)
    found = []
    for minutes, label in SNOOZES:
        until_ns = now_ns + minutes * 60_000_000_000
        found.append(Choice(Rest(until_ns), label, f"{moment(until_ns, zone):%H:%M}"))
    morning = (now + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0)
    found.append(Choice(Rest(int(morning.timestamp()) * 10**9), "tomorrow", f"{morning:%a %H:%M}"))
    return [*found, Choice(Rest(None), "until it gets worse", "")]
