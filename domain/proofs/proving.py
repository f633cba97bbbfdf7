"""Proving: the ways from transfers to the newest head, for many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from domain import ledger
from domain.kernel import CustomerId, Unit, reads
from domain.ledger import TransferId
from domain.proofs import rules, store
from domain.proofs.model import Head, NotYetSigned, Proof, Seal, TransferNotFound

PROOFS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Prove:
    """Ask for the proof of a transfer."""

    transfer_id: TransferId


@reads("ledger:read", refusals=(TransferNotFound, NotYetSigned))
async def prove(unit: Unit, command: Prove) -> Proof:
    """Prove that a transfer is what was signed: the way from it to the newest head."""
    written = await ledger.written_of(unit, [command.transfer_id])
    if not written:
        raise TransferNotFound
    found = await _prove(unit, written)
    if not found:
        raise NotYetSigned
    return found[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofsOfMany:
    """Ask for the proofs of many transfers of a customer."""

    customer_id: CustomerId
    transfer_ids: Annotated[tuple[TransferId, ...], Meta(max_length=PROOFS_MAX)]


@reads("ledger:read", subject="customer_id")
async def proofs_of_many(unit: Unit, command: ProofsOfMany) -> tuple[Proof, ...]:
    """Prove those of a customer's transfers that the newest head is over."""
    written = await ledger.written_of(unit, command.transfer_ids)
    theirs = [each for each in written if each.customer_id == command.customer_id]
    return await _prove(unit, theirs)


async def _prove(unit: Unit, written: Sequence[ledger.Written]) -> tuple[Proof, ...]:
    """Return the proofs of those transfers that the newest head is over."""
    head = await store.newest_head(unit)
    if head is None or not written:
        return ()
    named = [each.id for each in written]
    digests = {each.id: each.digest for each in await ledger.digests_of(unit, named)}
    seals = await store.seals_over(unit, named)
    numbers = {each.number for each in seals.values() if each.number <= head.seals}
    leaves = await store.leaves_of(unit, numbers)
    ways = {number: rules.way(number, head.seals) for number in numbers}
    beside = (
        node for way in ways.values() for node in (*way.within, *way.after, *way.before)
    )
    trees = await store.trees(unit, (number for number, _ in beside))
    paths = {
        number: rules.follow(way, lambda last, level: trees[last][level])
        for number, way in ways.items()
    }
    return tuple(
        _proof(each, digests[each.id], leaves[seal.number], seal, paths, head)
        for each in written
        if (seal := seals.get(each.id)) is not None
        and digests[each.id] in leaves.get(seal.number, ())
    )


def _proof(  # noqa: PLR0913, PLR0917 - what a proof is made of
    written: ledger.Written,
    digest: bytes,
    leaves: Sequence[bytes],
    seal: Seal,
    paths: Mapping[int, Sequence[bytes]],
    head: Head,
) -> Proof:
    index = leaves.index(digest)
    return Proof(
        transfer=written,
        position=seal.first + index,
        leaf=digest.hex(),
        index=index,
        path=tuple(each.hex() for each in rules.path(leaves, index)),
        seal=seal,
        seal_path=tuple(each.hex() for each in paths[seal.number]),
        head=head,
    )
