"""What tells silence from blindness: how fresh each vendor's data is and what of it is not seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spandeck.model.tail import Standing
from spandeck.paint.budget import Told
from spandeck.paint.errorhead import QUIET, seconds
from spandeck.paint.sentence import cut, folded
from spandeck.paint.units import ago, exact

Line = tuple[Told, ...]
NAME = 10
"""Cells of a vendor's name."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of one vendor."""

    title: str
    connected: bool
    detail: str = ""
    """A sentence: what failed, what it says is unwell, or what is needed to connect it."""
    answered: bool = False
    """Whether it answered at all."""
    newest_ns: int | None = None
    """When its newest data of any kind began, failed or not."""
    hourly: bool = False
    """Whether its data comes by the hour."""
    feeds: tuple[Standing, ...] = ()
    """Its lists of what failed, as they are followed."""

    @property
    def blind(self) -> bool:
        """Whether its silence would say nothing."""
        return not self.connected or bool(self.detail) or any(each.trouble for each in self.feeds)


def lines(sights: Sequence[Sight], now_ns: int, width: int) -> list[Line]:
    """A line a vendor, and beneath it what is not seen of it."""
    made: list[Line] = []
    for each in sights:
        name = each.title.ljust(NAME)
        made.append(((name, "quiet"), *cells(each, now_ns, width - NAME)))
        for told, tone in unseen(each):
            parts = folded(told, width - NAME - 2)
            made += [
                ((" " * NAME, "quiet"), (f"{' ' if at else mark(tone)} {part}", tone))
                for at, part in enumerate(parts)
            ]
    return made


def mark(tone: str) -> str:
    """What tells a tone without colour."""
    return {"error": "✗", "warn": "!"}.get(tone, "·")


def cells(sight: Sight, now_ns: int, width: int) -> tuple[Told, ...]:
    """How fresh one vendor is: `newest 12 s ago · every 5 s`."""
    if not sight.connected:
        return (("· not connected", "muted"),)
    if not sight.answered and not sight.detail:
        return (("… asking", "muted"),)
    said = newest(sight, now_ns)
    every = min((each.every_s for each in sight.feeds), default=None)
    if every is not None:
        said += f" · every {seconds(every)}"
    return ((cut(said, width), "quiet"),)


def newest(sight: Sight, now_ns: int) -> str:
    """How old its newest data is."""
    if sight.newest_ns is None:
        return "newest unknown"
    age = ago(sight.newest_ns, now_ns)
    said = "newest now" if age == "now" else f"newest {age} ago"
    return f"hourly, {said}" if sight.hourly else said


def unseen(sight: Sight) -> Iterable[Told]:
    """What is not seen of one vendor, the gravest first; nothing where all is."""
    if sight.detail:
        yield sight.detail, "error" if sight.connected else "muted"
    for trouble, struck in troubles(sight.feeds).items():
        if happened(trouble) != happened(sight.detail):
            yield f"{', '.join(each.title for each in struck)}: {trouble}", "error"
    for each in sight.feeds:
        if each.answered_ns is None and not each.trouble:
            yield f"{each.title}: no answer yet", "muted"
        if each.every_s > each.usual_s and each.why not in ("", QUIET) and not each.trouble:
            yield f"{each.title} every {seconds(each.every_s)}: {each.why}", "warn"
        if each.skipped:
            polls = "1 poll" if each.skipped == 1 else f"{exact(each.skipped)} polls"
            yield f"{each.title}: {polls} did not reach back to what was known", "warn"
        if each.bad:
            rows = "1 row" if each.bad == 1 else f"{exact(each.bad)} rows"
            yield f"{each.title}: {rows} could not be read", "warn"
        for note in each.notes:
            yield note, "warn"


def troubles(feeds: Iterable[Standing]) -> dict[str, list[Standing]]:
    """What went wrong, each once, with all the lists that it struck."""
    found: dict[str, list[Standing]] = {}
    for each in feeds:
        if each.trouble:
            found.setdefault(each.trouble, []).append(each)
    return found


def happened(trouble: str) -> str:
    """What went wrong, without what to do about it."""
    return trouble.partition(". ")[0]


def brief(sights: Sequence[Sight], now_ns: int, width: int) -> Line:
    """All of it in one line: who is blind, or how fresh all are."""
    blind = [each for each in sights if each.connected and each.blind]
    lost = [each.title for each in sights if not each.connected]
    partial = sum(1 for each in sights if not each.blind for _ in unseen(each))
    seen = [each for each in sights if each.connected and not each.blind and each.answered]
    parts: list[str] = [f"✗ {each.title} is blind" for each in blind]
    if seen:
        fresh = ", ".join(f"{each.title} {ago(each.newest_ns, now_ns)}" for each in seen)
        parts.append(f"newest {fresh}")
    if partial:
        parts.append(f"! {partial} gap{'' if partial == 1 else 's'}")
    if lost:
        parts.append(f"without {', '.join(lost)}")
    return ((cut("  ".join(parts) or "… asking", width), "error" if blind else "quiet"),)
