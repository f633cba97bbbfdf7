"""What of a file of an export is whole, and what is no export."""

from pathlib import Path

import pytest

from domain.exports import ExportFormat
from local.exported import NoExport, Whole, whole

NDJSON, CSV = ExportFormat.NDJSON, ExportFormat.CSV


@pytest.mark.parametrize("said", ["no line", "no,name\n1,2\n", "[]\n", '{"id": 1\n'])
def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path, said: str) -> None:
    path = tmp_path / "mine"
    path.write_text(said)
    for form in (NDJSON, CSV):
        with pytest.raises(NoExport):
            whole(path, form)
    assert path.read_text() == said


def test_what_is_whole_of_a_file_ends_with_a_row(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    assert whole(path, CSV) == Whole(0, None)
    path.write_bytes(b'id,name\r\na,"x\r\ny"\r\nb,"z\r\n')
    assert whole(path, CSV) == Whole(19, "a")
