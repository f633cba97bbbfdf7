"""The SQL of vouchers: one function, one statement, one type."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Integer,
    bindparam,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import CustomerId, Unit, keyring, sets, walks
from domain.kernel.moves import Moves
from domain.kernel.rows import view
from domain.orders import OrderId
from domain.vouchers.model import (
    FilledPool,
    Pool,
    PoolId,
    VoucherId,
    VoucherStatus,
    VoucherTerms,
)
from domain.vouchers.tables import (
    voucher_moves,
    voucher_notes,
    voucher_pools,
    vouchers,
)

POOLS_MAX = 500
VOUCHERS_OF_ORDERS_MAX = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A voucher as it is stored: its code is sealed."""

    id: VoucherId
    pool_id: PoolId
    code: bytes | None
    customer_id: CustomerId | None
    status: VoucherStatus
    cart: str | None
    reserved_until: datetime | None
    order_id: OrderId | None
    issued_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A voucher that nobody has seen yet."""

    id: VoucherId
    pool_id: PoolId
    code_index: bytes
    code: bytes
    customer_id: CustomerId | None
    issued_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pool:
    id: PoolId
    pool: str
    name: str
    terms: dict[str, Any]
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filled(_Pool):
    unclaimed: int
    used: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named(Row):
    code_index: bytes


@dataclass(frozen=True, slots=True)
class _Owned:
    code_index: bytes
    customer_id: CustomerId | None


@dataclass(frozen=True, slots=True)
class _Added:
    id: VoucherId


FRESH = [
    vouchers.c[name]
    for name in (
        *("id", "pool_id", "code_index", "code"),
        *("customer_id", "issued_at", "expires_at"),
    )
]
FRESHES = sets.given(*FRESH)
ISSUED = VoucherStatus.ISSUED
ADD = (
    upsert(vouchers)
    .from_select(
        [*(each.name for each in FRESH), "status"],
        select(*FRESHES.c, bindparam("status", type_=vouchers.c.status.type)),
    )
    .on_conflict_do_nothing()
    .returning(vouchers.c.id)
)
ALL = view(vouchers, Row)
MOVES = Moves(vouchers, voucher_moves)
OWNERS = sets.given(vouchers.c.customer_id, name="owners")
_LATEST = (
    ALL.where(vouchers.c.customer_id == OWNERS.c.customer_id)
    .order_by(vouchers.c.id.desc())
    .limit(bindparam("limit", type_=Integer()))
    .lateral("latest")
)
LATEST = select(_LATEST).select_from(OWNERS.join(_LATEST, true()))

_COUNTS = (
    select(
        func.count().label("total"),
        func.count().filter(vouchers.c.status == VoucherStatus.USED).label("used"),
        func.count()
        .filter(vouchers.c.customer_id.is_(None), vouchers.c.status == ISSUED)
        .label("unclaimed"),
    )
    .where(vouchers.c.pool_id == voucher_pools.c.id)
    .lateral("counts")
)
POOLS = view(voucher_pools, _Pool)
FILLED = POOLS.add_columns(*_COUNTS.c).select_from(voucher_pools.join(_COUNTS, true()))
INDEXES = sets.given(vouchers.c.code_index)
OWNED = view(vouchers, _Owned).where(
    vouchers.c.code_index.in_(select(INDEXES.c.code_index))
)
HOLD = (
    view(vouchers, _Named)
    .where(vouchers.c.code_index.in_(select(INDEXES.c.code_index)))
    .order_by(vouchers.c.code_index)
    .with_for_update(of=vouchers)
)


async def add_pool(unit: Unit, pool: Pool) -> bool:
    """Write a pool down, unless there is one of its name."""
    row = {
        "id": pool.id,
        "pool": pool.pool,
        "name": pool.name,
        "terms": msgspec.to_builtins(pool.terms),
        "recorded_at": pool.recorded_at,
    }
    new = upsert(voucher_pools).values(row).on_conflict_do_nothing()
    return await unit.run(new) == 1


async def pools(unit: Unit) -> tuple[FilledPool, ...]:
    """Return all pools, by name, and how full they are."""
    ordered = FILLED.order_by(voucher_pools.c.pool).limit(POOLS_MAX)
    return tuple(
        FilledPool(
            **_plain(each), unclaimed=each.unclaimed, used=each.used, total=each.total
        )
        for each in await unit.all(_Filled, ordered)
    )


async def pool_named(unit: Unit, pool: str) -> Pool | None:
    """Return the pool of a name, if there is one."""
    found = await unit.one(_Pool, POOLS.where(voucher_pools.c.pool == pool))
    return None if found is None else Pool(**_plain(found))


async def pools_of(unit: Unit, rows: Iterable[Row]) -> Mapping[PoolId, Pool]:
    """Return the pools of vouchers, by their ids."""
    these = POOLS.where(voucher_pools.c.id.in_({row.pool_id for row in rows}))
    return {each.id: Pool(**_plain(each)) for each in await unit.all(_Pool, these)}


async def count_pools(unit: Unit) -> int:
    """Return how many pools there are."""
    return int(await unit.value(select(func.count()).select_from(voucher_pools)))


async def add(unit: Unit, fresh: Sequence[Fresh]) -> frozenset[VoucherId]:
    """Write vouchers down; return those whose codes are not taken already."""
    rows = sets.lists(FRESH, fresh)
    added = await unit.all(_Added, ADD, status=ISSUED, **rows)
    return frozenset(each.id for each in added)


async def owners(
    unit: Unit, indexes: Sequence[bytes]
) -> dict[bytes, CustomerId | None]:
    """Return whose those of these codes are that there are; nobody's, too."""
    found = await unit.all(_Owned, OWNED, code_index_of=list(indexes))
    return {bytes(each.code_index): each.customer_id for each in found}


async def find(unit: Unit, voucher_id: VoucherId) -> Row | None:
    """Return a voucher."""
    return await unit.one(Row, ALL.where(vouchers.c.id == voucher_id))


async def named(unit: Unit, code_index: bytes) -> Row | None:
    """Return the voucher of a code."""
    return await unit.one(Row, ALL.where(vouchers.c.code_index == code_index))


async def hold(unit: Unit, code_index: bytes) -> Row | None:
    """Return the voucher of a code, and keep others from it until this unit ends."""
    this = ALL.where(vouchers.c.code_index == code_index)
    return await unit.one(Row, this.with_for_update())


async def hold_many(unit: Unit, indexes: Sequence[bytes]) -> dict[bytes, Row]:
    """Return the vouchers of codes, and keep others from them until this unit ends.

    In the order of their codes, so that no two units wait for each other.
    """
    if not indexes:
        return {}
    found = await unit.all(_Named, HOLD, code_index_of=list(indexes))
    return {bytes(each.code_index): each for each in found}


async def hold_of_orders(unit: Unit, order_ids: Sequence[OrderId]) -> tuple[Row, ...]:
    """Return the vouchers that orders used, and keep others from them meanwhile."""
    these = ALL.where(vouchers.c.order_id.in_(order_ids)).order_by(vouchers.c.id)
    bounded = these.limit(VOUCHERS_OF_ORDERS_MAX).with_for_update()
    return await unit.all(Row, bounded)


async def hold_one(unit: Unit, voucher_id: VoucherId) -> Row | None:
    """Return a voucher, and keep others from it until this unit ends."""
    this = ALL.where(vouchers.c.id == voucher_id)
    return await unit.one(Row, this.with_for_update())


async def count_unused_of(unit: Unit, customer_ids: Sequence[CustomerId]) -> int:
    """Return how many vouchers customers have left."""
    theirs = (
        select(func.count())
        .select_from(vouchers)
        .where(vouchers.c.customer_id.in_(customer_ids))
        .where(vouchers.c.status.in_([VoucherStatus.ISSUED, VoucherStatus.RESERVED]))
    )
    return int(await unit.value(theirs))


async def hold_unused_of(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> tuple[Row, ...]:
    """Return the vouchers that customers have left, and keep others from them."""
    theirs = ALL.where(vouchers.c.customer_id.in_(customer_ids)).where(
        vouchers.c.status.in_([VoucherStatus.ISSUED, VoucherStatus.RESERVED])
    )
    ordered = theirs.order_by(vouchers.c.id).limit(VOUCHERS_OF_ORDERS_MAX)
    return await unit.all(Row, ordered.with_for_update())


async def hold_unclaimed(unit: Unit, pool_id: PoolId) -> Row | None:
    """Return a voucher that is nobody's yet; whoever else asks gets another."""
    free = (
        ALL.where(vouchers.c.pool_id == pool_id)
        .where(vouchers.c.customer_id.is_(None))
        .where(vouchers.c.status == ISSUED)
        .order_by(vouchers.c.id)
        .limit(1)
    )
    return await unit.one(Row, free.with_for_update(skip_locked=True))


def change(unit: Unit, voucher_id: VoucherId, **values: Any) -> None:
    """Write down what has become of a voucher that this unit holds."""
    unit.write(update(vouchers).where(vouchers.c.id == voucher_id).values(**values))


async def note(
    unit: Unit, voucher_id: VoucherId, customer_id: CustomerId, why: str
) -> None:
    """Write down why a voucher was withdrawn, which only its owner's key opens."""
    said = [(customer_id, why)]
    (sealed,) = await keyring.seal_each(unit, voucher_notes.c.note, said)
    row = {"voucher_id": voucher_id, "customer_id": customer_id, "note": sealed}
    unit.write(insert(voucher_notes).values(row))


async def page(
    unit: Unit, customer_id: CustomerId, before: VoucherId | None, limit: int
) -> tuple[Row, ...]:
    """Return a customer's vouchers before one, newest first, and one more."""
    theirs = ALL.where(vouchers.c.customer_id == customer_id)
    if before is not None:
        theirs = theirs.where(vouchers.c.id < before)
    return await unit.all(Row, theirs.order_by(vouchers.c.id.desc()).limit(limit + 1))


async def after(unit: Unit, key: str | None, limit: int) -> tuple[Row, ...]:
    """Return anybody's vouchers after one, the oldest first."""
    return await unit.all(Row, walks.following(ALL, vouchers.c.id, key, limit))


async def latest(
    unit: Unit, customer_ids: Sequence[CustomerId], limit: int
) -> dict[CustomerId, list[Row]]:
    """Return the newest vouchers of each of many customers, and one more of each."""
    found: dict[CustomerId, list[Row]] = {each: [] for each in customer_ids}
    given = {"customer_id_of": list(customer_ids), "limit": limit + 1}
    for row in await unit.all(Row, LATEST, **given):
        assert row.customer_id is not None, row
        found[row.customer_id].append(row)
    return found


def _plain(stored: _Pool) -> dict[str, Any]:
    return {
        "id": stored.id,
        "pool": stored.pool,
        "name": stored.name,
        "terms": msgspec.convert(stored.terms, VoucherTerms),
        "recorded_at": stored.recorded_at,
    }
