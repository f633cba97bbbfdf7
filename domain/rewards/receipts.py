"""Receipts: redemptions as customers see them."""

from collections.abc import Sequence

from domain import customers
from domain.customers import (
    CustomerNotFound,
    CustomerRef,
    CustomersMerged,
    CustomersUnmerged,
)
from domain.kernel import BadCursor, CustomerId, Page, Unit, pages, reads
from domain.rewards import redemption_store, store
from domain.rewards.model import Reward
from domain.rewards.redemption import (
    FindRedemption,
    Payer,
    Receipts,
    Redemption,
    RedemptionId,
    RedemptionsOfCustomer,
    RedemptionsOfMany,
    RedemptionStatus,
)
from domain.rewards.redemption_store import Row
from domain.rewards.refusals import RedemptionNotFound


@reads(
    "rewards:redeem",
    refusals=(CustomerNotFound, RedemptionNotFound),
    subject="customer_id",
)
async def find_redemption(unit: Unit, command: FindRedemption) -> Redemption:
    """Tell what a customer redeemed, and what has become of it."""
    customer_id = await customers.resolve(unit, command.customer_id)
    row = await redemption_store.find(unit, customer_id, command.redemption_id)
    if row is None:
        raise RedemptionNotFound
    return await shown(unit, row)


@reads(
    "rewards:redeem",
    refusals=(BadCursor, CustomerNotFound),
    subject="customer_id",
)
async def redemptions_of_customer(
    unit: Unit, command: RedemptionsOfCustomer
) -> Page[Redemption]:
    """Tell what a customer redeemed, newest first."""
    customer_id = await customers.resolve(unit, command.customer_id)
    before = command.after and pages.place(command.after, tuple[RedemptionId])[0]
    rows = await redemption_store.page(unit, customer_id, before or None, command.limit)
    all_shown = await show(unit, rows)
    return pages.page(all_shown, command.limit, lambda each: (each.id,))


@reads("rewards:redeem", subject="customer_ids")
async def redemptions_of_many(
    unit: Unit, command: RedemptionsOfMany
) -> tuple[Receipts, ...]:
    """Tell what each of many customers redeemed last, newest first."""
    found = await redemption_store.latest(unit, command.customer_ids, command.limit)
    rows = [row for theirs in found.values() for row in theirs]
    by_id = {each.id: each for each in await show(unit, rows)}
    return tuple(
        Receipts(
            customer_id=customer_id,
            redemptions=pages.page(
                [by_id[row.id] for row in theirs],
                command.limit,
                lambda each: (each.id,),
            ),
        )
        for customer_id, theirs in found.items()
    )


async def whom(unit: Unit, ref: CustomerRef) -> CustomerId:
    """Return whom a command means, and keep other writers from them, or refuse.

    It is the first lock of whoever redeems: a customer has no two hands.
    """
    found = await customers.resolve(unit, ref)
    return (await customers.lock(unit, [found])).get(found, found)


async def held(unit: Unit, customer_id: CustomerId, named: RedemptionId) -> Row:
    """Return a redemption of a customer and hold it, or refuse."""
    for row in await redemption_store.hold(unit, [named]):
        if row.customer_id == customer_id:
            return row
    raise RedemptionNotFound


async def shown(unit: Unit, row: Row) -> Redemption:
    """Return a redemption as it is at the unit's instant."""
    (found,) = await show(unit, [row])
    return found


async def show(unit: Unit, rows: Sequence[Row]) -> tuple[Redemption, ...]:
    """Return redemptions as they are at the unit's instant."""
    of = await store.versions(unit, ((row.reward_id, row.version) for row in rows))
    return tuple(redemption(unit, row, of[row.reward_id, row.version]) for row in rows)


def redemption(unit: Unit, row: Row, reward: Reward) -> Redemption:
    """Return a redemption of a version of a reward at the unit's instant."""
    over = row.status is RedemptionStatus.RESERVED and row.expires_at <= unit.now
    return Redemption(
        id=row.id,
        customer_id=row.customer_id,
        reward_id=row.reward_id,
        reward=reward.reward,
        version=row.version,
        name=reward.name,
        kind=reward.terms.kind,
        status=RedemptionStatus.EXPIRED if over else row.status,
        quantity=row.quantity,
        unit=row.unit,
        price=row.price,
        paid_by=Payer.OWN if row.payer_id is None else Payer.HOUSEHOLD,
        money=row.money,
        refunded=row.refunded,
        cart=row.cart,
        order_id=row.order_id,
        voucher_id=row.voucher_id,
        reserved_at=row.reserved_at,
        expires_at=row.expires_at,
        confirmed_at=row.confirmed_at,
    )


async def on_customers_merged(unit: Unit, news: CustomersMerged) -> None:
    """Let the kept customer have the redemptions of the other one."""
    giver, taker = news.merged_id, news.kept_id
    await redemption_store.MOVES.follow(unit, news.merge_id, giver, taker)


async def on_customers_unmerged(unit: Unit, news: CustomersUnmerged) -> None:
    """Give back the redemptions that a merge moved."""
    giver, taker = news.kept_id, news.merged_id
    await redemption_store.MOVES.give_back(unit, news.merge_id, giver, taker)
