"""Rows of the span tree as strings."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spandeck import semantics
from spandeck.model.trace import ERROR, OK, Span, Trace, assemble
from spandeck.model.tree import finish
from spandeck.paint.document import plain
from spandeck.paint.folds import Folds, everything, only
from spandeck.paint.scene import Scene, told
from spandeck.paint.spanrow import Columns, SpanRow, painted
from spandeck.paint.survey import Survey, beside, choosing, failed_after, failed_before, surveying
from spandeck.paint.waterfall import Axis
from spandeck.ui.arrival import why

S = 10**9


def span(
    name: str, parent: str | None, start: float, end: float, status: str = OK, **attributes: object
) -> Span:
    return Span(
        "t", name, parent, name, "", round(start * S), round(end * S), status, None, attributes
    )


def llm(
    name: str, parent: str, start: float, end: float, status: str = OK, tokens: int | None = None
) -> Span:
    return span(
        name,
        parent,
        start,
        end,
        status,
        **{"openinference.span.kind": "LLM", "llm.model_name": "gpt-4o"},
        **({} if tokens is None else {"llm.token_count.total": tokens}),
    )


SPANS = (
    span("run", None, 0, 10, **{"openinference.span.kind": "AGENT"}),
    span("plan", "run", 0, 6, **{"openinference.span.kind": "CHAIN"}),
    llm("first", "plan", 1, 2, tokens=100),
    llm("second", "plan", 3, 5, ERROR, tokens=20),
    span("tools", "run", 6, 9, **{"openinference.span.kind": "CHAIN"}),
    span("search", "tools", 7, 8, **{"openinference.span.kind": "TOOL"}),
)


def scene(trace: Trace, survey: Survey | None = None) -> Scene:
    folds = Folds(everything(trace.depth, trace.parent, trace.end), trace.parent)
    axis = Axis(0, 10 * S)
    return Scene(trace.spans, folds, axis, axis, semantics.glance, why, trace, survey)


def surveyed(spans: Sequence[Span]) -> tuple[Trace, Survey]:
    trace = assemble(spans)
    return trace, finish(surveying(trace, semantics.glance))


def rows(shown: Scene, width: int = 64) -> list[str]:
    columns = Columns.over(width)
    return [plain([shown.line(row, columns)]) for row in range(len(shown.folds))]


def test_a_tree_is_drawn_with_guides_marks_and_bars() -> None:
    assert rows(scene(assemble(SPANS))) == [
        "▾ agent run                      10.0 s ━━━━━━━━━━━━━━━━━━━━━━━━",
        "├ ▾ chain plan                    6.0 s ━━━━━━━━━━━━━━╸",
        "│ ├   llm first gpt-4o            1.0 s   ▐██",
        "│ └   ✗ llm second gpt-4o         2.0 s        █████",
        "└ ▾ chain tools                   3.0 s               ╺━━━━━━╸",
        "  └   tool search                 1.0 s                  ██",
    ]


def test_a_closed_row_says_how_much_it_hides_and_that_something_failed() -> None:
    shown = scene(assemble(SPANS))
    shown.folds.fold(1, shut=True)
    assert rows(shown)[1].startswith("├ ▸ ! chain plan (2) ")


def test_key_spans_promote_what_wrappers_hold() -> None:
    trace, survey = surveyed(SPANS)
    shown = scene(trace, survey)
    kept, tries = finish(choosing(trace, survey, (), key_only=True))
    shown.folds.choose(finish(only(kept, trace.parent, trace.end, tries)))
    assert [row[:27].rstrip() for row in rows(shown)] == [
        "▾ agent run (2 hidden)",
        "├   llm first gpt-4o",
        "├   ✗ llm second gpt-4o",
        "└   tool search",
    ]


def test_tries_of_one_call_are_one_row_until_they_are_wanted() -> None:
    failed = {"error.type": "RateLimitError", "http.response.status_code": 429}
    tries = [
        span("run", None, 0, 10),
        *(
            Span("t", str(n), "run", "chat", "", n * S, n * S + S // 2, ERROR, None, failed)
            for n in (1, 2)
        ),
        Span("t", "3", "run", "chat", "", 3 * S, 4 * S, OK),
    ]
    trace, survey = surveyed(tries)
    for opened, expected in (((), [1]), ((3,), [1, 2, 3])):
        shown = scene(trace, survey)
        kept, folded = finish(choosing(trace, survey, opened, key_only=False))
        shown.folds.choose(finish(only(kept, trace.parent, trace.end, folded)))
        assert len(rows(shown)) - 1 == len(expected)
        assert "chat ×3" in rows(shown)[-1]
        assert "hidden" not in rows(shown)[0]


def test_off_the_critical_path_bars_are_drawn_otherwise() -> None:
    shown = scene(assemble(SPANS))
    shown.critical = frozenset({0, 4, 5})
    assert "░" in rows(shown)[2]
    assert "█" in rows(shown)[5]


def test_great_depth_is_said_as_a_number() -> None:
    deep = [span("0", None, 0, 1), *(span(str(n), str(n - 1), 0, 1) for n in range(1, 700))]
    row = rows(scene(assemble(deep)))[650]
    assert row.startswith("⋯650 ")
    assert "span 650" in row


def test_a_name_that_says_the_label_does_not_say_it_twice() -> None:
    assert told("GET /orders http send", "GET /orders") == ("GET /orders http send", "")
    assert told("GET", "GET /orders") == ("GET /orders", "")
    assert told("ChatOpenAI", "gpt-4o") == ("ChatOpenAI", "gpt-4o")


@given(st.text("ab\n\t[/]日😀", max_size=60), st.text("x日 ", max_size=20), st.integers(1, 150))
def test_a_row_always_fills_its_columns(name: str, note: str, width: int) -> None:
    columns = Columns.over(width)
    row = SpanRow("│ ├ ", "▾", "✗", "llm", name, "gpt", note, "1.0 s", " " * columns.bar)
    line = painted(row, columns)
    total = columns.name + columns.duration + (columns.bar + 1 if columns.bar else 0)
    assert sum(cell_len(text) for text, _ in line) == total
    assert not any("\n" in text or "\t" in text for text, _ in line)


def test_own_time_counts_overlapping_children_once() -> None:
    spans = [span("a", None, 0, 10), span("b", "a", 1, 5), span("c", "a", 3, 6)]
    trace, survey = surveyed(spans)
    assert [survey.own_ns[trace.positions[name]] / S for name in "abc"] == [5, 4, 3]


def test_a_parent_that_repeats_its_childrens_tokens_counts_once() -> None:
    repeated = SPANS[0].__class__(
        **{
            **{name: getattr(SPANS[0], name) for name in Span.__slots__},
            "attributes": {"openinference.span.kind": "AGENT", "llm.token_count.total": 120},
        }
    )
    _, survey = surveyed([repeated, *SPANS[1:]])
    assert survey.tokens[0] == 120
    _, survey = surveyed(SPANS)
    assert survey.tokens[0] == 120
    assert survey.costs[0] is None


def test_errors_are_found_in_both_directions() -> None:
    trace = assemble([*SPANS, span("late", "run", 9, 10, ERROR)])
    assert failed_after(trace, 0) == 3
    assert failed_after(trace, 3) == 6
    assert failed_after(trace, 6) is None
    assert failed_before(trace, 6) == 3
    assert failed_before(trace, 3) is None
    assert failed_after(trace, -1) == 3


def test_slow_spans_are_those_with_most_time_of_their_own() -> None:
    _, survey = surveyed(SPANS)
    assert [SPANS[at].name for at in survey.slow] == ["plan", "second", "tools"]
    assert beside(survey.slow, 1, 1) == 3
    assert beside(survey.slow, 1, -1) is None
