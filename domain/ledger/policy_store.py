"""The SQL of policies, rates and pots: one function, one statement, one type."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    cast,
    func,
    insert,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import Unit
from domain.kernel.rows import view
from domain.ledger.model import Policy, Pot, PotId, PotStatus, Rate, Side
from domain.ledger.tables import policies, pots, rates, reversals, transfers

POT = "pot"
RATES_MAX = 1_000


@dataclass(frozen=True, slots=True)
class PotTerms:
    """A pot without what is in it."""

    id: PotId
    unit: str
    status: PotStatus


def put(unit: Unit, code: str, policy: Policy) -> None:
    """Say how accounts of a unit of value behave, whatever was said before."""
    values = asdict(policy)
    row = upsert(policies).values(unit=code, **values)
    unit.write(row.on_conflict_do_update(constraint=policies.primary_key, set_=values))


async def policy(unit: Unit, code: str) -> Policy | None:
    """Return how accounts of a unit of value behave, if anything was said."""
    this = view(policies, Policy).where(policies.c.unit == code)
    return await unit.one(Policy, this)


def put_rate(unit: Unit, rate: Rate) -> None:
    """Say what one unit of value is worth in another, whatever was said before."""
    row = upsert(rates).values(**asdict(rate))
    new = {"takes": rate.takes, "gives": rate.gives}
    unit.write(row.on_conflict_do_update(constraint=rates.primary_key, set_=new))


async def rate(unit: Unit, code: str, into: str) -> Rate | None:
    """Return what one unit of value is worth in another."""
    this = view(rates, Rate).where(rates.c.unit == code, rates.c.into == into)
    return await unit.one(Rate, this)


async def all_rates(unit: Unit) -> tuple[Rate, ...]:
    """Return what each unit of value is worth in others."""
    ordered = view(rates, Rate).order_by(rates.c.unit, rates.c.into)
    return await unit.all(Rate, ordered.limit(RATES_MAX))


def add_pot(unit: Unit, pot: Pot) -> None:
    """Write a new pot down."""
    row = {name: value for name, value in asdict(pot).items() if name != "total"}
    unit.write(insert(pots).values(row))


async def pot(unit: Unit, pot_id: PotId) -> Pot | None:
    """Return a pot with what is in it."""
    return await unit.one(Pot, _pots(pots.c.id == pot_id))


async def pot_held(unit: Unit, pot_id: PotId) -> PotTerms | None:
    """Return a pot that nobody closes meanwhile; many may hold it at once."""
    this = view(pots, PotTerms).where(pots.c.id == pot_id)
    return await unit.one(PotTerms, this.with_for_update(read=True))


async def close(unit: Unit, pot_id: PotId) -> bool:
    """Collect nothing more in a pot; tell whether there is one."""
    this = update(pots).where(pots.c.id == pot_id)
    return await unit.run(this.values(status=PotStatus.CLOSED)) == 1


async def page(unit: Unit, before: PotId | None, limit: int) -> tuple[Pot, ...]:
    """Return pots before one, newest first, and one more."""
    these = true() if before is None else pots.c.id < before
    found = _pots(these).order_by(pots.c.id.desc()).limit(limit + 1)
    return await unit.all(Pot, found)


def _pots(these: ColumnElement[bool]) -> Any:
    """Select pots; what was given and taken back is looked up by what names them."""
    bare = func.replace(
        cast(pots.c.id, Text), literal_column("'-'"), literal_column("''")
    )
    undone = (
        select(func.coalesce(func.sum(reversals.c.amount), 0).label("amount"))
        .where(reversals.c.transfer_id == transfers.c.id)
        .lateral("undone")
    )
    given = transfers.join(undone, true())
    total = (
        select(
            func.coalesce(func.sum(transfers.c.amount - undone.c.amount), 0)
            .cast(transfers.c.amount.type)
            .label("total")
        )
        .select_from(given)
        .where(transfers.c.source_type == POT)
        .where(transfers.c.source_id == func.concat(literal_column("'pot_'"), bare))
        .where(transfers.c.credit == Side.DONATED)
        .lateral("total")
    )
    named = [pots.c[field.name] for field in fields(Pot) if field.name != "total"]
    return (
        select(*named, total.c.total).select_from(pots.join(total, true())).where(these)
    )
