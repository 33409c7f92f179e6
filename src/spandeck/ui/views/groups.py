"""The triage queue as a view: its keys, its filter, and what is selected in it.

Where a group leads is the screen's business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from spandeck.model.group import Target
from spandeck.model.query import parse
from spandeck.ui.commands import Command
from spandeck.ui.key import key
from spandeck.ui.notice import tell
from spandeck.ui.views.groupfacts import FILTERS, passes
from spandeck.ui.views.groupqueue import GroupQueue
from spandeck.ui.views.groupshare import copies, record
from spandeck.ui.widgets.document import Document
from spandeck.ui.widgets.page import Page
from spandeck.ui.widgets.rows import Rows


class GroupsView(GroupQueue):
    """Error groups, those that ask for attention first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("e", "seek(1)", "Next group", "groups.next", "The next open group", show=True),
        key("E", "seek(-1)", "Group before", "groups.previous", "The open group above"),
        key("l,right", "whole", "All of it", "groups.whole", "Everything about the group"),
        key("f", "filter", "Filter", "groups.filter", "Edit the filter", show=True, priority=True),
        key("!", "unfilter", "Filter off/on", "groups.unfilter", "The filter off, or on again"),
        key("escape", "clear", "Clear", "groups.clear", "Marks off, then the filter"),
    ]

    @dataclass
    class Chosen(Message):
        """A group was opened, at its newest failure."""

        key: str

    @dataclass
    class Whole(Message):
        """Everything about a group is wanted."""

        key: str

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Open the newest failure."""
        event.stop()
        self.touch()
        if self.here is not None:
            self.post_message(self.Chosen(self.here.fingerprint.key))

    # Keys

    def action_seek(self, by: int) -> None:
        """The next open group, or the one above; from the end on from the other, having said so."""
        rows, at = self.table.rows, self.rows.cursor
        ahead = [*range(at + 1, len(rows)), *range(at)]
        found = [each for each in (ahead if by > 0 else reversed(ahead)) if rows[each].open]
        if not found:
            tell(self, "There is no other open group.")
            return
        if (found[0] - at) * by < 0:
            tell(self, f"On from the {'top' if by > 0 else 'bottom'}.")
        self.rows.stepped(found[0])

    def action_whole(self) -> None:
        """Everything about the group."""
        self.touch()
        if self.here is not None:
            self.post_message(self.Whole(self.here.fingerprint.key))

    def action_clear(self) -> None:
        """Marks off, then the filter."""
        if self.rows.marks.keys:
            self.rows.unmark()
            self.again()
        else:
            self.action_unfilter()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something."""
        match action:
            case "filter":
                return not isinstance(self.screen.focused, Input)
            case "unfilter":
                return bool(self.conditions.conditions)
            case "clear":
                on = bool(self.conditions.conditions) and not self.off
                return bool(self.rows.marks.keys) or on
            case "seek" | "whole":
                return self.here is not None
        return True

    def commands(self) -> Sequence[Command]:
        """What the keys do, by name."""

        def filtered(text: str) -> None:
            self.narrow(parse(text, FILTERS))

        def shut(argument: str) -> None:
            self.closed = not self.closed
            self.again()

        return (
            Command("filter", "Show only what …", filtered, "agent=…"),
            Command("closed", "Snoozed and resolved groups too, or not", shut),
            Command("group", "Everything about the group", lambda _: self.action_whole()),
        )

    def stand_on(self, name: str) -> bool:
        """Put the cursor on a group, closed or not; whether there is one of this key."""
        found = self.triage.board.group(name) if self.triage else None
        if found is None:
            return False
        self.closed = self.closed or not found.open
        self.off = self.off or not passes(found, self.conditions.conditions)
        self.again()
        at = self.table.index(name)
        if at is not None:
            self.rows.stepped(at)
        return at is not None

    # Hooks of the frame

    def target(self) -> Target | None:
        """The group under the cursor."""
        return Target("group", self.here.fingerprint.key) if self.here else None

    def group_key(self) -> str | None:
        """The group under the cursor."""
        return self.here.fingerprint.key if self.here else None

    def group_keys(self) -> Sequence[str]:
        """The marked groups, or the one under the cursor."""
        marked = [each for each in self.still.names if each in self.rows.marks.keys]
        return marked or super().group_keys()

    def copies(self) -> Sequence[tuple[str, str]]:
        """The group under the cursor."""
        return copies(self.here, self.zone) if self.here else ()

    def records(self) -> Sequence[Mapping[str, Any]]:
        """The marked groups, or all that are listed."""
        marked = self.rows.marks.keys
        listed = self.table.rows
        return [record(each) for each in listed if not marked or each.fingerprint.key in marked]

    def panes(self) -> Sequence[Widget]:
        """The list, then the preview; or why there is nothing."""
        if self.has_class("-empty"):
            return (self.query_one(Page),)
        return self.rows, self.query_one(Document)
