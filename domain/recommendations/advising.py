"""Advising: everybody is looked at by the model, whenever there is another one."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain import customers, scoring
from domain.kernel import Role, Unit, writes
from domain.recommendations import store

CUSTOMERS_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Advise:
    """Have customers looked at by the model that is in use."""

    limit: Annotated[int, Meta(ge=1, le=CUSTOMERS_MAX)] = CUSTOMERS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """How many customers are to be looked at, and whether there may be more."""

    done: int
    more: bool


@writes("system", role=Role.INFERRING)
async def advise(unit: Unit, command: Advise) -> Advised:
    """Have a bounded number of customers looked at, until all were."""
    gate = await scoring.open_gate(unit)
    row = await store.newest(unit)
    if not gate.is_open or row is None or row.done_at is not None:
        return Advised(done=0, more=False)
    ids = await customers.roll(unit, row.after_id, command.limit)
    if ids:
        scoring.question(unit, ids)
    over = len(ids) < command.limit
    store.pass_on(unit, row.number, None if over else ids[-1])
    return Advised(done=len(ids), more=not over)
