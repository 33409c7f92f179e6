"""Whether a provider is slow for us alone or for everyone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.fleet import Verdict, standing
from spandeck.model.upstream import HOUR_NS, FleetHour, LatencyHour

LATENCIES = st.floats(1, 1e6)


def ours(*p95: float | None) -> list[LatencyHour]:
    return [LatencyHour(at * HOUR_NS, value, value, value, 9, 0, 9) for at, value in enumerate(p95)]


def theirs(*p95: float | None, customers: int = 9) -> list[FleetHour]:
    return [FleetHour(at * HOUR_NS, value, value, customers) for at, value in enumerate(p95)]


@pytest.mark.parametrize(
    ("newest", "fleet", "verdict"),
    [
        (800, 100, "ours alone"),
        (800, 300, "worse for us"),
        (300, 300, "everyone's"),
        (100, 300, "theirs alone"),
        (50, 100, "quicker"),
        (110, 100, "alike"),
        (149, 100, "alike"),
        (150, 100, "ours alone"),
    ],
)
def test_the_newest_hour_is_held_against_the_fleet_and_the_usual(
    newest: float, fleet: float, verdict: Verdict
) -> None:
    found = standing(ours(100, 100, 100, newest), theirs(100, 100, 100, fleet))
    assert found is not None
    assert found.verdict == verdict


def test_without_ours_or_theirs_nothing_is_compared() -> None:
    assert standing([], theirs(100)) is None
    untimed = standing(ours(None), theirs(100))
    alone = standing(ours(100), [])
    assert untimed is not None
    assert alone is not None
    assert untimed.verdict is alone.verdict is None


def test_a_fleet_of_one_may_be_ourselves() -> None:
    found = standing(ours(800), theirs(100, customers=1))
    assert found is not None
    assert found.verdict is None


def test_too_few_hours_make_nothing_usual() -> None:
    found = standing(ours(100, 300), theirs(100, 300))
    assert found is not None
    assert found.fleet_usual is None
    assert found.verdict == "alike"


def test_the_newest_measured_hour_is_meant_unless_another_is() -> None:
    hours = ours(100, 800, None)
    newest, first = standing(hours, []), standing(hours, [], 0)
    assert newest is not None
    assert first is not None
    assert (newest.hour_ns, newest.ours) == (HOUR_NS, 800)
    assert first.ours == 100


@given(st.lists(LATENCIES, min_size=1), st.lists(LATENCIES, min_size=1))
def test_every_pair_of_known_hours_has_one_verdict_and_slower_is_never_better(
    mine: list[float], fleet: list[float]
) -> None:
    size = min(len(mine), len(fleet))
    found = standing(ours(*mine[:size]), theirs(*fleet[:size]))
    assert found is not None
    assert found.times is not None
    slow = found.verdict in ("ours alone", "worse for us")
    assert slow == (found.times >= 1.5)
