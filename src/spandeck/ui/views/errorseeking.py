"""Finding something in a live list of failures: its filter, its search, the next other problem.

Everything is found among what is held here; nobody is asked.
"""

from collections.abc import Callable, Generator, Iterator, Sequence

from textual import on, work
from textual.widgets import Input

from spandeck.model.occurrence import Occurrence
from spandeck.ui.notice import tell
from spandeck.ui.slices import in_slices
from spandeck.ui.views.errorlist import Entry
from spandeck.ui.views.errorreading import ErrorReader
from spandeck.ui.widgets.searchline import SearchLine

Hit = Callable[[Occurrence], bool]
SOME = 16
"""Rows looked at between two looks at the clock: a message may be long."""


class ErrorSeeker(ErrorReader):
    """Composed with a `FilterLine` and a `SearchLine` by its subclass."""

    sought = ""
    """What is searched for."""

    def action_search(self) -> None:
        """Type what to search for."""
        self.query_one(SearchLine).open(self.sought)

    @on(SearchLine.Entered)
    def enter_search(self, event: SearchLine.Entered) -> None:
        """Go to the first row that holds it, the one under the cursor included."""
        event.stop()
        self.leave_search()
        self.sought = event.text.strip()
        self.told()
        self.refresh_bindings()
        if self.sought and not (self.item and mentions(self.item.occurrence, self.sought.lower())):
            self.action_match(1)

    @on(SearchLine.Left)
    def leave_search(self) -> None:
        """Close the search line."""
        self.query_one(SearchLine).close()
        self.enter_pane(self.panes()[0])

    def action_match(self, by: int) -> None:
        """The next row that holds what is searched for, or the one above."""
        needle, where = self.sought.lower(), "below" if by > 0 else "above"
        self.seek(lambda told: mentions(told, needle), by, f"No “{self.sought}” {where}.")

    def action_other(self, by: int) -> None:
        """The next failure that is of another group than this one."""
        if self.triage is None or self.item is None:
            return
        board, where = self.triage.board, "below" if by > 0 else "above"
        key = board.key(self.item.occurrence)
        self.seek(lambda told: board.key(told) != key, by, f"No other error group {where}.")

    @work(exclusive=True, group="seek")
    async def seek(self, hit: Hit, by: int, none: str) -> None:
        """Go to the next row that is a hit, or say that there is none."""
        shown, start = self.listed.shown, len(self.listed) - 1 - self.rows.cursor
        found = await in_slices(seeking(shown, start, -by, hit))
        at = self.listed.index(found) if found else None
        if at is None:
            tell(self, none)
        else:
            self.rows.stepped(at)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something."""
        match action:
            case "filter" | "search":
                return not isinstance(self.screen.focused, Input)
            case "unfilter":
                return bool(self.conditions.conditions)
            case "match":
                return bool(self.sought)
            case _:
                return True


def seeking(
    shown: Sequence[Entry], start: int, by: int, hit: Hit
) -> Generator[None, None, Entry | None]:
    """The first hit after a place, in one direction."""
    at = start + by
    while 0 <= at < len(shown):
        if hit(shown[at][2].occurrence):
            return shown[at]
        at += by
        if at % SOME == 0:
            yield
    return None


def mentions(occurrence: Occurrence, needle: str) -> bool:
    """Whether a failure holds a text anywhere; `needle` is in lower case."""
    return any(needle in each.lower() for each in words(occurrence))


def words(occurrence: Occurrence) -> Iterator[str]:
    """Every text of a failure that a search looks through."""
    for part in (occurrence.cause, occurrence.spot, occurrence.of):
        for name in part.__slots__:
            value = getattr(part, name)
            if value is not None:
                yield str(value)
