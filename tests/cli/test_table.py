from io import StringIO

from rich.cells import cell_len

from spandeck.cli.table import Column, Table

Row = tuple[str, str]
COLUMNS: tuple[Column[Row], ...] = (
    Column("NAME", lambda row: row[0], widest=8),
    Column("COUNT", lambda row: row[1], right=True),
    Column("AGAIN", lambda row: row[0], widest=20),
)


def printed(*pages: list[Row]) -> list[str]:
    stream = StringIO()
    table = Table(stream, COLUMNS)
    for page in pages:
        table.add(page)
    return stream.getvalue().splitlines()


def test_columns_are_aligned_and_numbers_stand_to_the_right() -> None:
    assert printed([("a", "1"), ("bcd", "1 234")]) == [
        "NAME  COUNT  AGAIN",
        "a         1  a",
        "bcd   1 234  bcd",
    ]


def test_later_rows_widen_columns_and_never_narrow_them() -> None:
    lines = printed([("abcd", "1")], [("abcdefg", "22")], [("x", "3")])
    assert [line.index(line.split()[1]) for line in lines[1:]] == [10, 12, 13]
    assert sum("NAME" in line for line in lines) == 1


def test_no_rows_print_nothing() -> None:
    assert printed([]) == []


def test_long_text_is_cut_with_an_ellipsis_and_stays_on_its_line() -> None:
    (_, line) = printed([("one\ntwo\tthree", "1")])
    assert line.startswith("one␊two…  ")
    assert "\t" not in line


def test_wide_characters_count_as_the_cells_they_take() -> None:
    _, first, second = printed([("日本日本日本", "1"), ("abc", "1")])
    assert first.startswith("日本日…")
    assert cell_len(first[: first.index("1")]) == cell_len(second[: second.index("1")])
