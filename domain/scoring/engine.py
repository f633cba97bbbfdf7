"""Engines: the same statements on whatever database has the rows, past one machine.

They are written in DuckDB's dialect, of integers alone, so that every engine comes to
the same, to the last digit. Nothing here knows a tenant or a purpose: whoever runs them
brings rows that may be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Protocol, TypeAlias

EngineRow: TypeAlias = tuple[int, ...]

# Of orders with `customer`, `day` (since 1970) and `amount` in minor units.
ROLL_UP = """
SELECT customer, MAX(day) AS last_day, COUNT(DISTINCT day) AS days,
    CAST(SUM(amount) AS BIGINT) AS amount
FROM orders GROUP BY customer
"""
# Who has the same value has the same grade: one more than the limits it exceeds, which
# are the values at the fifths, as PERCENTILE_DISC has them. Values are counted before
# they are sorted, as there are fewer of them than of customers.
COUNTED = """
SELECT '{grade}' AS side, {value} AS value, COUNT(*) AS n FROM rollups GROUP BY {value}
"""
GRADES = """
WITH counted AS (
    {counted}
), placed AS (
    SELECT side, value, SUM(n) OVER (PARTITION BY side ORDER BY value) AS upto,
        SUM(n) OVER (PARTITION BY side) AS n
    FROM counted
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
WITH counted AS (
    SELECT item, COUNT(*) AS n FROM lines GROUP BY item
), paired AS (
    SELECT a.item AS item, b.item AS other, COUNT(*) AS baskets
    FROM lines AS a JOIN lines AS b ON a.basket = b.basket AND a.item < b.item
    GROUP BY a.item, b.item HAVING COUNT(*) >= 3
)
SELECT paired.item, paired.other, paired.baskets, mine.n AS of_item, its.n AS of_other
FROM paired JOIN counted AS mine ON paired.item = mine.item
    JOIN counted AS its ON paired.other = its.item
ORDER BY paired.baskets DESC, paired.item, paired.other LIMIT {limit}
"""
SIDES = {"recency": "last_day", "frequency": "days", "monetary": "amount"}
PAIRS_MAX = 100_000


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Two items: in how many baskets they are together, and in how many each is."""

    item: int
    other: int
    baskets: int
    of_item: int
    of_other: int

    @property
    def alike(self) -> float:
        """Return the cosine of their baskets, by which recommendations go."""
        return self.baskets / sqrt(self.of_item * self.of_other)


def grade_orders(engine: SqlEngine, orders: str) -> tuple[Graded, ...]:
    """Return how many customers have which grades, of orders that an engine reads."""
    sql = statement().replace("WITH ", f"WITH rollups AS ({ROLL_UP}), ", 1)
    return _graded(engine.run(sql, {"orders": orders}))


def grade_rollups(engine: SqlEngine, rollups: str) -> tuple[Graded, ...]:
    """Return the same, of what was rolled up for each customer."""
    return _graded(engine.run(statement(), {"rollups": rollups}))


def count_together(
    engine: SqlEngine, lines: str, limit: int = PAIRS_MAX
) -> tuple[Paired, ...]:
    """Return which items were in most baskets together, in three or more."""
    sql = TOGETHER.format(limit=min(limit, PAIRS_MAX))
    names = ("item", "other", "baskets", "of_item", "of_other")
    found = engine.run(sql, {"lines": lines})
    return tuple(Paired(**dict(zip(names, row, strict=True))) for row in found)


def statement() -> str:
    """Return the statement that grades what was rolled up."""
    counted = (
        COUNTED.format(grade=grade, value=value) for grade, value in SIDES.items()
    )
    limits = (
        f"MIN(CASE WHEN side = '{grade}' AND upto * 5 >= n * {fifth}"
        f" THEN value END) AS {grade}{fifth}"
        for grade in SIDES
        for fifth in range(1, 5)
    )
    graded = (
        "1 + "
        + " + ".join(
            f"CASE WHEN {value} > {grade}{fifth} THEN 1 ELSE 0 END"
            for fifth in range(1, 5)
        )
        + f" AS {grade}"
        for grade, value in SIDES.items()
    )
    return GRADES.format(
        counted=" UNION ALL ".join(counted),
        limits=", ".join(limits),
        graded=", ".join(graded),
    )


def _graded(rows: list[EngineRow]) -> tuple[Graded, ...]:
    names = ("recency", "frequency", "monetary", "customers", "days", "amount")
    return tuple(Graded(**dict(zip(names, row, strict=True))) for row in rows)
