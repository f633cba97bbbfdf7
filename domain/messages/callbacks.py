"""Callbacks: by what a provider names a message when it tells what became of it.

One provider tells of the messages of all tenants, so the name says whose it is. It is
signed: who has seen one can make no other.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from domain.kernel import Principal, Scope, TenantId, Unit, ids
from domain.kernel.crypto import Vault
from domain.messages.model import MessageId, MessageNotFound
from domain.messages.suppression import MessageReport

ID_BYTES = SIGNATURE_BYTES = 16
NAME_BYTES = 2 * ID_BYTES + SIGNATURE_BYTES
GRANTED = frozenset({Scope("messages:write")})

# Twilio. 21211: no number; 21614: none that takes SMS; 30005: nobody has it; 30006: a
# landline. 21610: who reads it answered STOP.
SMS_NOBODY, SMS_STOPPED = frozenset({21_211, 21_614, 30_005, 30_006}), 21_610
# WhatsApp. 131026: no such person there; 131030: not one who may be written to yet.
# 131050: they stopped marketing of this business.
CHAT_NOBODY, CHAT_STOPPED = frozenset({131_026, 131_030}), 131_050


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Which message a provider names, and as whom it tells of it."""

    message_id: MessageId
    principal: Principal


def name(unit: Unit, message_id: MessageId) -> str:
    """Return by what a provider names a message of this tenant."""
    said = unit.principal.tenant.bytes + ids.decode(message_id).bytes
    packed = said + _signature(unit.vault, said)
    return urlsafe_b64encode(packed).decode()


def called(vault: Vault, named: str) -> Called:
    """Return which message a provider names, or refuse what was not named here."""
    try:
        packed = urlsafe_b64decode(named)
    except ValueError as error:
        raise MessageNotFound from error
    said, signature = packed[:-SIGNATURE_BYTES], packed[-SIGNATURE_BYTES:]
    right = hmac.compare_digest(_signature(vault, said), signature)
    if len(packed) != NAME_BYTES or not right:
        raise MessageNotFound
    tenant = TenantId(UUID(bytes=said[:ID_BYTES]))
    return Called(
        message_id=ids.encode("msg", UUID(bytes=said[ID_BYTES:])),
        principal=Principal(tenant=tenant, scopes=GRANTED, actor="provider"),
    )


def undelivered(code: int, nobody: frozenset[int], stopped: int) -> MessageReport:
    """Return what it means that a provider could not deliver, by its own number."""
    if code == stopped:
        return MessageReport.COMPLAINED
    return MessageReport.BOUNCED if code in nobody else MessageReport.RETURNED


def _signature(vault: Vault, said: bytes) -> bytes:
    key = vault.derive("names of messages")
    return hmac.digest(key, said, sha256)[:SIGNATURE_BYTES]
