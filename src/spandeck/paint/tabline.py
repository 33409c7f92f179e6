"""A line of titles of which only some fit: those around the current one, and marks for the rest."""

from collections.abc import Sequence

from rich.cells import cell_len

GAP = 2
LEFT, RIGHT = "‹", "›"


def fitting(titles: Sequence[str], at: int, room: int) -> list[tuple[str, int]]:
    """Titles with their places, as many around the current one as fit; a mark has the place -1.

    The titles are told with `GAP` cells before each.
    """
    if not titles:
        return []
    first, last = at, at
    while (grown := wider(titles, first, last, room)) is not None:
        first, last = grown
    shown = [(titles[number], number) for number in range(first, last + 1)]
    before = [(LEFT, -1)] if first > 0 else []
    after = [(RIGHT, -1)] if last < len(titles) - 1 else []
    return [*before, *shown, *after]


def wider(titles: Sequence[str], first: int, last: int, room: int) -> tuple[int, int] | None:
    """One title more, to the right or else to the left, if there is room."""
    for start, end in ((first, last + 1), (first - 1, last)):
        if start >= 0 and end < len(titles):
            marks = (start > 0) + (end < len(titles) - 1)
            wide = sum(cell_len(titles[n]) + GAP for n in range(start, end + 1))
            if wide + marks * (GAP + 1) <= room:
                return start, end
    return None


def trail(path: Sequence[str], room: int) -> Sequence[str]:
    """Where one is, in so many cells: what is farther away goes first, the vendor stays."""
    first, *rest = path
    while len(rest) > 1 and len(" ▸ ".join((first, *rest))) > room:
        rest = ["…", *rest[2 if rest[0] == "…" else 1 :]]
    return first, *rest
