"""Exports join: in any order, any number of times, whatever else is in the file."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.group import State, Target
from spandeck.model.occurrence import Cause
from spandeck.triage.act import BadAct, NotDone, read, written
from spandeck.triage.board import Board
from spandeck.triage.exchange import BadExchange, lines, parsed
from spandeck.triage.seen import BadSeen
from spandeck.triage.seen import read as read_seen
from spandeck.triage.store import Sight, Store
from tests.triage.given import HOUR, MINUTE, NOON, Clock, board, failure, told

CAUSES = [Cause(type=name) for name in ("KeyError", "ValueError", "TimeoutError")]


def exported(store: Store) -> list[str]:
    return [*lines([act for _, act in store.acts()], store.seen(None))]


def imported(*exports: Sequence[str], now_ns: int = NOON + 9 * HOUR) -> Store:
    """A new store that some exports were read into."""
    store = Store.open(None)
    for each in exports:
        bundle = parsed(each, now_ns)
        store.add(bundle.acts)
        store.join(Sight(bundle.seen))
    return store


def stands(store: Store, now_ns: int) -> list[tuple[object, ...]]:
    """What a board says of every group of a store."""
    made = Board(store, Clock(now_ns), "ben@host")
    return [
        (each.fingerprint, each.state, each.traces, each.users, each.notes, each.bookmarked)
        for each in sorted(made.groups(), key=lambda each: each.fingerprint.key)
    ]


def ruled(store: Store, now_ns: int) -> Iterator[State]:
    """How the groups stand that somebody ruled on."""
    made = Board(store, Clock(now_ns), "ben@host")
    for each in sorted(made.groups(), key=lambda each: each.fingerprint.key):
        if each.state.by:
            yield each.state


def busy(acts: Sequence[tuple[int, str, int]]) -> tuple[Store, int]:
    """A store after some acts on three groups, and the time then."""
    clock, store = Clock(), Store.open(None)
    made = board(clock, store)
    told(made, *(failure(number, cause=CAUSES[number % 3]) for number in range(9)))
    keys = [made.key(failure(number, cause=CAUSES[number])) for number in range(3)]
    for group, verb, minutes in acts:
        clock.later(minutes * MINUTE)
        try:
            act(made, keys[group], verb, clock)
        except NotDone:
            continue
        told(made, failure(100 + minutes, cause=CAUSES[group], at_ns=clock.now_ns - MINUTE))
    made.watch.flush()
    return store, clock.now_ns


def act(made: Board, key: str, verb: str, clock: Clock) -> None:
    if verb == "snooze":
        made.snooze(key, clock.now_ns + HOUR)
    elif verb == "worse":
        made.snooze(key, None)
    elif verb == "note":
        made.note(Target("group", key), f"at {clock.now_ns}")
    elif verb == "bookmark":
        made.bookmark(Target("group", key), "this")
    elif verb == "undo":
        made.undo()
    else:
        {"ack": made.ack, "resolve": made.resolve, "reopen": made.reopen}[verb](key)


VERBS = ["ack", "resolve", "reopen", "snooze", "worse", "note", "bookmark", "undo"]
ACTS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(VERBS), st.integers(0, 40)), max_size=9
)


@given(ACTS)
def test_an_export_read_into_an_empty_store_gives_the_same_states(
    acts: list[tuple[int, str, int]],
) -> None:
    store, now_ns = busy(acts)
    copy = imported(exported(store), now_ns=now_ns)
    assert [*ruled(copy, now_ns)] == [*ruled(store, now_ns)]
    later_ns = now_ns + 2 * HOUR  # when nobody knows by the minute any more
    assert stands(copy, later_ns) == stands(store, later_ns)
    assert exported(copy) == exported(store)


@given(ACTS, ACTS)
def test_two_exports_join_alike_in_either_order_and_twice(
    mine: list[tuple[int, str, int]], theirs: list[tuple[int, str, int]]
) -> None:
    one, two = exported(busy(mine)[0]), exported(busy(theirs)[0])
    joined = exported(imported(one, two))
    assert exported(imported(two, one, two)) == joined
    assert exported(imported(joined, one)) == joined


def test_one_more_act_is_one_more_line() -> None:
    store, _ = busy([(0, "ack", 1)])
    before = exported(store)
    board(Clock(NOON + HOUR), store).note(Target("trace", "t"), "more")
    after = exported(store)
    assert [each for each in after if each not in before] == [after[after.index(before[1]) + 1]]
    assert len(after) == len(before) + 1


def test_what_is_wrong_is_told_line_by_line_and_the_rest_is_read() -> None:
    store, now_ns = busy([(0, "ack", 1)])
    good = exported(store)
    ahead = json.loads(good[1])
    ahead["act"] |= {"id": "x", "at_ns": now_ns + 30 * HOUR}
    broken = ["<<<<<<< HEAD", "[1]", '{"act": {}}', '{"group": {"key": 7}}', json.dumps(ahead)]
    bundle = parsed([good[0], *broken, "", *good[1:]], now_ns)
    assert [(each.number, each.why) for each in bundle.bad] == [
        (2, "is not JSON"),
        (3, "is neither an act nor a group"),
        (4, "names no group, trace or span"),
        (5, bundle.bad[3].why),
        (6, "claims a time that is yet to come"),
    ]
    assert bundle.bad[3].why.startswith("tells of no group: a field")
    assert len(bundle.acts) + len(bundle.seen) == len(good) - 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ([], "is empty"),
        (['{"spandeck": "other"}'], "no export of triage"),
        (['{"spandeck": "triage", "version": 2}'], "newer spandeck"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_a_sentence(text: list[str], said: str) -> None:
    with pytest.raises(BadExchange, match=said):
        parsed(text, NOON)


def test_an_undo_by_somebody_else_undoes_nothing() -> None:
    store, now_ns = busy([(0, "ack", 1)])
    header, ack, *_ = exported(store)
    undo = json.loads(ack)
    value = {"batch": undo["act"]["batch"]}
    undo["act"] |= {"id": "x", "by": "eve@host", "verb": "undo", "value": value, "batch": "x"}
    bundle = parsed([header, json.dumps(undo)], now_ns)
    store.add(bundle.acts)
    assert "acked" in {each.word for each in ruled(store, now_ns)}


def test_a_number_that_no_clock_shows_is_refused() -> None:
    store, now_ns = busy([(0, "snooze", 1)])
    header, snooze, *_, group = exported(store)
    act, seen = json.loads(snooze), json.loads(group)
    act["act"]["value"]["until_ns"] = 10**40
    seen["group"]["last_ns"] = now_ns + 48 * HOUR
    bundle = parsed([header, json.dumps(act), json.dumps(seen)], now_ns)
    assert [each.number for each in bundle.bad] == [2, 3]


def test_a_hostile_note_is_made_harmless_and_a_long_one_refused() -> None:
    store, now_ns = busy([(0, "note", 1)])
    header, note, *_ = exported(store)
    told_of = json.loads(note)
    told_of["act"]["value"] = {"text": "\x1b]52;c;aGk=\x07 \u202eevil"}
    told_of["act"]["by"] = "eve\x1b[2J\n@host"
    (act,) = parsed([header, json.dumps(told_of)], now_ns).acts
    assert act.text("text") == "␛]52;c;aGk=␇ ‹U+202E›evil"
    assert act.by == "eve␛[2J @host"
    told_of["act"]["value"] = {"text": "x" * 30_000}
    assert (
        parsed([header, json.dumps(told_of)], now_ns).bad[0].why == "is longer than a note may be"
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=9,
)
FIELDS = [
    "id",
    "at_ns",
    "by",
    "verb",
    "target",
    "value",
    "batch",
    "key",
    "parts",
    "recent",
    "shares",
]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON), st.sampled_from(FIELDS))
def test_whatever_a_line_holds_it_is_read_or_refused(
    told_of: dict[str, object], spoilt: str
) -> None:
    store, now_ns = busy([(0, "snooze", 1)])
    act, seen = (json.loads(each) for each in exported(store)[1:3])
    for line in ({"act": told_of}, {"group": told_of}):
        assert len(parsed([exported(store)[0], json.dumps(line)], now_ns).bad) == 1
    act["act"][spoilt] = told_of.get(spoilt)
    seen["group"][spoilt] = told_of.get(spoilt)
    with suppress(BadAct):
        assert read(act["act"]).id
    with suppress(BadSeen):
        assert read_seen(seen["group"]).recent


def test_an_act_reads_back_as_it_was_written() -> None:
    store, _ = busy([(0, "snooze", 1), (1, "worse", 2), (2, "note", 3)])
    for _, act in store.acts():
        assert read(json.loads(json.dumps(written(act)))) == act
