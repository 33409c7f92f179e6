"""Arize's filter language: what may be sent is let through, what may not is told by its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.query import BadQuery, Condition, parse
from spandeck.model.trace import OK, Span
from spandeck.sim.arize.filter import parse as vendor_parse
from spandeck.sim.arize.filter.tokens import BadFilter
from spandeck.ui.widgets.completion import completed, offers
from spandeck.vendors.arize.memory import Memory
from spandeck.vendors.arize.syntax import check, like, number, quoted
from spandeck.vendors.arize.terms import filters

FILTERS = filters(Memory().hints)
PIECES = st.sampled_from(
    (
        *(
            "a",
            "attributes.llm.model_name",
            '"odd name"',
            "'x'",
            "'it''s'",
            "5",
            "-1.5e3",
            "=",
            "!=",
        ),
        *("<", "<=", ">", ">=", "IN", "(", ")", ",", "AND", "OR", "LIKE", "CONTAINS", "IS", "NOT"),
        *("NULL", "null", "and", "true", "FALSE", "'", '"', ";", "é"),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "status_code = 'ERROR'",
        "attributes.llm.model_name IN ('gpt-4o', 'o1') AND latency_ms > 5",
        "(name LIKE '%chat%' OR name CONTAINS 'x') and parent_id is null",
        "eval.tone.score <= 0.5 OR annotation.check.label != 'it''s'",
        "\"odd column\" = 'x' AND parent_id IS NOT NULL",
        "parent_id = null",
    ],
)
def test_a_filter_of_the_language_is_let_through(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "a column such as attributes.llm.model_name expected at character 1, not the end"),
        ("status_code", "expected at character 12, not the end"),
        ("status_code = ", "a text in single quotes or a number expected"),
        ("status_code = 'ERROR", "a quotation is not closed at character 15"),
        ("status_code == 'x'", "expected at character 14, not “=”"),
        ("name = 'a' name = 'b'", "AND, OR or the end expected at character 12, not “name”"),
        ("name = 'a';", "“;” is no sign at character 11"),
        ("NOT name = 'a'", "a column such as"),
        ("name IN ()", "a value expected at character 10"),
        ("(name = 'a'", r"\) or AND or OR expected"),
        ("(" * 60 + "name = 'a'", "fewer parentheses expected"),
    ],
)
def test_what_is_none_is_told_by_its_place(text: str, complaint: str) -> None:
    with pytest.raises(BadQuery, match=complaint):
        check(text)


@given(st.lists(PIECES, max_size=9))
def test_the_check_and_the_vendor_agree_on_what_is_a_filter(pieces: list[str]) -> None:
    text = " ".join(pieces)
    try:
        vendor_parse(text)
    except BadFilter:
        with pytest.raises(BadQuery):
            check(text)
    else:
        check(text)


@given(st.text(max_size=20))
def test_any_text_can_be_asked_for(text: str) -> None:
    check(f"name = {quoted(text)}")
    check(f"name {like(text)}")


def test_numbers_are_written_without_exponent() -> None:
    assert [number(each) for each in (5.0, 0.25, 1_234_567.0, 3)] == ["5", "0.25", "1234567", "3"]


def test_a_wrong_filter_is_refused_where_it_is_typed() -> None:
    with pytest.raises(BadQuery, match=r"where: .* expected at character 12"):
        parse('where="status_code "', FILTERS)
    query = parse("where=\"status_code = 'ERROR'\" project=support", FILTERS)
    assert query.conditions[0] == Condition("where", "=", "status_code = 'ERROR'")


def test_columns_that_spans_had_are_offered_while_a_filter_is_typed() -> None:
    memory = Memory()
    memory.see(
        Span(
            "t",
            "s",
            None,
            "n",
            "LLM",
            0,
            1,
            OK,
            attributes={
                "llm.model_name": "x",
                "llm.input_messages.0.message.role": "user",
                "session.id": "s",
            },
        )
    )
    known = filters(memory.hints)
    assert completed('where="attributes.l', known) == 'where="attributes.llm.model_name'
    found = offers("where=\"name = 'x' AND sta", known)
    assert [each.line for each in found] == [
        "where=\"name = 'x' AND status_code",
        "where=\"name = 'x' AND status_message",
        "where=\"name = 'x' AND start_time",
    ]
    assert not any("input_messages" in each.line for each in offers('where="attr', known))
