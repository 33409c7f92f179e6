import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model import record
from spandeck.model.page import BadRow
from spandeck.model.session import Session
from spandeck.model.trace import Event, Span, TraceSummary

AT = 1_763_733_067_250_000_000  # 2025-11-21T13:51:07.25Z


def test_a_trace_has_our_names_first_and_keeps_all_else_the_vendor_sent() -> None:
    row = TraceSummary(
        "t1", "checkout", "error", AT, 1.5, raw={"name": "theirs", "end_time": None, "region": "eu"}
    )
    found = record.of_trace(row)
    assert tuple(found)[: len(record.TRACE)] == record.TRACE
    assert found["name"] == "checkout"
    assert found["start_time"] == "2025-11-21T13:51:07.250000Z"
    assert found["region"] == "eu"
    assert found["end_time"] is None


def test_what_we_could_not_read_stays_as_the_vendor_wrote_it() -> None:
    row = TraceSummary("t1", "n", "ok", None, None, raw={"start_time": "soon", "duration_ms": "1s"})
    found = record.of_trace(row)
    assert found["start_time"] == "soon"
    assert found["duration_ms"] == "1s"


def test_a_span_is_flat_and_names_its_parent() -> None:
    span = Span(
        "t1",
        "s1",
        "s0",
        "openai.chat",
        "llm_call",
        AT,
        AT + 2_000_000,
        "error",
        attributes={"a": [1]},
        events=(Event("exception", AT, {"exception.type": "X"}),),
        extra={"session_id": "x"},
    )
    found = record.of_span(span)
    assert tuple(found) == (*record.SPAN, "session_id")
    assert found["parent_span_id"] == "s0"
    assert found["duration_ms"] == 2.0
    assert found["events"] == [
        {
            "name": "exception",
            "timestamp": "2025-11-21T13:51:07.250000Z",
            "attributes": {"exception.type": "X"},
        }
    ]


def test_a_session_brings_its_traces_only_when_it_has_them() -> None:
    alone = Session("s", None, AT, None, 2, 0, None, None)
    assert "traces" not in record.of_session(alone)
    row = TraceSummary("t1", "n", "ok", None, None)
    whole = Session("s", None, AT, None, 2, 0, None, None, traces=(row,))
    assert record.of_session(whole)["traces"] == [record.of_trace(row)]


def test_a_session_leaves_out_no_trace_that_could_not_be_read() -> None:
    sent = [{"trace_id": "t1", "region": "eu"}, {"trace_id": 5}]
    row = TraceSummary("t1", "n", "ok", None, None)
    half = Session("s", None, AT, None, 2, 0, None, None, traces=(row,), raw={"traces": sent})
    assert record.of_session(half)["traces"] == sent


def test_a_bad_row_says_why_and_what_came() -> None:
    assert record.of_bad(BadRow("{", "no id")) == {"unreadable": "{", "why": "no id"}


@pytest.mark.parametrize(
    ("at_ns", "text"),
    [
        (None, None),
        (0, "1970-01-01T00:00:00.000000Z"),
        (AT + 1, "2025-11-21T13:51:07.250000001Z"),
        (-1_000, "1969-12-31T23:59:59.999999Z"),
    ],
)
def test_a_time_is_written_in_iso_8601(at_ns: int | None, text: str | None) -> None:
    assert record.iso(at_ns) == text


@given(st.dictionaries(st.text(max_size=5), st.integers(), max_size=5))
def test_nothing_the_vendor_sent_is_lost(raw: dict[str, int]) -> None:
    found = record.of_trace(TraceSummary("t", "n", "ok", None, None, raw=raw))
    assert raw.keys() <= found.keys()
