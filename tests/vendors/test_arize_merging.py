"""Many projects as one list: whatever the pages, every trace once, newest first, none lost."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spandeck.model.errors import Limited, Missing, NotCached, Refused, SourceError, Unreachable
from spandeck.model.page import BadRow
from spandeck.model.trace import OK, TraceSummary
from spandeck.vendors.arize import cursor
from spandeck.vendors.arize.cursor import Expired, Place
from spandeck.vendors.arize.gathering import NOWHERE, Entry, Slab, ordered
from spandeck.vendors.arize.merging import Merge
from spandeck.vendors.arize.places import Project
from spandeck.vendors.arize.wire import Pagination


def entry(started: int, name: str, *, wanted: bool = True) -> Entry:
    summary = TraceSummary(name, name, OK, started, 1.0)
    return Entry((-started, name, name), summary, name, wanted=wanted)


@dataclass
class Vendor:
    """Projects that hold traces, each newest first; pages go by position."""

    holds: Mapping[str, list[Entry]]
    size: int = 3
    fails: Mapping[str, Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def fetch(self, project: Project, place: str | None, limit: int) -> Slab:
        await asyncio.sleep(0)
        self.asked.append(project.id)
        if project.id in self.fails:
            raise self.fails[project.id]
        rows, start = self.holds[project.id], int(place or 0)
        end = start + min(limit, self.size)
        more = end < len(rows)
        return Slab(
            tuple(rows[start:end]),
            Pagination(has_more=more, next_cursor=str(end) if more else None),
            1000,
            cached=False,
        )

    @property
    def projects(self) -> list[Project]:
        return [Project(name, name) for name in self.holds]


def names(entries: Sequence[Entry]) -> list[str]:
    return [each.row.trace_id for each in entries if isinstance(each.row, TraceSummary)]


async def read(vendor: Vendor, count: int, *, forget: bool) -> list[Entry]:
    """All of it, page by page; `forget` takes every page up from its cursor alone."""
    found: list[Entry] = []
    merge = Merge.begin(vendor.projects)
    for _ in range(500):
        found += await merge.take(count, vendor.fetch)
        stands = merge.stands()
        if not stands:
            return found
        if forget:
            text = cursor.written(Place(mark=1, after=merge.after, stands=stands))
            merge = Merge.resume(vendor.projects, cursor.read(text, 1))
    raise AssertionError("the list has no end")


HOLDINGS = st.dictionaries(
    st.sampled_from("pqrs"), st.lists(st.integers(1, 12), max_size=9), max_size=4
).map(
    lambda held: {
        project: sorted(
            (entry(at, f"{project}{place}") for place, at in enumerate(starts)),
            key=lambda each: each.order,
        )
        for project, starts in held.items()
    }
)


@settings(deadline=None, max_examples=150)
@given(HOLDINGS, st.integers(1, 7), st.integers(1, 4), st.booleans())
def test_any_interleaving_gives_every_trace_once_and_newest_first(
    holds: dict[str, list[Entry]], count: int, size: int, forget: bool
) -> None:
    found = asyncio.run(read(Vendor(holds, size), count, forget=forget))
    everything = sorted((e for rows in holds.values() for e in rows), key=lambda each: each.order)
    assert names(found) == names(everything)


@settings(deadline=None, max_examples=60)
@given(HOLDINGS, st.integers(1, 5), st.sets(st.integers(1, 12)))
def test_what_is_not_wanted_is_passed_over_and_nothing_else(
    holds: dict[str, list[Entry]], count: int, unwanted: set[int]
) -> None:
    held = {
        project: [entry(-e.order[0], e.order[1], wanted=-e.order[0] not in unwanted) for e in rows]
        for project, rows in holds.items()
    }
    found = asyncio.run(read(Vendor(held), count, forget=False))
    everything = sorted((e for rows in held.values() for e in rows), key=lambda each: each.order)
    assert names(found) == names([each for each in everything if each.wanted])


def test_traces_that_arrive_while_one_reads_are_neither_shown_late_nor_hide_others() -> None:
    vendor = Vendor({"p": [entry(at, f"p{at}") for at in (9, 7, 5, 3)], "q": [entry(8, "q8")]})

    async def reading() -> list[str]:
        merge = Merge.begin(vendor.projects)
        first = await merge.take(2, vendor.fetch)
        place = Place(mark=1, after=merge.after, stands=merge.stands())
        vendor.holds["p"][:0] = [entry(20, "p20")]
        rest = await Merge.resume(vendor.projects, place).take(10, vendor.fetch)
        return names(first) + names(rest)

    assert asyncio.run(reading()) == ["p9", "q8", "p7", "p5", "p3"]


def failing(error: Exception, *others: str) -> Vendor:
    holds = {"bad": [entry(9, "b9")], **{name: [entry(5, f"{name}5")] for name in others}}
    return Vendor(holds, fails={"bad": error})


def test_a_project_that_fails_is_named_and_the_rest_goes_on() -> None:
    vendor = failing(Unreachable("Arize", "it failed: Bad Gateway", status=502), "good")
    merge = Merge.begin(vendor.projects)
    found = asyncio.run(merge.take(5, vendor.fetch))
    assert names(found) == ["good5"]
    assert merge.notes == ["without bad: it failed: Bad Gateway"]
    assert merge.stands() == {}


@pytest.mark.parametrize(
    "error",
    [
        Limited("Arize", 7),
        Refused("Arize", "no such key", status=401),
        NotCached("POST /v2/traces"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_concerns_all_projects_is_raised_though_others_answer(error: Exception) -> None:
    vendor = failing(error, "good")
    with pytest.raises(type(error)):
        asyncio.run(Merge.begin(vendor.projects).take(5, vendor.fetch))


def test_when_no_project_answers_the_reason_is_raised() -> None:
    vendor = failing(Missing("Arize", "not found", status=404))
    with pytest.raises(SourceError, match="not found"):
        asyncio.run(Merge.begin(vendor.projects).take(5, vendor.fetch))


def test_a_projects_cursor_that_expired_starts_again_without_repeating() -> None:
    vendor = Vendor({"p": [entry(at, f"p{at}") for at in range(9, 0, -1)]})
    expired = Refused("Arize", "the cursor is not one of ours", status=400)

    async def reading() -> tuple[list[str], list[str]]:
        merge = Merge.begin(vendor.projects)
        first = await merge.take(3, vendor.fetch)
        fetch = vendor.fetch

        async def once(project: Project, place: str | None, limit: int) -> Slab:
            if place == "3":
                raise expired
            return await fetch(project, None if place is None else place, limit)

        vendor.size = 50
        rest = await merge.take(20, once)
        return names(first) + names(rest), merge.notes

    found, notes = asyncio.run(reading())
    assert found == [f"p{at}" for at in range(9, 0, -1)]
    assert notes == ["the cursor of p expired; started again"]


def test_a_row_that_says_no_time_stays_by_its_neighbour() -> None:
    bad = Entry(NOWHERE, BadRow("{", "it is not JSON"))
    found = ordered([bad, entry(5, "a"), bad, entry(9, "b")])
    assert [each.order[0] for each in found] == [-9, -5, -5, -5]


def test_a_cursor_of_another_question_or_none_at_all_has_expired() -> None:
    text = cursor.written(Place(mark=1, stands={}))
    assert cursor.read(text, 1).stands == {}
    for other, mark in ((text, 2), ("%%%", 1), ("e30", 1), ("é", 1)):
        with pytest.raises(Expired):
            cursor.read(other, mark)


def test_only_projects_that_ran_dry_are_asked_again() -> None:
    vendor = Vendor({"busy": [entry(at, f"b{at}") for at in range(99, 50, -1)], "idle": []}, size=9)
    asyncio.run(Merge.begin(vendor.projects).take(20, vendor.fetch))
    assert vendor.asked == ["busy", "idle", "busy", "busy"]
