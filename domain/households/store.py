"""The SQL of households and members: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.households.model import (
    MEMBERS_MAX,
    HouseholdSettings,
    HouseholdStatus,
)
from domain.households.tables import (
    household_member_moves,
    household_members,
    household_settings,
    households,
)
from domain.kernel import CustomerId, Unit
from domain.kernel.moves import Moves
from domain.kernel.rows import view
from domain.kernel.walks import following

HOUSES, MEMBERS = households.c, household_members.c
MOVES = Moves(household_members, household_member_moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A household as it is stored."""

    id: str
    owner_id: CustomerId
    status: HouseholdStatus
    monthly_max: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody in a household, and through whom they said that they want to be."""

    id: str
    household_id: str
    customer_id: CustomerId
    nickname: str | None
    said_by: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class _Settings:
    units: Sequence[str]
    members_max: int


async def settings(unit: Unit) -> HouseholdSettings:
    """Return how households go, as was said or as is usual."""
    found = await unit.one(_Settings, view(household_settings, _Settings))
    if found is None:
        return HouseholdSettings()
    return HouseholdSettings(units=tuple(found.units), members_max=found.members_max)


def put_settings(unit: Unit, given: HouseholdSettings) -> None:
    """Write down how households go."""
    said = {"units": list(given.units), "members_max": given.members_max}
    new = upsert(household_settings).values(said)
    unit.write(
        new.on_conflict_do_update(constraint=household_settings.primary_key, set_=said)
    )


def add(unit: Unit, row: Row) -> None:
    """Write a new household down."""
    unit.write(upsert(households).values(asdict(row)))


async def find(unit: Unit, household_id: str) -> Row | None:
    """Return a household."""
    return await unit.one(Row, view(households, Row).where(HOUSES.id == household_id))


async def those(unit: Unit, household_ids: Sequence[str]) -> tuple[Row, ...]:
    """Return some households."""
    these = view(households, Row).where(HOUSES.id.in_(list(household_ids)))
    return await unit.all(Row, these)


async def hold(unit: Unit, household_id: str) -> Row | None:
    """Return a household, and keep others from it until this unit ends."""
    this = view(households, Row).where(HOUSES.id == household_id)
    # Who writes a line holds an account already, and need not wait for what it names.
    return await unit.one(Row, this.with_for_update(key_share=True))


def change(unit: Unit, household_id: str, **values: Any) -> None:
    """Change a household that this unit holds."""
    unit.write(update(households).where(HOUSES.id == household_id).values(values))


async def page(unit: Unit, before: str | None, limit: int) -> tuple[Row, ...]:
    """Return households, the latest first, and one more."""
    rows = view(households, Row).order_by(HOUSES.id.desc()).limit(limit + 1)
    return await unit.all(
        Row, rows if before is None else rows.where(HOUSES.id < before)
    )


async def some(unit: Unit, after: str | None, limit: int) -> tuple[Row, ...]:
    """Return households that follow one, in the order of ids."""
    return await unit.all(
        Row, following(view(households, Row), HOUSES.id, after, limit)
    )


async def enter(unit: Unit, new: Member) -> bool:
    """Write a member down, unless they are in a household already."""
    made = upsert(household_members).values(asdict(new)).on_conflict_do_nothing()
    return await unit.run(made) == 1


async def member(unit: Unit, customer_id: CustomerId) -> Member | None:
    """Return as whom a customer is in a household, if they are in one."""
    this = view(household_members, Member).where(MEMBERS.customer_id == customer_id)
    return await unit.one(Member, this)


async def members_of_many(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[Member, ...]:
    """Return as whom those of these customers are in households who are in one."""
    these = view(household_members, Member).where(
        MEMBERS.customer_id.in_(list(customer_ids))
    )
    return await unit.all(Member, these.order_by(MEMBERS.household_id, MEMBERS.id))


async def members(unit: Unit, household_ids: Sequence[str]) -> tuple[Member, ...]:
    """Return who is in some households, in the order in which they joined."""
    these = view(household_members, Member).where(
        MEMBERS.household_id.in_(list(household_ids))
    )
    limited = these.order_by(MEMBERS.id).limit(MEMBERS_MAX * len(household_ids))
    return await unit.all(Member, limited)


def rename(unit: Unit, member_id: str, nickname: str | None) -> None:
    """Write down what the others call a member."""
    this = update(household_members).where(MEMBERS.id == member_id)
    unit.write(this.values(nickname=nickname))


def leave(unit: Unit, member_id: str) -> None:
    """Forget that somebody is in a household."""
    unit.write(delete(household_members).where(MEMBERS.id == member_id))
