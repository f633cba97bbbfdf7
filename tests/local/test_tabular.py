"""Tables as text, row by row, and a clear word where there is none."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from local.tabular import TableUnreadable, read_table
from tests.parquet import stand_in

MOMENT = datetime(2011, 1, 2, 3, 4, 5, tzinfo=UTC).replace(tzinfo=None)


def test_csv_gives_the_columns_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b'\xef\xbb\xbfa,b,c\r\n 1 ,"x, y",3\r\n\r\n,"two\nlines",\r\n')
    assert list(read_table(path, ["c", "b", "a"], "utf-8-sig")) == [
        {"c": "3", "b": "x, y", "a": "1"},
        {"c": "", "b": "two\nlines", "a": ""},
    ]


def test_csv_may_be_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("a\n£\n".encode("latin-1"))
    assert list(read_table(path, ["a"], "latin-1")) == [{"a": "£"}]


@pytest.mark.parametrize("cells", ["1", "1,2,3"])
def test_a_row_of_another_width_is_named(tmp_path: Path, cells: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"a,b\n1,2\n{cells}\n")
    with pytest.raises(TableUnreadable, match=r"^row 2: . cells, not 2$"):
        list(read_table(path, ["a"], "utf-8"))


@pytest.mark.parametrize("content", ["", "a,b\n"])
def test_missing_columns_are_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(content)
    with pytest.raises(TableUnreadable, match=r"^no column c, d$"):
        list(read_table(path, ["d", "c"], "utf-8"))


def test_parquet_gives_text(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [None, float("nan"), 2.0, 2.55, 7, date(2011, 1, 2), " x ", MOMENT]
    rows = [{"a": cell, "b": "left out"} for cell in cells]
    stand_in(monkeypatch, {"table.parquet": rows})
    assert list(read_table(Path("table.parquet"), ["a"], "utf-8")) == [
        {"a": ""},
        {"a": ""},
        {"a": "2"},
        {"a": "2.55"},
        {"a": "7"},
        {"a": "2011-01-02"},
        {"a": "x"},
        {"a": "2011-01-02T03:04:05"},
    ]


def test_parquet_names_missing_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, {"table.parquet": [{"a": 1}]})
    with pytest.raises(TableUnreadable, match=r"^no column b$"):
        list(read_table(Path("table.parquet"), ["a", "b"], "utf-8"))


def test_parquet_without_pyarrow_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(TableUnreadable, match=r"pip install 'stamgast\[parquet\]'"):
        list(read_table(Path("table.parquet"), ["a"], "utf-8"))
