"""Fulfilment: what a confirmed reward becomes, and how that is undone."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain import ledger, vouchers
from domain.kernel import Unit
from domain.orders import OrderId
from domain.rewards import paying, redemption_store, rules, store
from domain.rewards.events import RewardConfirmed, RewardRefunded
from domain.rewards.model import GIVING, PRICED, Reward, RewardKind
from domain.rewards.redemption import RedemptionStatus
from domain.rewards.redemption_store import Row
from domain.rewards.refusals import NotRefundable

# What explains a transfer: the redemption, and what of it.
SOURCE_TYPE = "redemption"
HOLD, GIVEN, TAKEN, REFUND = "hold", "given", "taken", "refund-{}"


async def confirm(
    unit: Unit, row: Row, reward: Reward, order_id: OrderId | None
) -> Row:
    """Have a reward paid and handed over, by an order or without one.

    It refuses PoolEmpty, if the reward is a code and none is left, and PotClosed, if it
    is a donation to a pot in which nothing is collected any more.
    """
    if row.hold_id is not None and reward.terms.pot is not None:
        await ledger.donate_held(unit, row.hold_id, reward.terms.pot, row.id)
    elif row.hold_id is not None:
        await ledger.confirm(unit, [row.hold_id], towards=_towards(reward))
    return await hand_over(unit, row, reward, order_id)


async def hand_over(
    unit: Unit, row: Row, reward: Reward, order_id: OrderId | None
) -> Row:
    """Give a customer what a reward is; an order has its discount already."""
    voucher_id = await _voucher(unit, row, reward, order_id)
    await _give(unit, row, reward)
    values: dict[str, Any] = {
        "status": RedemptionStatus.CONFIRMED,
        "confirmed_at": unit.now,
        "order_id": order_id,
        "voucher_id": voucher_id,
    }
    redemption_store.change(unit, row.id, **values)
    unit.emit(
        RewardConfirmed(
            redemption_id=row.id,
            customer_id=row.customer_id,
            reward=reward.reward,
            kind=reward.terms.kind,
            quantity=row.quantity,
            order_id=order_id,
        )
    )
    return replace(row, **values)


async def refund(unit: Unit, row: Row, reward: Reward, amount: int) -> Row:
    """Give some of a price back to the lots that it came from, with their expiry."""
    if amount == 0:
        return row
    refunded = row.refunded + amount
    posting = ledger.Refund(
        customer_id=row.payer_id or row.customer_id,
        unit=row.unit,
        amount=amount,
        source_type=SOURCE_TYPE,
        source_id=row.id,
        effect=REFUND.format(refunded),
        occurred_at=unit.now,
        spent=_paid(row, reward),
        grace_days=reward.terms.grace_days,
    )
    await ledger.post(unit, [posting])
    redemption_store.change(unit, row.id, refunded=refunded)
    paying.tell(unit, row, amount)
    unit.emit(
        RewardRefunded(
            redemption_id=row.id,
            customer_id=row.customer_id,
            reward=reward.reward,
            amount=amount,
        )
    )
    return replace(row, refunded=refunded)


async def take_back(unit: Unit, row: Row, reward: Reward) -> Row:
    """Undo what a confirmed reward became, and count its pieces as there again."""
    if row.voucher_id is not None:
        await vouchers.take_back(unit, [row.voucher_id], "The reward was given back.")
    if reward.terms.kind in GIVING:
        await ledger.post(unit, [_clawback(unit, row, reward)])
    store.give(unit, row.reward_id, row.quantity, row.cost)
    redemption_store.change(unit, row.id, status=RedemptionStatus.REFUNDED)
    return replace(row, status=RedemptionStatus.REFUNDED)


async def refuse_used(unit: Unit, row: Row, reward: Reward) -> None:
    """Refuse to take back what has been used already."""
    if row.voucher_id is not None:
        asked = vouchers.FindVoucher(voucher_id=row.voucher_id)
        found = await vouchers.find_voucher(unit, asked)
        if found.status is vouchers.VoucherStatus.USED:
            raise NotRefundable
    if reward.terms.kind in GIVING:
        asked = ledger.BalancesOfMany(customer_ids=(row.customer_id,))
        there = sum(
            each.available
            for each in await ledger.balances_of_many(unit, asked)
            if each.unit == reward.terms.gives_unit
        )
        if there < reward.terms.gives * row.quantity:
            raise NotRefundable
    if reward.terms.kind is RewardKind.DONATION:
        raise NotRefundable


async def _voucher(
    unit: Unit, row: Row, reward: Reward, order_id: OrderId | None
) -> str | None:
    terms = reward.terms
    by_order = order_id is not None and terms.kind in PRICED
    if by_order or (terms.kind not in PRICED and terms.voucher_pool is None):
        return None
    pool = await vouchers.pool_named(unit, rules.pool_of(reward))
    if terms.voucher_pool is not None:
        return (await vouchers.claim(unit, pool, row.customer_id)).id
    (made,) = await vouchers.make(unit, pool, row.customer_id, 1)
    return made.id


async def _give(unit: Unit, row: Row, reward: Reward) -> None:
    terms = reward.terms
    if terms.kind not in GIVING:
        return
    assert terms.gives_unit is not None, reward
    earn = ledger.Earn(
        customer_id=row.customer_id,
        unit=terms.gives_unit,
        amount=terms.gives * row.quantity,
        source_type=SOURCE_TYPE,
        source_id=row.id,
        effect=GIVEN,
        occurred_at=unit.now,
        expires_at=_until(unit.now, terms.gives_days),
    )
    await ledger.post(unit, [earn])


def _clawback(unit: Unit, row: Row, reward: Reward) -> ledger.Clawback:
    assert reward.terms.gives_unit is not None, reward
    return ledger.Clawback(
        customer_id=row.customer_id,
        unit=reward.terms.gives_unit,
        amount=reward.terms.gives * row.quantity,
        source_type=SOURCE_TYPE,
        source_id=row.id,
        effect=TAKEN,
        occurred_at=unit.now,
        earned=ledger.Source(SOURCE_TYPE, row.id, GIVEN),
    )


def _paid(row: Row, reward: Reward) -> ledger.Source:
    """Return what explains how the price of a reward was paid."""
    if reward.terms.pot is not None:
        return ledger.pot_source(reward.terms.pot, row.id)
    assert row.hold_id is not None, row
    return ledger.Source("hold", row.hold_id, "confirm")


def _towards(reward: Reward) -> ledger.Side:
    donated = reward.terms.kind is RewardKind.DONATION
    return ledger.Side.DONATED if donated else ledger.Side.REDEEMED


def _until(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now + timedelta(days=days)
