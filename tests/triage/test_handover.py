"""The handover: all that the next one on call must know, and nothing that was said in private."""

from spandeck.model.group import Target
from spandeck.model.occurrence import Cause, Occurrence
from tests.triage.given import HOUR, MINUTE, NOON, Clock, board, failure, told

ORDER = Cause("BAD", "ValueError", "order order-4711 of ana@example.com: 'secret words' *now*")


def test_it_tells_of_what_is_open_and_of_what_was_done() -> None:
    clock = Clock()
    made = board(clock)
    told(made, failure(1), failure(2))
    told(made, failure(3, cause=ORDER, at_ns=NOON - 30 * HOUR))
    told(made, failure(4, cause=Cause(type="KeyError"), at_ns=NOON - 30 * HOUR))
    key = made.key(failure(3, cause=ORDER))
    clock.later(MINUTE)
    made.note(Target("group", key), "the <b>vendor</b> knows\nof it")
    made.resolve(key)
    made.note(Target("trace", "trace-1", "risicare"), "look here")
    text = made.handover(NOON - 8 * HOUR)
    assert "2 groups; new 1" in text
    assert "## TOOL.EXECUTION.TIMEOUT in search\\_web" in text
    assert "- **resolved** since 2026-11-21 12:01 UTC: by ana@host" in text
    assert "note: the \\<b\\>vendor\\</b\\> knows of it" in text
    assert "- trace `trace-1`: 2026-11-21 12:01 UTC, ana@host, note: look here" in text
    assert "- 2 traces, 2 users, 2 sessions, 2 failures in the last hour" in text
    assert "KeyError" not in text


def test_no_payload_and_no_person_but_the_acting_one_is_in_it() -> None:
    made = board()
    told(made, failure(7, cause=ORDER))
    text = made.handover(NOON - HOUR)
    assert "order ‹id› of ‹email›: ‹text› *now*" in text
    for private in ("4711", "ana@example.com", "secret words", "user-7", "session-7"):
        assert private not in text


def test_traces_are_links_where_there_is_an_address_and_break_out_of_none() -> None:
    made = board()
    told(made, failure(1))

    def link(occurrence: Occurrence) -> str:
        return f"https://app.example.com/t/{occurrence.of.trace_id}"

    assert "[`trace-1`](<https://app.example.com/t/trace-1>)" in made.handover(0, link)
    assert "risicare `trace-1`" in made.handover(0, lambda _: "https://x/> [y](https://z)")


def test_nothing_to_hand_over_is_said() -> None:
    assert "0 groups; none is open" in board().handover(NOON - HOUR)
