"""The Deck's lines: each vendor's standing, told in aligned cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from spandeck.paint.budget import Told
from spandeck.paint.sentence import folded

GAP = 3
Line = tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one vendor."""

    key: str
    """The key of its tab."""
    title: str
    state: Told
    """With its mark: `✓ well`, `· not connected`, `✗ …`."""
    newest: str = ""
    """How old its newest data is."""
    budget: Told = ("", "quiet")
    detail: str = ""
    """A sentence: what failed, or what is needed."""


def lines(standings: Sequence[Standing], notices: Sequence[str], width: int) -> list[Line]:
    """The vendors, then what went wrong while opening them."""
    states = max([len("state"), *(cell_len(each.state[0]) for each in standings)])
    newest = max([len("newest data"), *(cell_len(each.newest) for each in standings)])
    titles = max([len("vendor"), *(cell_len(each.title) for each in standings)]) + 3
    heading = ("   vendor", titles), ("state", states), ("newest data", newest), ("budget left", 0)
    made: list[Line] = [tuple((pad(text, size), "muted") for text, size in heading)]
    for each in standings:
        made.append(
            (
                (f" {each.key} ", "accent"),
                (pad(each.title, titles - 3), "quiet"),
                (pad(each.state[0], states), each.state[1]),
                (pad(each.newest, newest), "quiet"),
                each.budget,
            )
        )
        if each.detail:
            made += [((f"   {part}", "muted"),) for part in folded(each.detail, width - 4)]
    made += [(), *hints(standings)]
    for notice in notices:
        made.append(())
        made += [((f" ! {part}", "warn"),) for part in folded(notice, width - 4)]
    return made


def hints(standings: Sequence[Standing]) -> list[Line]:
    """Where to go from here: to the first vendor that answers, or to what is needed."""
    ready = next((each for each in standings if each.state[1] == "ok"), None)
    if ready is None:
        return []
    steps = (
        (ready.key, f"{ready.title}'s traces"),
        ("e", "the next error"),
        ("enter", "open it"),
        ("?", "every key"),
    )
    return [((f" {key:<6}", "accent"), (does, "muted")) for key, does in steps]


def pad(text: str, width: int) -> str:
    """A cell at its column's width with the gap before the next."""
    return text + " " * (width - cell_len(text) + GAP)
