"""Sorting of the rows that are held, without moving them."""

from typing import TypeVar

from spandeck.model.page import BadRow
from spandeck.ui.views.lens import Lens
from spandeck.ui.views.pages import Pages

T = TypeVar("T")


def arranged(pages: Pages[T], order: str, *, descending: bool) -> list[int]:
    """The places of the held rows in the order of one fact; what is unknown comes last."""
    keyed = [
        (sort_key(pages.lens, row, order), start + place)
        for start, leaf in zip((0, *pages.ends), pages.leaves, strict=False)
        for place, row in enumerate(leaf.rows or ())
    ]
    known = [(key, place) for key, place in keyed if key is not None]
    known.sort(key=lambda each: each[0], reverse=descending)
    return [place for _, place in known] + [place for key, place in keyed if key is None]


def sort_key(lens: Lens[T], row: T | BadRow, name: str) -> tuple[float, str] | None:
    """What rows are sorted by; None for what is unknown."""
    found = None if isinstance(row, BadRow) else lens.fact(row, name)
    if found is None:
        return None
    return (0.0, found.casefold()) if isinstance(found, str) else (float(found), "")
