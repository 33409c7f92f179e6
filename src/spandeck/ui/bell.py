"""Being told of what is new while one looks elsewhere: by the terminal's bell, or its notices.

It rings for error groups that are new to everyone and that nobody deals with yet, never twice
within `REST_S`; what it says is our own words with the group's title made safe.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from textual.app import App

from spandeck.model.group import Group
from spandeck.model.safe import safe
from spandeck.paint.sentence import cut
from spandeck.paint.units import one_line
from spandeck.triage.board import Board
from spandeck.ui import guard
from spandeck.ui.profile import Profile

REST_S = 30.0
LONGEST = 120
"""Cells of a notice."""
BEL = "\a"


class Bell:
    """Hears of new groups at any time; `ring` says so when it may, so it is called again and again.

    What had happened before the program began is no news: it stands on the Deck.
    """

    def __init__(self, board: Board, profile: Profile, send: Callable[[str], object]) -> None:
        """`send` writes to the terminal."""
        self.board, self.profile, self.send = board, profile, send
        self.began_ns = profile.clock()
        self.rung_ns: int | None = None
        self.waiting: dict[str, None] = {}
        """Groups that it has not rung for, in the order they were heard of."""

    def heard(self, keys: Iterable[str]) -> None:
        """Some groups are new to everyone; none is kept where nobody wants to be told."""
        if self.profile.notify != "none":
            self.waiting |= dict.fromkeys(sorted(keys))

    def ring(self) -> None:
        """Ring for those that still wait, if the last time is long enough ago."""
        now_ns = self.profile.clock()
        if not self.waiting:
            return
        if self.rung_ns is not None and now_ns - self.rung_ns < REST_S * 1e9:
            return
        found = [group for key in self.waiting if (group := self.board.group(key)) is not None]
        self.waiting.clear()
        news = [each for each in found if each.open and each.last_ns >= self.began_ns]
        if news:
            self.rung_ns = now_ns
            said = words(news, self.profile.name)
            self.send(BEL if self.profile.notify == "bell" else f"\x1b]9;{said}{BEL}")


def words(groups: list[Group], profile: str) -> str:
    """What is new, on one line that no terminal obeys."""
    first = groups[0]
    where = f" in {first.where}" if first.where else ""
    many = f"{len(groups)} new error groups, the first" if len(groups) > 1 else "new error group"
    return cut(one_line(safe(f"spandeck {profile}: {many}: {first.title}{where}")), LONGEST)


def sender(app: App[Any], environ: Mapping[str, str]) -> Callable[[str], None]:
    """Writes to the terminal; what tmux would keep to itself is passed on through it.

    A bell is tmux's own business: it tells whoever looks at another window.
    """

    def send(sequence: str) -> None:
        if environ.get("TMUX") and sequence != BEL:
            sequence = "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
        guard.send(app, sequence)

    return send
