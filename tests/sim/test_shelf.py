"""A shelf keeps records in their order, and over restarts."""

from pathlib import Path

from spandeck.sim.archive import Archive
from spandeck.sim.archive.shelf import Shelf


def test_records_come_back_in_the_order_of_their_making(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path / "data")
    shelf = Shelf(archive, "arize")
    shelf.put("tags", "b", {"name": "first"})
    shelf.put("tags", "a", {"name": "second"})
    shelf.put("tags", "b", {"name": "changed"})
    archive.close()
    again = Shelf(Archive.open(tmp_path / "data"), "arize")
    assert [each["name"] for each in again.all("tags")] == ["changed", "second"]


def test_owners_and_kinds_do_not_mix() -> None:
    archive = Archive.open(None)
    one, other = Shelf(archive, "arize"), Shelf(archive, "fiddler")
    one.put("tags", "a", {"n": 1})
    assert other.get("tags", "a") is None
    assert one.get("roles", "a") is None


def test_a_shelf_is_filled_once_so_that_deletions_last(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path / "data")
    shelf = Shelf(archive, "arize")
    shelf.fill("tags", {"a": {"n": 1}, "b": {"n": 2}})
    assert shelf.remove("tags", "a")
    assert not shelf.remove("tags", "a")
    archive.close()
    again = Shelf(Archive.open(tmp_path / "data"), "arize")
    again.fill("tags", {"a": {"n": 1}, "b": {"n": 2}})
    assert list(again.all("tags")) == [{"n": 2}]
