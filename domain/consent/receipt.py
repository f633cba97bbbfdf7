"""A receipt of what was said, in words that others know.

Fields of ISO/IEC TS 27560:2023 (consent record information structure), written as W3C's
Data Privacy Vocabulary does in its guide to that standard, as JSON-LD.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from domain.consent.model import (
    Basis,
    ConsentEvent,
    ConsentState,
    ContactChannel,
    Notice,
    Purpose,
    PurposeKind,
)

SCHEMA = "https://w3id.org/dpv/schema/dpv-27560"
CONTEXT = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "pd": "https://w3id.org/dpv/pd#",
    "schema": "https://schema.org/",
    "stamgast": "urn:stamgast:terms:",
}
STATES = {
    ConsentState.UNKNOWN: "dpv:ConsentUnknown",
    ConsentState.REQUESTED: "dpv:ConsentRequested",
    ConsentState.GIVEN: "dpv:ConsentGiven",
    ConsentState.RENEWED: "dpv:RenewedConsentGiven",
    ConsentState.EXPIRED: "dpv:ConsentExpired",
    ConsentState.WITHDRAWN: "dpv:ConsentWithdrawn",
    ConsentState.INVALIDATED: "dpv:ConsentInvalidated",
    ConsentState.REFUSED: "dpv:ConsentRefused",
}
# Art. 6(1); own similar products to who bought before are a legitimate interest.
BASES = {
    Basis.CONSENT: "eu-gdpr:A6-1-a",
    Basis.CONTRACT: "eu-gdpr:A6-1-b",
    Basis.LEGAL_OBLIGATION: "eu-gdpr:A6-1-c",
    Basis.LEGITIMATE_INTEREST: "eu-gdpr:A6-1-f",
    Basis.EXISTING_CUSTOMER: "eu-gdpr:A6-1-f",
}
PURPOSES = {
    PurposeKind.SERVICE: "dpv:ServiceProvision",
    PurposeKind.MARKETING: "dpv:DirectMarketing",
    PurposeKind.PROFILING: "dpv:Personalisation",
    PurposeKind.SHARING: "dpv:Advertising",
}
PROCESSING = {
    PurposeKind.SERVICE: "dpv:Use",
    PurposeKind.MARKETING: "dpv:Use",
    PurposeKind.PROFILING: "dpv:Profiling",
    PurposeKind.SHARING: "dpv:Share",
}
DATA = {
    ContactChannel.ALL: "pd:Customer",
    ContactChannel.EMAIL: "pd:EmailAddress",
    ContactChannel.SMS: "pd:TelephoneNumber",
    ContactChannel.CHAT: "pd:TelephoneNumber",
    ContactChannel.PUSH: "pd:DeviceBased",
    ContactChannel.PHONE: "pd:TelephoneNumber",
    ContactChannel.POST: "pd:PhysicalAddress",
    ContactChannel.WEBHOOK: "pd:Customer",
}
RIGHTS = ("eu-gdpr:A7-3", "eu-gdpr:A13", "eu-gdpr:A15", "eu-gdpr:A17", "eu-gdpr:A21")


def receipt(  # noqa: PLR0913 - what a receipt is made of
    event: ConsentEvent,
    hashed: str,
    purpose: Purpose,
    notice: Notice | None,
    *,
    tenant_id: str,
    shop: str,
) -> dict[str, Any]:
    """Return the receipt of an event: the same for the same, so that it can be signed.

    `hashed` is the hash of the event and of all that the customer said before.
    """
    record = {
        "@id": f"urn:stamgast:{event.id}",
        "@type": "dpv:ConsentRecord",
        "dct:identifier": event.id,
        "dct:conformsTo": f"{SCHEMA}#record-eu-gdpr",
        "dpv:hasDataSubject": {
            "@type": "dpv:Customer",
            "dct:identifier": event.customer_id,
        },
        "dpv:hasDataController": {
            "@type": "dpv:DataController",
            "dct:identifier": tenant_id,
            "dpv:hasName": shop,
        },
        "dpv:hasApplicableLaw": "eu-gdpr:GDPR",
        "dpv:hasJurisdiction": "loc:EU",
        "dpv:hasProcess": _process(event, purpose),
        "dpv:hasConsentStatus": _status(event),
        "dpv:hasRight": list(RIGHTS),
        "stamgast:sequence": event.seq,
        "stamgast:hash": hashed,
    }
    if notice is not None and event.language is not None:
        record["dpv:hasNotice"] = _notice(notice, event.language)
    return {
        "@context": dict(CONTEXT),
        "@id": f"urn:stamgast:{event.id}:receipt",
        "@type": "dpv:ConsentReceipt",
        "dct:identifier": f"{event.id}:receipt",
        "dct:conformsTo": f"{SCHEMA}#receipt-eu-gdpr",
        "dct:created": _instant(event.recorded_at),
        "dct:publisher": tenant_id,
        "schema:recipient": "dpv:DataSubject",
        "dpv:hasRecordOfActivity": record,
    }


def _process(event: ConsentEvent, purpose: Purpose) -> dict[str, Any]:
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@id": f"urn:stamgast:purpose:{purpose.purpose}",
            "@type": PURPOSES[purpose.kind],
            "dct:title": [
                {"@language": "en", "@value": purpose.name.en},
                {"@language": "nl", "@value": purpose.name.nl},
            ],
        },
        "dpv:hasLegalBasis": BASES[event.basis],
        "dpv:hasProcessing": PROCESSING[purpose.kind],
        "dpv:hasPersonalData": DATA[event.channel],
        "stamgast:channel": event.channel.value,
        "stamgast:basis": event.basis.value,
    }


def _status(event: ConsentEvent) -> dict[str, Any]:
    """Return what was said, when and how: the event of the standard."""
    told: dict[str, Any] = {
        "@type": STATES[event.state],
        "dct:date": _instant(event.effective_at),
        "dpv:isIndicatedBy": event.source,
        "dpv:hasIndicationMethod": event.method.value,
        "stamgast:occurredAt": _instant(event.occurred_at),
        "stamgast:recordedAt": _instant(event.recorded_at),
    }
    if event.confirmed_at is not None:
        told["stamgast:confirmedAt"] = _instant(event.confirmed_at)
    if event.expires_at is not None:
        told["dpv:hasDuration"] = {
            "@type": "dpv:UntilTimeDuration",
            "schema:endDate": _instant(event.expires_at),
        }
    return told


def _notice(notice: Notice, language: str) -> dict[str, Any]:
    """Return the text that was shown, and what it can be held to."""
    text = notice.text.nl if language == "nl" else notice.text.en
    return {
        "@type": "dpv:ConsentNotice",
        "dct:hasVersion": notice.version,
        "dct:language": language,
        "dct:issued": _instant(notice.published_at),
        "schema:text": text,
        "stamgast:sha256": sha256(text.encode()).hexdigest(),
    }


def _instant(at: datetime) -> str:
    """Return an instant in UTC (RFC 3339), to the microsecond."""
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
