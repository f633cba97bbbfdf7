"""The SQL of invitations: one function, one statement, one type."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.households.tables import household_invitations
from domain.kernel import Unit
from domain.kernel.rows import view

INVITATIONS = household_invitations.c
A_DAY = timedelta(days=1)
# As many as there can be of some days.
OPEN_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An invitation to a household; one without a code is nobody's to use."""

    id: str
    household_id: str
    code: str | None
    invited_at: datetime
    expires_at: datetime


async def add(unit: Unit, new: Invitation) -> bool:
    """Write an invitation down, unless its code is taken."""
    made = upsert(household_invitations).values(asdict(new))
    return await unit.run(made.on_conflict_do_nothing()) == 1


async def named(unit: Unit, code: str) -> Invitation | None:
    """Return the invitation of a code that can still be used."""
    this = view(household_invitations, Invitation).where(INVITATIONS.code == code)
    return await unit.one(Invitation, this.where(INVITATIONS.expires_at > unit.now))


async def open_of(unit: Unit, household_id: str) -> tuple[Invitation, ...]:
    """Return the invitations to a household that can still be used."""
    these = (
        view(household_invitations, Invitation)
        .where(INVITATIONS.household_id == household_id)
        .where(INVITATIONS.code.is_not(None), INVITATIONS.expires_at > unit.now)
        .order_by(INVITATIONS.id)
        .limit(OPEN_MAX)
    )
    return await unit.all(Invitation, these)


async def invited_lately(unit: Unit, household_id: str) -> int:
    """Return how many were invited to a household in the last day."""
    these = select(func.count()).where(
        INVITATIONS.household_id == household_id,
        INVITATIONS.invited_at > unit.now - A_DAY,
    )
    return int(await unit.value(these))


async def use(unit: Unit, household_id: str, invitation_id: str) -> bool:
    """Let an invitation to a household be used no more; tell whether it could be."""
    this = (
        update(household_invitations)
        .where(INVITATIONS.id == invitation_id)
        .where(INVITATIONS.household_id == household_id)
        .where(INVITATIONS.code.is_not(None), INVITATIONS.expires_at > unit.now)
    )
    return await unit.run(this.values(code=None)) == 1


def forget_old(unit: Unit, household_id: str) -> None:
    """Forget invitations that can't be used and do not count for the day any more."""
    old = (
        delete(household_invitations)
        .where(INVITATIONS.household_id == household_id)
        .where(INVITATIONS.expires_at <= unit.now)
        .where(INVITATIONS.invited_at <= unit.now - A_DAY)
    )
    unit.write(old)


def forget(unit: Unit, household_id: str) -> None:
    """Forget all invitations to a household."""
    unit.write(
        delete(household_invitations).where(INVITATIONS.household_id == household_id)
    )
