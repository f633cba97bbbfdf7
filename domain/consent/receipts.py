"""Receipts: of everything that a customer ever said, signed and for them to keep."""

from dataclasses import dataclass
from typing import Any

from domain import customers, signing, tenants
from domain.consent import store
from domain.consent.model import ConsentId
from domain.consent.receipt import receipt
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import Kind, Refusal, Unit, ids, reads
from domain.signing import NoSigningKey


@dataclass(eq=False)
class ConsentEventNotFound(Refusal):
    """This customer never said so."""

    kind = Kind.NOT_FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReceipt:
    """Ask for the receipt of something that a customer said."""

    customer_id: CustomerRef
    consent_id: ConsentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt of consent: JSON-LD with a proof of its own."""

    consent_id: ConsentId
    document: dict[str, Any]


@reads(
    "consent:read",
    refusals=(
        CustomerNotFound,
        ConsentEventNotFound,
        NoSigningKey,
        tenants.ProgrammeNotFound,
    ),
    subject="customer_id",
)
async def find_receipt(unit: Unit, command: FindReceipt) -> Receipt:
    """Give the signed receipt of something that a customer said.

    Fields of ISO/IEC TS 27560 in terms of W3C's Data Privacy Vocabulary, with a proof
    (`eddsa-jcs-2022`) that is verified without us.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, customer_id)
    found = await store.event(unit, command.consent_id)
    if found is None or found.event.customer_id not in names:
        raise ConsentEventNotFound
    event = found.event
    purposes = await store.those(unit, [event.purpose])
    notice = None
    if event.notice_version is not None:
        notice = await store.notice(unit, event.purpose, event.notice_version)
    document = receipt(
        event,
        found.hash.hex(),
        purposes[event.purpose],
        notice,
        tenant_id=ids.encode("tnt", unit.principal.tenant),
        shop=(await tenants.programme(unit)).name,
    )
    signed = signing.proved(await signing.signer(unit), document)
    return Receipt(consent_id=event.id, document=signed)
