"""What can be asked of proofs from outside."""

from dataclasses import dataclass

from domain import ledger
from domain.kernel import BadCursor, Page, Unit, pages, reads
from domain.kernel.types import Cursor, PageSize
from domain.ledger import TransferId
from domain.proofs import rules, store
from domain.proofs.model import (
    Head,
    NotYetSigned,
    Proof,
    Seal,
    SigningKeys,
    TransferNotFound,
)

KEYS_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prove:
    """Ask for the proof of a transfer."""

    transfer_id: TransferId


@reads("ledger:read", refusals=(TransferNotFound, NotYetSigned))
async def prove(unit: Unit, command: Prove) -> Proof:
    """Prove that a transfer is what was signed: the way from it to the newest head."""
    found = await ledger.digests_of(unit, [command.transfer_id])
    if not found:
        raise TransferNotFound
    return await _prove(unit, found[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHeads:
    """Ask for signed heads."""

    after: Cursor | None = None
    limit: PageSize = 20


@reads("ledger:read", refusals=(BadCursor,))
async def list_heads(unit: Unit, command: ListHeads) -> Page[Head]:
    """List signed heads, the newest first."""
    before = command.after and pages.place(command.after, tuple[int, str])
    found = await store.heads_before(unit, before or None, command.limit + 1)
    return pages.page(found, command.limit, lambda head: (head.seals, head.key_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSigningKeys:
    """Ask for the keys by which heads are verified."""


@reads("ledger:read")
async def list_signing_keys(unit: Unit, command: ListSigningKeys) -> SigningKeys:
    """List the public keys by which heads were signed, the oldest first."""
    del command
    return SigningKeys(keys=await store.every_key(unit, KEYS_MAX))


async def _prove(unit: Unit, transfer: ledger.Digest) -> Proof:
    head = await store.newest_head(unit)
    sealed = await _seal_of(unit, transfer)
    if head is None or sealed is None or sealed[0].number > head.seals:
        raise NotYetSigned
    seal, leaves = sealed
    index = leaves.index(transfer.digest)
    (written,) = await ledger.written_of(unit, [transfer.id])
    way = rules.way(seal.number, head.seals)
    beside = (*way.within, *way.after, *way.before)
    known = await store.trees(unit, (number for number, _ in beside))
    seal_path = rules.follow(way, lambda number, level: known[number][level])
    return Proof(
        transfer=written,
        position=seal.first + index,
        leaf=transfer.digest.hex(),
        index=index,
        path=tuple(each.hex() for each in rules.path(leaves, index)),
        seal=seal,
        seal_path=tuple(each.hex() for each in seal_path),
        head=head,
    )


async def _seal_of(
    unit: Unit, transfer: ledger.Digest
) -> tuple[Seal, tuple[bytes, ...]] | None:
    """Return the seal of a transfer, and the leaves under it."""
    over = await store.range_over(unit, transfer.id)
    late = await store.late_seal(unit, transfer.id)
    for seal in (late, over):
        if seal is not None:
            leaves = await store.leaves(unit, seal.number)
            if transfer.digest in leaves:
                return seal, leaves
    return None
