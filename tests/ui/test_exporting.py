"""What is said of an export that could not be written."""

from collections.abc import Iterator
from pathlib import Path

from spandeck.ui.exporting import exported

ROWS = [{"trace_id": "a"}]


def test_a_disk_that_is_full_is_one_sentence_with_one_full_stop(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir(mode=0o700)
    said, severity = exported(Full(ROWS), "json", folder, "traces")
    assert (said, severity) == ("Nothing was exported: no room left.", "error")
    assert list(folder.iterdir()) == [], "half an export must not pass for a whole one"


class Full(list[dict[str, str]]):
    """Rows during whose writing the disk fills up, as a system without a code for it says."""

    def __iter__(self) -> Iterator[dict[str, str]]:
        raise OSError("no room left.")
