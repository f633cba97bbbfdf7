"""Rewards and orders: an order confirms what was redeemed for it, in its own unit.

What comes back of the order gives the price back, to the lots that it came from: as
much of it as of the order, and exactly all of it with the last. It is never charged
again, also not if the order is reopened.
"""

from collections.abc import Iterable, Mapping, Sequence

from domain import customers, ledger, orders, vouchers
from domain.kernel import Unit
from domain.orders import OrderClaims, OrderId
from domain.rewards import fulfilment, redemption_store, rules, store
from domain.rewards.events import RedemptionDisputed
from domain.rewards.model import OnOrderReturn, Reward, RewardId
from domain.rewards.redemption import RedemptionStatus
from domain.rewards.redemption_store import Row
from domain.rewards.sentences import SENTENCES


async def confirm_by_orders(unit: Unit, order_ids: Sequence[OrderId]) -> None:
    """Confirm the redemptions that orders name, or dispute them; the orders stand."""
    claims = [each for each in await orders.claims(unit, order_ids) if each.redemptions]
    if not claims:
        return
    # In the order of all who redeem: customers first.
    buyers = {each.customer_id for each in claims if each.customer_id is not None}
    await customers.lock(unit, buyers)
    wanted = sorted({name for each in claims for name in each.redemptions})
    rows = {row.id: row for row in await redemption_store.hold(unit, wanted)}
    of = await _rewards(unit, rows.values())
    for order in claims:
        for name in dict.fromkeys(order.redemptions):
            row = rows.get(name)
            reason = _why_not(unit, row, order)
            if row is not None and reason is None:
                reward = of[row.reward_id, row.version]
                rows[name], reason = await _confirm(unit, row, reward, order)
            if reason is not None:
                nl, en = SENTENCES[reason]
                unit.emit(
                    RedemptionDisputed(
                        redemption_id=name,
                        order_id=order.order_id,
                        reason=reason,
                        nl=nl,
                        en=en,
                    )
                )


async def give_back_of_orders(unit: Unit, order_ids: Sequence[OrderId]) -> None:
    """Give back what orders paid in points, as far as they came back or are off."""
    rows = await redemption_store.hold_of_orders(unit, order_ids)
    rows = tuple(row for row in rows if row.status is RedemptionStatus.CONFIRMED)
    if not rows:
        return
    of = await _rewards(unit, rows)
    named = sorted({row.order_id for row in rows if row.order_id is not None})
    theirs = {each.order_id: each for each in await orders.claims(unit, named)}
    for row in rows:
        order, reward = theirs[row.order_id or ""], of[row.reward_id, row.version]
        back = rules.given_back(
            reward.terms, row.price, order.returned, gone=order.is_gone
        )
        kept = await fulfilment.refund(unit, row, reward, max(back - row.refunded, 0))
        if order.is_gone and reward.terms.on_return is not OnOrderReturn.KEEP:
            await fulfilment.take_back(unit, kept, reward)


def _why_not(unit: Unit, row: Row | None, order: OrderClaims) -> str | None:
    """Return why a redemption does not count for an order, or None."""
    if row is None or row.customer_id != order.customer_id:
        return "unknown"
    if row.status is not RedemptionStatus.RESERVED:
        return None if row.order_id == order.order_id else row.status.value
    return "expired" if row.expires_at <= unit.now else None


async def _confirm(
    unit: Unit, row: Row, reward: Reward, order: OrderClaims
) -> tuple[Row, str | None]:
    if row.status is not RedemptionStatus.RESERVED:
        return row, None
    try:
        return await fulfilment.confirm(unit, row, reward, order.order_id), None
    except vouchers.PoolEmpty:
        return row, "no_codes"
    except ledger.PotClosed:
        return row, "pot_closed"


async def _rewards(
    unit: Unit, rows: Iterable[Row]
) -> Mapping[tuple[RewardId, int], Reward]:
    return await store.versions(unit, ((row.reward_id, row.version) for row in rows))
