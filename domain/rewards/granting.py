"""Granting: rewards that nobody asked for, as an earning rule gave them.

What is granted costs nothing and is confirmed at once. It is taken back with what it
was given for. A reward that is not there is not granted, and an event says so.
"""

from domain import earning, vouchers
from domain.earning import AwardChange
from domain.kernel import Unit
from domain.rewards import fulfilment, redemption_store, store
from domain.rewards.events import RewardNotGranted
from domain.rewards.model import Reward, RewardStatus
from domain.rewards.redemption import RedemptionStatus
from domain.rewards.redemption_store import Row
from domain.rewards.sentences import SENTENCES

AWARD = "award:{}"


async def on_awards_changed(unit: Unit, news: earning.AwardsChanged) -> None:
    """Grant what rules gave of the catalogue, and take back what they took back."""
    for change in news.changes:
        if change.reward is not None and change.amount > 0:
            reason = await _grant(unit, change, change.reward)
            if reason is not None:
                nl, en = SENTENCES[reason]
                unit.emit(
                    RewardNotGranted(
                        customer_id=change.customer_id,
                        reward=change.reward,
                        reason=reason,
                        nl=nl,
                        en=en,
                    )
                )
        elif change.reward is not None and change.amount < 0:
            await _take_back(unit, change)


async def _grant(unit: Unit, change: AwardChange, name: str) -> str | None:
    """Give a customer a reward, or return why there is none."""
    reward = await store.current(unit, name)
    if reward is None or reward.status is not RewardStatus.PUBLISHED:
        return "not_published"
    if not await store.take(unit, reward.id, reward.terms, change.amount):
        return "sold_out"
    row = _row(unit, change, reward)
    await redemption_store.add(unit, row)
    try:
        await fulfilment.hand_over(unit, row, reward, None)
    except vouchers.PoolEmpty:
        store.give(unit, row.reward_id, row.quantity, row.cost)
        ended = {"status": RedemptionStatus.RELEASED, "source": None}
        redemption_store.change(unit, row.id, **ended)
        return "no_codes"
    return None


async def _take_back(unit: Unit, change: AwardChange) -> None:
    """Undo what was granted; a voucher that was used stays used."""
    row = await redemption_store.hold_given(unit, AWARD.format(change.award_id))
    if row is None:
        return
    key = row.reward_id, row.version
    reward = (await store.versions(unit, [key]))[key]
    await fulfilment.take_back(unit, row, reward)
    # So that it can be given for the same reason again.
    redemption_store.change(unit, row.id, source=None)


def _row(unit: Unit, change: AwardChange, reward: Reward) -> Row:
    return Row(
        id=unit.new_id("rdm"),
        customer_id=change.customer_id,
        reward_id=reward.id,
        version=reward.version,
        status=RedemptionStatus.RESERVED,
        quantity=change.amount,
        unit=reward.terms.unit,
        price=0,
        money=0,
        cost=reward.terms.cost * change.amount,
        refunded=0,
        hold_id=None,
        payer_id=None,
        cart=None,
        order_id=None,
        voucher_id=None,
        source=AWARD.format(change.award_id),
        reserved_at=unit.now,
        expires_at=unit.now,
        confirmed_at=None,
    )
