"""Failures are filtered by what they say, by the same words in commands and on screens."""

import pytest

from spandeck.model.occurrence import Cause, Occurrence, Reference, Spot
from spandeck.model.query import BadQuery, parse
from spandeck.tail.where import FACTS, FILTERS, passes

TOLD = Occurrence(
    "risicare",
    "span",
    "1",
    0,
    Cause("TOOL.EXECUTION.TIMEOUT", "TimeoutError", "no answer", 429),
    Spot(agent="checkout", tool="search_web", provider="openai"),
    Reference("abc", session_id="s1"),
    fatal=False,
)


@pytest.mark.parametrize(
    ("text", "meets"),
    [
        ("code=TOOL.*", True),
        ("code=tool.* agent=checkout", True),
        ("code=LLM.*", False),
        ("http_status=429", True),
        ("http_status>=500", False),
        ("fatal=no", True),
        ("fatal=yes", False),
        ("tool=search_* provider=openai", True),
        ("trace=abc session=s1 kind=span vendor=risicare", True),
        ("model=*", False),
        ("", True),
    ],
)
def test_a_failure_meets_what_it_says(text: str, meets: bool) -> None:
    assert passes(TOLD, parse(text, FILTERS).conditions) is meets


def test_every_filter_has_its_fact() -> None:
    assert {each.name for each in FILTERS} == set(FACTS)


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadQuery, match="kind is one of span, trace, alert, upstream"):
        parse("kind=metric", FILTERS)
