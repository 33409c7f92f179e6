"""Traces grouped from spans: each once, whole and in order, however the spans come in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spandeck.model.page import Page
from spandeck.model.query import Query, matches, parse
from spandeck.model.trace import TraceSummary
from spandeck.vendors.fiddler.asking import FILTERS
from tests.vendors.fiddlery import Made, Vendor, nanoseconds

APPLICATIONS = ("shop", "desk")


@dataclass(frozen=True)
class Case:
    """What a vendor holds and in which pages it is asked for."""

    vendor: Vendor
    limit: int

    @property
    def traces(self) -> Mapping[str, list[Made]]:
        """The spans of every trace, by its id."""
        found: dict[str, list[Made]] = {}
        for spans in self.vendor.spans.values():
            for each in spans:
                found.setdefault(each.trace_id, []).append(each)
        return found


def head(spans: Sequence[Made]) -> Made:
    """The span that stands for a trace."""
    return min(spans, key=lambda each: (not each.root, each.start, each.number))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Some traces in two applications: short and long, at one moment, without a root."""
    spans: dict[str, list[Made]] = {each: [] for each in APPLICATIONS}
    for trace in range(draw(st.integers(0, 9))):
        begun = draw(st.integers(0, 12))
        offsets = draw(st.lists(st.integers(0, 30), max_size=5))
        rooted = draw(st.booleans()) or not offsets
        made = [Made(trace, n + 1, begun + o, tokens=n) for n, o in enumerate(offsets)]
        if rooted:
            facts: dict[str, Any] = {
                "failed": draw(st.booleans()),
                "duration_ms": draw(st.sampled_from((0.001, 0.005, 0.02))),
                "name": draw(st.sampled_from(("alpha", "beta"))),
                "session": draw(st.sampled_from(("one", "two"))),
            }
            made.append(Made(trace, 0, begun, root=True, kind="chain", **facts))
        spans[draw(st.sampled_from(APPLICATIONS))] += made
    # More than fit one page of traces never begin in one microsecond.
    return Case(Vendor(spans, draw(st.integers(6, 12))), draw(st.integers(1, 5)))


async def chained(
    case: Case, query: Query, *, anew: bool, between: Sequence[tuple[str, Made]] = ()
) -> list[Page[TraceSummary]]:
    """All pages; `anew` gives each to a source that knows only the cursor.

    After every page one more of the spans in `between` arrives.
    """
    source, late = case.vendor.source(), list(between)
    pages: list[Page[TraceSummary]] = []
    cursor: str | None = None
    while not pages or cursor is not None:
        assert len(pages) < 300
        if anew:
            source = case.vendor.source()
        pages.append(await source.traces(query, cursor, limit=case.limit))
        cursor = pages[-1].cursor
        if late:
            application, made = late.pop()
            case.vendor.spans[application].append(made)
    return pages


def rows(pages: Sequence[Page[TraceSummary]]) -> list[TraceSummary]:
    return [row for page in pages for row in page.items if isinstance(row, TraceSummary)]


@settings(max_examples=30, deadline=None)
@given(case=cases(), anew=st.booleans())
async def test_every_trace_comes_once_whole_and_in_its_place(case: Case, anew: bool) -> None:
    found = rows(await chained(case, Query(), anew=anew))
    traces = case.traces
    places = {name: (-nanoseconds(head(each).start), name) for name, each in traces.items()}
    assert [row.trace_id for row in found] == sorted(traces, key=places.__getitem__)
    for row in found:
        spans = traces[row.trace_id]
        tokens = [each.tokens for each in spans if each.tokens is not None]
        assert (row.span_count, row.error_count) == (len(spans), sum(s.failed for s in spans))
        assert row.tokens == (sum(tokens) if tokens else None)
        assert row.started_ns == nanoseconds(head(spans).start)
        assert row.partial is not head(spans).root


@settings(max_examples=30, deadline=None)
@given(case=cases(), anew=st.booleans(), first=st.integers(0, 20), length=st.integers(0, 20))
async def test_a_range_has_the_traces_that_began_in_it_with_all_their_spans(
    case: Case, anew: bool, first: int, length: int
) -> None:
    last = first + length
    query = Query().within(nanoseconds(first), nanoseconds(last))
    found = rows(await chained(case, query, anew=anew))
    within = {name for name, each in case.traces.items() if first <= head(each).start <= last}
    assert {row.trace_id: row.span_count for row in found} == {
        name: len(case.traces[name]) for name in within
    }


@settings(max_examples=30, deadline=None)
@given(
    case=cases(),
    anew=st.booleans(),
    text=st.lists(
        st.sampled_from(
            (
                "status=error",
                "status=ok",
                "name=alpha",
                "name=al*",
                "session=two",
                "duration>=0.005",
                "duration<=0.005",
                "application=desk",
            )
        ),
        min_size=1,
        max_size=3,
        unique=True,
    ),
)
async def test_what_the_vendor_filters_is_what_looking_at_every_trace_finds(
    case: Case, anew: bool, text: list[str]
) -> None:
    everything = rows(await chained(case, Query(), anew=False))
    query = parse(" ".join(text), FILTERS)
    found = rows(await chained(case, query, anew=anew))

    def wanted(row: TraceSummary) -> bool:
        conditions = [each for each in query.conditions if each.field != "application"]
        if len(conditions) < len(query.conditions) and row.raw["application"] != "desk":
            return False
        rooted = row.raw["root_span_id"] is not None
        return (rooted or not conditions) and all(matches(row, each) for each in conditions)

    assert found == [row for row in everything if wanted(row)]


@settings(max_examples=30, deadline=None)
@given(
    case=cases(),
    anew=st.booleans(),
    late=st.lists(
        st.tuples(
            st.sampled_from(APPLICATIONS),
            st.builds(Made, st.integers(20, 22), st.integers(1, 5), st.integers(0, 40)),
        ),
        max_size=6,
    ),
)
async def test_spans_that_arrive_meanwhile_bring_no_id_twice_and_lose_no_trace(
    case: Case, anew: bool, late: list[tuple[str, Made]]
) -> None:
    homes = {made.trace: application for application, made in late}
    late = [(homes[made.trace], made) for _, made in late]
    before = set(case.traces)
    found = [r.trace_id for r in rows(await chained(case, Query(), anew=anew, between=late))]
    assert len(set(found)) == len(found)
    assert before <= set(found)


@pytest.mark.parametrize("anew", [False, True])
async def test_a_trace_without_a_root_that_gains_an_older_span_is_not_given_again(
    anew: bool,
) -> None:
    older = [Made(trace, 0, trace, root=True) for trace in range(7)]
    case = Case(Vendor({"shop": [*older, Made(20, 2, 9)], "desk": []}), 1)
    pages = await chained(case, Query(), anew=anew, between=[("shop", Made(20, 1, 3))])
    found = [int(row.trace_id, 16) - 1 for row in rows(pages)]
    assert found == [20, 6, 5, 4, 3, 2, 1, 0]


async def test_the_page_says_that_traces_were_grouped_and_which_may_be_incomplete() -> None:
    spans = [Made(0, 0, 5, root=True), Made(1, 3, 9), Made(1, 4, 9)]
    page = await Vendor({"shop": spans}).source().traces(Query())
    assert page.notes[0].startswith("grouped from ")
    assert page.notes[0].endswith("1 traces may be incomplete")
    assert page.cursor is None


async def test_some_span_leads_to_its_trace_whatever_the_root_says() -> None:
    spans = [
        Made(0, 0, 5, root=True, kind="chain"),
        Made(0, 1, 6, kind="tool"),
        Made(1, 0, 7, root=True, kind="chain"),
        Made(1, 1, 8, tokens=12),
    ]
    source = Vendor({"shop": spans}).source()
    for text, wanted in (
        ("type=tool", [0]),
        ("type=chain", [1, 0]),
        ('attribute="gen_ai.usage.total_tokens=12"', []),
        ("attribute=user.id=ada", [1, 0]),
        ("type=tool status=error", []),
    ):
        found = rows([await source.traces(parse(text, FILTERS))])
        assert [int(row.trace_id, 16) - 1 for row in found] == wanted
        assert all(row.span_count == 2 for row in found)


@pytest.mark.parametrize("cursor", ["", "?", "AAAA", "eJwrKkksAQAEEwHA"])
async def test_a_cursor_that_is_none_of_ours_starts_again_and_says_so(cursor: str) -> None:
    source = Vendor({"shop": [Made(0, 0, 5, root=True)]}).source()
    page = await source.traces(Query(), cursor)
    assert page.notes[0] == "the cursor expired; started again"
    assert len(page.items) == 1


async def test_many_spans_of_one_trace_lead_on_and_a_row_that_lacks_some_says_so() -> None:
    spans = [Made(0, 0, 0, root=True), *(Made(0, n, n) for n in range(1, 120))]
    case = Case(Vendor({"shop": spans}, most=5), 10)
    for anew in (False, True):
        pages = await chained(case, Query(), anew=anew)
        (row,) = rows(pages)
        assert row.raw["partial"] is anew
        assert row.span_count is not None
        assert (row.span_count < 120) is anew
        assert any("may be incomplete" in note for page in pages for note in page.notes) is anew


async def test_a_row_names_the_failure_that_came_first() -> None:
    spans = [
        Made(0, 0, 0, duration_ms=9.0, root=True, failed=True, message="ToolError: gave up"),
        Made(0, 1, 1, failed=True, message="openai.RateLimitError: Error code: 429"),
        Made(0, 2, 2000, failed=True, message="openai.RateLimitError: Error code: 429"),
        Made(1, 0, 5, root=True, failed=True, message="it did not work"),
        Made(2, 0, 9, root=True),
    ]
    pages = await chained(Case(Vendor({"shop": spans}), 5), Query(), anew=False)
    codes = {row.trace_id: row.error_code for row in rows(pages)}
    assert list(codes.values()) == [None, None, "openai.RateLimitError"]


async def test_a_row_names_a_failure_by_what_is_said_of_it() -> None:
    spans = [
        Made(0, 0, 0, root=True, failed=True, error_type="TimeoutError"),
        Made(1, 0, 9, root=True, failed=True, message="{'error': {'code': 'overloaded'}}"),
        Made(2, 0, 99, root=True, failed=True, message="HTTP status 503"),
    ]
    source = Vendor({"shop": spans}).source()
    for span, code in zip(spans, ("TimeoutError", "overloaded", "HTTP 503"), strict=True):
        found = [each async for each in source.spans(span.trace_id)][-1].summary
        assert found is not None
        assert found.error_code == code, "read by itself"
    pages = await chained(Case(Vendor({"shop": spans}), 5), Query(), anew=False)
    assert [row.error_code for row in rows(pages)] == ["HTTP 503", "overloaded", "TimeoutError"]


async def test_a_row_costs_what_its_calls_do_and_what_nobody_states_is_unknown() -> None:
    spans = [
        Made(0, 0, 0, root=True, kind="agent", cost_usd=0.9),
        Made(0, 1, 1, cost_usd=0.25),
        Made(0, 2, 2, cost_usd=0.5),
        Made(0, 3, 3, tokens=7),
        Made(1, 0, 5, root=True, kind="agent", cost_usd=0.9),
        Made(1, 1, 6),
        Made(2, 0, 9, root=True),
    ]
    source = Vendor({"shop": spans}).source()
    pages = await chained(Case(Vendor({"shop": spans}), 5), Query(), anew=False)
    costs = {row.trace_id: row.cost_usd for row in rows(pages)}
    assert list(costs.values()) == [None, 0.9, 0.75]
    found = [each async for each in source.spans(spans[0].trace_id)][-1].summary
    assert found is not None
    assert (found.cost_usd, found.tokens) == (0.75, 7)
    session = await source.session("s")
    assert session.cost_usd == pytest.approx(1.65)
