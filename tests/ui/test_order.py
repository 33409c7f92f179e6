"""The order of rows: by any fact, words without regard to case, the unknown last."""

from dataclasses import replace

from spandeck.model.page import BadRow
from spandeck.ui.views.lens import TRACES
from spandeck.ui.views.order import sort_key
from tests.ui.fakes import summary

ROW = summary(3)


def test_what_the_vendor_did_not_say_has_no_place_in_the_order() -> None:
    assert sort_key(TRACES, replace(ROW, tokens=None), "tokens") is None
    assert sort_key(TRACES, BadRow("{}", "no id"), "name") is None


def test_words_are_sorted_without_regard_to_case() -> None:
    names = ["beta", "Alpha", "alpha", "Beta"]
    keyed = sorted(
        names, key=lambda name: sort_key(TRACES, replace(ROW, name=name), "name") or (0.0, "")
    )
    assert [each.lower() for each in keyed] == ["alpha", "alpha", "beta", "beta"]
