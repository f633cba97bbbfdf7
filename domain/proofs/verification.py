"""Verification: that seals cover every transfer once, as it was when it was sealed."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Meta

from domain import ledger, signing
from domain.kernel import Unit, reads
from domain.kernel.types import Count
from domain.proofs import rules, store
from domain.proofs.model import NOTHING, Head, Seal, SealKind
from domain.proofs.sealing import BEGINNING, GRACE, made_at
from domain.signing import SigningKey

SEALS_MAX = 1_000
TRANSFERS_MAX = 50_000
FINDINGS_MAX = 100
# Sealing is behind if it did not come round in so long.
LAG = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifySome:
    """Verify seals after so many, at most so many of them."""

    after: Count = 0
    limit: Annotated[int, Meta(ge=1, le=SEALS_MAX)] = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is not as it was sealed or signed, and where."""

    check: str
    seal: int
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was looked at, and what was found: nothing, if all is well.

    `rest` is the command that goes on, if there is more.
    """

    seals: int
    transfers: int
    heads: int
    findings: tuple[Finding, ...]
    rest: VerifySome | None


@reads("system")
async def verify_some(unit: Unit, command: VerifySome) -> Verified:
    """Compute seals and heads anew from the transfers, and tell what differs."""
    before = await store.seal(unit, command.after) if command.after else None
    seals = _few(await store.seals_after(unit, command.after, command.limit))
    done = seals[-1].number if seals else command.after
    found: list[Finding] = []
    tree = await _tree(unit, command.after)
    grown = await store.trees(unit, (each.number for each in seals))
    heads = await store.heads_after(unit, command.after, done)
    keys = {each.id: each for each in await signing.every_key(unit)}
    until = await store.range_end_before(unit, command.after) or BEGINNING
    for seal in seals:
        found += [*_chained(before, seal, until), *await _leaves(unit, seal)]
        if tree.add(rules.leaf(bytes.fromhex(seal.hash))) != grown.get(seal.number):
            found.append(_finding("tree", seal, "its trees of seals do not follow"))
        over = [head for head in heads if head.seals == seal.number]
        for head in over:
            found += _signed(head, seal, tree.root(), keys.get(head.key_id))
        until = seal.until or until
        before = seal
    more = await store.seals_after(unit, done, 1)
    if not more:
        found += [*await _cut(unit, done), *[each async for each in _unsealed(unit)]]
    rest = VerifySome(after=done, limit=command.limit) if more else None
    return Verified(
        seals=len(seals),
        transfers=sum(each.count for each in seals),
        heads=len(heads),
        findings=tuple(found[:FINDINGS_MAX]),
        rest=rest,
    )


def _finding(check: str, seal: Seal, told: str) -> Finding:
    return Finding(check=check, seal=seal.number, told=told)


def _few(seals: Sequence[Seal]) -> tuple[Seal, ...]:
    """Return the first seals with a bounded number of transfers."""
    found: list[Seal] = []
    count = 0
    for each in seals:
        count += each.count
        if found and count > TRANSFERS_MAX:
            break
        found.append(each)
    return tuple(found)


async def _tree(unit: Unit, size: int) -> rules.Tree:
    full = rules.full_trees(size)
    known = await store.trees(unit, (number for number, _ in full))
    found = (known.get(number, ())[level : level + 1] for number, level in full)
    # What is lacking is found by what does not follow from it.
    return rules.Tree(size, [each[0] if each else b"" for each in found])


def _chained(before: Seal | None, seal: Seal, until: str) -> Iterator[Finding]:
    """Tell where a seal does not follow the one before, and the range before."""
    number, last, previous = (0, 0, NOTHING)
    if before is not None:
        number, last, previous = before.number, before.last, before.hash
    if (seal.number, seal.first, seal.previous) != (number + 1, last + 1, previous):
        yield _finding("chain", seal, "it does not follow the seal before")
    if seal.kind is SealKind.RANGE and seal.after != until:
        yield _finding("chain", seal, f"it begins after {seal.after}, not {until}")
    if sha256(seal.said).hexdigest() != seal.hash:
        yield _finding("hash", seal, "it is not what its hash says")


async def _leaves(unit: Unit, seal: Seal) -> list[Finding]:
    """Tell which transfers are not under a seal as they were sealed."""
    leaves = await store.leaves(unit, seal.number)
    found: list[Finding] = []
    if rules.root(leaves).hex() != seal.root:
        found.append(_finding("root", seal, "its leaves are not those of its root"))
    if await _are(unit, seal, leaves):
        return found
    there = await _there(unit, seal)
    if [each.digest for each in there] == list(leaves):
        return found
    digests, sealed = {each.digest for each in there}, set(leaves)
    gone = [place for place, each in enumerate(leaves) if each not in digests]
    strange = [each.id for each in there if each.digest not in sealed]
    for place in gone[:FINDINGS_MAX]:
        told = f"the transfer at position {seal.first + place} is not as it was sealed"
        found.append(_finding("leaf", seal, told))
    for named in strange[:FINDINGS_MAX]:
        told = "is not what was sealed" if gone else "came late, and is not sealed yet"
        found.append(_finding("leaf" if gone else "late", seal, f"{named} {told}"))
    if not found:
        found.append(_finding("order", seal, "its transfers stand in another order"))
    return found


async def _are(unit: Unit, seal: Seal, leaves: Sequence[bytes]) -> bool:
    """Tell whether a range is exactly what was sealed, which it nearly always is."""
    within = ledger.Range(after=seal.after, until=seal.until)
    if seal.kind is SealKind.LATE or seal.count >= ledger.TRANSFERS_MAX:
        return False
    found = await ledger.leaves(unit, within, seal.count + 1)
    return found.joined == b"".join(leaves)


async def _there(unit: Unit, seal: Seal) -> Sequence[ledger.Digest]:
    """Return the transfers that are to be under a seal, as they are now."""
    if seal.kind is SealKind.LATE:
        return await ledger.digests_of(unit, await store.late_in(unit, seal.number))
    late = await store.late_between(unit, seal.after, seal.until)
    within = ledger.Range(after=seal.after, until=seal.until)
    there = ledger.every_digest(unit, within)
    return [each async for each in there if each.id not in late]


def _signed(
    head: Head, seal: Seal, root: bytes, key: SigningKey | None
) -> Iterator[Finding]:
    """Tell what is wrong with a head."""
    over = head.transfers, head.seal, head.root
    if over != (seal.last, seal.hash, root.hex()):
        yield _finding("head", seal, "the head is over something else")
    if key is None or not _verifies(head, key):
        yield _finding("head", seal, f"the head was not signed by {head.key_id}")


def _verifies(head: Head, key: SigningKey) -> bool:
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.public_key))
    try:
        public.verify(bytes.fromhex(head.signature), head.said)
    except InvalidSignature:
        return False
    return True


async def _cut(unit: Unit, last: int) -> list[Finding]:
    """Tell what speaks of seals after the last one."""
    signed = await store.heads_after(unit, last, last + SEALS_MAX)
    late = await store.late_after(unit, last)
    return [
        *(
            Finding(check="cut", seal=each.seals, told="a head is over more seals")
            for each in signed
        ),
        *(
            Finding(check="cut", seal=last + 1, told=f"the seal of {each} is gone")
            for each in late
        ),
    ]


async def _unsealed(unit: Unit) -> AsyncGenerator[Finding]:
    """Tell if sealing is behind."""
    after = await store.sealed_until(unit) or BEGINNING
    until = max(after, made_at(unit.now - GRACE - LAG))
    (count,) = await ledger.count(unit, [ledger.Range(after=after, until=until)])
    if count:
        told = f"{count} transfers have waited for more than an hour to be sealed"
        yield Finding(check="behind", seal=0, told=told)
