"""The top line of every screen: whose data this is, the tabs, the time range and the clock.

It adapts by trying layouts from the richest to the leanest; the profile's band is in all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from spandeck.paint.units import moment
from spandeck.ui.profile import Profile
from spandeck.ui.ranges import spoken
from spandeck.ui.tabs import TABS


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style, and what a click on it asks for."""

    text: str
    style: str = ""
    asks: str = ""
    """A tab's name, `range`, `zone`, `profiles`, or nothing."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How much of the header is said."""

    brand: bool
    gap: int
    """Cells between two titles; with 2 the current tab takes no room from its neighbours."""
    titles: bool
    """Whether every tab shows its title, or only the current one."""
    zone: bool
    """Whether the clock names its zone and the range says "last"."""


LAYOUTS = (
    Layout(brand=True, gap=2, titles=True, zone=True),
    Layout(brand=False, gap=2, titles=True, zone=True),
    Layout(brand=False, gap=2, titles=True, zone=False),
    Layout(brand=False, gap=1, titles=True, zone=False),
    Layout(brand=False, gap=1, titles=False, zone=True),
    Layout(brand=False, gap=0, titles=False, zone=False),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the header says."""

    profile: Profile
    tab: str
    range_s: float | None
    clock: str
    zone: str


def pieces(facts: Facts, width: int) -> list[Piece]:
    """The header at this width, exactly that wide."""
    for layout in LAYOUTS:
        left = [*brand(layout), *band(facts.profile, layout)]
        middle = list(tabs(facts.tab, layout))
        right = list(when(facts, layout))
        spare = width - sum(map(wide, (left, middle, right))) - 2
        if spare >= 0:
            before = 1 + max(0, min(spare, (width - wide(middle)) // 2 - wide(left) - 1))
            after = width - wide(left) - before - wide(middle) - wide(right)
            return [*left, Piece(" " * before), *middle, Piece(" " * after), *right]
    return fitted([*left, Piece(" "), *middle, *right], width)


def wide(row: list[Piece]) -> int:
    """The cells a row of pieces takes."""
    return sum(cell_len(piece.text) for piece in row)


def fitted(row: list[Piece], width: int) -> list[Piece]:
    """The pieces that fit wholly, padded to the width."""
    kept: list[Piece] = []
    for piece in row:
        if wide([*kept, piece]) > width:
            break
        kept.append(piece)
    return [*kept, Piece(" " * (width - wide(kept)))]


def brand(layout: Layout) -> Iterator[Piece]:
    """The program's name."""
    if layout.brand:
        yield Piece(" spandeck ", "bold $accent")


def band(profile: Profile, layout: Layout) -> Iterator[Piece]:
    """Whose data this is and what may be done to it: in words, then in colour.

    Only where room is short is the name of the demo's profile left to the word DEMO.
    """
    name = profile.name + ("▾" if profile.others else "")
    if profile.demo:
        yield Piece(" DEMO ", "bold $band-demo-text on $band-demo", "profiles")
        if layout.brand or profile.name.upper() != "DEMO":
            yield Piece(f" {name}", "$foreground", "profiles")
    elif profile.production:
        style = "bold $band-production-text on $band-production"
        yield Piece(f" PRODUCTION {name} ", style, "profiles")
    else:
        yield Piece(f" {name} ", "bold $band-profile-text on $band-profile", "profiles")
    if profile.writes:
        yield Piece(" WRITES", "bold $status-warn")
    elif not profile.demo:
        yield Piece(" READ ONLY", "$muted")


def tabs(current: str, layout: Layout) -> Iterator[Piece]:
    """The tabs with their number keys; the current one stands out by more than colour."""
    pad = " " * (layout.gap - 1)
    for number, tab in enumerate(TABS, start=1):
        if number > 1 and layout.gap == 1:
            yield Piece(" ")
        if tab.name == current:
            yield Piece(f" {number} {tab.title} ", "bold reverse $accent", tab.name)
        elif layout.titles:
            yield Piece(f"{pad}{number} ", "$muted", tab.name)
            yield Piece(f"{tab.title}{pad}", "$foreground", tab.name)
        else:
            yield Piece(f" {number}", "$muted", tab.name)


def when(facts: Facts, layout: Layout) -> Iterator[Piece]:
    """The time range and the clock, to the minute."""
    said = spoken(facts.range_s)
    yield Piece(said if layout.zone else said.removeprefix("last "), "$foreground", "range")
    yield Piece("▾ " if layout.zone else " ", "$muted", "range")
    yield Piece(facts.clock, "$foreground", "zone")
    yield Piece(f" {facts.zone} " if layout.zone else " ", "$muted", "zone")


class Header(Widget):
    """The top line; a click on a tab, the range or the clock asks for it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Header { height: 1; background: $panel; }"

    tab: reactive[str] = reactive("deck")
    range_s: reactive[float | None] = reactive[float | None](None)
    zone: reactive[tzinfo] = reactive[tzinfo](UTC)
    clock: reactive[str] = reactive("")

    class Asked(Message):
        """A part of the header was clicked."""

        def __init__(self, what: str) -> None:
            """`what` is a tab's name, `range`, `zone` or `profiles`."""
            super().__init__()
            self.what = what

    def __init__(self, profile: Profile) -> None:
        """`profile` is painted as the band."""
        super().__init__()
        self.profile = profile

    def watch_zone(self) -> None:
        """Another zone, another time of day."""
        self.tick()

    def tick(self) -> None:
        """Read the clock; it is painted only when the minute has changed."""
        self.clock = f"{moment(self.profile.clock(), self.zone):%H:%M}"

    def pieces(self) -> list[Piece]:
        """What is shown now."""
        zone = f"{moment(self.profile.clock(), self.zone):%Z}"
        facts = Facts(self.profile, self.tab, self.range_s, self.clock, zone)
        return pieces(facts, self.size.width)

    def render(self) -> Content:
        """The line at the current width."""
        return Content.assemble(*((piece.text, piece.style) for piece in self.pieces()))

    def on_click(self, event: events.Click) -> None:
        """Ask for what lies under the pointer."""
        edge = 0
        for piece in self.pieces():
            edge += cell_len(piece.text)
            if event.x < edge:
                if piece.asks:
                    self.post_message(self.Asked(piece.asks))
                return
