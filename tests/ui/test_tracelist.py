"""The list of traces as data: every row once and in order, however pages and memory behave."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.errors import Unreachable
from spandeck.model.page import Ask, BadRow, Freshness, Page, Priority
from spandeck.model.query import Query, parse
from spandeck.model.source import PLAIN
from spandeck.model.trace import TraceSummary
from spandeck.ui.views.leaf import Start
from spandeck.ui.views.lens import TRACES
from spandeck.ui.views.pages import Pages
from spandeck.ui.views.tracelist import TraceList
from spandeck.ui.views.want import Want
from tests.ui.fakes import FakeSource, summary, traces

FIRST: Want[TraceSummary] = Want(Priority.INTERACTIVE, Start())


@dataclass
class Shuffling(FakeSource):
    """A vendor whose pages have any size, overlap, and lead in a circle at the end."""

    sizes: Sequence[int] = (3,)
    overlap: int = 0
    circle: bool = False
    asked_for: list[str | None] = field(default_factory=list)

    async def traces(
        self, query: Query, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[TraceSummary]:
        self.asked_for.append(cursor)
        number, start = (0, 0) if cursor is None else map(int, cursor.split("/"))
        end = start + self.sizes[number % len(self.sizes)]
        rows = tuple(self.rows[max(0, start - self.overlap) : end])
        after = f"{number + 1}/{end}"
        if end >= len(self.rows):
            return Page(rows, "0/0" if self.circle and cursor != "0/0" else None, 1)
        return Page(rows, after, 1)


async def read(listed: TraceList) -> None:
    """Read to the end, as a reader who scrolls down without looking does."""
    while (want := listed.wanted(len(listed), len(listed) + 10)) is not None:
        await listed.load(want)


def ids(listed: TraceList) -> list[str]:
    rows = [listed.row(index) for index in range(len(listed))]
    return [row.trace_id for row in rows if isinstance(row, TraceSummary)]


@given(
    count=st.integers(0, 60),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    overlap=st.integers(0, 4),
    circle=st.booleans(),
    looks=st.lists(st.integers(0, 60), max_size=12),
    resident=st.integers(1, 5),
)
async def test_every_trace_is_there_once_and_in_order_whatever_the_pages_are(
    count: int, sizes: list[int], overlap: int, circle: bool, looks: list[int], resident: int
) -> None:
    source = Shuffling(rows=[*traces(count)], sizes=sizes, overlap=overlap, circle=circle)
    listed = TraceList(source, Query(), pages=Pages(TRACES, resident=resident))
    await read(listed)
    assert listed.complete
    assert len(listed) == count
    for look in looks:
        listed.pages.evict(look, look + 3)
        held = sum(leaf.rows is not None for leaf in listed.pages.leaves)
        assert held <= 1 + max(resident, 4), "the first stretch, and those on screen at most"
        while (want := listed.wanted(look, look + 3)) is not None:
            await listed.load(want)
        near = range(min(look, count), min(look + 3, count))
        assert [listed.row(index) for index in near] == [source.rows[index] for index in near]
    assert len(listed) == count


class Endless(FakeSource):
    """A vendor that sends the same rows for ever, each time with another cursor."""

    async def traces(
        self, query: Query, cursor: str | None = None, *, limit: int = 100, ask: Ask = PLAIN
    ) -> Page[TraceSummary]:
        self.note("traces", ask)
        return Page(tuple(self.rows), str(self.asked["traces"]), 1)


async def test_a_list_without_end_ends_and_says_so() -> None:
    source = Endless(rows=[*traces(3)])
    listed = TraceList(source, Query())
    await read(listed)
    assert len(listed) == 3
    assert source.asked["traces"] < 110
    assert listed.notes == ("101 pages in a row held nothing new; there may be more",)


async def test_a_list_that_leads_in_a_circle_says_so() -> None:
    listed = TraceList(Shuffling(rows=[*traces(9)], circle=True), Query())
    await read(listed)
    assert listed.notes == ("the vendor repeated a cursor; there may be more",)


@given(
    known=st.integers(1, 150),
    arrived=st.lists(st.integers(1, 40), min_size=1, max_size=4),
    held=st.booleans(),
)
async def test_what_arrives_is_put_above_once(known: int, arrived: list[int], held: bool) -> None:
    source = FakeSource(rows=[*traces(400)[400 - known :]])
    listed = TraceList(source, Query())
    await listed.load(FIRST)
    left = traces(400)[: 400 - known]
    for number in arrived:
        left, newest = left[:-number], left[-number:]
        source.rows[:0] = newest
        found = await listed.poll()
        if held:
            listed.hold(found)
            listed.release(1)
        else:
            listed.take(found)
    await read(listed)
    assert ids(listed) == [row.trace_id for row in source.rows if isinstance(row, TraceSummary)]


async def test_a_page_that_is_missing_on_screen_comes_before_one_beyond_it() -> None:
    listed = TraceList(FakeSource(), Query())
    assert listed.wanted(0, 30) == Want(Priority.INTERACTIVE, Start())
    await listed.load(FIRST)
    assert listed.wanted(0, 30) is None
    ahead = listed.wanted(40, 70)
    assert ahead is not None
    assert ahead.priority is Priority.PREFETCH
    urgent = listed.wanted(80, 110)
    assert urgent is not None
    assert urgent.priority is Priority.INTERACTIVE


async def test_rows_let_go_are_asked_for_by_their_own_cursor() -> None:
    source = FakeSource(rows=[*traces(900)])
    listed = TraceList(source, Query(), pages=Pages(TRACES, resident=3))
    await read(listed)
    listed.pages.evict(850, 880)
    assert listed.row(350) is None
    assert listed.row(0) is not None, "the newest rows are always held"
    want = listed.wanted(350, 380)
    assert want is not None
    assert want.priority is Priority.INTERACTIVE
    await listed.load(want)
    assert listed.row(350) == source.rows[350]


async def test_a_trace_that_arrives_late_takes_its_place_by_time() -> None:
    late = replace(summary(4), trace_id="late")
    source = FakeSource(rows=[*traces(20)])
    listed = TraceList(source, Query())
    await listed.load(FIRST)
    source.rows.insert(5, late)
    found = await listed.poll()
    assert listed.take(found) == 1
    assert "late" in ids(listed)[4:6]


async def test_a_trace_that_ended_meanwhile_is_renewed_in_its_place() -> None:
    source = FakeSource(rows=[replace(summary(0), status="unset"), *traces(20)[1:]])
    listed = TraceList(source, Query())
    await listed.load(FIRST)
    source.rows[0] = replace(summary(0), status="error")
    assert listed.take(await listed.poll()) == 0
    row = listed.row(0)
    assert isinstance(row, TraceSummary)
    assert row.status == "error"
    assert listed.failing(-1, 1) == 0


async def test_more_news_than_a_few_pages_begins_the_list_anew_without_a_hole() -> None:
    everything = traces(1500)
    source = FakeSource(rows=[*everything[1000:]])
    listed = TraceList(source, Query())
    await listed.load(FIRST)
    source.rows = [*everything]
    found = await listed.poll()
    assert found.gap
    listed.take(found)
    await read(listed)
    assert ids(listed) == [row.trace_id for row in everything]


async def test_followed_rows_do_not_pile_up_for_ever() -> None:
    everything = traces(600)
    source = FakeSource(rows=[*everything[500:]])
    listed = TraceList(source, Query(), pages=Pages(TRACES, head_most=200))
    await listed.load(FIRST)
    for start in range(480, -1, -20):
        source.rows = [*everything[start:]]
        listed.take(await listed.poll())
        assert len(listed) <= 220
    await read(listed)
    assert ids(listed) == [row.trace_id for row in everything]


async def test_a_poll_waits_behind_everybody_and_goes_past_the_cache() -> None:
    source = FakeSource()
    listed = TraceList(source, Query(), pane="risicare.traces")
    await listed.load(FIRST)
    await listed.poll()
    _, ask = source.asks[-1]
    assert ask == Ask(Priority.TAIL, Freshness.RELOAD, pane="risicare.traces")


async def test_a_condition_the_vendor_cannot_answer_is_answered_here() -> None:
    source = FakeSource(rows=[BadRow("{}", "no id"), *traces(250)])
    query = parse('name="run PLAN*" status=error', source.filters)
    listed = TraceList(source, query)
    await read(listed)
    assert [each.field for each in source.queries[0].conditions] == ["status"]
    rows = [listed.row(index) for index in range(len(listed))]
    assert isinstance(rows[0], BadRow), "a row that cannot be read is never hidden"
    assert {row.name for row in rows if isinstance(row, TraceSummary)} == {"run planner"}
    assert listed.read > len(listed)


@pytest.mark.parametrize("descending", [True, False])
async def test_sorting_puts_what_is_unknown_last(descending: bool) -> None:
    listed = TraceList(FakeSource(rows=[*traces(100)]), Query())
    await listed.load(FIRST)
    listed.sort("duration", descending=descending)
    told = [row.duration_ms for row in map(listed.row, range(100)) if isinstance(row, TraceSummary)]
    known = [each for each in told if each is not None]
    assert known == sorted(known, reverse=descending)
    assert told[len(known) :] == [None, None]
    listed.sort("")
    assert ids(listed) == [row.trace_id for row in traces(100)]


async def test_a_sorted_list_stops_reading_when_all_it_may_hold_is_held() -> None:
    listed = TraceList(FakeSource(rows=[*traces(900)]), Query(), pages=Pages(TRACES, resident=3))
    listed.sort("duration")
    await read(listed)
    assert listed.full
    assert len(listed) == 300


async def test_walking_reads_on_where_the_list_ends() -> None:
    source = FakeSource(rows=[*traces(250)])
    listed = TraceList(source, Query())
    await listed.load(FIRST)
    last = summary(99).trace_id
    assert await listed.step(last, 1) == summary(100)
    assert await listed.step(summary(0).trace_id, -1) is None
    assert await listed.step(summary(249).trace_id, 1) is None
    assert await listed.step("unknown", 1) is None


async def test_walking_among_failures_passes_over_the_rest() -> None:
    listed = TraceList(FakeSource(rows=[*traces(250)]), Query())
    await listed.load(FIRST)
    assert await listed.step(summary(3).trace_id, 1, failed_only=True) == summary(10)
    assert await listed.step(summary(10).trace_id, -1, failed_only=True) == summary(3)
    assert await listed.step(summary(94).trace_id, 1, failed_only=True) == summary(101)


async def test_walking_steps_over_a_row_that_cannot_be_read() -> None:
    rows: list[TraceSummary | BadRow] = [*traces(5)]
    rows.insert(3, BadRow("{}", "no id"))
    listed = TraceList(FakeSource(rows=rows), Query())
    await listed.load(FIRST)
    assert await listed.step(summary(2).trace_id, 1) == summary(3)


async def test_a_walk_that_cannot_go_on_says_why_and_loses_nothing() -> None:
    source = FakeSource(rows=[*traces(250)])
    listed = TraceList(source, Query())
    await listed.load(FIRST)
    source.fails = Unreachable("Risicare", "no answer")
    with pytest.raises(Unreachable):
        await listed.step(summary(99).trace_id, 1)
    assert len(listed) == 100
