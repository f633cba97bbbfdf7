"""A stand-in for pyarrow, which the platform's own tests do without."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

Rows = list[dict[str, Any]]


def stand_in(monkeypatch: pytest.MonkeyPatch, files: dict[str, Rows]) -> None:
    """Let Parquet files of these names hold these rows, in batches of two."""

    class ParquetFile:
        def __init__(self, path: Path) -> None:
            self._rows = files[path.name]
            self.schema_arrow = SimpleNamespace(names=list(self._rows[0]))

        def iter_batches(
            self, batch_size: int = 2, columns: list[str] | None = None
        ) -> Iterator[Any]:
            wished = columns or self.schema_arrow.names
            for start in range(0, len(self._rows), min(batch_size, 2)):
                rows = self._rows[start : start + min(batch_size, 2)]
                batch = [{name: row[name] for name in wished} for row in rows]
                yield SimpleNamespace(to_pylist=batch.copy)

    module = ModuleType("pyarrow.parquet")
    module.ParquetFile = ParquetFile  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", module)
