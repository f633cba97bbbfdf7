"""The benchmark of the ledger runs, and says what it should."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from benchmarks import posting_growth
from benchmarks.effort import QUICK
from benchmarks.place import place
from local.home import home
from local.service import PROJECT

ROWS = 12
TINY = replace(QUICK, transfers=(200,), connections=(1,), seconds=0.1)


def test_postings_are_measured_beside_pgbench(tmp_path: Path) -> None:
    where = home({"STAMGAST_HOME": str(tmp_path)})
    with place(where) as made:
        table = posting_growth.curve(made, TINY)
    (row,) = table.rows()
    told = row.medians
    assert (row.name, row.ratio) == ("200 transfers", 1.0)
    assert told["earn_share"] == told["earn"] / told["yard"] > 0
    assert told["spend_share"] == told["spend"] / told["yard"] > 0


@pytest.mark.soak
def test_the_ledger_is_measured_in_one_run_with_pgbench(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "benchmarks", "ledger", "books", "--quick")
    small = ("--customers", "50", "--requests", "50", "--connections", "1")
    told = subprocess.run(
        (*command, *small),
        cwd=PROJECT,
        env={**os.environ, "STAMGAST_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "### Ledger, 1 connections" in told
    (kept,) = tmp_path.glob("bench-*.json")
    table, seals, growth = msgspec.json.decode(kept.read_bytes())["tables"]
    assert [row["name"] for row in growth["rows"]] == [
        "5,000 transfers",
        "10,000 transfers",
    ]
    alone, beside = seals["rows"]
    assert (alone["ratio"], beside["ratio"] > 0) == (1.0, True)
    assert beside["medians"]["sealed_rate"] >= 0
    rows = {row["name"]: row for row in table["rows"]}
    assert len(rows) == ROWS
    assert rows["pgbench, tpcb-like"]["ratio"] == 1.0
    for row in rows.values():
        assert row["medians"]["rate"] > 0
        assert row["ratio"] > 0
