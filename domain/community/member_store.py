"""The SQL of members: one function, one statement, one type."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.community.model import CommunityMember, MemberId
from domain.community.tables import community_members as members
from domain.kernel import CustomerId, Unit, sets
from domain.kernel.rows import view


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member as they are stored; without `joined_at`, they were erased."""

    id: MemberId
    customer_id: CustomerId
    person_id: MemberId
    name: str | None
    joined_at: datetime | None
    blocked_at: datetime | None
    blocked_reason: str | None

    def shown(self) -> CommunityMember:
        """Return who they are, as they and the shop see it."""
        assert self.joined_at is not None, self.id
        return CommunityMember(
            id=self.id,
            name=self.name,
            joined_at=self.joined_at,
            blocked_at=self.blocked_at,
            blocked_reason=self.blocked_reason,
        )


MEMBERS = view(members, Member)
OWNERS = sets.given(members.c.customer_id, name="owners")
THEIRS_MAX = 1_000
THEIRS = MEMBERS.where(members.c.customer_id.in_(select(OWNERS.c.customer_id))).limit(
    THEIRS_MAX
)
# Of those who want one name at the same time, the first to come has it.
TURN = select(func.pg_advisory_xact_lock(bindparam("turn", type_=BigInteger())))
TURN_BYTES = 8


async def theirs(unit: Unit, names: Sequence[CustomerId]) -> tuple[Member, ...]:
    """Return the members that a person is, by all ids of theirs; the own id's first."""
    found = await unit.all(Member, THEIRS, customer_id_of=list(names))
    return tuple(sorted(found, key=lambda e: (e.customer_id != names[0], e.id)))


async def of_person(unit: Unit, person_id: MemberId) -> tuple[Member, ...]:
    """Return the members that count as one person."""
    these = MEMBERS.where(members.c.person_id == person_id)
    return await unit.all(Member, these.limit(THEIRS_MAX))


async def find(unit: Unit, member_id: MemberId) -> Member | None:
    """Return a member."""
    return await unit.one(Member, MEMBERS.where(members.c.id == member_id))


async def those(unit: Unit, ids: Sequence[MemberId]) -> tuple[Member, ...]:
    """Return those of these members that there are."""
    return await unit.all(Member, MEMBERS.where(members.c.id.in_(list(ids))))


async def named(unit: Unit, folded: Sequence[str]) -> tuple[Member, ...]:
    """Return who has these names."""
    these = MEMBERS.where(members.c.folded_name.in_(list(folded)))
    return await unit.all(Member, these)


async def add(unit: Unit, member: Member) -> None:
    """Write a member down, unless this customer is one."""
    row = {each: getattr(member, each) for each in Member.__dataclass_fields__}
    await unit.run(insert(members).values(row).on_conflict_do_nothing())


async def name_taken(unit: Unit, folded: str, member_id: MemberId) -> bool:
    """Tell whether another member has a name; until the unit ends, nobody takes it."""
    said = unit.principal.tenant.bytes + b"member|" + folded.encode()
    digest = sha256(said).digest()[:TURN_BYTES]
    await unit.value(TURN, turn=int.from_bytes(digest, signed=True))
    this = select(members.c.id).where(
        members.c.folded_name == folded, members.c.id != member_id
    )
    return await unit.value(this.limit(1)) is not None


def change(unit: Unit, member_id: MemberId, **values: Any) -> None:
    """Write down what is different of a member."""
    unit.write(update(members).where(members.c.id == member_id).values(values))


def change_person(unit: Unit, person_id: MemberId, **values: Any) -> None:
    """Write down what is different of all members that count as one person."""
    these = update(members).where(members.c.person_id == person_id)
    unit.write(these.values(values))


def count_as(unit: Unit, ids: Sequence[MemberId], person_id: MemberId) -> None:
    """Let members count as one person."""
    these = update(members).where(members.c.id.in_(list(ids)))
    unit.write(these.values(person_id=person_id))
