"""The collector rests while a trace is read, whatever becomes of the reading."""

import gc

import pytest

from spandeck.ui.heap import Sight, uncollected


def test_the_collector_rests_inside_and_works_again_after() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_works_again_after_a_failure() -> None:
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()


def test_what_was_kept_out_of_sight_is_shown_again() -> None:
    before = gc.get_freeze_count()
    sight = Sight()
    sight.keep(out=True)
    assert gc.get_freeze_count() > before
    sight.keep(out=False)
    assert gc.get_freeze_count() == 0
