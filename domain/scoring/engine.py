"""Engines: the same statements on whatever database has the rows, past one machine.

They are written in DuckDB's dialect, of integers alone, so that every engine comes to
the same, to the last digit. Nothing here knows a tenant or a purpose: whoever runs them
brings rows that may be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

EngineRow: TypeAlias = tuple[int, ...]

# Of orders with `customer`, `day` (since 1970) and `amount` in minor units.
ROLL_UP = """
SELECT customer, MAX(day) AS last_day, COUNT(DISTINCT day) AS days,
    CAST(SUM(amount) AS BIGINT) AS amount
FROM orders GROUP BY customer
"""
# Who has the same value has the same grade: one more than the limits it exceeds, which
# are the values at the fifths, as PERCENTILE_DISC has them.
GRADES = """
WITH placed AS (
    SELECT last_day, days, amount, COUNT(*) OVER () AS n,
        ROW_NUMBER() OVER (ORDER BY last_day) AS r,
        ROW_NUMBER() OVER (ORDER BY days) AS f,
        ROW_NUMBER() OVER (ORDER BY amount) AS m
    FROM rollups
), limits AS (
    SELECT {limits} FROM placed
), graded AS (
    SELECT {graded}, last_day, days, amount FROM rollups CROSS JOIN limits
)
SELECT recency, frequency, monetary, COUNT(*) AS customers,
    CAST(SUM(days) AS BIGINT) AS days, CAST(SUM(amount) AS BIGINT) AS amount
FROM graded GROUP BY recency, frequency, monetary
ORDER BY recency, frequency, monetary
"""
# Of lines with `basket` and `item`, which has an item once.
TOGETHER = """
SELECT a.item AS item, b.item AS other, COUNT(*) AS baskets
FROM lines AS a JOIN lines AS b ON a.basket = b.basket AND a.item < b.item
GROUP BY a.item, b.item HAVING COUNT(*) >= 3
ORDER BY a.item, b.item
"""
SIDES = {
    "recency": ("last_day", "r"),
    "frequency": ("days", "f"),
    "monetary": ("amount", "m"),
}


class SqlEngine(Protocol):
    """What runs a statement in DuckDB's dialect, on tables or files that it can read.

    `inputs` names these by the names that the statement has for them.
    """

    def run(self, sql: str, inputs: Mapping[str, str]) -> list[EngineRow]:
        """Return what a statement comes to."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """Customers with the same grades: how many, on how many days, for how much."""

    recency: int
    frequency: int
    monetary: int
    customers: int
    days: int
    amount: int


def grade_orders(engine: SqlEngine, orders: str) -> tuple[Graded, ...]:
    """Return how many customers have which grades, of orders that an engine reads."""
    sql = statement().replace("FROM rollups", f"FROM ({ROLL_UP}) AS rollups")
    return _graded(engine.run(sql, {"orders": orders}))


def grade_rollups(engine: SqlEngine, rollups: str) -> tuple[Graded, ...]:
    """Return the same, of what was rolled up for each customer."""
    return _graded(engine.run(statement(), {"rollups": rollups}))


def count_together(engine: SqlEngine, lines: str) -> list[EngineRow]:
    """Return which items were in three baskets or more together, and in how many."""
    return engine.run(TOGETHER, {"lines": lines})


def statement() -> str:
    """Return the statement that grades what was rolled up."""
    limits = (
        f"MAX(CASE WHEN {at} * 5 >= n * {fifth} AND ({at} - 1) * 5 < n * {fifth}"
        f" THEN {value} END) AS {at}{fifth}"
        for value, at in SIDES.values()
        for fifth in range(1, 5)
    )
    graded = (
        "1 + "
        + " + ".join(
            f"CASE WHEN {value} > {at}{fifth} THEN 1 ELSE 0 END"
            for fifth in range(1, 5)
        )
        + f" AS {grade}"
        for grade, (value, at) in SIDES.items()
    )
    return GRADES.format(limits=", ".join(limits), graded=", ".join(graded))


def _graded(rows: list[EngineRow]) -> tuple[Graded, ...]:
    names = ("recency", "frequency", "monetary", "customers", "days", "amount")
    return tuple(Graded(**dict(zip(names, row, strict=True))) for row in rows)
