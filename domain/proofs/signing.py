"""Signing: heads over all seals, by a key of the tenant that the platform keeps.

The half of a key by which it signs is wrapped by the platform's own secret, as are the
tenant's other keys. A new key is vouched for by the one that it replaces, of which that
half is then forgotten.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Meta

from domain.kernel import Unit, writes
from domain.kernel.crypto import KEY_BYTES
from domain.proofs import rules, store
from domain.proofs.model import (
    Head,
    NothingSealed,
    Seal,
    Signed,
    SigningKey,
    stamp,
)
from domain.proofs.store import KeyRow

DAY_S = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Sign a head over all that is sealed."""


@writes("ledger:write", refusals=(NothingSealed,))
async def sign(unit: Unit, command: Sign) -> Head:
    """Sign a head over all that is sealed; the same one, if nothing is new."""
    del command
    last = await store.newest(unit)
    if last is None:
        raise NothingSealed
    return await _sign(unit, last)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignDaily:
    """Sign a head, unless that was done lately."""

    every_s: Annotated[int, Meta(ge=0, le=DAY_S)] = DAY_S


@writes("system")
async def sign_daily(unit: Unit, command: SignDaily) -> Signed:
    """Sign a head once a day, if anything was sealed since."""
    last, head = await store.newest(unit), await store.newest_head(unit)
    if last is None:
        return Signed(seals=0)
    if head is not None:
        latest = stamp(unit.now - timedelta(seconds=command.every_s))
        if head.seals == last.number or head.signed_at > latest:
            return Signed(seals=0)
    return Signed(seals=(await _sign(unit, last)).seals)


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateSigningKey:
    """Sign by another key from now on."""


@writes("ledger:write")
async def rotate_signing_key(unit: Unit, command: RotateSigningKey) -> SigningKey:
    """Make a new key, for which the old one vouches before it forgets how to sign.

    What the old one signed stays valid, and its public half stays published.
    """
    del command
    old = await _key(unit)
    made = _new_key(unit, old.id)
    tenant_id = store.tenant_of(unit)
    vouched = _opened(unit, old).sign(made.key(tenant_id).said)
    if await store.retire(unit, old.id):
        await store.add_key(unit, replace(made, endorsement=vouched))
    return (await _key(unit)).key(tenant_id)


async def _sign(unit: Unit, last: Seal) -> Head:
    trees = rules.full_trees(last.number)
    known = await store.trees(unit, (number for number, _ in trees))
    root = rules.root_of([known[number][level] for number, level in trees])
    key = await _key(unit)
    head = Head(
        tenant_id=store.tenant_of(unit),
        seals=last.number,
        transfers=last.last,
        seal=last.hash,
        root=root.hex(),
        signed_at=stamp(unit.now),
        key_id=key.id,
        signature="",
    )
    signed = replace(head, signature=_opened(unit, key).sign(head.said).hex())
    if await store.add_head(unit, signed, unit.now):
        return signed
    (known_head,) = [
        each
        for each in await store.heads_after(unit, last.number - 1, last.number)
        if each.key_id == key.id
    ]
    return known_head


async def _key(unit: Unit) -> KeyRow:
    """Return the key that signs, which is made when first something is signed."""
    found = await store.key_in_use(unit)
    if found is not None:
        return found
    await store.add_key(unit, _new_key(unit, None))
    first = await store.key_in_use(unit)
    assert first is not None, "who was first has committed"
    return first


def _new_key(unit: Unit, predecessor: str | None) -> KeyRow:
    seed = unit.dice(KEY_BYTES)
    key_id = unit.new_id("sgk")
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    wrapped = unit.vault.wrap(unit.dice, unit.principal.tenant, seed, key_id)
    return KeyRow(
        id=key_id,
        public_key=public,
        wrapped_seed=wrapped,
        created_at=unit.now,
        retired_at=None,
        predecessor=predecessor,
        endorsement=None,
    )


def _opened(unit: Unit, key: KeyRow) -> Ed25519PrivateKey:
    assert key.wrapped_seed is not None, key.id
    seed = unit.vault.unwrap(unit.principal.tenant, key.wrapped_seed, key.id)
    return Ed25519PrivateKey.from_private_bytes(seed)
