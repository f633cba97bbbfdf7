"""Signing by a key of the tenant that the platform keeps.

The half of a key by which it signs is wrapped by the platform's own secret, as are the
tenant's other keys. A new key is vouched for by the one that it replaces, of which that
half is then forgotten.
"""

from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.kernel import Unit, reads, writes
from domain.kernel.crypto import KEY_BYTES
from domain.signing import store
from domain.signing.model import (
    NoSigningKey,
    PublicKeys,
    SigningKey,
    SigningKeyId,
    SigningKeys,
)
from domain.signing.store import KeyRow

KEYS_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Signer:
    """Signs for a tenant, by the key that is now in use."""

    key_id: SigningKeyId
    key: Ed25519PrivateKey

    def sign(self, said: bytes) -> bytes:
        """Return the signature of some bytes: the same for the same (RFC 8032)."""
        return self.key.sign(said)


async def signer(unit: Unit) -> Signer:
    """Return who signs for the unit's tenant.

    A key is made when first something is signed; a unit that only reads refuses then.
    """
    key = await _key(unit)
    return Signer(key_id=key.id, key=_opened(unit, key))


async def provide(unit: Unit) -> None:
    """See to it that a unit that only reads can sign from now on."""
    await _key(unit)


async def every_key(unit: Unit) -> tuple[SigningKey, ...]:
    """Return the public keys by which anything was signed, the oldest first."""
    return await store.every_key(unit, KEYS_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSigningKeys:
    """Ask for the keys by which heads are verified."""


@reads("ledger:read")
async def list_signing_keys(unit: Unit, command: ListSigningKeys) -> SigningKeys:
    """List the public keys by which heads were signed, the oldest first."""
    del command
    return SigningKeys(keys=await every_key(unit))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPublicKeys:
    """Ask for the keys by which what we signed is verified."""


@reads("programme:read", public=True)
async def list_public_keys(unit: Unit, command: ListPublicKeys) -> PublicKeys:
    """List the keys by which receipts, certificates and heads are verified."""
    del command
    return PublicKeys(keys=tuple(each.public for each in await every_key(unit)))


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


async def _key(unit: Unit) -> KeyRow:
    """Return the key that signs, which is made when first something is signed."""
    found = await store.key_in_use(unit)
    if found is not None:
        return found
    if unit.read_only:
        raise NoSigningKey
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
