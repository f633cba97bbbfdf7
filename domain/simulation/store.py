"""The SQL of simulation: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select, update

from domain.kernel import CustomerId, Unit
from domain.kernel.records import bare, encoded, insertion
from domain.kernel.rows import view
from domain.kernel.sets import whole
from domain.simulation.model import AFFECTED_MAX, Affected, BackTestId, State
from domain.simulation.tables import back_test_customers, back_tests
from domain.simulation.trial import Progress, Trial

UNITS_MAX = 50
AFFECTED_ROWS_MAX = 2 * AFFECTED_MAX * UNITS_MAX
ADD_AFFECTED = insertion(*whole(back_test_customers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A back-test as it is stored: what is tried, and how far it is, are JSON."""

    id: BackTestId
    name: str
    state: State
    trial: Any
    since: datetime
    until: datetime
    orders_total: int
    progress: Any
    after_customer_id: CustomerId | None
    started_at: datetime
    ended_at: datetime | None


def add(unit: Unit, row: Row) -> None:
    """Write a back-test down."""
    unit.write(insert(back_tests).values(asdict(row)))


async def running(unit: Unit) -> int:
    """Return how many are running."""
    ours = select(func.count(back_tests.c.id))
    counted: int = await unit.value(ours.where(back_tests.c.state == State.RUNNING))
    return counted


async def find(unit: Unit, back_test_id: BackTestId) -> Row | None:
    """Return a back-test."""
    return await unit.one(Row, _this(back_test_id))


async def hold(unit: Unit, back_test_id: BackTestId) -> Row | None:
    """Return a back-test, and keep others from it until this unit ends."""
    return await unit.one(Row, _this(back_test_id).with_for_update())


async def page(unit: Unit, before: BackTestId | None, limit: int) -> tuple[Row, ...]:
    """Return back-tests, newest first, and one more."""
    newest = view(back_tests, Row).order_by(back_tests.c.id.desc()).limit(limit + 1)
    if before is not None:
        newest = newest.where(back_tests.c.id < before)
    return await unit.all(Row, newest)


def advance(
    unit: Unit,
    back_test_id: BackTestId,
    progress: Progress,
    after: CustomerId | None,
) -> None:
    """Write down how far a back-test is; the caller holds it."""
    this = update(back_tests).where(back_tests.c.id == back_test_id)
    kept = msgspec.to_builtins(progress)
    unit.write(this.values(progress=kept, after_customer_id=after))


def end(unit: Unit, back_test_id: BackTestId, state: State) -> None:
    """Let a back-test end; the caller holds it."""
    this = update(back_tests).where(back_tests.c.id == back_test_id)
    unit.write(this.values(state=state, ended_at=unit.now, after_customer_id=None))


async def affected(unit: Unit, back_test_id: BackTestId) -> tuple[Affected, ...]:
    """Return who gains or loses most so far."""
    theirs = view(back_test_customers, Affected).where(
        back_test_customers.c.back_test_id == back_test_id
    )
    return await unit.all(Affected, theirs.limit(AFFECTED_ROWS_MAX))


def replace_affected(
    unit: Unit, back_test_id: BackTestId, rows: Sequence[Affected]
) -> None:
    """Write down who gains or loses most now; the caller holds the back-test."""
    unit.write(
        delete(back_test_customers).where(
            back_test_customers.c.back_test_id == back_test_id
        )
    )
    given = (
        {
            "back_test_id": bare(back_test_id),
            "unit": each.unit,
            "customer_id": bare(each.customer_id),
            "draft": each.draft,
            "live": each.live,
        }
        for each in rows
    )
    unit.write(ADD_AFFECTED, records=encoded(given))


def kept(value: Trial | Progress) -> Any:
    """Return what is stored as JSON."""
    return msgspec.to_builtins(value)


def _this(back_test_id: BackTestId) -> Any:
    return view(back_tests, Row).where(back_tests.c.id == back_test_id)
