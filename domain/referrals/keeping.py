"""Keeping referrals: what each comes to, in line with what is known.

It looks at what is and not at what happened: so it does the same for a new order, a
return, a merge and the passing of time, and nothing the second time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from domain import customers, earning, orders, tenants
from domain.customers import Customer
from domain.earning import Introduction
from domain.kernel import CustomerId, Unit
from domain.kernel.validation import EARLIEST
from domain.orders import OrderCase
from domain.referrals import code_store, likeness, rules, store
from domain.referrals.events import ReferralChanged
from domain.referrals.model import ReferralReason, ReferralStatus
from domain.referrals.rules import Terms, Verdict
from domain.referrals.store import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of those whom some referrals are about, by who they are now."""

    people: Mapping[CustomerId, CustomerId]
    gone: frozenset[CustomerId]
    orders: Mapping[CustomerId, Sequence[OrderCase]]
    came: Mapping[CustomerId, Sequence[Row]]
    profiles: Mapping[CustomerId, Customer] = field(
        default_factory=dict[CustomerId, Customer]
    )
    prints: Mapping[CustomerId, frozenset[bytes]] = field(
        default_factory=dict[CustomerId, frozenset[bytes]]
    )


async def keep(unit: Unit, friend_ids: Iterable[CustomerId]) -> None:
    """Bring how these customers came in line with what is known, and tell of it."""
    whoever = await customers.people(unit, sorted(set(friend_ids)))
    rows = await store.hold(unit, whoever) if whoever else ()
    if rows:
        await _weigh(unit, rows)


async def _weigh(unit: Unit, rows: Sequence[Row]) -> None:
    known = await _with_likeness(unit, await _known(unit, rows), rows)
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    changed: list[Row] = []
    given: list[Introduction] = []
    for row in rows:
        now = _decided(unit, row, known, zone)
        if now == row:
            continue
        changed.append(now)
        given.append(
            Introduction(
                id=row.id,
                referrer_id=known.people[row.referrer_id],
                friend_id=known.people[row.friend_id],
                at=now.kept_at if now.status is ReferralStatus.KEPT else None,
            )
        )
        tell(unit, now, known.people)
    if changed:
        store.save(unit, changed)
        await earning.refer(unit, given)


async def decide(unit: Unit, rows: Sequence[Row]) -> list[Row]:
    """Return what referrals come to now, of all that is known but their likeness.

    What two had in common was judged when it was looked at, and stays as it was.
    """
    if not rows:
        return []
    known = await _known(unit, rows)
    zone = ZoneInfo((await tenants.programme(unit)).time_zone)
    return [_decided(unit, each, known, zone) for each in rows]


def tell(unit: Unit, row: Row, people: Mapping[CustomerId, CustomerId]) -> None:
    """Tell what a referral has become."""
    unit.emit(
        ReferralChanged(
            referral_id=row.id,
            referrer_id=people[row.referrer_id],
            friend_id=people[row.friend_id],
            status=row.status,
            reasons=tuple(row.reasons),
            order_id=row.order_id,
        )
    )


def _decided(unit: Unit, row: Row, known: Known, zone: ZoneInfo) -> Row:
    """Return a referral as it is now; of who was erased, nothing is decided."""
    friend, referrer = known.people[row.friend_id], known.people[row.referrer_id]
    if known.gone & {friend, referrer}:
        return replace(row, due_at=None)
    terms = Terms(
        attributed_at=row.attributed_at,
        until=row.until,
        keep_days=row.keep_days,
        amount_min=row.amount_min,
    )
    theirs = known.orders.get(friend, ())
    reasons = _reasons(row, terms, known)
    found = rules.judge(terms, theirs, reasons, row.kept_at, (unit.now, zone))
    return _with(row, found)


def _with(row: Row, found: Verdict) -> Row:
    kept = found.status is ReferralStatus.KEPT
    return replace(
        row,
        status=found.status,
        reasons=[str(each) for each in found.reasons],
        order_id=found.order_id,
        due_at=None if kept else found.due_at,
        kept_at=row.kept_at or (found.due_at if kept else None),
    )


def _reasons(row: Row, terms: Terms, known: Known) -> frozenset[ReferralReason]:
    """Return what speaks against a referral; likeness, only until it counts."""
    friend, referrer = known.people[row.friend_id], known.people[row.referrer_id]
    found = set(row.against) & rules.LASTING
    if friend == referrer:
        found.add(ReferralReason.SELF)
    if rules.knew(terms, known.orders.get(friend, ())):
        found.add(ReferralReason.KNOWN_CUSTOMER)
    if any(_turn(each) < _turn(row) for each in known.came.get(friend, ())):
        found.add(ReferralReason.REFERRED_BEFORE)
    for each in known.came.get(referrer, ()):
        if known.people[each.referrer_id] == friend and _turn(each) < _turn(row):
            found.add(ReferralReason.MUTUAL)
    if row.kept_at is None and friend != referrer:
        one, other = known.profiles.get(friend), known.profiles.get(referrer)
        if one is not None and other is not None:
            found |= likeness.alike(one, other)
        nothing = frozenset[bytes]()
        if known.prints.get(friend, nothing) & known.prints.get(referrer, nothing):
            found.add(ReferralReason.SAME_PAYMENT)
    return frozenset(found)


def _turn(row: Row) -> tuple[object, ...]:
    return row.attributed_at, row.id


async def _known(unit: Unit, rows: Sequence[Row]) -> Known:
    named = {each.friend_id for each in rows} | {each.referrer_id for each in rows}
    people = await customers.people(unit, sorted(named))
    came: dict[CustomerId, list[Row]] = {}
    for each in await store.read(unit, people):
        came.setdefault(people[each.friend_id], []).append(each)
    others = {each.referrer_id for theirs in came.values() for each in theirs}
    people |= await customers.people(unit, sorted(others - people.keys()))
    persons = tuple(sorted({people[each] for each in named}))
    done: dict[CustomerId, list[OrderCase]] = {}
    friends = sorted({people[each.friend_id] for each in rows})
    for case in await orders.outlines_since(unit, friends, EARLIEST):
        if case.customer_id is not None:
            done.setdefault(case.customer_id, []).append(case)
    gone = await customers.gone(unit, persons)
    return Known(people=people, gone=gone, orders=done, came=came)


async def _with_likeness(unit: Unit, known: Known, rows: Sequence[Row]) -> Known:
    """Return what is known, and all that may be alike of those of these referrals."""
    people = known.people
    named = {each.friend_id for each in rows} | {each.referrer_id for each in rows}
    persons = tuple(sorted({people[each] for each in named}))
    told = await customers.find_many(unit, customers.FindMany(customer_ids=persons))
    paid: dict[CustomerId, frozenset[bytes]] = {}
    for whose, digests in (await code_store.prints(unit, people)).items():
        person = people[whose]
        paid[person] = paid.get(person, frozenset()) | digests
    return replace(known, profiles={each.id: each for each in told}, prints=paid)
