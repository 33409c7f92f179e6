"""What a half-typed filter could become."""

import pytest

from spandeck.model.query import Filter
from spandeck.ui.widgets.completion import completed, described, example, offers

FILTERS = (
    Filter("status", "text", "how it ended", choices=("error", "ok")),
    Filter("start", "time", "when it began", operators=(">=", "<=")),
    Filter("has_error", "bool", "whether it failed"),
    Filter("duration", "duration", "how long", operators=(">=", "<="), aliases={"min_ms": ">="}),
    Filter("name", "text", "its name", at_vendor=False),
)


@pytest.mark.parametrize(
    ("typed", "became"),
    [
        ("", ""),
        ("s", "sta"),
        ("stat", "status="),
        ("du", "duration>="),
        ("status=e", "status=error "),
        ("status=error du", "status=error duration>="),
        ("has_error=", "has_error="),
        ("has_error=f", "has_error=false "),
        ("flavour", "flavour"),
        ("status=error", "status=error"),
        ('name="two words', 'name="two words'),
    ],
)
def test_a_line_is_completed_as_far_as_it_is_certain(typed: str, became: str) -> None:
    assert completed(typed, FILTERS) == became


def test_an_empty_line_offers_every_name_with_its_operators() -> None:
    shown = [each.shown for each in offers("", FILTERS)]
    assert shown == ["status=", "start>=|<=", "has_error=", "duration>=|<=", "name="]


def test_a_filter_we_answer_ourselves_says_so() -> None:
    assert offers("na", FILTERS)[0].about == "its name (here, on the rows that were read)"
    assert described("name=x", FILTERS) == "name: its name (here, on the rows that were read)"


def test_an_alias_is_described_as_what_it_stands_for() -> None:
    assert described("min_ms=5", FILTERS) == "duration: how long"
    assert described("flavour=sweet", FILTERS) == ""


def test_an_example_shows_values_that_can_be_typed() -> None:
    assert example(FILTERS) == "status=error duration>=5s"
    assert example(FILTERS[1:3]) == "start>=…"
    assert example(()) == ""
