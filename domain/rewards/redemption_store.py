"""The SQL of redemptions: one function, one statement, one type."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Integer,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import CustomerId, Unit, sets
from domain.kernel.moves import Moves
from domain.kernel.rows import view
from domain.orders import OrderId
from domain.rewards.model import RewardId
from domain.rewards.redemption import RedemptionId, RedemptionStatus
from domain.rewards.tables import redemption_moves, redemptions
from domain.vouchers import VoucherId

OF_ORDERS_MAX = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A redemption as it is stored."""

    id: RedemptionId
    customer_id: CustomerId
    reward_id: RewardId
    version: int
    status: RedemptionStatus
    quantity: int
    unit: str
    price: int
    money: int
    cost: int
    refunded: int
    hold_id: str | None
    # Whose account it is paid of, if not the customer's own.
    payer_id: CustomerId | None
    cart: str | None
    order_id: OrderId | None
    voucher_id: VoucherId | None
    source: str | None
    reserved_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Own:
    customer_id: CustomerId
    reward_id: RewardId
    quantity: int


@dataclass(frozen=True, slots=True)
class _Payer:
    payer_id: CustomerId


ALL = view(redemptions, Row)
RESERVED, CONFIRMED = RedemptionStatus.RESERVED, RedemptionStatus.CONFIRMED
NAMED = sets.given(redemptions.c.id)
OWNERS = sets.given(redemptions.c.customer_id, name="owners")
_LATEST = (
    ALL.where(redemptions.c.customer_id == OWNERS.c.customer_id)
    .order_by(redemptions.c.id.desc())
    .limit(bindparam("limit", type_=Integer()))
    .lateral("latest")
)
LATEST = select(_LATEST).select_from(OWNERS.join(_LATEST, true()))
MOVES = Moves(redemptions, redemption_moves)


async def add(unit: Unit, row: Row) -> bool:
    """Write a redemption down, unless there is one for the same reason."""
    new = upsert(redemptions).values(asdict(row)).on_conflict_do_nothing()
    return await unit.run(new) == 1


async def hold(unit: Unit, redemption_ids: Sequence[RedemptionId]) -> tuple[Row, ...]:
    """Return redemptions, and keep others from them until this unit ends."""
    these = ALL.where(redemptions.c.id.in_(select(NAMED.c.id)))
    ordered = these.order_by(redemptions.c.id).with_for_update(of=redemptions)
    return await unit.all(Row, ordered, id_of=list(redemption_ids))


async def hold_of_orders(unit: Unit, order_ids: Sequence[OrderId]) -> tuple[Row, ...]:
    """Return the redemptions that orders used, and keep others from them."""
    these = ALL.where(redemptions.c.order_id.in_(order_ids))
    ordered = these.order_by(redemptions.c.id).limit(OF_ORDERS_MAX)
    return await unit.all(Row, ordered.with_for_update())


async def hold_expired(
    unit: Unit, limit: int, reward_id: RewardId | None = None
) -> tuple[Row, ...]:
    """Return reservations whose time is over; what others hold, they will end."""
    over = ALL.where(
        redemptions.c.status == RESERVED, redemptions.c.expires_at <= unit.now
    )
    if reward_id is not None:
        over = over.where(redemptions.c.reward_id == reward_id)
    first = over.order_by(redemptions.c.expires_at, redemptions.c.id).limit(limit)
    return await unit.all(Row, first.with_for_update(skip_locked=True))


async def hold_reserved_of(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[Row, ...]:
    """Return what customers have reserved, and keep others from it."""
    theirs = ALL.where(
        redemptions.c.status == RESERVED, redemptions.c.customer_id.in_(customer_ids)
    )
    ordered = theirs.order_by(redemptions.c.id).limit(OF_ORDERS_MAX)
    return await unit.all(Row, ordered.with_for_update())


async def overdue_of(
    unit: Unit, payer_ids: Sequence[CustomerId]
) -> frozenset[CustomerId]:
    """Return which of these were to pay what nobody confirmed in time, nor ended."""
    over = (
        select(redemptions.c.payer_id)
        .distinct()
        .where(redemptions.c.status == RESERVED, redemptions.c.expires_at <= unit.now)
        .where(redemptions.c.payer_id.in_(list(payer_ids)))
    )
    return frozenset(each.payer_id for each in await unit.all(_Payer, over))


def change(unit: Unit, redemption_id: RedemptionId, **values: Any) -> None:
    """Write down what has become of a redemption that this unit holds."""
    this = update(redemptions).where(redemptions.c.id == redemption_id)
    unit.write(this.values(**values))


async def find(
    unit: Unit, customer_id: CustomerId, redemption_id: RedemptionId
) -> Row | None:
    """Return a redemption of a customer."""
    return await unit.one(
        Row,
        ALL.where(
            redemptions.c.id == redemption_id, redemptions.c.customer_id == customer_id
        ),
    )


async def hold_given(unit: Unit, source: str) -> Row | None:
    """Return what was given for a reason, and keep others from it, if anything was."""
    this = ALL.where(redemptions.c.source == source)
    return await unit.one(Row, this.with_for_update())


async def page(
    unit: Unit, customer_id: CustomerId, before: RedemptionId | None, limit: int
) -> tuple[Row, ...]:
    """Return a customer's redemptions before one, newest first, and one more."""
    theirs = ALL.where(redemptions.c.customer_id == customer_id)
    if before is not None:
        theirs = theirs.where(redemptions.c.id < before)
    newest = theirs.order_by(redemptions.c.id.desc()).limit(limit + 1)
    return await unit.all(Row, newest)


async def latest(
    unit: Unit, customer_ids: Sequence[CustomerId], limit: int
) -> dict[CustomerId, list[Row]]:
    """Return the newest redemptions of many customers, and one more of each."""
    found: dict[CustomerId, list[Row]] = {each: [] for each in customer_ids}
    given = {"customer_id_of": list(customer_ids), "limit": limit + 1}
    for row in await unit.all(Row, LATEST, **given):
        found[row.customer_id].append(row)
    return found


async def own(
    unit: Unit, customer_ids: Iterable[CustomerId]
) -> Counter[tuple[CustomerId, RewardId]]:
    """Return how many pieces of which reward customers have or have reserved."""
    stands = or_(
        redemptions.c.status == CONFIRMED,
        and_(redemptions.c.status == RESERVED, redemptions.c.expires_at > unit.now),
    )
    quantity = func.sum(redemptions.c.quantity).label("quantity")
    theirs = (
        select(redemptions.c.customer_id, redemptions.c.reward_id, quantity)
        .where(redemptions.c.customer_id.in_(select(OWNERS.c.customer_id)), stands)
        .group_by(redemptions.c.customer_id, redemptions.c.reward_id)
    )
    found = await unit.all(_Own, theirs, customer_id_of=list(customer_ids))
    return Counter({(e.customer_id, e.reward_id): int(e.quantity) for e in found})
