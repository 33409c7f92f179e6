"""Sorting of the rows that are held, without moving them."""

from spandeck.ui.views.match import sort_key
from spandeck.ui.views.pages import Pages


def arranged(pages: Pages, order: str, *, descending: bool) -> list[int]:
    """The places of the held rows in the order of one fact; what is unknown comes last."""
    keyed = [
        (sort_key(row, order), start + place)
        for start, leaf in zip((0, *pages.ends), pages.leaves, strict=False)
        for place, row in enumerate(leaf.rows or ())
    ]
    known = [(key, place) for key, place in keyed if key is not None]
    known.sort(key=lambda each: each[0], reverse=descending)
    return [place for _, place in known] + [place for key, place in keyed if key is None]
