"""Tiers that are set by hand, with a reason, and hold whatever counts."""

from dataclasses import replace

from domain import customers, tenants
from domain.customers import CustomerNotFound
from domain.kernel import CustomerId, Unit, writes
from domain.tiers import keeping, programmes, store
from domain.tiers.histories import Era
from domain.tiers.membership import Membership, SetLock, TierLock, UnsetLock
from domain.tiers.refusals import LockPassed, NotLocked, TierUnknown
from domain.tiers.rows import Held

LOCKS_MAX = 1_000


@writes("tiers:write", refusals=(CustomerNotFound, TierUnknown, LockPassed))
async def lock(unit: Unit, command: SetLock) -> Membership:
    """Put a customer in a tier by hand: it holds whatever counts, until it is unset."""
    customer_id = await customers.resolve(unit, command.customer_id)
    if command.until is not None and command.until <= unit.now:
        raise LockPassed(command.until)
    eras = await programmes.in_time(unit)
    if command.tier not in _slugs(eras, unit):
        raise TierUnknown(command.tier)
    set_ = TierLock(
        id=unit.new_id("tlk"),
        tier=command.tier,
        reason=command.reason,
        author=unit.principal.actor,
        since=unit.now,
        until=command.until,
    )
    member = (await store.hold(unit, [customer_id]))[customer_id]
    return await _relock(unit, _ended(member, unit), (set_,))


@writes("tiers:write", refusals=(CustomerNotFound, NotLocked))
async def unlock(unit: Unit, command: UnsetLock) -> Membership:
    """Let a customer's tier be what follows from what counts, from now on."""
    customer_id = await customers.resolve(unit, command.customer_id)
    member = (await store.hold(unit, [customer_id]))[customer_id]
    ended = _ended(member, unit)
    if ended == member:
        raise NotLocked
    return await _relock(unit, ended, ())


async def freeze(unit: Unit, customer_id: CustomerId, reason: str) -> None:
    """Have a customer stay in the tier they are in, or in none, whatever counts."""
    eras = await programmes.in_time(unit)
    if not eras:
        return
    member = (await store.hold(unit, [customer_id]))[customer_id]
    if _ended(member, unit) != member:
        return
    lock_ = TierLock(
        id=unit.new_id("tlk"),
        tier=member.tier,
        reason=reason,
        author=unit.principal.actor,
        since=unit.now,
        until=None,
    )
    await _relock(unit, member, (lock_,))


async def thaw(unit: Unit, customer_id: CustomerId, reason: str) -> None:
    """Let a tier follow again from what counts that was kept for a reason."""
    eras = await programmes.in_time(unit)
    member = (await store.hold(unit, [customer_id]))[customer_id] if eras else None
    if member is not None and any(
        each.reason == reason and each.until is None for each in member.life.locks
    ):
        await _relock(unit, _ended(member, unit), ())


async def _relock(unit: Unit, member: Held, more: tuple[TierLock, ...]) -> Membership:
    locks = (*member.life.locks, *more)[-LOCKS_MAX:]
    locked = replace(member, life=replace(member.life, locks=locks))
    (found,) = await keeping.apply(unit, {member.customer_id: locked})
    eras = await programmes.in_time(unit)
    words = tenants.wordings(await tenants.programme(unit))
    return keeping.membership(found, eras, unit.now, words)


def _ended(member: Held, unit: Unit) -> Held:
    """Return a membership of which no lock holds any longer."""
    locks = tuple(
        replace(each, until=unit.now)
        if each.until is None or each.until > unit.now
        else each
        for each in member.life.locks
    )
    return replace(member, life=replace(member.life, locks=locks))


def _slugs(eras: tuple[Era, ...], unit: Unit) -> set[str]:
    """Return the tiers that there are now."""
    return {
        tier.slug
        for era in eras
        if era.holds(unit.now)
        for tier in era.programme.terms.tiers
    }
