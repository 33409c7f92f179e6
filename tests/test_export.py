import csv
import io
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.export import FORMS, Form, document, dump, file_name, write
from spandeck.private import Unsafe

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FINITE = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
RECORDS = st.lists(st.dictionaries(TEXT, FINITE | st.lists(FINITE, max_size=3), max_size=4))


def dumped(records: list[dict[str, Any]], form: Form) -> str:
    stream = io.StringIO(newline="")
    dump(records, form, stream)
    return stream.getvalue()


@given(RECORDS)
def test_json_reads_back_the_same(records: list[dict[str, Any]]) -> None:
    assert json.loads(dumped(records, "json")) == records


@given(st.dictionaries(TEXT, FINITE), RECORDS)
def test_a_document_holds_its_facts_and_its_rows(
    about: dict[str, Any], records: list[dict[str, Any]]
) -> None:
    stream = io.StringIO()
    about.pop("rows", None)
    document(about, "rows", records, stream)
    assert json.loads(stream.getvalue()) == {**about, "rows": records}


@given(RECORDS)
def test_ndjson_is_one_object_a_line_and_reads_back_the_same(records: list[dict[str, Any]]) -> None:
    lines = dumped(records, "ndjson").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == records


@given(st.lists(st.fixed_dictionaries({"a": TEXT, "b": TEXT}), min_size=1))
def test_csv_reads_back_the_same_but_for_the_guard(records: list[dict[str, Any]]) -> None:
    rows = list(csv.DictReader(io.StringIO(dumped(records, "csv"), newline="")))
    assert len(rows) == len(records)
    for row, record in zip(rows, records, strict=True):
        for key, value in record.items():
            assert row[key] in (value, f"'{value}")


@given(st.lists(st.fixed_dictionaries({"a": TEXT | st.lists(TEXT)}), min_size=1))
def test_no_csv_cell_is_a_formula(records: list[dict[str, Any]]) -> None:
    for (found,) in csv.reader(io.StringIO(dumped(records, "csv"), newline="")):
        if found.startswith(("=", "+", "-", "@", "\t", "\r")):
            float(found)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("-12.5", "-12.5"),
        (-12.5, "-12.5"),
        ("+4e3", "+4e3"),
        (True, "true"),
        (None, ""),
        ([1, {"a": "é"}], '"[1, {""a"": ""é""}]"'),
    ],
)
def test_a_csv_cell_is_written_as_documented(value: object, written: str) -> None:
    assert dumped([{"b": "x", "a": value}], "csv") == f"b,a\r\nx,{written}\r\n"


def test_the_columns_of_a_csv_are_all_keys_in_order_of_appearance() -> None:
    assert dumped([{"a": 1}, {"b": 2, "a": 3}], "csv") == "a,b\r\n1,\r\n3,2\r\n"


def test_numbers_that_json_cannot_say_become_text() -> None:
    records = [{"a": float("nan"), "b": [{"c": float("-inf")}], "d": 1.5}]
    strict = json.loads(dumped(records, "json"), parse_constant=pytest.fail)
    assert strict == [{"a": "nan", "b": [{"c": "-inf"}], "d": 1.5}]


def test_nothing_is_still_a_whole_document() -> None:
    assert {form: dumped([], form) for form in FORMS} == {
        "json": "[]\n",
        "ndjson": "",
        "csv": "\r\n",
    }


@given(st.text(max_size=200))
def test_a_hostile_name_stays_one_plain_file(name: str) -> None:
    found = file_name(name)
    assert found
    assert not found.startswith((".", "-"))
    assert Path(found).name == found
    assert len(f"{found}-1000.ndjson".encode()) < 255
    assert found.isascii()
    assert found.isprintable()


def test_a_file_is_private_and_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    first = write([{"a": 1}], "json", folder, "../../etc/passwd")
    second = write([{"a": 2}], "json", folder, "../../etc/passwd")
    assert (first, second) == (folder / "etc-passwd.json", folder / "etc-passwd-2.json")
    assert json.loads(first.read_text()) == [{"a": 1}]
    assert json.loads(second.read_text()) == [{"a": 2}]
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_link_laid_at_the_name_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    (tmp_path / "t.csv").symlink_to(target)
    assert write([{"a": 1}], "csv", tmp_path, "t") == tmp_path / "t-2.csv"
    assert not target.exists()


def test_a_failed_export_leaves_no_half_file(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write([{"a": 1}, {"a": object()}], "ndjson", tmp_path, "t")
    assert list(tmp_path.iterdir()) == []


def test_a_linked_or_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(Unsafe, match="symbolic link"):
        write([], "json", tmp_path / "link", "t")
    (tmp_path / "file").touch()
    with pytest.raises(Unsafe, match="cannot be used"):
        write([], "json", tmp_path / "file", "t")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a directory away")
def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, -1)
    with pytest.raises(Unsafe, match="another user"):
        write([], "json", tmp_path, "t")


def test_a_wide_open_folder_of_ours_is_narrowed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    write([], "json", tmp_path, "t")
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
