"""What is read from PostgreSQL's log."""

from benchmarks import statements
from benchmarks.statements import Heard

LOG = """\
2026-11-22 04:00:00.001 UTC [7] stamgast LOG:  duration: 1.000 ms  execute <unnamed>: SELECT 1
\tFROM orders WHERE id = '7'
2026-11-22 04:00:00.002 UTC [7] stamgast LOG:  duration: 0.250 ms  statement: COMMIT
2026-11-22 04:00:00.003 UTC [7] stamgast LOG:  checkpoint starting: time
2026-11-22 04:00:00.004 UTC [8] stamgast LOG:  duration: 5.000 ms  execute _pg3_1: SELECT 2
\tFROM orders WHERE id = $1
"""  # noqa: E501 - as PostgreSQL writes it


def test_statements_are_told_by_what_they_took_whatever_their_values() -> None:
    told = statements.table(Heard(LOG), "orders", 2)
    assert {row.name: row.medians for row in told.rows()} == {
        "`SELECT ? FROM orders WHERE id = ?`": {
            "us": 3_000.0,
            "times": 2,
            "first_ms": 1.0,
            "last_ms": 5.0,
        },
        "`COMMIT`": {"us": 125.0, "times": 1, "first_ms": 0.25, "last_ms": 0.25},
    }
