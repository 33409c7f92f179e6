import pytest

from spandeck.cli.asked import asked, sieve
from spandeck.cli.ending import Usage
from spandeck.model.query import BadQuery, Condition, local
from spandeck.model.trace import TraceSummary
from spandeck.vendors.risicare.catalog import FILTERS

HOUR_NS = 3_600_000_000_000


def conditions(*where: str) -> tuple[Condition, ...]:
    return asked(where, None, FILTERS, 0).conditions


def test_several_wheres_must_all_hold() -> None:
    assert conditions("status=error", "duration>=5s") == (
        Condition("status", "=", "error"),
        Condition("duration", ">=", 5000.0),
    )


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("agent=the planner", "the planner"),
        ('agent="the planner"', "the planner"),
        ('agent="the', '"the'),
        ('agent=say "hi"', 'say "hi"'),
        ("agent=a\nb", "a\nb"),
        ("agent=a=b", "a=b"),
    ],
)
def test_a_value_is_what_the_shell_handed_over(where: str, value: str) -> None:
    assert conditions(where)[0].value == value


@pytest.mark.parametrize("where", ["agent", "agent=", "=x", "", "colour=red", "status=odd"])
def test_a_where_that_cannot_be_asked_says_what_can(where: str) -> None:
    with pytest.raises(BadQuery, match=r"error_code=|error, ok"):
        conditions(where)


@pytest.mark.parametrize(
    ("since", "start"),
    [("2h", 8 * HOUR_NS), ("0.5h", 9.5 * HOUR_NS), ("1970-01-01T01:00Z", HOUR_NS)],
)
def test_since_is_a_time_ago_or_a_time(since: str, start: float) -> None:
    assert asked([], since, FILTERS, 10 * HOUR_NS).since_ns == start


@pytest.mark.parametrize("since", ["99999999999999999999h", "9" * 400 + "d"])
def test_a_since_before_all_time_is_all_time(since: str) -> None:
    assert asked([], since, FILTERS, 10 * HOUR_NS).since_ns == 0


@pytest.mark.parametrize("since", ["yesterday", "5", "6 h", "-2h", ""])
def test_another_since_is_usage(since: str) -> None:
    with pytest.raises(Usage, match="6h or 2d"):
        asked([], since, FILTERS, 0)


def test_what_the_vendor_cannot_filter_is_filtered_here() -> None:
    query = asked(["name=check*", "status=error", "spans>=3"], None, FILTERS, 0)
    ours = local(query, FILTERS)
    assert [each.field for each in ours] == ["name", "spans"]
    keep = sieve(ours)
    assert keep is not None
    row = TraceSummary("t", "checkout", "ok", None, None, span_count=3)
    assert keep(row)
    assert not keep(TraceSummary("t", "checkout", "ok", None, None, span_count=2))
    assert not keep(TraceSummary("t", "other", "ok", None, None, span_count=3))
    assert sieve(()) is None
