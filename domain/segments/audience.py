"""Audiences: a segment for others to advertise to, as hashes, of who agreed to that."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from msgspec import Meta

from domain import consent, customers, scoring
from domain.consent import PurposeKind
from domain.kernel import BadCursor, Unit, pages, writes
from domain.kernel.personal import crowd
from domain.kernel.types import Count, Cursor, Slug
from domain.segments import store
from domain.segments.refusals import SegmentNotFound, SharingNotAgreed

PEOPLE_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAudience:
    """Ask for those of a segment who agreed to a purpose of sharing, as hashes."""

    segment: Slug
    purpose: Slug
    after: Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=PEOPLE_MAX)] = PEOPLE_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashed:
    """Somebody as advertisers know them: SHA-256 in lower-case hexadecimals.

    Of the e-mail address in lower case, and of the telephone number as in E.164, with
    its plus; whichever is known.
    """

    email_sha256: str | None
    phone_sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Some of the people in a segment who agreed, and the cursor to the rest.

    `people` counts all of them. Fewer than ten are neither counted nor listed, as a
    hash of a list of one names them.
    """

    segment: Slug
    purpose: Slug
    people: Count | None
    items: tuple[Hashed, ...]
    next: Cursor | None


@writes("segments:export", refusals=(SegmentNotFound, SharingNotAgreed, BadCursor))
async def export_audience(unit: Unit, command: ExportAudience) -> Audience:
    """List who of a segment agreed to be advertised to by others, as hashes.

    It counts as a change, as what leaves the house is in the audit trail.
    """
    if command.segment not in await store.every(unit):
        raise SegmentNotFound(command.segment)
    shared = await consent.gate(unit, command.purpose, PurposeKind.SHARING)
    if not (shared.is_open and shared.asks_consent):
        raise SharingNotAgreed(command.purpose)
    gates = (await scoring.open_gate(unit), shared)
    people = crowd(await store.count_members(unit, gates, command.segment))
    after = command.after and pages.place(command.after, tuple[str])[0]
    rows = await store.members(
        unit, gates, command.segment, after or None, command.limit
    )
    page = pages.page(rows, command.limit, lambda stay: (stay.customer_id,))
    if people is None:
        return _of(command, None, (), None)
    asked = customers.FindMany(
        customer_ids=tuple(row.customer_id for row in page.items)
    )
    known = await customers.find_many(unit, asked)
    hashed = (
        Hashed(
            email_sha256=_hash(each.email and each.email.strip().lower()),
            phone_sha256=_hash(each.phone),
        )
        for each in known
        if each.email or each.phone
    )
    return _of(command, people, tuple(hashed), page.next)


def _of(
    asked: ExportAudience,
    people: int | None,
    items: tuple[Hashed, ...],
    following: str | None,
) -> Audience:
    return Audience(
        segment=asked.segment,
        purpose=asked.purpose,
        people=people,
        items=items,
        next=following,
    )


def _hash(said: str | None) -> str | None:
    return sha256(said.encode()).hexdigest() if said else None
