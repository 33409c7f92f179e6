"""A search through a trace: where it looks, what it finds, and where one stands in it."""

from spandeck.model.trace import ERROR, OK, Event, Span
from spandeck.model.tree import finish
from spandeck.ui.search import Search, mentions, searching

SPANS = [Span("t", str(n), None, f"step {n}", "", 0, 1, OK, None, {"n": n}) for n in range(100)]


def test_a_search_says_where_one_stands_in_it() -> None:
    found = finish(searching(SPANS, "STEP 1"))
    assert found.hits == [1, *range(10, 20)]
    assert found.said(12) == "/STEP 1 4 of 11"
    assert found.said(50) == "/STEP 1 11 found"
    assert Search("x", None).said(0) == "/x …"
    assert Search("x", []).said(0) == "/x nothing found"
    assert Search().said(0) == ""


def test_matches_go_round_both_ends() -> None:
    found = Search("x", [3, 7])
    assert [found.next(at, 1) for at in (0, 3, 7)] == [3, 7, 3]
    assert [found.next(at, -1) for at in (0, 7, 3)] == [7, 3, 7]
    assert Search("x", []).next(0, 1) is None


def test_a_search_looks_at_names_attributes_and_events() -> None:
    event = Event("exception", None, {"exception.message": "Too Many Requests"})
    span = Span("t", "s", None, "Chat", "", 0, 1, ERROR, None, {"a": {"b": ["Deep"]}}, (event,))
    assert all(mentions(span, needle) for needle in ("chat", "deep", "many", "b"))
    assert not mentions(span, "absent")
