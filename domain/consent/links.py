"""Links in messages: by which who got one says no, without signing in.

A link names a customer, a purpose and a channel, and is signed; nothing is stored of
it, so that it works for as long as there are messages that carry it. It lets its holder
see what they said, and say no: never yes.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, TypeAlias
from uuid import UUID

from msgspec import Meta

from domain import customers
from domain.consent import store
from domain.consent.model import ContactChannel
from domain.consent.refusals import PurposeNotFound
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import (
    CustomerId,
    Kind,
    Principal,
    Refusal,
    Scope,
    TenantId,
    Unit,
    ids,
    reads,
)
from domain.kernel.crypto import Vault
from domain.kernel.types import Slug

ID_BYTES = 16
# So many bytes of an HMAC-SHA-256 are as good as the whole (RFC 2104, section 5).
SIGNATURE_BYTES = 16
CHANNELS = tuple(ContactChannel)
GRANTED = frozenset(map(Scope, ("programme:read", "consent:read", "consent:write")))

LinkToken: TypeAlias = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_-]{66,140}$(?!\n)", examples=["A" * 68])
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeLink:
    """Make the link for a message to a customer, of a purpose and by a channel."""

    customer_id: CustomerRef
    purpose: Slug
    channel: ContactChannel = ContactChannel.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLink:
    """Where who got a message says no, in one click (RFC 8058), and reads why they did.

    Both are addresses of this platform, and the same each time.
    """

    token: LinkToken
    unsubscribe: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom a link lets in, and what of."""

    principal: Principal
    customer_id: CustomerId
    purpose: Slug
    channel: ContactChannel


@dataclass(eq=False)
class LinkUnknown(Refusal):
    """This link was not made here, or not all of it arrived."""

    kind = Kind.NOT_FOUND


@reads("consent:write", refusals=(CustomerNotFound, PurposeNotFound))
async def make_link(unit: Unit, command: MakeLink) -> MessageLink:
    """Make the links that a message carries: to say no, and to read why it came."""
    customer_id = await customers.resolve(unit, command.customer_id)
    if command.purpose not in await store.those(unit, [command.purpose]):
        raise PurposeNotFound(command.purpose)
    return link(unit, customer_id, command.purpose, command.channel)


def link(
    unit: Unit, customer_id: CustomerId, purpose: str, channel: ContactChannel
) -> MessageLink:
    """Return the links of a message to a customer who is there."""
    said = (
        unit.principal.tenant.bytes
        + ids.decode(customer_id).bytes
        + bytes([CHANNELS.index(channel)])
        + purpose.encode()
    )
    packed = said + _signature(unit.vault, said)
    token = urlsafe_b64encode(packed).decode().rstrip("=")
    return MessageLink(token=token, unsubscribe=f"/u/{token}", why=f"/why/{token}")


def addressee(vault: Vault, token: str) -> Addressee:
    """Return whom a link lets in, as a customer who sees and says little; or refuse."""
    try:
        packed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError as error:
        raise LinkUnknown from error
    said, signature = packed[:-SIGNATURE_BYTES], packed[-SIGNATURE_BYTES:]
    if not hmac.compare_digest(_signature(vault, said), signature):
        raise LinkUnknown
    tenant, customer = said[:ID_BYTES], said[ID_BYTES : 2 * ID_BYTES]
    customer_id = ids.encode("cus", UUID(bytes=customer))
    channel, purpose = said[2 * ID_BYTES], said[2 * ID_BYTES + 1 :]
    return Addressee(
        principal=Principal(
            tenant=TenantId(UUID(bytes=tenant)),
            scopes=GRANTED,
            actor="link",
            customer=customer_id,
        ),
        customer_id=customer_id,
        purpose=purpose.decode(),
        channel=CHANNELS[channel],
    )


def _signature(vault: Vault, said: bytes) -> bytes:
    key = vault.derive("links in messages")
    return hmac.digest(key, said, sha256)[:SIGNATURE_BYTES]
