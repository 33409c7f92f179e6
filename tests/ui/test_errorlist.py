"""What a live list shows of the ring: everything that fits, once, in the order it happened."""

from collections.abc import Callable, Generator
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.occurrence import Occurrence
from spandeck.model.tail import Item
from spandeck.tail.ring import Ring
from spandeck.ui.views.errorlist import ErrorList, by_span
from tests.ui.failures import failure, item, items
from tests.ui.fakes import NOW_NS, SECOND_NS

T = TypeVar("T")


def anything(occurrence: Occurrence) -> bool:
    return True


def of(vendor: str) -> Callable[[Occurrence], bool]:
    return lambda occurrence: occurrence.vendor == vendor


def ended(work: Generator[None, None, T]) -> T:
    """Run it to its end at once."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result


def filled(ring: Ring, mine: Callable[[Occurrence], bool] = anything) -> ErrorList:
    listed = ErrorList(ring, mine, mine, by_span)
    read(listed)
    return listed


def read(listed: ErrorList) -> None:
    listed.take(ended(listed.reading()))


def refit(listed: ErrorList, fits: Callable[[Occurrence], bool]) -> None:
    listed.refit(fits, ended(listed.refitting(fits)))


def shown(listed: ErrorList) -> list[str]:
    """The ids, as a reader sees them from the top."""
    return [listed.entry(index)[2].occurrence.id for index in range(len(listed))]


def ids(*numbers: int) -> list[str]:
    return [failure(number).id for number in numbers]


def test_the_newest_stands_on_top_in_whatever_order_they_come() -> None:
    ring = Ring()
    ring.add([item(2), item(0), item(1, late=True)])
    assert shown(filled(ring)) == ids(0, 1, 2)


def test_a_vendors_list_holds_only_its_own() -> None:
    ring = Ring()
    ring.add([item(3), item(2, vendor="arize"), item(1)])
    assert shown(filled(ring, of("risicare"))) == ids(1, 3)


def test_a_changed_failure_replaces_what_was_told_before() -> None:
    ring = Ring()
    ring.add([item(2), item(1)])
    listed = filled(ring)
    ring.add([item(2, changed=True, message="it was the index")])
    read(listed)
    assert shown(listed) == ids(1, 2)
    assert listed.entry(1)[2].occurrence.cause.message == "it was the index"
    assert listed.counts.changed == 1


def test_what_comes_is_kept_back_while_the_reader_holds_the_list() -> None:
    ring = Ring()
    ring.add([item(9), item(8)])
    listed = filled(ring)
    listed.hold()
    ring.add([item(7), item(6)])
    read(listed)
    assert (shown(listed), listed.waiting) == (ids(8, 9), 2)
    listed.release()
    assert (shown(listed), listed.waiting) == (ids(6, 7, 8, 9), 0)


def test_a_held_list_outlives_the_ring_and_says_what_was_too_much_to_keep() -> None:
    ring = Ring(10)
    ring.add(items(10))
    listed = filled(ring)
    before = shown(listed)
    listed.hold()
    for number in range(100, 125):
        ring.add([item(number)])
        read(listed)
    assert shown(listed) == before
    assert (listed.waiting, listed.lost, len(listed.kept)) == (25, 15, 10)
    listed.release()
    assert shown(listed) == ids(*range(115, 125))


def test_what_the_ring_lets_go_goes_from_the_list_too() -> None:
    ring = Ring(5)
    ring.add([item(9), item(8)])
    listed = filled(ring)
    ring.add([item(number) for number in range(7, 2, -1)])
    read(listed)
    assert shown(listed) == ids(3, 4, 5, 6, 7)


def test_another_filter_is_answered_from_the_ring_and_keeps_back_what_was_kept_back() -> None:
    ring = Ring()
    ring.add(items(9))
    listed = filled(ring)
    listed.hold()
    ring.add([item(20), item(21)])
    read(listed)
    refit(listed, lambda told: told.spot.tool == "send_mail")
    assert shown(listed) == ids(2, 5, 8)
    assert [entry[2].occurrence.id for entry in listed.kept] == ids(20)
    refit(listed, anything)
    assert shown(listed) == ids(*range(9))


def test_narrowing_a_held_list_keeps_what_the_ring_let_go() -> None:
    ring = Ring(6)
    ring.add(items(6))
    listed = filled(ring)
    listed.hold()
    ring.add([item(number) for number in range(50, 60)])
    read(listed)
    refit(listed, lambda told: told.spot.tool == "search_web")
    assert shown(listed) == ids(0, 3)


def test_what_came_since_the_reader_looked_is_new() -> None:
    ring = Ring()
    ring.add([item(5), item(4)])
    listed = filled(ring)
    assert listed.counts.new == 0
    ring.add([item(9, late=True), item(3)])
    read(listed)
    assert [listed.new(listed.entry(index)) for index in range(4)] == [True, False, False, True]
    assert (listed.counts.new, listed.counts.late) == (2, 1)
    listed.look()
    assert listed.counts.new == 0


def test_a_row_is_found_again_after_others_came_and_after_it_changed() -> None:
    ring = Ring()
    ring.add([item(5), item(4)])
    listed = filled(ring)
    entry = listed.entry(1)
    ring.add([item(3), item(4, changed=True)])
    read(listed)
    assert listed.index(entry) == 2
    changed = filled(ring).entry(1)
    ring.add([item(4, changed=True, ago_s=500)])
    read(listed)
    assert listed.index(changed) == 2


def test_failures_that_were_never_read_leave_a_hole_rather_than_a_calm() -> None:
    ring = Ring(4)
    ring.add([item(25)])
    listed = filled(ring)
    ring.add([item(0, ago_s=10) for _ in range(9)])
    read(listed)
    last = listed.tempo.last(NOW_NS)
    assert last[-1] is None
    assert None not in last[:2]


def test_the_tempo_counts_each_failure_once_when_it_happened() -> None:
    ring = Ring()
    ring.add([item(1, ago_s=70), item(2, ago_s=5), item(2, ago_s=5, changed=True)])
    listed = filled(ring)
    refit(listed, lambda told: False)
    assert sum(each or 0 for each in listed.tempo.last(NOW_NS)) == 2
    assert listed.tempo.last(NOW_NS + 3600 * SECOND_NS) == [0.0] * 20


def test_a_span_that_several_vendors_tell_of_is_one_row_that_says_who_did() -> None:
    ring = Ring()
    ring.add([item(2), item(1), item(1, vendor="arize"), item(0, vendor="fiddler", kind="alert")])
    listed = filled(ring)
    assert shown(listed) == ids(0, 1, 2)
    assert [listed.tellers[listed.entry(index)[3]] for index in range(3)] == [
        ("fiddler",),
        ("risicare", "arize"),
        ("risicare",),
    ]
    refit(listed, of("arize"))
    assert [listed.tellers[listed.entry(0)[3]], len(listed)] == [("arize",), 1]


def test_a_row_stays_where_and_what_it_was_when_others_tell_of_it_later() -> None:
    ring = Ring()
    ring.add([item(2), item(1)])
    listed = filled(ring)
    ring.add([item(1, vendor="arize", ago_s=500, late=True)])
    read(listed)
    assert shown(listed) == ids(1, 2)
    assert (listed.entry(0)[2].occurrence.vendor, listed.counts.new) == ("risicare", 0)


def test_a_row_says_what_any_vendor_changed() -> None:
    ring = Ring()
    ring.add([item(1), item(1, vendor="arize")])
    listed = filled(ring)
    before = listed.entry(0)
    ring.add([item(1, vendor="arize", changed=True, message="it was the index")])
    read(listed)
    assert (len(listed), listed.counts.changed, listed.index(before)) == (1, 1, 0)
    retold = listed.retold(listed.entry(0))
    assert retold.told == "message lookup_order did not answer"
    assert listed.tellers[listed.entry(0)[3]] == ("risicare", "arize")


told = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(("item", "changed", "hold", "release", "read")))
)


@given(told)
def test_after_all_is_let_in_each_failure_of_the_ring_stands_once_as_it_was_told_last(
    happened: list[tuple[int, str]],
) -> None:
    ring, known = Ring(50), dict[str, Item]()
    listed = ErrorList(ring, anything, anything, by_span)
    for number, what in happened:
        match what:
            case "hold":
                listed.hold()
            case "release":
                listed.release()
            case "read":
                read(listed)
            case _:
                again = f"{number}" in known
                if again and what == "item":
                    continue
                came = item(number, changed=again, message=f"told {ring.end}")
                ring.add([came])
                known[f"{number}"] = came
    read(listed)
    listed.release()
    found = [listed.entry(index)[2] for index in range(len(listed))]
    assert found == sorted(known.values(), key=lambda each: each.occurrence.at_ns, reverse=True)
