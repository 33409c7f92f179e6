from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import pytest

from spandeck.cli.listing import FRUITLESS, Listing
from spandeck.cli.pour import so_far
from spandeck.model.limits import Reading
from spandeck.model.page import BadRow, Page

BAD = BadRow("{", "no id")


class Shelf:
    """A list of numbers behind a cursor, which counts how it was asked."""

    def __init__(self, rows: Sequence[str | BadRow], size: int = 3) -> None:
        self.rows, self.size = rows, size
        self.asked: list[tuple[str | None, int]] = []

    async def fetch(self, cursor: str | None, limit: int) -> Page[str]:
        self.asked.append((cursor, limit))
        start = int(cursor or 0)
        end = start + min(self.size, limit)
        return Page(
            tuple(self.rows[start:end]),
            str(end) if end < len(self.rows) else None,
            0,
            notes=("started again",) if start else (),
        )


async def gathered(listing: Listing[str]) -> list[str | BadRow]:
    return [row async for rows in listing.pages() for row in rows]


def listing(shelf: Shelf, limit: int | None) -> Listing[str]:
    return Listing(shelf.fetch, str, limit)


async def test_all_is_every_row_to_the_last_page() -> None:
    found = listing(Shelf("abcdefgh"), None)
    assert await gathered(found) == list("abcdefgh")
    assert (found.shown, found.more) == (8, False)
    assert found.notes == ["started again"]


@pytest.mark.parametrize(
    ("limit", "more"), [(1, True), (3, True), (4, True), (8, False), (9, False)]
)
async def test_a_limit_says_whether_there_is_more(limit: int, more: bool) -> None:
    found = listing(Shelf("abcdefgh"), limit)
    assert await gathered(found) == list("abcdefgh"[:limit])
    assert found.more is more


async def test_no_more_is_asked_for_than_will_be_shown() -> None:
    shelf = Shelf("abcdefgh")
    await gathered(listing(shelf, 4))
    assert shelf.asked == [(None, 4), ("3", 1)]


async def test_a_page_that_gives_more_than_was_asked_is_cut_and_said() -> None:
    async def generous(cursor: str | None, limit: int) -> Page[str]:
        return Page(tuple("abcdef"), None, 0)

    found = Listing(generous, str, 2)
    assert await gathered(found) == ["a", "b"]
    assert found.more


async def test_an_id_that_comes_again_is_shown_once() -> None:
    assert await gathered(listing(Shelf("abccbad"), None)) == list("abcd")


async def test_a_cursor_that_repeats_ends_the_list() -> None:
    async def stuck(cursor: str | None, limit: int) -> Page[str]:
        return Page(("a",) if cursor is None else ("b",), "again", 0)

    assert await gathered(Listing(stuck, str, None)) == ["a", "b"]


async def test_a_list_without_end_and_without_anything_new_ends_and_says_so() -> None:
    cursors = count()

    async def circling(cursor: str | None, limit: int) -> Page[str]:
        return Page(tuple("ab"), str(next(cursors)), 0)

    found = Listing(circling, str, None)
    assert await gathered(found) == ["a", "b"]
    assert next(cursors) == 1 + FRUITLESS
    assert found.notes == ["100 pages in a row held nothing new, so no more was read"]
    assert found.more


async def test_many_pages_of_unwanted_rows_are_read_to_the_end() -> None:
    shelf = Shelf(["x" * n for n in range(1, 4 * FRUITLESS)] + ["Y"])
    assert await gathered(Listing(shelf.fetch, str, None, wanted=str.isupper)) == ["Y"]


async def test_a_long_list_that_starts_again_is_no_circle() -> None:
    """All of it comes again before anything new does."""
    before = [Page((str(n),), f"old {n}", 0) for n in range(900, 700, -1)]
    restart = Page(("900",), "new", 0, notes=("the cursor expired; started again",))
    again = [Page((str(n),), f"new {n}", 0) for n in range(899, 690, -1)]
    pages = [*before, restart, *again, Page(("1",), None, 0)]

    async def expiring(cursor: str | None, limit: int) -> Page[str]:
        return pages.pop(0)

    found = Listing(expiring, str, None, place=int)
    assert await gathered(found) == [str(n) for n in range(900, 690, -1)] + ["1"]
    assert not found.more


async def test_an_unreadable_row_counts_and_is_never_hidden() -> None:
    found = Listing(Shelf(["a", BAD, BAD, "b"]).fetch, str, 3)
    assert await gathered(found) == ["a", BAD, BAD]
    assert found.more


async def test_rows_left_out_here_are_made_up_for_by_further_pages() -> None:
    shelf = Shelf("aXbXXXcXd")
    found = Listing(shelf.fetch, str, 2, wanted=str.islower)
    assert await gathered(found) == ["a", "b"]
    assert found.more
    assert shelf.asked == [(None, 100)]
    everything = Listing(shelf.fetch, str, None, wanted=str.islower)
    assert await gathered(everything) == list("abcd")


async def test_an_empty_page_in_the_middle_is_not_the_end() -> None:
    pages: dict[str | None, Page[str]] = {
        None: Page((), "1", 0),
        "1": Page(("a",), "2", 0),
        "2": Page((), None, 0),
    }

    async def sparse(cursor: str | None, limit: int) -> Page[str]:
        return pages[cursor]

    assert await gathered(Listing(sparse, str, None)) == ["a"]


async def test_a_list_that_starts_again_goes_on_where_it_was() -> None:
    """However long it was: what was given out is known by its place, not by a set of ids."""
    pages: list[Page[str]] = [
        Page(("9", "8", "7"), "old", 0),
        Page(("11", "10", "9", "8"), "new", 0, notes=("the cursor expired; started again",)),
        Page(("7", "6"), "newer", 0),
        Page(("5",), None, 0),
    ]

    async def expiring(cursor: str | None, limit: int) -> Page[str]:
        return pages.pop(0)

    found = Listing(expiring, str, None, place=int, remember=1)
    assert await gathered(found) == ["9", "8", "7", "6", "5"]
    assert found.notes == ["the cursor expired; started again"]


async def test_how_far_it_is_says_what_it_waits_for() -> None:
    found = listing(Shelf("abc"), None)
    await gathered(found)
    assert so_far(found, Waiting(()), "traces") == "3 traces"
    quiet = Reading("v", "a", (), 0, 0, reset_s=60.0)
    assert so_far(found, Waiting((quiet,)), "traces") == "3 traces"
    spent = Reading("v", "b", (), 0, 0, reset_s=12.0, waiting=1)
    assert so_far(found, Waiting((quiet, spent)), "traces") == (
        "3 traces, the budget returns in 12 s"
    )
    blocked = Reading("v", "c", (), 0, 0, None, blocked_s=37.4, waiting=2)
    assert so_far(found, Waiting((spent, blocked)), "traces") == (
        "3 traces, the budget returns in 37 s"
    )


@dataclass(frozen=True)
class Waiting:
    """A budget with these readings."""

    held: tuple[Reading, ...]

    def readings(self) -> tuple[Reading, ...]:
        return self.held

    def standing(self, vendor: str, method: str, path: str) -> Reading | None:
        return None
