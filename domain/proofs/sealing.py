"""Sealing: what the ledger has written is put under seals, a batch at a time.

Posting does nothing for it. A transfer's identifier says when it was made, and no
transaction outlives its limit; so what is older than both together is all there, in an
order that no longer changes. A clock that went wrong may still bring a transfer to a
range that was sealed: it is found by counting, and sealed late, by name.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from domain import ledger
from domain.kernel import Unit, ids, writes
from domain.kernel.database import TRANSACTION_S
from domain.proofs import rules, store
from domain.proofs.model import NOTHING, Seal, Sealed, SealKind
from domain.signing import stamp

# How far the clocks of two of our machines may be apart.
SKEW_S = 60
GRACE = timedelta(seconds=TRANSACTION_S + SKEW_S)
TRANSFERS_MAX = 2_048
SEALS_MAX = 1_000
BEGINNING = ids.encode("trf", UUID(int=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class SealSome:
    """Seal transfers: at most so many, and look for latecomers in so many seals."""

    limit: Annotated[int, Meta(ge=1, le=TRANSFERS_MAX)] = TRANSFERS_MAX
    looked_through: Annotated[int, Meta(ge=1, le=SEALS_MAX)] = 100


@writes("system")
async def seal(unit: Unit, command: SealSome) -> Sealed:
    """Seal the next transfers in the order of their identifiers, then who came late.

    Of two that do it at once, one does, as a seal has a number that only one can take.
    """
    last = await store.newest(unit)
    within = await _unsealed(unit)
    found = await ledger.leaves(unit, within, command.limit)
    if found.until is not None:
        bounds = within.after, found.until
        last = await _write(unit, last, SealKind.RANGE, bounds, found.joined)
    if last is None:
        # There is nothing, or somebody else took the number.
        return Sealed(count=0, more=found.count > 0)
    if found.count == command.limit:
        return Sealed(count=found.count, more=True)
    late = await latecomers(unit, last, command.looked_through)
    taken = late[: command.limit]
    if taken:
        joined = b"".join(each.digest for each in taken)
        last = await _write(unit, last, SealKind.LATE, ("", ""), joined)
        if last is None:
            return Sealed(count=found.count, more=True)
        store.come_late(unit, [each.id for each in taken], last.number)
    return Sealed(count=found.count + len(taken), more=len(late) > len(taken))


async def latecomers(
    unit: Unit, last: Seal, seals_max: int
) -> tuple[ledger.Digest, ...]:
    """Return the transfers that came late to one of the last seals, and are in none.

    Where more differs than that, the books were tampered with, which is not for a seal
    to cover: verification tells of it.
    """
    before = max(0, last.number - seals_max)
    looked = await store.seals_after(unit, before, seals_max)
    ranges = [each for each in looked if each.kind is SealKind.RANGE]
    within = [ledger.Range(after=each.after, until=each.until) for each in ranges]
    counts = await ledger.count(unit, within)
    found: list[ledger.Digest] = []
    for sealed, of, count in zip(ranges, within, counts, strict=True):
        if count > sealed.count and len(found) < TRANSFERS_MAX:
            found += await _latecomers(unit, sealed, of)
    return tuple(sorted(found, key=lambda each: each.id))


async def _latecomers(
    unit: Unit, sealed: Seal, within: ledger.Range
) -> list[ledger.Digest]:
    known = await store.late_between(unit, within.after, within.until)
    leaves = set(await store.leaves(unit, sealed.number))
    late: list[ledger.Digest] = []
    met = 0
    async for each in ledger.every_digest(unit, within):
        if each.digest in leaves:
            met += 1
        elif each.id not in known and len(late) < TRANSFERS_MAX:
            late.append(each)
    return late if met == sealed.count else []


async def _unsealed(unit: Unit) -> ledger.Range:
    after = await store.sealed_until(unit)
    return ledger.Range(after=after or BEGINNING, until=made_at(unit.now - GRACE))


async def _write(
    unit: Unit,
    last: Seal | None,
    kind: SealKind,
    within: tuple[str, str],
    joined: bytes,
) -> Seal | None:
    """Write the seal after the last one and return it, unless somebody else did."""
    leaves = rules.split(joined)
    made = _seal(store.tenant_of(unit), last, kind, within, leaves, unit.now)
    halves = rules.completed_by(made.number)
    known = await store.trees(unit, (number for number, _ in halves))
    trees = rules.grow(
        rules.leaf(bytes.fromhex(made.hash)),
        (known[number][level] for number, level in halves),
    )
    row = joined, b"".join(trees)
    return made if await store.add_seal(unit, made, unit.now, *row) else None


def made_at(instant: datetime) -> str:
    """Return the first identifier that can be made at an instant (RFC 9562, v7)."""
    milliseconds = int(instant.timestamp() * 1_000)
    return ids.encode("trf", UUID(int=milliseconds << 80))


def _seal(  # noqa: PLR0913, PLR0917 - what a seal is made of
    tenant_id: str,
    last: Seal | None,
    kind: SealKind,
    within: tuple[str, str],
    leaves: tuple[bytes, ...],
    now: datetime,
) -> Seal:
    after, until = within
    made = Seal(
        tenant_id=tenant_id,
        number=1 if last is None else last.number + 1,
        kind=kind,
        first=1 if last is None else last.last + 1,
        count=len(leaves),
        after=after,
        until=until,
        root=rules.root(leaves).hex(),
        previous=NOTHING if last is None else last.hash,
        sealed_at=stamp(now),
        hash="",
    )
    return replace(made, hash=sha256(made.said).hexdigest())
