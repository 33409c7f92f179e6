"""What stands above a record: within its width, and without moving what is below."""

import pytest

from spandeck.model.resource import Record, Resource
from spandeck.paint.document import plain
from spandeck.paint.recordhead import Head, State

IDENTITY = "47e70e4c-2d17-440e-8fad-931a9aeb3929"
RULES = Resource("alert-rules", "Alert rules", "Alerts", stage="beta")
LEADS = ("Records", "History", "Notifications", "Model", "Baseline")


def lines(width: int, *leads: str, asking: bool = False) -> list[str]:
    head = Head(RULES, Record(IDENTITY, {}), leads, State(asking=asking))
    return plain(head.lines(width)).split("\n")


@pytest.mark.parametrize("width", [30, 44, 60, 120])
def test_a_head_fits_and_keeps_the_end_of_the_id_and_every_relation(width: int) -> None:
    shown = lines(width, *LEADS)
    assert all(len(line) <= width for line in shown)
    assert IDENTITY[-6:] in shown[0]
    assert all(each in " ".join(shown) for each in LEADS)


def test_where_it_leads_stands_on_one_line_if_there_is_room() -> None:
    assert lines(80, "Records", "History")[1] == "enter → Records   :open History"
    assert lines(28, "Records", "History")[1:3] == ["enter → Records", ":open History"]


def test_nothing_below_moves_while_the_rest_is_read() -> None:
    assert len(lines(44, *LEADS, asking=True)) == len(lines(44, *LEADS))
    assert lines(44, asking=True)[-1] == "reading all of it…"
