"""Bringing: what customers held in an older system becomes lots of theirs here.

Each is a correction, which counts as nothing earned, and is explained by the shop's own
name for it: so it counts once, in whatever file it comes again. The name is kept as a
keyed digest, for the books outlast whom it may tell of.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from domain import customers, tenants
from domain.customers import CustomerNotFound, CustomerRef, ForeignId
from domain.kernel import CustomerId, Malformed, Refusal, Unit, keyring
from domain.kernel.batches import (
    BatchResult,
    Outcome,
    RowResult,
    malformed,
    read_line,
    refused,
)
from domain.kernel.crypto import Secrets
from domain.kernel.types import Instant, Points, Slug
from domain.ledger import store
from domain.ledger.model import POINTS, Posted, Source
from domain.ledger.posting import post_each
from domain.ledger.postings import Correct, source_of
from domain.ledger.refusals import InstantPassed, UnitUnknown

SOURCE_TYPE = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRow:
    """What a customer held in an older system, at an instant, until it expires.

    Who holds amounts that expire at different times has a row for each.
    """

    external_id: ForeignId
    customer_id: CustomerRef
    amount: Points
    occurred_at: Instant
    unit: Slug = POINTS
    source: Slug = "shop"
    expires_at: Instant | None = None


read_points = partial(read_line, PointsRow)


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is to read rows by: units of value, customers, and secrets."""

    codes: Collection[str]
    whose: Mapping[CustomerRef, CustomerId]
    secrets: Secrets


async def take_points(unit: Unit, read: Sequence[PointsRow | Malformed]) -> BatchResult:
    """Give customers what they held elsewhere, and answer each row."""
    known = await _learn(unit, read)
    answers: dict[int, RowResult] = {}
    given: dict[int, Correct] = {}
    over: dict[int, Correct] = {}
    for place, row in enumerate(read):
        wanted = row if isinstance(row, Malformed) else _wanted(row, known, unit.now)
        if isinstance(wanted, Refusal):
            answers[place] = refused(wanted)
        elif wanted.expires_at is not None and wanted.expires_at <= unit.now:
            over[place] = wanted
        else:
            given[place] = wanted
    posted = await post_each(unit, list(given.values()))
    for place, told in zip(given, posted, strict=True):
        answers[place] = _answer(told)
    answers |= await _late(unit, over)
    return BatchResult(rows=tuple(answers[place] for place in range(len(read))))


async def _learn(unit: Unit, read: Sequence[PointsRow | Malformed]) -> _Known:
    refs = {each.customer_id for each in read if not isinstance(each, Malformed)}
    return _Known(
        codes=await tenants.unit_codes(unit),
        whose=await customers.keep_meant(unit, refs),
        secrets=await keyring.secrets(unit),
    )


def _wanted(row: PointsRow, known: _Known, now: datetime) -> Correct | Refusal:
    """Return the posting that a row comes to, or why it is refused."""
    if row.occurred_at > now:
        return malformed("/occurred_at", "Nobody has held this yet.")
    if row.unit not in known.codes:
        return UnitUnknown(row.unit)
    if row.customer_id not in known.whose:
        return CustomerNotFound()
    name = known.secrets.blind("lot", f"{row.source}:{row.external_id}").hex()
    return Correct(
        customer_id=known.whose[row.customer_id],
        unit=row.unit,
        amount=row.amount,
        source_type=SOURCE_TYPE,
        source_id=name,
        effect=row.unit,
        occurred_at=row.occurred_at,
        expires_at=row.expires_at,
    )


def _answer(told: Posted | Refusal) -> RowResult:
    if isinstance(told, Refusal):
        return refused(told)
    outcome = Outcome.UNCHANGED if told.repeated else Outcome.RECORDED
    return RowResult(outcome=outcome, id=told.transfer_id)


async def _late(unit: Unit, over: Mapping[int, Correct]) -> dict[int, RowResult]:
    """Answer rows of what has expired: it was brought in time, or it never is."""
    if not over:
        return {}
    found = await store.explained_by(unit, map(source_of, over.values()))
    brought = {Source(e.source_type, e.source_id, e.effect): e.id for e in found}
    return {
        place: RowResult(outcome=Outcome.UNCHANGED, id=brought[source_of(each)])
        if source_of(each) in brought
        else refused(InstantPassed())
        for place, each in over.items()
    }
