"""Confirmations: links by which somebody says that it is they who asked.

A link names a customer and what they asked, and is signed; nothing is stored of it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from domain.consent.links import (
    GRANTED,
    ID_BYTES,
    SIGNATURE_BYTES,
    LinkUnknown,
)
from domain.consent.model import ConsentEvent, ConsentId
from domain.kernel import CustomerId, Principal, TenantId, Unit, ids
from domain.kernel.crypto import Vault

IDS_BYTES = 3 * ID_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmer:
    """Whom a link lets in, and what they asked for."""

    principal: Principal
    customer_id: CustomerId
    consent_id: ConsentId


def confirmation(unit: Unit, event: ConsentEvent) -> str:
    """Return the path of the link by which somebody confirms what they asked."""
    said = (
        unit.principal.tenant.bytes
        + ids.decode(event.customer_id).bytes
        + ids.decode(event.id).bytes
    )
    packed = urlsafe_b64encode(said + _signature(unit.vault, said)).decode()
    return f"/confirm/{packed.rstrip('=')}"


def confirmer(vault: Vault, token: str) -> Confirmer:
    """Return whom a link lets in; or refuse."""
    try:
        packed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError as error:
        raise LinkUnknown from error
    said, signature = packed[:-SIGNATURE_BYTES], packed[-SIGNATURE_BYTES:]
    right = _signature(vault, said)
    if len(said) != IDS_BYTES or not hmac.compare_digest(right, signature):
        raise LinkUnknown
    tenant, customer, consent = (
        UUID(bytes=said[at : at + ID_BYTES]) for at in range(0, len(said), ID_BYTES)
    )
    customer_id = ids.encode("cus", customer)
    return Confirmer(
        principal=Principal(
            tenant=TenantId(tenant), scopes=GRANTED, actor="link", customer=customer_id
        ),
        customer_id=customer_id,
        consent_id=ids.encode("con", consent),
    )


def _signature(vault: Vault, said: bytes) -> bytes:
    key = vault.derive("confirmations of consent")
    return hmac.digest(key, said, sha256)[:SIGNATURE_BYTES]
