from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.query import BadQuery, Condition, Filter, Query, local, matches, parse
from spandeck.model.trace import TraceSummary

FILTERS = (
    Filter("error_code", "text", "the code"),
    Filter("status", "text", "how it ended", choices=("error", "ok")),
    Filter("has_error", "bool", "any error"),
    Filter("agent", "text", "who", aliases={"agent_name": "="}),
    Filter(
        "duration",
        "duration",
        "how long",
        operators=(">=", "<="),
        aliases={"min_duration_ms": ">=", "max_duration_ms": "<="},
    ),
    Filter("spans", "number", "how many", operators=(">=", "<="), at_vendor=False),
    Filter("start", "time", "when", operators=(">=", "<=")),
)


def one(text: str) -> Condition:
    (found,) = parse(text, FILTERS).conditions
    return found


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("error_code=TOOL.*", Condition("error_code", "=", "TOOL.*")),
        ("status=error", Condition("status", "=", "error")),
        ("has_error=YES", Condition("has_error", "=", True)),
        ("has_error=0", Condition("has_error", "=", False)),
        ("duration>5s", Condition("duration", ">=", 5000.0)),
        ("duration>=5s", Condition("duration", ">=", 5000.0)),
        ("duration < 250ms", Condition("duration", "<=", 250.0)),
        ("duration<=1.5h", Condition("duration", "<=", 5_400_000.0)),
        ("duration>=70", Condition("duration", ">=", 70.0)),
        ("min_duration_ms=70", Condition("duration", ">=", 70.0)),
        ("max_duration_ms=2m", Condition("duration", "<=", 120_000.0)),
        ("agent_name=planner", Condition("agent", "=", "planner")),
        ('agent="the planner"', Condition("agent", "=", "the planner")),
        (r'agent="say \"hi\" \\ now"', Condition("agent", "=", r'say "hi" \ now')),
        ("agent=a=b", Condition("agent", "=", "a=b")),
        ("spans>1e3", Condition("spans", ">=", 1000.0)),
        ("start>=1970-01-01T00:00:01Z", Condition("start", ">=", 1_000_000_000)),
        ("start>=1970-01-01T02:00:01+02:00", Condition("start", ">=", 1_000_000_000)),
        ("start<=1970-01-01", Condition("start", "<=", 0)),
    ],
)
def test_a_condition_is_read_as_documented(text: str, condition: Condition) -> None:
    assert one(text) == condition


def test_several_conditions_stand_side_by_side() -> None:
    found = parse("  status=error   duration>5s agent=x ", FILTERS)
    assert [each.field for each in found.conditions] == ["status", "duration", "agent"]
    assert found.text == "status=error   duration>5s agent=x"
    assert parse(" ", FILTERS) == Query()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour=red", "there is no filter “colour”. Allowed: error_code=, status=, has_error="),
        ("status=error oops", "“oops” is not a filter"),
        ("status", "“status” is not a filter"),
        ("status=", "“status=” is not a filter"),
        ("status=warm", "status is one of error, ok, not “warm”"),
        ("has_error=maybe", "has_error is true or false, not “maybe”"),
        ("has_error>1", "has_error takes =, not >="),
        ("duration=5s", "duration takes >= or <=, not ="),
        ("duration>soon", "duration is a duration such as 250ms, 5s or 2m, not “soon”"),
        ("duration>-5s", "not “-5s”"),
        ("min_duration_ms>5", "min_duration_ms takes ="),
        ("spans>many", "spans is a number, not “many”"),
        ("spans>inf", "spans is a finite number"),
        ("spans>nan", "spans is a finite number"),
        ("start>yesterday", "start is a time such as"),
    ],
)
def test_what_cannot_be_asked_names_the_field_and_what_is_allowed(text: str, words: str) -> None:
    with pytest.raises(BadQuery) as raised:
        parse(text, FILTERS)
    assert words in str(raised.value)


@given(st.text(max_size=40))
def test_anything_typed_is_a_query_or_a_sentence(text: str) -> None:
    with suppress(BadQuery):
        assert parse(text, FILTERS).text == text.strip()


@given(st.text(min_size=1, max_size=20))
def test_any_text_can_be_asked_for_in_quotes(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    if "\n" not in text:
        assert one(f'agent="{quoted}"').value == text


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 1)))
def test_a_time_is_exact_to_the_microsecond(at: datetime) -> None:
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    whole = (since.days * 86_400 + since.seconds) * 10**9 + since.microseconds * 1000
    assert one(f"start>={at.isoformat()}").value == whole


def test_a_range_of_time_leaves_the_conditions_alone() -> None:
    found = parse("status=error", FILTERS).within(1, 2)
    assert (found.since_ns, found.until_ns) == (1, 2)
    assert found.conditions == (Condition("status", "=", "error"),)


ROW = TraceSummary(
    "t",
    "Checkout flow",
    "error",
    0,
    5000.0,
    span_count=42,
    raw={"region": "eu", "tier": 3, "tags": ["a"]},
)


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        (Condition("name", "=", "checkout*"), True),
        (Condition("name", "=", "*FLOW"), True),
        (Condition("name", "=", "checkout"), False),
        (Condition("name", "=", "check.ut flow"), False),
        (Condition("duration", ">=", 5000.0), True),
        (Condition("duration", "<=", 4999.0), False),
        (Condition("spans", ">=", 43.0), False),
        (Condition("has_error", "=", True), True),
        (Condition("tokens", ">=", 0.0), False),
        (Condition("region", "=", "eu"), True),
        (Condition("tier", "<=", 3.0), True),
        (Condition("tags", "=", "a"), False),
        (Condition("trace_id", "=", "T"), True),
        (Condition("nowhere", "=", "x"), False),
    ],
)
def test_a_row_that_is_here_meets_a_condition_or_not(condition: Condition, met: bool) -> None:
    assert matches(ROW, condition) is met


def test_what_only_the_loaded_rows_can_answer_is_told_apart() -> None:
    found = parse("status=error spans>5 duration>1s", FILTERS)
    assert local(found, FILTERS) == (Condition("spans", ">=", 5.0),)
