"""The SQL of proofs: one function, one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Select, insert, select, true, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.kernel import Unit, ids
from domain.kernel.rows import view
from domain.kernel.sets import given, whole
from domain.proofs.model import Head, Seal, SealKind
from domain.proofs.rules import split
from domain.proofs.tables import heads, latecomers, seals
from domain.signing import stamp

LATE = whole(latecomers)
COME_LATE = insert(latecomers).from_select(
    [each.name for each in LATE], select(*given(*LATE).c)
)

LATE_SHOWN = 10
# In which order heads are listed.
PLACE = (heads.c.seals, heads.c.key_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealRow:
    """A seal as it is stored, without the hashes that it keeps."""

    number: int
    kind: SealKind
    first: int
    count: int
    after: str | None
    until: str | None
    root: bytes
    previous: bytes
    hash: bytes
    sealed_at: datetime

    def seal(self, tenant_id: str) -> Seal:
        """Return the seal."""
        return Seal(
            tenant_id=tenant_id,
            number=self.number,
            kind=self.kind,
            first=self.first,
            count=self.count,
            after=self.after or "",
            until=self.until or "",
            root=self.root.hex(),
            previous=self.previous.hex(),
            hash=self.hash.hex(),
            sealed_at=stamp(self.sealed_at),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _SealOver(SealRow):
    transfer_id: str


@dataclass(frozen=True, slots=True)
class _Leaves:
    number: int
    leaves: bytes


@dataclass(frozen=True, slots=True)
class _Trees:
    number: int
    trees: bytes


@dataclass(frozen=True, slots=True)
class _HeadRow:
    seals: int
    key_id: str
    transfers: int
    seal: bytes
    root: bytes
    signed_at: datetime
    signature: bytes


_NAMED = given(latecomers.c.transfer_id, name="named")
_RANGE = (
    view(seals, SealRow)
    .where(seals.c.until >= _NAMED.c.transfer_id)
    .order_by(seals.c.until)
    .limit(1)
    .lateral("range")
)
OVER = select(_NAMED.c.transfer_id, *_RANGE.c).select_from(_NAMED.join(_RANGE, true()))
OVER_LATE = select(
    latecomers.c.transfer_id, *(seals.c[each.name] for each in fields(SealRow))
).select_from(
    _NAMED.join(latecomers, latecomers.c.transfer_id == _NAMED.c.transfer_id).join(
        seals, seals.c.number == latecomers.c.number
    )
)


def tenant_of(unit: Unit) -> str:
    """Return the public identifier of the unit's tenant."""
    return ids.encode("tnt", unit.principal.tenant)


async def newest(unit: Unit) -> Seal | None:
    """Return the last seal."""
    last = view(seals, SealRow).order_by(seals.c.number.desc()).limit(1)
    return await _seal(unit, last)


async def sealed_until(unit: Unit) -> str | None:
    """Return the identifier up to which ranges are sealed."""
    ranges = select(seals.c.until).where(seals.c.until.is_not(None))
    return await unit.value(ranges.order_by(seals.c.until.desc()).limit(1))


async def range_end_before(unit: Unit, number: int) -> str | None:
    """Return the identifier up to which seals until one had sealed ranges."""
    ranges = select(seals.c.until).where(
        seals.c.number <= number, seals.c.until.is_not(None)
    )
    return await unit.value(ranges.order_by(seals.c.number.desc()).limit(1))


async def seals_over(unit: Unit, transfer_ids: Sequence[str]) -> dict[str, Seal]:
    """Return the seals under which transfers were taken, by their identifiers."""
    tenant_id = tenant_of(unit)
    named = {"transfer_id_of": list(transfer_ids)}
    rows = (
        *await unit.all(_SealOver, OVER, **named),
        *await unit.all(_SealOver, OVER_LATE, **named),
    )
    return {row.transfer_id: row.seal(tenant_id) for row in rows}


async def seal(unit: Unit, number: int) -> Seal | None:
    """Return a seal."""
    return await _seal(unit, view(seals, SealRow).where(seals.c.number == number))


async def seals_after(unit: Unit, number: int, limit: int) -> tuple[Seal, ...]:
    """Return the seals that follow one, in their order."""
    following = view(seals, SealRow).where(seals.c.number > number)
    rows = await unit.all(SealRow, following.order_by(seals.c.number).limit(limit))
    tenant_id = tenant_of(unit)
    return tuple(row.seal(tenant_id) for row in rows)


async def add_seal(
    unit: Unit, made: Seal, sealed_at: datetime, leaves: bytes, trees: bytes
) -> bool:
    """Write a seal down, unless somebody else wrote one of its number."""
    row = upsert(seals).values(
        number=made.number,
        kind=made.kind,
        first=made.first,
        count=made.count,
        after=made.after or None,
        until=made.until or None,
        root=bytes.fromhex(made.root),
        previous=bytes.fromhex(made.previous),
        hash=bytes.fromhex(made.hash),
        leaves=leaves,
        trees=trees,
        sealed_at=sealed_at,
    )
    return await unit.run(row.on_conflict_do_nothing()) == 1


async def leaves(unit: Unit, number: int) -> tuple[bytes, ...]:
    """Return the hashes of the leaves of a seal."""
    this = select(seals.c.leaves).where(seals.c.number == number)
    return split(await unit.value(this) or b"")


async def leaves_of(unit: Unit, numbers: Iterable[int]) -> dict[int, tuple[bytes, ...]]:
    """Return the hashes of the leaves of some seals."""
    those = view(seals, _Leaves).where(seals.c.number.in_(sorted(set(numbers))))
    return {row.number: split(row.leaves) for row in await unit.all(_Leaves, those)}


async def trees(unit: Unit, numbers: Iterable[int]) -> dict[int, tuple[bytes, ...]]:
    """Return the full trees that end with these seals, the smallest first."""
    those = view(seals, _Trees).where(seals.c.number.in_(sorted(set(numbers))))
    return {row.number: split(row.trees) for row in await unit.all(_Trees, those)}


def come_late(unit: Unit, transfer_ids: Sequence[str], number: int) -> None:
    """Remember where transfers were sealed that came late."""
    unit.write(
        COME_LATE,
        transfer_id_of=list(transfer_ids),
        number_of=[number] * len(transfer_ids),
    )


async def late_between(unit: Unit, after: str, until: str) -> frozenset[str]:
    """Return the transfers of a range that came late to it."""
    inside = select(latecomers.c.transfer_id).where(
        latecomers.c.transfer_id > after, latecomers.c.transfer_id <= until
    )
    rows = await unit.transaction.execute(inside)
    return frozenset(rows.scalars())


async def late_in(unit: Unit, number: int) -> tuple[str, ...]:
    """Return the transfers that a seal took late, in the order of identifiers."""
    those = select(latecomers.c.transfer_id).where(latecomers.c.number == number)
    rows = await unit.transaction.execute(those.order_by(latecomers.c.transfer_id))
    return tuple(rows.scalars())


async def late_after(unit: Unit, number: int) -> tuple[str, ...]:
    """Return transfers that came late and were sealed after a seal, a few."""
    those = select(latecomers.c.transfer_id).where(latecomers.c.number > number)
    rows = await unit.transaction.execute(those.limit(LATE_SHOWN))
    return tuple(rows.scalars())


async def newest_head(unit: Unit) -> Head | None:
    """Return the head that was signed last."""
    found = await heads_before(unit, None, 1)
    return found[0] if found else None


async def heads_before(
    unit: Unit, before: tuple[int, str] | None, limit: int
) -> tuple[Head, ...]:
    """Return heads, the largest first, from below a place in that order."""
    listed = view(heads, _HeadRow).order_by(*(each.desc() for each in PLACE))
    if before is not None:
        place = tuple_(*before, types=[each.type for each in PLACE])
        listed = listed.where(tuple_(*PLACE) < place)
    return await _heads(unit, listed.limit(limit))


async def heads_after(unit: Unit, size: int, until: int) -> tuple[Head, ...]:
    """Return the heads over more seals than some, up to others, in their order."""
    those = view(heads, _HeadRow).where(heads.c.seals > size, heads.c.seals <= until)
    return await _heads(unit, those.order_by(heads.c.seals, heads.c.key_id))


async def add_head(unit: Unit, head: Head, signed_at: datetime) -> bool:
    """Write a head down, unless the same was signed by the same key."""
    row = upsert(heads).values(
        seals=head.seals,
        key_id=head.key_id,
        transfers=head.transfers,
        seal=bytes.fromhex(head.seal),
        root=bytes.fromhex(head.root),
        signed_at=signed_at,
        signature=bytes.fromhex(head.signature),
    )
    return await unit.run(row.on_conflict_do_nothing()) == 1


async def _seal(unit: Unit, statement: Select[tuple[object, ...]]) -> Seal | None:
    row = await unit.one(SealRow, statement)
    return None if row is None else row.seal(tenant_of(unit))


async def _heads(unit: Unit, statement: Select[tuple[object, ...]]) -> tuple[Head, ...]:
    tenant_id = tenant_of(unit)
    return tuple(
        Head(
            tenant_id=tenant_id,
            seals=row.seals,
            transfers=row.transfers,
            seal=row.seal.hex(),
            root=row.root.hex(),
            signed_at=stamp(row.signed_at),
            key_id=row.key_id,
            signature=row.signature.hex(),
        )
        for row in await unit.all(_HeadRow, statement)
    )
