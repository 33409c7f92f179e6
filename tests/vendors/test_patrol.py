"""Many places as one feed: who is asked when, what is left out, and where a list goes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.errors import Limited, Missing, Refused, SourceError, Unreachable
from spandeck.model.occurrence import Occurrence
from spandeck.model.page import BadRow
from spandeck.vendors.patrol import Found, Patrol
from spandeck.vendors.rota import FEW, LATELY_NS, MOST, TURNS, Rota

NOW_NS = 1_800_000_000_000_000_000


def places(count: int) -> dict[str, str]:
    return {f"p{at}": f"place {at}" for at in range(count)}


class Vendor:
    """Some places, each with so many pages of one failure, and what was asked of them."""

    def __init__(self, pages: dict[str, int], failing: dict[str, SourceError] | None = None):
        self.pages, self.failing = pages, failing or {}
        self.asked: list[tuple[str, int, str | None]] = []
        self.now_ns = NOW_NS

    async def read(self, place: str, since_ns: int, cursor: str | None) -> Found:
        self.asked.append((place, since_ns, cursor))
        if place in self.failing:
            raise self.failing[place]
        at = int(cursor or 0)
        told = self.pages.get(place, 0)
        found = (Occurrence("v", "span", f"{place}/{at}", NOW_NS - at),) if at < told else ()
        after = str(at + 1) if at + 1 < told else None
        return Found(found, (), after, self.now_ns, cached=False)

    def names(self) -> list[str]:
        """The places that were asked, since one looked last."""
        found, self.asked = [each[0] for each in self.asked], []
        return found


async def test_a_list_goes_on_where_there_is_more_and_only_there() -> None:
    vendor, patrol = Vendor({"p0": 3, "p1": 1, "p2": 0}), Patrol("places")
    page = await patrol.page(places(3), 5, None, vendor.read)
    assert [each.id for each in page.items if isinstance(each, Occurrence)] == ["p0/0", "p1/0"]
    vendor.asked.clear()
    second = await patrol.page(places(3), 99, page.cursor, vendor.read)
    third = await patrol.page(places(3), 99, second.cursor, vendor.read)
    assert vendor.asked == [("p0", 5, "1"), ("p0", 5, "2")]
    assert third.cursor is None


async def test_a_cursor_that_is_none_of_ours_begins_again() -> None:
    vendor, patrol = Vendor({"p0": 1}), Patrol("places")
    for cursor in ("", "nonsense", "[]", '{"p0": 1}', '{"p0": ["x", "y"]}', "null"):
        page = await patrol.page(places(1), 5, cursor, vendor.read)
        assert len(page.items) == 1


async def test_a_place_that_fails_is_named_and_the_others_go_on() -> None:
    vendor = Vendor({"p0": 1}, {"p1": Missing("V", "it is gone", status=404)})
    page = await Patrol("places").page(places(2), 5, None, vendor.read)
    assert len(page.items) == 1
    assert page.notes == ("without place 1: it is gone",)


async def test_when_no_place_answers_it_says_why() -> None:
    failing: dict[str, SourceError] = {each: Unreachable("V", "it is down") for each in places(2)}
    with pytest.raises(Unreachable):
        await Patrol("places").page(places(2), 5, None, Vendor({}, failing).read)


@pytest.mark.parametrize("error", [Limited("V", 7), Refused("V", "no", status=401)], ids=str)
async def test_what_concerns_all_places_is_raised(error: SourceError) -> None:
    with pytest.raises(type(error)):
        await Patrol("places").page(places(3), 5, None, Vendor({"p0": 1}, {"p1": error}).read)


async def test_a_vendor_without_places_has_told_nothing() -> None:
    page = await Patrol("places").page({}, 5, None, Vendor({}).read)
    assert (page.items, page.cursor) == ((), None)
    assert page.answered_ns > 0


async def test_quiet_places_have_their_turn_and_it_is_said_that_they_wait() -> None:
    vendor, patrol, named = Vendor({"p0": 1, "p1": 1}), Patrol("places"), places(10)
    await patrol.page(named, 5, None, vendor.read)
    assert set(vendor.names()) == set(named)
    turns = []
    for _ in range(TURNS):
        vendor.now_ns += 1_000_000_000
        page = await patrol.page(named, 5, None, vendor.read)
        turns.append(set(vendor.names()))
        assert page.notes == ("6 of 10 places wait for their turn: little fails there",)
    assert all({"p0", "p1"} < turn for turn in turns)
    assert set.union(*turns) == set(named)


async def test_a_place_where_nothing_failed_for_long_is_quiet() -> None:
    vendor, patrol, named = Vendor(dict.fromkeys(places(8), 1)), Patrol("places"), places(8)
    await patrol.page(named, 5, None, vendor.read)
    vendor.now_ns += LATELY_NS + 1
    await patrol.page(named, 5, None, vendor.read)
    vendor.names()
    await patrol.page(named, 5, None, vendor.read)
    assert len(vendor.names()) == 2


@given(st.integers(0, 60), st.lists(st.sets(st.integers(0, 59)), min_size=12, max_size=12))
def test_no_place_is_forgotten_whatever_fails_where(count: int, noisy: list[set[int]]) -> None:
    rota, named, asked = Rota(), [str(each) for each in range(count)], set[str]()
    for turn, loud in enumerate(noisy):
        due = rota.due(named)
        assert len(due) == len(set(due)) <= max(FEW, MOST)
        for each in due:
            newest_ns = NOW_NS + turn if int(each) in loud else 0
            rota.note(each, NOW_NS + turn, newest_ns)
        asked |= set(due)
    assert asked == set(named)


async def test_what_a_place_could_not_read_comes_along() -> None:
    async def read(place: str, since_ns: int, cursor: str | None) -> Found:
        return Found((), (BadRow("{", place),), None, NOW_NS, cached=True)

    page = await Patrol("places").page(places(2), 5, None, read)
    assert [each.why for each in page.items if isinstance(each, BadRow)] == ["p0", "p1"]
    assert (page.cached, page.answered_ns) == (True, NOW_NS)
