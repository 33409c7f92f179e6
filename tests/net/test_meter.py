"""What requests cost, as one process tells it to the others."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from spandeck.net.meter import Tally, together

counts = st.integers(0, 10**6)
tallies = st.builds(
    Tally,
    waiting=counts,
    sent=counts,
    throttled=counts,
    retried=counts,
    cached=counts,
    waited_s=st.floats(0, 1e6),
    panes=st.dictionaries(st.text(max_size=8), st.integers(1, 99), max_size=4).map(Counter),
)


@given(tallies)
def test_all_is_told_but_who_waits(tally: Tally) -> None:
    found = Tally.loads(tally.dumps())
    assert found.waiting == 0
    found.waiting = tally.waiting
    assert found == tally


@given(st.lists(tallies, max_size=4))
def test_together_they_cost_what_each_did(found: list[Tally]) -> None:
    told = together(found)
    assert told.sent == sum(each.sent for each in found)
    assert told.throttled == sum(each.throttled for each in found)
    assert told.panes.total() == sum(each.panes.total() for each in found)
    assert told.waiting == sum(each.waiting for each in found)
