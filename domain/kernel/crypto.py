"""Encryption of direct identifiers: a key per customer, wrapped by one per tenant.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits before each ciphertext; the
associated data name tenant, table, column and row, so that a sealed value opens where
it was written and nowhere else. To destroy a customer's key is to erase them.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeAlias

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Column

from domain.kernel.access import TenantId

KEY_BYTES = 32
NONCE_BYTES = 12
# There are a dozen purposes, and each message has a link.
KEYS_KNOWN = 64

Dice: TypeAlias = Callable[[int], bytes]


@lru_cache(maxsize=KEYS_KNOWN)
def derive(master: bytes, purpose: str) -> bytes:
    """Return a key for one purpose (HKDF-SHA-256, RFC 5869)."""
    info = f"stamgast {purpose}".encode()
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(master)


def seal(key: bytes, dice: Dice, plain: bytes, context: str) -> bytes:
    """Return nonce and ciphertext; only the same context opens it again."""
    nonce = dice(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def unseal(key: bytes, sealed: bytes, context: str) -> bytes:
    """Return what was sealed; raises InvalidTag if anything was changed."""
    nonce, cipher = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    return AESGCM(key).decrypt(nonce, cipher, context.encode())


@dataclass(frozen=True, slots=True, repr=False)
class Cipher:
    """Seals and opens what belongs to one customer."""

    tenant: TenantId
    key: bytes
    dice: Dice

    def seal(self, column: Column[Any], row: str, plain: str) -> bytes:
        """Return what a column of a row holds instead of the plain text."""
        return seal(self.key, self.dice, plain.encode(), self._context(column, row))

    def open(self, column: Column[Any], row: str, sealed: bytes) -> str:
        """Return the plain text of a column of a row."""
        return unseal(self.key, sealed, self._context(column, row)).decode()

    def _context(self, column: Column[Any], row: str) -> str:
        return f"{self.tenant}|{column.table.name}|{column.name}|{row}"


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What a tenant's identifiers are wrapped and looked up with."""

    tenant: TenantId
    key: bytes
    pepper: bytes

    def blind(self, kind: str, normalised: str) -> bytes:
        """Return a blind index: equal for equal values, and telling nothing else."""
        return hmac.digest(self.pepper, f"{kind}|{normalised}".encode(), sha256)

    def wrap(self, dice: Dice, customer: str, key: bytes) -> bytes:
        """Return a customer's key as it may be stored."""
        return seal(self.key, dice, key, f"{self.tenant}|{customer}")

    def cipher(self, dice: Dice, customer: str, wrapped: bytes) -> Cipher:
        """Return the cipher of a customer whose wrapped key was found."""
        key = unseal(self.key, wrapped, f"{self.tenant}|{customer}")
        return Cipher(self.tenant, key, dice)


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    """The platform's own secret, and the tenants' that it has opened lately."""

    master: bytes
    opened: dict[TenantId, Secrets] = field(default_factory=dict[TenantId, Secrets])

    def derive(self, purpose: str) -> bytes:
        """Return the platform's key for one purpose."""
        return derive(self.master, purpose)

    def wrap(self, dice: Dice, tenant: TenantId, secret: bytes, purpose: str) -> bytes:
        """Return a tenant's secret as it may be stored."""
        return seal(self.derive("tenants"), dice, secret, f"{tenant}|{purpose}")

    def unwrap(self, tenant: TenantId, wrapped: bytes, purpose: str) -> bytes:
        """Return a tenant's secret."""
        return unseal(self.derive("tenants"), wrapped, f"{tenant}|{purpose}")
