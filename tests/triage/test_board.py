"""The board: what it is told becomes groups, and what people do changes how they stand."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.group import DISTINCT, Target
from spandeck.model.occurrence import Cause, Occurrence
from spandeck.model.tail import Item
from spandeck.triage.act import NotDone
from spandeck.triage.board import Board
from tests.triage.given import (
    HOUR,
    MINUTE,
    NOON,
    SEARCH,
    SECOND,
    TIMEOUT,
    Clock,
    answering,
    at,
    board,
    failure,
    items,
    told,
    whole,
)

CODED = Cause("TOOL.EXECUTION.TIMEOUT")
"""What a vendor says that knows only its own code."""


def one(on: Board) -> str:
    """The key of the only group."""
    (group,) = on.groups()
    return group.fingerprint.key


def word(on: Board) -> str:
    (group,) = on.groups()
    return group.state.word


# What is told


def test_failures_alike_become_one_group_with_its_numbers() -> None:
    made = board()
    fresh = told(made, *(failure(number) for number in range(1, 42)))
    (group,) = made.groups()
    assert fresh == {group.fingerprint.key}
    assert (group.title, group.where) == ("TOOL.EXECUTION.TIMEOUT", "search_web")
    assert (group.traces, group.told, group.users, group.sessions) == (41, 41, 10, 41)
    assert group.minutes[-1] == 41
    assert group.agents == ("checkout-agent",)
    assert told(made, failure(99)) == frozenset()


def test_one_failing_span_is_one_failure_however_many_vendors_tell_of_it() -> None:
    made = board()
    told(made, *(failure(vendor=each) for each in ("risicare", "arize", "fiddler")))
    (group,) = made.groups()
    assert (group.traces, group.told, sum(group.minutes)) == (1, 3, 1)
    assert group.vendors == ("arize", "fiddler", "risicare")


@pytest.mark.parametrize("order", permutations(range(3)))
def test_what_knows_only_a_code_or_a_trace_joins_the_group_of_its_span(
    order: tuple[int, ...],
) -> None:
    known = (
        failure(vendor="arize"),
        failure(vendor="risicare", cause=CODED),
        whole(1, vendor="fiddler"),
    )
    made = board()
    told(made, *(known[each] for each in order))
    (group,) = made.groups()
    assert group.fingerprint.part("type") == "TimeoutError"
    assert (group.traces, group.told, sum(group.minutes)) == (1, 3, 1)
    assert group.title == "TOOL.EXECUTION.TIMEOUT"
    assert all(made.key(each) == group.fingerprint.key for each in known)


def test_what_is_told_again_counts_once_and_shows_its_latest_words() -> None:
    made = board()
    grown = Occurrence(
        "apidepth", "upstream", "openai/429/9", NOON, Cause("429", message="42 of 9")
    )
    told(made, failure(), grown)
    changed = Occurrence(
        "apidepth", "upstream", "openai/429/9", NOON, Cause("429", message="57 of 9")
    )
    made.take([Item(changed, NOON, changed=True), *items([failure()])])
    by_vendor = {group.vendors[0]: group for group in made.groups()}
    assert [group.told for group in by_vendor.values()] == [1, 1]
    assert by_vendor["apidepth"].newest.cause.message == "57 of 9"


def test_late_and_future_failures_count_when_they_happened_but_never_ahead() -> None:
    clock = Clock()
    made = board(clock)
    told(
        made,
        failure(1, at_ns=NOON - 5 * MINUTE),
        failure(2, at_ns=NOON + 365 * 24 * HOUR),
        failure(3, at_ns=NOON - 3 * HOUR),
        failure(4, at_ns=NOON - 5 * MINUTE),
    )
    made.take([Item(failure(5, at_ns=0), NOON - MINUTE)])
    (group,) = made.groups()
    assert group.minutes[-6:] == (2, 0, 0, 0, 1, 1)
    assert (group.first_ns, group.last_ns) == (NOON - 3 * HOUR, NOON)


def test_the_newest_trace_comes_first_and_each_comes_once() -> None:
    made = board()
    told(
        made,
        failure(1, at_ns=NOON - 3 * SECOND),
        failure(2, at_ns=NOON - 1 * SECOND),
        failure(1, span=2, at_ns=NOON - 2 * SECOND),
    )
    (group,) = made.groups()
    assert [each.id for each in group.recent] == ["trace-2/span-2-1", "trace-1/span-1-2"]
    assert group.newest.of.trace_id == "trace-2"


def test_memory_has_a_bound_and_a_capped_count_says_so() -> None:
    made = board()
    told(made, *(failure(number) for number in range(DISTINCT + 500)))
    (group,) = made.groups()
    assert group.traces == DISTINCT
    assert group.told == DISTINCT + 500
    assert len(group.recent) <= 300


def test_of_too_many_groups_the_closed_ones_that_failed_long_ago_go_first() -> None:
    clock = Clock()
    made = board(clock)
    for number in range(5_001):
        told(made, failure(number, cause=Cause(type=f"E{number}x"), at_ns=NOON + number))
        if number < 2:
            made.resolve(made.key(failure(number, cause=Cause(type=f"E{number}x"))))
    while made.watch.gathering.touched:
        made.groups()
    told(made, failure(9_999, cause=Cause(type="Last"), at_ns=NOON + 6_000))
    titles = {each.title for each in made.groups()}
    assert made.watch.folded == 100
    assert "E0x" not in titles
    assert "Last" in titles
    assert len(titles) == 5_001 - made.watch.folded + 1


SIGHTINGS = st.lists(
    st.builds(
        lambda number, vendor, cause, back, span: failure(
            number, vendor=vendor, cause=cause, at_ns=NOON - back * MINUTE, span=span
        ),
        st.integers(1, 5),
        st.sampled_from(["arize", "fiddler", "risicare"]),
        st.sampled_from([TIMEOUT, CODED, Cause("X", "KeyError", "'price'")]),
        st.integers(0, 90),
        st.integers(1, 2),
    ),
    max_size=30,
)


@given(SIGHTINGS)
def test_every_failing_span_is_in_one_group_and_counted_there_once(
    told_of: list[Occurrence],
) -> None:
    made = board()
    told(made, *told_of)
    spans = {(each.of.trace_id, each.of.span_id) for each in told_of}
    recent = {each.key: each for each in reversed(told_of)}.values()
    assert sum(each.told for each in made.groups()) == len({each.key for each in told_of})
    assert sum(each.hits for each in made.watch.gathering.tallies.values()) == len(spans)
    assert all(made.group(made.key(each)) for each in recent)


# What people do


def test_every_act_says_what_was_done_and_changes_how_the_group_stands() -> None:
    made = board()
    told(made, failure())
    key = one(made)
    assert made.ack(key) == "TOOL.EXECUTION.TIMEOUT in search_web: acknowledged."
    assert word(made) == "acked"
    assert "resolved" in made.resolve(key)
    assert word(made) == "resolved"
    assert "open again" in made.reopen(key)
    assert word(made) == "ongoing"
    assert "until Nov 21 13:00 UTC" in made.snooze(key, NOON + HOUR)
    assert word(made) == "snoozed"
    assert [each.verb for each in made.history(key)] == ["ack", "resolve", "reopen", "snooze"]


def test_undo_takes_acts_back_one_by_one_and_what_was_done_at_once_together() -> None:
    made = board()
    told(made, failure(), failure(2, cause=Cause(type="KeyError")))
    keys = [each.fingerprint.key for each in made.groups()]
    made.note(Target("group", keys[0]), "look at this")
    with made.together():
        for key in keys:
            made.ack(key)
    assert {each.state.word for each in made.groups()} == {"acked"}
    assert made.undo().startswith("Undone: ack of 2")
    assert {each.state.word for each in made.groups()} == {"new", "ongoing"}
    assert "note" in made.undo()
    assert made.notes(Target("group", keys[0])) == ()
    with pytest.raises(NotDone, match="nothing of yours"):
        made.undo()


def test_what_is_done_together_is_done_wholly_or_not_at_all() -> None:
    made = board()
    told(made, failure())

    def both() -> None:
        with made.together():
            made.ack(one(made))
            made.ack("zzz")

    with pytest.raises(NotDone, match="no group “zzz”"):
        both()
    assert word(made) == "new"
    made.ack(one(made))
    assert word(made) == "acked"
    assert len(made.history(one(made))) == 1


def test_nobody_undoes_what_another_did() -> None:
    made = board()
    told(made, failure())
    made.ack(one(made))
    other = board(store=made.watch.store, by="ben@host")
    with pytest.raises(NotDone):
        other.undo()


def test_a_resolved_group_that_fails_again_has_regressed_and_late_news_do_not_count() -> None:
    clock = Clock()
    made = board(clock)
    told(made, failure())
    clock.later(10 * MINUTE)
    made.resolve(one(made))
    told(made, at(failure(2), NOON + 5 * MINUTE))
    assert word(made) == "resolved"
    clock.later(MINUTE)
    told(made, at(failure(3), clock.now_ns))
    (group,) = made.groups()
    assert group.state.word == "regressed"
    assert "resolved by ana@host at Nov 21 12:10 UTC, failed again at Nov 21 12:11" in (
        group.state.reason
    )


def test_a_snooze_ends_by_the_clock() -> None:
    clock = Clock()
    made = board(clock)
    told(made, failure())
    made.snooze(one(made), NOON + HOUR)
    clock.later(HOUR - 1)
    made.tick()
    assert word(made) == "snoozed"
    clock.later(1)
    made.tick()
    assert word(made) == "ongoing"


def test_a_snooze_until_worse_wakes_once_and_stays_awake() -> None:
    clock = Clock()
    made = board(clock)
    told(made, failure())
    assert "worse than 1 in 10 min" in made.snooze(one(made), None)
    clock.later(20 * MINUTE)
    told(made, failure(2, at_ns=clock.now_ns))
    made.tick()
    assert word(made) == "snoozed"
    told(made, *(failure(number, at_ns=clock.now_ns) for number in range(3, 20)))
    made.tick()
    (group,) = made.groups()
    assert group.state.word == "escalating"
    assert group.state.reason.startswith("woken: 18 in the last 10 min, 1 in the 10 before")
    clock.later(2 * HOUR)
    made.tick()
    assert word(made) != "snoozed"


def test_a_silent_group_is_resolved_by_itself_only_while_its_vendors_answer() -> None:
    clock = Clock()
    made = board(clock)
    told(made, failure())
    for _ in range(30):
        clock.later(HOUR)
        made.tick()
    assert word(made) == "ongoing"
    for _ in range(25):
        clock.later(HOUR)
        made.tick(answering(clock.now_ns, "risicare", "arize"))
    (group,) = made.groups()
    assert (group.state.word, group.state.by) == ("resolved", "")
    assert group.state.reason.startswith("no failure for 5")


def test_ranks_are_by_impact_with_what_is_closed_below() -> None:
    made = board()
    told(made, *(failure(number) for number in range(5)))
    told(made, *(failure(number, cause=Cause(type="KeyError")) for number in range(50, 59)))
    told(made, failure(90, cause=Cause(type="ValueError")))
    made.ack(made.groups()[0].fingerprint.key)
    titles = [each.title for each in made.groups()]
    assert titles == ["TOOL.EXECUTION.TIMEOUT", "ValueError", "KeyError"]


def test_a_split_is_applied_at_once_and_taken_back_at_once() -> None:
    made = board()
    other = SEARCH.__class__(agent="other", tool="search_web")
    told(made, failure(1), failure(2), failure(3, spot=other))
    key = one(made)
    assert "split by agent into 2" in made.split(key, "agent")
    assert sorted(each.traces for each in made.groups()) == [1, 2]
    assert told(made, failure(4, spot=other)) == frozenset()
    assert sorted(each.traces for each in made.groups()) == [2, 2]
    made.undo()
    assert one(made) == key
    assert made.groups()[0].traces == 4
    with pytest.raises(NotDone, match="split by agent, version"):
        made.split(key, "colour")


def test_merged_groups_count_as_one_with_their_notes_and_part_again() -> None:
    made = board()
    told(made, failure(1), failure(2, cause=Cause(type="KeyError")), failure(3))
    first, second = (each.fingerprint.key for each in made.groups())
    made.note(Target("group", second), "the same thing")
    made.merge(second, first)
    (group,) = made.groups()
    assert (group.fingerprint.key, group.traces) == (first, 3)
    assert [each.text for each in group.notes] == ["the same thing"]
    assert made.group(second) == group
    told(made, failure(4, cause=Cause(type="KeyError")))
    assert made.groups()[0].traces == 4
    with pytest.raises(NotDone, match="same group"):
        made.merge(first, second)
    made.undo()
    assert sorted(each.traces for each in made.groups()) == [2, 2]


def test_notes_and_bookmarks_are_on_groups_traces_and_spans() -> None:
    made = board()
    told(made, failure())
    trace = Target("trace", "trace-1", "risicare")
    assert made.note(trace, " look \x1b[31m here ") == "The note is kept."
    assert [each.text for each in made.notes(Target("trace", "trace-1", "arize"))] == [
        "look ␛[31m here"
    ]
    assert "bookmarked" in made.bookmark(trace, "checkout")
    assert "bookmarked" in made.bookmark(Target("group", one(made)), "timeouts")
    assert [each.title for each in made.bookmarks()] == ["timeouts", "checkout"]
    assert made.groups()[0].bookmarked
    assert "taken off" in made.bookmark(trace, "checkout")
    assert [each.title for each in made.bookmarks()] == ["timeouts"]
    with pytest.raises(NotDone, match="1 to 10000"):
        made.note(trace, "  ")


def test_a_group_is_named_by_its_key_or_the_beginning_of_it() -> None:
    made = board()
    told(made, failure())
    assert made.named(one(made)[:3]) == made.groups()[0]
    with pytest.raises(NotDone, match="no group “zzz”"):
        made.ack("zzz")


def test_the_version_grows_with_whatever_changes() -> None:
    clock = Clock()
    made = board(clock)
    seen = [made.version]
    told(made, failure())
    seen.append(made.version)
    made.ack(one(made))
    seen.append(made.version)
    made.undo()
    seen.append(made.version)
    clock.later(MINUTE)
    made.tick()
    seen.append(made.version)
    assert seen == sorted(set(seen))
    made.tick()
    assert made.version == seen[-1]
