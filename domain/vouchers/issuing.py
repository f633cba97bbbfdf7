"""Issuing: how vouchers come to be, and whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain import customers
from domain.customers import CustomerNotFound
from domain.kernel import (
    CustomerId,
    FieldError,
    Malformed,
    Unit,
    keyring,
    writes,
)
from domain.vouchers import codes, discounts, opening, rules, store
from domain.vouchers.events import VouchersGiven
from domain.vouchers.model import (
    CreatePool,
    IssueVouchers,
    Pool,
    Voucher,
    VouchersIssued,
    VoucherStatus,
)
from domain.vouchers.refusals import (
    PoolEmpty,
    PoolExists,
    PoolNotFound,
    TooManyPools,
)
from domain.vouchers.store import Fresh, Row


@dataclass(frozen=True, slots=True)
class Made:
    """A code that somebody made, whose it is, since when and until when."""

    code: str
    owner: CustomerId | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None


@writes("vouchers:write", refusals=(Malformed, PoolExists, TooManyPools))
async def create_pool(unit: Unit, command: CreatePool) -> Pool:
    """Make a pool of vouchers: what they are good for, and until when.

    Its terms never change, as somebody may have a voucher by them.
    """
    terms = command.terms
    discounts.check(terms.discount, "/terms/discount")
    if terms.valid_from and terms.valid_until and terms.valid_from >= terms.valid_until:
        error = FieldError(pointer="/terms/valid_until", detail="Before valid_from.")
        raise Malformed((error,))
    if await store.count_pools(unit) >= store.POOLS_MAX:
        raise TooManyPools(store.POOLS_MAX)
    return await ensure_pool(unit, command)


async def ensure_pool(unit: Unit, command: CreatePool) -> Pool:
    """Return the pool of a name, which is made if need be; refuse another one's."""
    terms = command.terms
    pool = Pool(
        id=unit.new_id("vpl"),
        pool=command.pool,
        name=command.name,
        terms=terms,
        recorded_at=unit.now,
    )
    if await store.add_pool(unit, pool):
        return pool
    known = await store.pool_named(unit, command.pool)
    assert known is not None, command.pool
    if (known.name, known.terms) != (command.name, terms):
        raise PoolExists(command.pool)
    return known


@writes("vouchers:write", refusals=(PoolNotFound, CustomerNotFound))
async def issue_vouchers(unit: Unit, command: IssueVouchers) -> VouchersIssued:
    """Make vouchers with codes that nobody can guess, for a customer or for anybody."""
    owner = None
    if command.customer_id is not None:
        owner = await customers.resolve(unit, command.customer_id)
    pool = await pool_named(unit, command.pool)
    return VouchersIssued(vouchers=await make(unit, pool, owner, command.count))


async def make(
    unit: Unit, pool: Pool, owner: CustomerId | None, count: int
) -> tuple[Voucher, ...]:
    """Make vouchers of a pool, whose codes are new."""
    made = [Made(codes.generate(unit.dice), owner) for _ in range(count)]
    fresh = await make_fresh(unit, pool, made)
    added = await store.add(unit, fresh)
    assert len(added) == count, "eighty bits came twice"
    if owner is not None:
        given = VouchersGiven(
            customer_id=owner, voucher_ids=tuple(each.id for each in fresh)
        )
        unit.emit(given)
    secrets = await keyring.secrets(unit)
    return tuple(opening.voucher(unit, secrets, pool, _row(each)) for each in fresh)


async def claim(unit: Unit, pool: Pool, owner: CustomerId) -> Voucher:
    """Give a customer a voucher of a pool that is nobody's yet, or refuse."""
    row = await store.hold_unclaimed(unit, pool.id)
    if row is None:
        raise PoolEmpty(pool.pool)
    until = await _until(unit, pool)
    store.change(unit, row.id, customer_id=owner, issued_at=unit.now, expires_at=until)
    unit.emit(VouchersGiven(customer_id=owner, voucher_ids=(row.id,)))
    row = replace(row, customer_id=owner, issued_at=unit.now, expires_at=until)
    return opening.voucher(unit, await keyring.secrets(unit), pool, row)


async def pool_named(unit: Unit, pool: str) -> Pool:
    """Return the pool of a name, or refuse."""
    found = await store.pool_named(unit, pool)
    if found is None:
        raise PoolNotFound
    return found


async def _until(unit: Unit, pool: Pool) -> datetime | None:
    return rules.expires_at(pool.terms, unit.now, await opening.zone(unit))


async def make_fresh(unit: Unit, pool: Pool, made: Sequence[Made]) -> list[Fresh]:
    """Return new vouchers of a pool, which last as it says if nobody says otherwise."""
    secrets = await keyring.secrets(unit)
    zone = await opening.zone(unit)
    ids = [unit.new_id("vch") for _ in made]
    return [
        Fresh(
            id=voucher_id,
            pool_id=pool.id,
            code_index=opening.blind(secrets, each.code),
            code=opening.seal(unit, secrets, voucher_id, each.code),
            customer_id=each.owner,
            issued_at=(since := each.issued_at or unit.now),
            expires_at=each.expires_at or rules.expires_at(pool.terms, since, zone),
        )
        for voucher_id, each in zip(ids, made, strict=True)
    ]


def _row(fresh: Fresh) -> Row:
    return Row(
        id=fresh.id,
        pool_id=fresh.pool_id,
        code=fresh.code,
        customer_id=fresh.customer_id,
        status=VoucherStatus.ISSUED,
        cart=None,
        reserved_until=None,
        order_id=None,
        issued_at=fresh.issued_at,
        expires_at=fresh.expires_at,
        used_at=None,
    )
