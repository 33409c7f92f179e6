"""What becomes of feeds is said once a change, however often they are asked."""

from dataclasses import replace

import pytest

from spandeck.cli.troubles import Troubles, blind
from spandeck.model.tail import Standing

WELL = Standing("fiddler", "errors", "Fiddler errors", 5, 5, answered_ns=1)
DOWN = replace(WELL, trouble="Fiddler: no connection.", why="no answer")


def test_trouble_is_said_when_it_begins_when_it_changes_and_when_it_ends(
    capsys: pytest.CaptureFixture[str],
) -> None:
    troubles = Troubles()
    other = replace(WELL, feed="alerts")
    refused = replace(DOWN, trouble="Fiddler: the key is refused.", why="refused")
    later = replace(DOWN, trouble="Fiddler: still no connection.")
    for each in (WELL, DOWN, DOWN, later, refused, refused, WELL, WELL):
        troubles.look([each, other])
    assert capsys.readouterr().err.splitlines() == [
        "spandeck: Fiddler errors: Fiddler: no connection.",
        "spandeck: Fiddler errors: Fiddler: the key is refused.",
        "spandeck: Fiddler errors: answers again.",
    ]


def test_what_was_not_told_is_said_in_the_end() -> None:
    assert blind([WELL]) == []
    assert blind([replace(WELL, skipped=2, bad=1, notes=("half was sampled away",))]) == [
        "Fiddler errors: 2 polls found more than could be read; some are not told.",
        "Fiddler errors: 1 row could not be read.",
        "Fiddler errors: half was sampled away.",
    ]
    assert "did not answer in the end" in blind([DOWN])[0]
