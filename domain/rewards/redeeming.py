"""Redeeming: reserved, then confirmed or released; taken back by what was agreed.

Locks are taken in one order: the customer, the redemption, the count, accounts.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from domain import ledger, tenants, vouchers
from domain.customers import CustomerNotFound
from domain.kernel import SYSTEM, CustomerId, Unit, writes
from domain.rewards import (
    circumstances,
    fulfilment,
    paying,
    receipts,
    redemption_store,
    rules,
    store,
)
from domain.rewards.events import RewardReleased, RewardReserved
from domain.rewards.model import Reward, RewardId, RewardStatus
from domain.rewards.paying import Price, Purse
from domain.rewards.redemption import (
    ConfirmRedemption,
    Redemption,
    RedemptionStatus,
    RefundRedemption,
    ReleaseRedemption,
    ReserveReward,
    SweepRedemptions,
    SweptRedemptions,
)
from domain.rewards.redemption_store import Row
from domain.rewards.refusals import (
    MoneyUnpaid,
    NotRefundable,
    RedemptionEnded,
    RedemptionNotFound,
    RewardNotFound,
    RewardUnavailable,
)
from domain.rewards.rules import Supply
from domain.rewards.sentences import Hindrance, obstacle
from domain.tenants import Wordings
from domain.vouchers import Obstacle

# What keeps somebody from a reward, and what lapses may cure.
SHORT = frozenset({"sold_out", "budget_spent"})
EXPIRED_MAX = 100


@writes(
    "rewards:redeem",
    refusals=(CustomerNotFound, RewardNotFound, RewardUnavailable),
    subject="customer_id",
)
async def reserve_reward(unit: Unit, command: ReserveReward) -> Redemption:
    """Set a reward and its price aside for a customer, for a while.

    Of the last piece there is one reservation, whoever else asks at that moment.
    """
    customer_id = await receipts.whom(unit, command.customer_id)
    reward = await store.current(unit, command.reward)
    if reward is None:
        raise RewardNotFound
    words = await _words(unit)
    if reward.status is not RewardStatus.PUBLISHED:
        raise RewardUnavailable((obstacle(Hindrance(code="not_published"), words),))
    asked = _price(customer_id, reward, command)
    purse = await paying.purse(unit, command.pay_from, asked)
    against = await _why_not(unit, asked, reward, command, purse)
    if {each.code for each in against} & SHORT:
        # What others let lapse may be enough.
        await _end_expired(unit, EXPIRED_MAX, reward.id)
        reward = await store.current(unit, command.reward) or reward
        asked = _price(customer_id, reward, command)
        purse = await paying.purse(unit, command.pay_from, asked)
        against = await _why_not(unit, asked, reward, command, purse)
    if against:
        raise RewardUnavailable(against)
    if not await store.take(unit, reward.id, reward.terms, command.quantity):
        raise RewardUnavailable((obstacle(Hindrance(code="sold_out"), words),))
    row = await _set_aside(unit, asked, reward, command, purse)
    unit.emit(
        RewardReserved(
            redemption_id=row.id, customer_id=customer_id, reward=reward.reward
        )
    )
    paying.tell(unit, row, -row.price)
    return receipts.redemption(unit, row, reward)


@writes(
    "rewards:redeem",
    refusals=(
        CustomerNotFound,
        RedemptionNotFound,
        RedemptionEnded,
        RewardUnavailable,
        MoneyUnpaid,
    ),
    subject="customer_id",
)
async def confirm_redemption(unit: Unit, command: ConfirmRedemption) -> Redemption:
    """Take a reward that is reserved, and pay its price; twice is as once.

    A discount becomes a voucher of the customer's. What an order names is confirmed by
    the order, and needs no other confirmation.
    """
    customer_id = await receipts.whom(unit, command.customer_id)
    row = await receipts.held(unit, customer_id, command.redemption_id)
    if row.status is RedemptionStatus.CONFIRMED:
        return await receipts.shown(unit, row)
    _refuse_ended(unit, row)
    if row.money and unit.principal.customer is not None:
        raise MoneyUnpaid(row.money)
    reward = await _reward(unit, row)
    try:
        confirmed = await fulfilment.confirm(unit, row, reward, None)
    except vouchers.PoolEmpty as empty:
        why = obstacle(Hindrance(code="no_codes"), await _words(unit))
        raise RewardUnavailable((why,)) from empty
    except ledger.PotClosed as closed:
        why = obstacle(Hindrance(code="pot_closed"), await _words(unit))
        raise RewardUnavailable((why,)) from closed
    return receipts.redemption(unit, confirmed, reward)


@writes(
    "rewards:redeem",
    refusals=(CustomerNotFound, RedemptionNotFound, RedemptionEnded),
    subject="customer_id",
)
async def release_redemption(unit: Unit, command: ReleaseRedemption) -> Redemption:
    """Let go of a reward that is reserved; its price goes back. Twice is as once."""
    customer_id = await receipts.whom(unit, command.customer_id)
    row = await receipts.held(unit, customer_id, command.redemption_id)
    if row.status is RedemptionStatus.RELEASED:
        return await receipts.shown(unit, row)
    return await _release(unit, row)


@writes(
    "rewards:write",
    refusals=(CustomerNotFound, RedemptionNotFound, RedemptionEnded, NotRefundable),
)
async def refund_redemption(unit: Unit, command: RefundRedemption) -> Redemption:
    """Take a reward back and give its price back to where it came from.

    It is refused after the time that the reward allows, and if what it gave was used.
    One that is reserved is released.
    """
    customer_id = await receipts.whom(unit, command.customer_id)
    row = await receipts.held(unit, customer_id, command.redemption_id)
    if row.status is RedemptionStatus.RESERVED:
        return await _release(unit, row)
    if row.status is RedemptionStatus.REFUNDED:
        return await receipts.shown(unit, row)
    if row.status is not RedemptionStatus.CONFIRMED:
        raise RedemptionEnded(row.status)
    reward = await _reward(unit, row)
    assert row.confirmed_at is not None, row
    until = row.confirmed_at + timedelta(days=reward.terms.refundable_days)
    if unit.now >= until:
        raise NotRefundable
    await fulfilment.refuse_used(unit, row, reward)
    row = await fulfilment.refund(unit, row, reward, row.price - row.refunded)
    row = await fulfilment.take_back(unit, row, reward)
    return receipts.redemption(unit, row, reward)


@writes(SYSTEM)
async def sweep_redemptions(unit: Unit, command: SweepRedemptions) -> SweptRedemptions:
    """End reservations whose time is over; the ledger gives their prices back."""
    done = await _end_expired(unit, command.limit, None)
    return SweptRedemptions(done=done, more=done >= command.limit)


async def release_all_of(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Let go of all that customers have reserved; their points are for the ledger.

    What a household was to pay goes back to it.
    """
    rows = await redemption_store.hold_reserved_of(unit, customer_ids)
    theirs = [
        each.hold_id
        for each in rows
        if each.payer_id is not None
        and each.hold_id is not None
        and each.expires_at > unit.now
    ]
    if theirs:
        await ledger.release(unit, theirs)
    for row in sorted(rows, key=lambda each: (each.reward_id, each.id)):
        await _let_go(unit, row, RedemptionStatus.RELEASED)


async def _release(unit: Unit, row: Row) -> Redemption:
    _refuse_ended(unit, row)
    if row.hold_id is not None:
        await ledger.release(unit, [row.hold_id])
    return await receipts.shown(
        unit, await _let_go(unit, row, RedemptionStatus.RELEASED)
    )


def _price(customer_id: CustomerId, reward: Reward, command: ReserveReward) -> Price:
    amount = reward.terms.price * command.quantity
    return Price(customer_id=customer_id, unit=reward.terms.unit, amount=amount)


async def _why_not(
    unit: Unit, asked: Price, reward: Reward, command: ReserveReward, purse: Purse
) -> tuple[Obstacle, ...]:
    customer_id, words = asked.customer_id, await _words(unit)
    if purse.against is not None:
        return (obstacle(Hindrance(code=purse.against), words),)
    who = await circumstances.of_many(unit, [customer_id], [reward], command.channel)
    own = await redemption_store.own(unit, [customer_id])
    segments = await circumstances.segments(unit, [customer_id], [reward])
    supply = Supply(
        now=unit.now,
        words=words,
        quantity=command.quantity,
        taken=reward.taken,
        spent=reward.spent,
        own=own[customer_id, reward.id],
        balance=purse.balance,
        segments=segments[customer_id],
    )
    return rules.why_not(reward.terms, who[customer_id], supply)


async def _set_aside(
    unit: Unit, asked: Price, reward: Reward, command: ReserveReward, purse: Purse
) -> Row:
    terms, pieces = reward.terms, command.quantity
    hold_s = min(terms.hold_s, command.hold_s or terms.hold_s)
    row = Row(
        id=unit.new_id("rdm"),
        customer_id=asked.customer_id,
        reward_id=reward.id,
        version=reward.version,
        status=RedemptionStatus.RESERVED,
        quantity=pieces,
        unit=terms.unit,
        price=asked.amount,
        money=terms.money * pieces,
        cost=terms.cost * pieces,
        refunded=0,
        hold_id=None,
        payer_id=purse.payer_id,
        cart=command.cart,
        order_id=None,
        voucher_id=None,
        source=None,
        reserved_at=unit.now,
        expires_at=unit.now + timedelta(seconds=hold_s),
        confirmed_at=None,
    )
    if row.price:
        row = replace(row, hold_id=await _hold(unit, row))
    await redemption_store.add(unit, row)
    return row


async def _hold(unit: Unit, row: Row) -> str:
    """Set the price aside, of which whoever pays has enough at this instant."""
    wanted = ledger.Hold(
        customer_id=row.payer_id or row.customer_id,
        unit=row.unit,
        amount=row.price,
        source_type=fulfilment.SOURCE_TYPE,
        source_id=row.id,
        effect=fulfilment.HOLD,
        occurred_at=unit.now,
        expires_at=row.expires_at,
    )
    try:
        (held,) = await ledger.hold(unit, [wanted])
    except ledger.InsufficientPoints as refusal:
        short = Hindrance(
            code="not_enough",
            missing=refusal.required - refusal.available,
            unit=row.unit,
        )
        raise RewardUnavailable((obstacle(short, await _words(unit)),)) from refusal
    except ledger.AccountFrozen as refusal:
        frozen = Hindrance(code="account_frozen")
        raise RewardUnavailable((obstacle(frozen, await _words(unit)),)) from refusal
    return held.hold_id


async def _end_expired(unit: Unit, limit: int, reward_id: RewardId | None) -> int:
    """End reservations whose time is over, and return how many there were."""
    rows = await redemption_store.hold_expired(unit, limit, reward_id)
    for row in sorted(rows, key=lambda each: (each.reward_id, each.id)):
        await _let_go(unit, row, RedemptionStatus.EXPIRED)
    return len(rows)


async def _let_go(unit: Unit, row: Row, status: RedemptionStatus) -> Row:
    reward = await _reward(unit, row)
    store.give(unit, row.reward_id, row.quantity, row.cost)
    redemption_store.change(unit, row.id, status=status)
    paying.tell(unit, row, row.price)
    unit.emit(
        RewardReleased(
            redemption_id=row.id, customer_id=row.customer_id, reward=reward.reward
        )
    )
    return replace(row, status=status)


def _refuse_ended(unit: Unit, row: Row) -> None:
    if row.status is not RedemptionStatus.RESERVED:
        raise RedemptionEnded(row.status)
    if row.expires_at <= unit.now:
        raise RedemptionEnded(RedemptionStatus.EXPIRED)


async def _reward(unit: Unit, row: Row) -> Reward:
    key = row.reward_id, row.version
    return (await store.versions(unit, [key]))[key]


async def _words(unit: Unit) -> Wordings:
    return tenants.wordings(await tenants.programme(unit))
