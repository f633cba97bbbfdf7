"""Reading: households as those see them who are in them, and as the shop does."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from domain import customers, ledger, tenants
from domain.customers import CustomerNotFound
from domain.households import line_store, rules, store
from domain.households.asking import (
    FindHousehold,
    HouseholdsOfMany,
    ListHouseholdLines,
    ListHouseholds,
    SeeHousehold,
)
from domain.households.line_store import Line
from domain.households.model import (
    Household,
    HouseholdBalance,
    HouseholdLine,
    HouseholdMember,
    HouseholdOf,
)
from domain.households.refusals import HouseholdNotFound
from domain.households.store import Member, Row
from domain.kernel import BadCursor, CustomerId, Page, Unit, pages, reads
from domain.ledger import Holding


@reads(
    "households:read",
    refusals=(CustomerNotFound, HouseholdNotFound),
    subject="customer_id",
)
async def find(unit: Unit, command: FindHousehold) -> Household:
    """Tell a member who is in their household, and what it has."""
    customer_id = await customers.resolve(unit, command.customer_id)
    row, you = await of_member(unit, customer_id)
    return await shown(unit, row, you)


@reads("households:read", subject="customer_ids")
async def of_many(unit: Unit, command: HouseholdsOfMany) -> tuple[HouseholdOf, ...]:
    """Tell in which households many customers are, as each of them sees it."""
    asked = command.customer_ids
    theirs = {e.customer_id: e for e in await store.members_of_many(unit, asked)}
    rows = {
        each.id: each
        for each in await store.those(unit, [e.household_id for e in theirs.values()])
    }
    pairs = [(rows[each.household_id], each) for each in theirs.values()]
    told = await show(unit, pairs)
    found = dict(zip(theirs, told, strict=True))
    return tuple(HouseholdOf(customer_id=e, household=found.get(e)) for e in asked)


@reads("households:read", refusals=(HouseholdNotFound,))
async def see(unit: Unit, command: SeeHousehold) -> Household:
    """Tell the shop who is in a household, and what it has."""
    row = await store.find(unit, command.household_id)
    if row is None:
        raise HouseholdNotFound
    return await shown(unit, row, None)


@reads("households:read", refusals=(BadCursor,))
async def list_all(unit: Unit, command: ListHouseholds) -> Page[Household]:
    """Tell the shop which households there are, the latest first."""
    before = command.after and pages.place(command.after, tuple[str])[0]
    rows = await store.page(unit, before or None, command.limit)
    told = await show(unit, [(each, None) for each in rows])
    return pages.page(told, command.limit, lambda each: (each.id,))


@reads(
    "households:read",
    refusals=(BadCursor, CustomerNotFound, HouseholdNotFound),
    subject="customer_id",
)
async def list_lines(unit: Unit, command: ListHouseholdLines) -> Page[HouseholdLine]:
    """Tell what changed what a household has, and by whom, the latest first."""
    customer_id = await customers.resolve(unit, command.customer_id)
    row, you = await of_member(unit, customer_id)
    before = command.after and pages.place(command.after, tuple[str])[0]
    lines = await line_store.page(unit, row.id, before or None, command.limit)
    whose = sorted({each.customer_id for each in lines if each.customer_id is not None})
    people = await customers.people(unit, whose) if whose else {}
    there = {e.customer_id: e for e in await store.members(unit, [row.id])}
    told = [_line(unit, each, people, there, you) for each in lines]
    return pages.page(told, command.limit, lambda each: (each.id,))


async def of_member(unit: Unit, customer_id: CustomerId) -> tuple[Row, Member]:
    """Return the household that a customer is in, and as whom, or refuse."""
    you = await store.member(unit, customer_id)
    row = you and await store.find(unit, you.household_id)
    if you is None or row is None:
        raise HouseholdNotFound
    return row, you


async def shown(unit: Unit, row: Row, you: Member | None) -> Household:
    """Return a household as a member sees it, or the shop."""
    (found,) = await show(unit, [(row, you)])
    return found


async def show(
    unit: Unit, asked: Sequence[tuple[Row, Member | None]]
) -> tuple[Household, ...]:
    """Return households as members see them, or the shop."""
    if not asked:
        return ()
    ids = sorted({row.id for row, _ in asked})
    held = await ledger.holdings_of(unit, map(ledger.holder_of, ids))
    everybody: dict[str, list[Member]] = {each: [] for each in ids}
    for each in await store.members(unit, ids):
        everybody[each.household_id].append(each)
    limited = [(row, you) for row, you in asked if you and is_limited(row, you)]
    used = await used_by(unit, limited)
    return tuple(
        Household(
            id=row.id,
            status=row.status,
            monthly_max=row.monthly_max,
            created_at=row.created_at,
            members=tuple(_member(unit, row, e, you) for e in everybody[row.id]),
            balances=tuple(
                _balance(each, row, None if you is None else used.get(you.id))
                for each in held[ledger.holder_of(row.id)]
            ),
        )
        for row, you in asked
    )


def is_limited(row: Row, you: Member) -> bool:
    """Tell whether a member may not have all that there is."""
    return row.monthly_max is not None and row.owner_id != you.customer_id


async def used_by(
    unit: Unit, asked: Sequence[tuple[Row, Member]]
) -> Mapping[str, Mapping[str, int]]:
    """Return how much of each unit members have had this month, by member."""
    if not asked:
        return {}
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    people = await customers.people(unit, [you.customer_id for _, you in asked])
    since = rules.month_of(unit.now, zone)
    return await line_store.used_since(unit, asked, people, since)


async def left(unit: Unit, row: Row, you: Member, code: str) -> int | None:
    """Return how much more of a unit a member may have this month; None is no limit."""
    if not is_limited(row, you):
        return None
    used = await used_by(unit, [(row, you)])
    return rules.left(row.monthly_max, used[you.id].get(code, 0))


def household_of(holder: CustomerId) -> str:
    """Return of which household the books speak."""
    return f"hsh_{holder.rpartition('_')[2]}"


def _member(unit: Unit, row: Row, each: Member, you: Member | None) -> HouseholdMember:
    return HouseholdMember(
        id=each.id,
        nickname=each.nickname,
        owner=each.customer_id == row.owner_id,
        you=you is not None and each.id == you.id,
        joined_at=each.joined_at,
        customer_id=_told(unit, each.customer_id),
    )


def _balance(
    held: Holding, row: Row, used: Mapping[str, int] | None
) -> HouseholdBalance:
    more = None
    if used is not None:
        more = rules.left(row.monthly_max, used.get(held.unit, 0))
    first = held.expiring[0] if held.expiring else None
    return HouseholdBalance(
        unit=held.unit,
        available=held.available,
        held=held.held,
        takeable=rules.takeable(held.available, more),
        expires_at=first.at if first else None,
        expiring=first.amount if first else 0,
    )


def _line(
    unit: Unit,
    line: Line,
    people: Mapping[CustomerId, CustomerId],
    there: Mapping[CustomerId, Member],
    you: Member,
) -> HouseholdLine:
    who = None if line.customer_id is None else people.get(line.customer_id)
    member = None if who is None else there.get(who)
    return HouseholdLine(
        id=line.id,
        kind=line.kind,
        unit=line.unit,
        amount=line.amount,
        nickname=None if member is None else member.nickname,
        you=who == you.customer_id,
        customer_id=None if who is None else _told(unit, who),
        at=line.recorded_at,
    )


def _told(unit: Unit, customer_id: CustomerId) -> CustomerId | None:
    """Return who somebody is, unless who asks is a customer and it is another one."""
    asks = unit.principal.customer
    return customer_id if asks is None or asks == customer_id else None
