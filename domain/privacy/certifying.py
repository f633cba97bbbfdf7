"""Certificates: what went, what stays and why, signed so that anybody can check it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from domain import proofs, signing
from domain.kernel import Unit, reads
from domain.privacy import erasure_rules, erasure_store, shredding, store
from domain.privacy.certificate import (
    Certificate,
    FindCertificate,
    NotCertified,
    Part,
    Told,
)
from domain.privacy.erasure import NotAnErasure, Stage
from domain.privacy.erasure_store import Done
from domain.privacy.requests import AvgRequest, RequestNotFound
from domain.signing import netstrings, stamp

FORMAT = "stamgast-certificate-1"


@reads("privacy:read", refusals=(RequestNotFound, NotAnErasure, NotCertified))
async def find_certificate(unit: Unit, command: FindCertificate) -> Certificate:
    """Tell what an erasure took away, and what is kept, why and until when.

    It is signed, and can be checked by who has it, without us.
    """
    if await store.find(unit, command.request_id) is None:
        raise RequestNotFound
    stage = await erasure_store.find(unit, command.request_id)
    if stage is None:
        raise NotAnErasure
    if stage.certificate is None:
        raise NotCertified
    return msgspec.convert(stage.certificate, Certificate)


async def certificate(
    unit: Unit, request: AvgRequest, stage: Stage, done: Sequence[Done], told: Told
) -> Certificate:
    """Return the certificate of an erasure of which all steps are done."""
    assert stage.destroyed_at is not None, stage
    parts = tuple(_part(each, stage.destroyed_at) for each in done)
    signer = await signing.signer(unit)
    unsigned = Certificate(
        request_id=request.id,
        tenant_id=str(unit.principal.tenant),
        customer_id=stage.customer_id,
        requested_at=stamp(request.received_at),
        destroyed_at=stamp(stage.destroyed_at),
        certified_at=stamp(unit.now),
        recipients_told=told.reached,
        recipients_unreached=told.unreached,
        parts=parts,
        root=proofs.root([proofs.leaf(said(each)) for each in parts]).hex(),
        key_id=signer.key_id,
        signature="",
    )
    return replace(unsigned, signature=signer.sign(signed(unsigned)).hex())


def stored(certified: Certificate) -> Any:
    """Return a certificate as JSON holds it."""
    return msgspec.to_builtins(certified)


def said(part: Part) -> bytes:
    """Return a part as it is hashed: its fields as netstrings."""
    return netstrings(
        *(part.place, part.treatment, ",".join(part.fields), part.rows),
        *(",".join(part.digests), part.basis or "", part.until or ""),
    )


def signed(of: Certificate) -> bytes:
    """Return what is signed of a certificate; all parts are in its root."""
    return netstrings(
        *(FORMAT, of.tenant_id, of.request_id, of.customer_id),
        *(of.requested_at, of.destroyed_at, of.certified_at),
        *(of.recipients_told, of.recipients_unreached),
        *(len(of.parts), of.root, of.key_id),
    )


def _part(done: Done, at: datetime) -> Part:
    step = shredding.steps()[done.step]
    return Part(
        place=done.place,
        treatment=done.treatment,
        fields=step.fields,
        rows=done.rows,
        digests=tuple(bytes(each).hex() for each in done.digests),
        basis=step.basis,
        until=erasure_rules.until(at, step.keep),
    )
