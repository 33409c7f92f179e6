"""How a group stands: as a table, and for whatever may come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.group import Target, Word
from spandeck.triage.act import Act, Value, Verb, made
from spandeck.triage.book import Ruling
from spandeck.triage.impact import impact, novelty, trend
from spandeck.triage.state import Course, chance, silence, state, surge, worse
from tests.triage.given import HOUR, MINUTE, NOON

DAY = 24 * HOUR
OLD = Course(NOON - DAY, NOON - MINUTE, lately=2, before=12)


def ruled(verb: Verb, value: Value | None = None, at_ns: int = NOON - HOUR) -> Ruling:
    return Ruling(made(at_ns, "ana@host", verb, Target("group", "k"), value or {}), touched=True)


def course(**changes: int) -> Course:
    given = {"first_ns": OLD.first_ns, "last_ns": OLD.last_ns, "lately": 2, "before": 12}
    return Course(**(given | changes))


TABLE: list[tuple[str, Ruling, Course, Word, str]] = [
    ("young", Ruling(), course(first_ns=NOON - 5 * MINUTE), "new", "first seen at Nov 21 11:55"),
    ("young and noted", Ruling(touched=True), course(first_ns=NOON - 5 * MINUTE), "ongoing", ""),
    ("old", Ruling(), OLD, "ongoing", "14 in the last 70 min"),
    ("rising", Ruling(), course(lately=14), "escalating", "14 in the last 10 min, 2.0 usual"),
    ("silent", Ruling(), course(lately=0, before=0), "ongoing", "last at Nov 21 11:59"),
    ("acked", ruled("ack"), course(lately=90), "acked", ""),
    ("resolved", ruled("resolve"), OLD, "resolved", ""),
    (
        "failing again",
        ruled("resolve"),
        course(again_ns=NOON - 7 * MINUTE),
        "regressed",
        "resolved by ana@host at Nov 21 11:00 UTC, failed again at Nov 21 11:53 UTC",
    ),
    ("snoozed", ruled("snooze", {"until_ns": NOON + 1}), OLD, "snoozed", ""),
    ("slept", ruled("snooze", {"until_ns": NOON}), OLD, "ongoing", "the snooze by ana@host ended"),
    ("snoozed on", ruled("snooze", {"worse": True, "lately": 2}), OLD, "snoozed", ""),
    (
        "woken",
        ruled("wake", {"reason": "9 against 1"}, NOON - MINUTE),
        OLD,
        "escalating",
        "woken: 9 against 1",
    ),
    ("woken long ago", ruled("wake", {"reason": "9 against 1"}), OLD, "ongoing", ""),
    ("reopened", ruled("reopen"), OLD, "ongoing", ""),
]


@pytest.mark.parametrize(
    ("ruling", "how", "word", "reason"),
    [each[1:] for each in TABLE],
    ids=[each[0] for each in TABLE],
)
def test_a_state_follows_from_what_was_said_and_how_it_fails(
    ruling: Ruling, how: Course, word: Word, reason: str
) -> None:
    found = state(ruling, how, NOON)
    assert found.word == word
    assert found.reason.startswith(reason)


def test_every_change_that_the_program_makes_has_a_reason() -> None:
    for _, ruling, how, _, _ in TABLE:
        found = state(ruling, how, NOON)
        assert found.by or found.reason


def test_a_group_is_new_for_half_an_hour() -> None:
    assert state(Ruling(), course(first_ns=NOON - 30 * MINUTE + 1), NOON).word == "new"
    assert state(Ruling(), course(first_ns=NOON - 30 * MINUTE), NOON).word != "new"


def test_a_young_group_is_measured_by_its_own_past() -> None:
    steady = Course(NOON - 35 * MINUTE, NOON, lately=50, before=125, known_min=25)
    assert steady.usual == 50
    assert state(Ruling(), steady, NOON).word == "ongoing"


def test_a_snooze_ends_when_it_gets_worse_than_it_was() -> None:
    act = ruled("snooze", {"worse": True, "lately": 3}).act
    assert act is not None
    assert worse(act, course(lately=5)) == ""
    assert worse(act, course(lately=15)) == (
        "15 in the last 10 min, 3 in the 10 before it was snoozed"
    )


def test_silence_resolves_only_where_the_vendors_answered() -> None:
    quiet = course(last_ns=NOON - 30 * HOUR, lately=0, before=0)
    assert silence(quiet, NOON) == ""
    heard = course(last_ns=NOON - 30 * HOUR, lately=0, before=0, heard_h=25)
    assert silence(heard, NOON) == (
        "no failure for 30 h, and its vendors answered in 25 of these hours"
    )
    assert silence(course(last_ns=NOON - 23 * HOUR, heard_h=24), NOON) == ""


def test_few_failures_never_escalate_and_a_flood_always_does() -> None:
    assert not surge(2, 0.0)
    assert not surge(4, 0.0)
    assert surge(5, 0.0)
    assert not surge(12, 10.0)
    assert surge(1_000_000, 1_000.0)
    assert not surge(1_010_000, 1_009_000.0)


@given(st.integers(0, 900), st.floats(0.5, 400))
def test_chance_is_a_probability_that_falls_as_more_come(count: int, mean: float) -> None:
    assert -1e-9 <= chance(count + 1, mean) <= chance(count, mean) + 1e-9 <= 1 + 2e-9


TIMES = st.integers(NOON - 100 * DAY, NOON)
COURSES = st.builds(
    lambda first, last, again, lately, before: Course(
        min(first, last), max(first, last), again, lately, before
    ),
    TIMES,
    TIMES,
    st.none() | TIMES,
    st.integers(0, 10**7),
    st.integers(0, 10**8),
)
RULINGS = st.none() | st.builds(
    lambda verb, at_ns, until: ruled(verb, {"until_ns": until, "worse": True}, at_ns),
    st.sampled_from(["ack", "resolve", "reopen", "snooze", "wake"]),
    TIMES,
    st.integers(0, NOON + DAY),
)


@given(COURSES, RULINGS)
def test_any_group_stands_somehow_and_people_are_obeyed(how: Course, ruling: Ruling | None) -> None:
    found = state(ruling or Ruling(), how, NOON)
    act: Act | None = ruling.act if ruling else None
    assert found.since_ns <= NOON or found.word == "ongoing"
    if act and act.verb == "ack":
        assert found.word == "acked"
    if act and act.verb == "resolve":
        assert found.word == ("resolved" if how.again_ns is None else "regressed")
    assert impact(3, how, NOON) > 0


def test_impact_grows_with_reach_novelty_and_trend() -> None:
    assert impact(9, OLD, NOON) == 3 * impact(3, OLD, NOON)
    assert novelty(course(first_ns=NOON), NOON) == 4
    assert novelty(course(first_ns=NOON - HOUR), NOON) == 2.5
    assert novelty(course(again_ns=NOON), NOON) == 4
    assert trend(course(lately=0, before=0)) == 0.1
    assert trend(course(lately=50)) == 4
    assert trend(OLD) == 1
