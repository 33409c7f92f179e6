"""The filter language: what is read, what it means, and where it is wrong (contract §8.5)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.sim.arize.filter import DEEPEST, parse
from spandeck.sim.arize.filter.tokens import BadFilter
from spandeck.sim.arize.filter.tree import fits
from spandeck.sim.arize.telemetry.view import known, looked_at

ROW: dict[str, Any] = {
    "name": "gpt-4o",
    "tokens": 1200,
    "share": 0.25,
    "cached": True,
    "quoted": "it's 100%",
    "labels": ["slow", "night"],
    "start_time": "2026-11-21T14:31:00.000000Z",
    "odd column": "x",
}
SPAN: dict[str, Any] = {
    "name": "gpt-4o",
    "context": {"trace_id": "t", "span_id": "s"},
    "kind": "LLM",
    "parent_id": "p",
    "start_time": "2026-11-21T14:31:00.000000Z",
    "end_time": "2026-11-21T14:31:01.500000Z",
    "status_code": "ERROR",
    "attributes": {"llm.model_name": "gpt-4o", "llm.token_count.total": 7},
    "annotations": [{"name": "quality", "label": "bad", "text": "rude"}],
    "evaluations": [{"name": "tone.v2", "score": 0.5, "metadata": {"model": "mini"}}],
    "events": [{"name": "exception", "attributes": {"exception.type": "TimeoutError"}}],
}


@pytest.mark.parametrize(
    "source",
    [
        "name = 'gpt-4o'",
        "name != 'gpt-3.5'",
        "tokens > 1199 AND tokens >= 1200 AND tokens < 1200.5 AND tokens <= 12e2",
        "share = 0.25",
        "share > -1",
        "cached = true",
        "cached != FALSE",
        "name IN ('gpt-4', 'gpt-4o')",
        "tokens in (1, 1200)",
        "name LIKE 'gpt%' AND name LIKE '%4_' AND name LIKE 'gpt-4o'",
        "quoted LIKE '%100%'",
        "name contains 'pt-4'",
        "labels CONTAINS 'night'",
        "quoted = 'it''s 100%'",
        "nothing IS NULL AND name IS NOT NULL",
        "nothing = null and name != NULL",
        "\"odd column\" = 'x'",
        "start_time >= '2026-11-21T15:31:00+01:00' AND start_time < '2026-11-21T14:31:00.5Z'",
        "name = 'no' OR name = 'gpt-4o' AND tokens = 1200",
        "(name = 'no' OR name = 'gpt-4o') AND (tokens = 1 OR (share = 0.25))",
    ],
)
def test_what_is_so_fits(source: str) -> None:
    assert fits(parse(source), ROW.get)


@pytest.mark.parametrize(
    "source",
    [
        "name = 'GPT-4o'",
        "nothing = 'x'",
        "nothing != 'x'",
        "nothing LIKE '%'",
        "tokens > 1200",
        "name IN ('gpt-4')",
        "name LIKE 'pt%'",
        "name LIKE 'gpt-4._'",
        "name IS NULL",
        "name = 'gpt-4o' AND tokens = 1",
        "(name = 'gpt-4o' OR tokens = 1) AND share = 1",
        "start_time < '2026-11-21T14:31:00Z'",
    ],
)
def test_what_is_not_so_does_not(source: str) -> None:
    assert not fits(parse(source), ROW.get)


@pytest.mark.parametrize(
    ("source", "at", "words"),
    [
        ("", 1, "Expected a column, found the end"),
        ("name", 5, "Expected an operator, found the end"),
        ("name = ", 8, "Expected a value, found the end"),
        ("name == 'x'", 7, "Expected a value, found '='"),
        ("name = x", 8, "Expected a value, found 'x'"),
        ("= 'x'", 1, "Expected a column, found '='"),
        ("name = 'x", 8, "A quotation is left open"),
        ("name = 'x' 'y'", 12, "Expected AND or OR, found 'y'"),
        ("name = 'x' AND", 15, "Expected a column, found the end"),
        ("(name = 'x'", 12, "Expected ')', found the end"),
        ("name = 'x')", 11, "Expected AND or OR, found ')'"),
        ("name IN 'x'", 9, "Expected '(', found 'x'"),
        ("name IN ()", 10, "Expected a value, found ')'"),
        ("name LIKE 3", 11, "Expected a text in single quotes, found '3'"),
        ("name IS 3", 9, "Expected 'NULL', found '3'"),
        ("NOT name = 'x'", 1, "Expected a column, found 'NOT'"),
        ("tokens + 1 = 2", 8, "Unexpected '+'"),
        ("name ~ 'x'", 6, "Unexpected '~'"),
        ("start_time > 'soon'", 14, "Expected a time in ISO 8601, found 'soon'"),
        ("tokens = 12abc", 10, "Unexpected '1'"),
        ("(" * 60 + "name = 'x'", DEEPEST + 1, f"More than {DEEPEST} parentheses are open"),
    ],
)
def test_a_bad_filter_is_refused_with_the_place_where_it_is_wrong(
    source: str, at: int, words: str
) -> None:
    with pytest.raises(BadFilter) as refused:
        parse(source)
    assert str(refused.value) == f"{words} at character {at}."


@pytest.mark.parametrize(
    "source",
    [
        "span_kind = 'LLM' AND status_code = 'ERROR' AND latency_ms = 1500",
        "context.trace_id = 't' AND context.span_id IN ('s') AND parent_id IS NOT NULL",
        "attributes.llm.model_name = 'gpt-4o' AND attributes.llm.token_count.total > 6",
        "annotation.quality.label = 'bad' AND annotation.quality.text LIKE 'r%'",
        "eval.tone.v2.score >= 0.5 AND eval.tone.v2.metadata.model = 'mini'",
        "event.name = 'exception' AND event.attributes CONTAINS 'Timeout'",
        "status_message IS NULL AND eval.tone.v2.label IS NULL AND eval.x.score IS NULL",
    ],
)
def test_a_span_is_looked_at_by_columns(source: str) -> None:
    assert fits(parse(source, known), looked_at(SPAN))


@pytest.mark.parametrize("column", ["latency", "llm.model_name", "attributes.", "trace_id"])
def test_a_column_that_no_span_can_have_is_refused(column: str) -> None:
    with pytest.raises(BadFilter, match=f"There is no column '{column}' at character 1"):
        parse(f"{column} = 'x'", known)


@given(st.text(alphabet="ab=<>!'\"() ,%_.0129ANDORINULSKET", max_size=60))
def test_whatever_is_written_is_read_or_refused_within_its_text(source: str) -> None:
    at = 0
    try:
        fits(parse(source), ROW.get)
    except BadFilter as refused:
        at = refused.at
    assert 0 <= at <= len(source)
