"""How tests ask the books, and an account with a history to ask them about."""

from datetime import datetime
from typing import Any

from domain import accounting, customers
from domain.accounting import AccountStatement, BalanceAt, FindBalance, ReadStatement
from tests.world import NOON, World, open_shop

LONG_AGO = NOON.replace(year=2000)


async def ann(world: World) -> str:
    """Return somebody of a programme with points."""
    await open_shop(world)
    ids = (customers.ExternalId(source="shop", id="1"),)
    created = await world.run(customers.create, customers.Create(external_ids=ids))
    return created.id


async def balance(
    world: World,
    someone: str,
    as_of: datetime | None = None,
    known_on: datetime | None = None,
) -> BalanceAt:
    """Return what somebody held."""
    asked = FindBalance(customer_id=someone, as_of=as_of, known_on=known_on)
    return await world.run(accounting.balance, asked)


async def amounts(
    world: World,
    someone: str,
    as_of: datetime | None = None,
    known_on: datetime | None = None,
) -> tuple[int, int, int]:
    """Return available, pending and debt."""
    found = await balance(world, someone, as_of, known_on)
    return found.available, found.pending, found.debt


async def statement(
    world: World,
    someone: str,
    since: datetime = LONG_AGO,
    until: datetime | None = None,
    known_on: datetime | None = None,
    **more: Any,
) -> AccountStatement:
    """Return a statement of account."""
    asked = ReadStatement(
        customer_id=someone,
        since=since,
        until=until,
        known_on=known_on,
        **more,
    )
    return await world.run(accounting.statement, asked)
