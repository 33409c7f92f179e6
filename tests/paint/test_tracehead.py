"""What is said around a span tree, as strings."""

from datetime import UTC

from spandeck import semantics
from spandeck.model.trace import ERROR, OK, UNSET, Span, TraceSummary, assemble
from spandeck.model.tree import finish
from spandeck.paint.document import Line
from spandeck.paint.headline import LINES, headlines
from spandeck.paint.survey import surveying
from spandeck.paint.tracehead import Said, Standing, crumbs, status

S = 10**9
SUMMARY = TraceSummary(
    "7f3ac21d9e",
    "run",
    ERROR,
    0,
    18_400.0,
    42,
    3,
    agent_name="checkout",
    tokens=12_300,
    cost_usd=0.084,
)
SPANS = [
    Span("t", "a", None, "run", "agent", 0, 10 * S, OK),
    Span("t", "b", "a", "chat", "llm", S, 3 * S, ERROR, "429 rate_limited: retry in 20 s"),
    Span("t", "c", "lost", "stray", "tool", S, None, OK),
]


def words(said: list[Said]) -> list[str]:
    return [text for text, _ in said]


def line(shown: Line) -> str:
    return "".join(text for text, _ in shown)


def test_the_crumbs_say_what_the_list_said_until_the_trace_is_here() -> None:
    assert words(crumbs(SUMMARY, None, None)) == [
        *("7f3ac21d", "checkout", "✗ error", "18.4 s"),
        *("42 spans", "3 errors", "12.3k tok", "$0.084"),
    ]


def test_the_crumbs_count_what_is_really_there() -> None:
    trace = assemble(SPANS)
    survey = finish(surveying(trace, semantics.glance))
    bare = TraceSummary("x", "run", UNSET, None, None)
    assert words(crumbs(bare, trace, survey)) == [
        *("x", "run", "! unset", "10.0 s", "3 spans", "1 error", "— tok", "cost —"),
    ]


def test_a_trace_of_which_nothing_is_known_is_not_called_well() -> None:
    bare = TraceSummary("x", "", UNSET, None, None)
    assert words(crumbs(bare, None, None)) == ["x", "—", "— tok", "cost —"]


def test_while_spans_arrive_only_their_number_is_said() -> None:
    assert words(status(Standing(arrived=12_400), None, 0)) == ["12 400 spans so far…"]


def test_the_status_says_the_age_and_what_is_odd() -> None:
    standing = Standing(
        3, complete=True, bad=1, answered_ns=0, cached=True, row="1/3", search="/x 2 found"
    )
    assert words(status(standing, assemble(SPANS), 12 * S)) == [
        *("/x 2 found", "1/3", "1 bad span", "1 without parent", "cached 10 s ago"),
    ]


def test_a_problem_comes_first_with_what_was_kept() -> None:
    standing = Standing(7, complete=True, problem="Risicare: no answer.", row="1/7")
    assert words(status(standing, None, 0)) == ["Risicare: no answer.", "7 spans kept", "1/7"]


def test_the_headlines_label_own_and_subtree_totals() -> None:
    trace = assemble(SPANS)
    survey = finish(surveying(trace, semantics.glance))
    lines = headlines(SPANS[0], semantics.read(SPANS[0]), 0, trace, survey, UTC)
    assert [line(each) for each in lines] == [
        "agent  run  ",
        "1970-01-01 00:00:00.000",
        "own 8.0 s",
        "subtree 10.0 s · 2 spans · 1 error",
    ]
    assert len(lines) == LINES


def test_the_headlines_of_a_failed_span_say_why() -> None:
    lines = headlines(SPANS[1], semantics.read(SPANS[1]), 1, None, None, UTC)
    assert line(lines[0]).startswith("✗ llm  chat")
    assert "429 rate_limited: retry in 20 s" in line(lines[1])


def test_a_span_that_never_ended_says_so() -> None:
    lines = headlines(SPANS[2], semantics.read(SPANS[2]), 2, None, None, UTC)
    assert line(lines[1]) == "1970-01-01 00:00:01.000  not ended"
    assert line(lines[2]) == "took —"
