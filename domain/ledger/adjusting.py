"""Adjusting: what somebody gives or takes by hand, one at a time or many together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from domain import customers, tenants
from domain.customers import CustomerNotFound, CustomerRef
from domain.kernel import CustomerId, FieldError, Malformed, Refusal, Unit, writes
from domain.kernel.types import Instant, ShortText, Slug
from domain.kernel.use_case import Asked, alone
from domain.ledger import store
from domain.ledger.model import POINTS, Change
from domain.ledger.posting import post_each
from domain.ledger.postings import Correct
from domain.ledger.reading import Adjustment
from domain.ledger.refusals import (
    BalanceCapped,
    InstantPassed,
    InsufficientPoints,
    UnitUnknown,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjust:
    """Give a customer something by hand, or take it: a negative amount takes."""

    customer_id: CustomerRef
    unit: Slug = POINTS
    amount: Change
    reason: ShortText
    expires_at: Instant | None = None


async def adjust_each(
    unit: Unit, asked: Sequence[Asked[Adjust]]
) -> Sequence[Adjustment | Refusal]:
    """Correct what customers hold, who are looked up and held together."""
    codes = await tenants.unit_codes(unit)
    refs = (each.command.customer_id for each in asked)
    meant = await customers.keep_meant(unit, refs)
    wanted = [_correction(unit, each.command, codes, meant) for each in asked]
    corrections = [each for each in wanted if isinstance(each, Correct)]
    posted = iter(await post_each(unit, corrections))
    told: list[Adjustment | Refusal] = []
    for each, correction in zip(asked, wanted, strict=True):
        if isinstance(correction, Refusal):
            told.append(correction)
            continue
        answer = next(posted)
        told.append(
            answer
            if isinstance(answer, Refusal)
            else Adjustment(
                id=correction.source_id,
                customer_id=correction.customer_id,
                unit=correction.unit,
                amount=correction.amount,
                reason=each.command.reason,
                author=each.principal.actor,
                recorded_at=unit.now,
                available=answer.available,
            )
        )
    await store.adjust(unit, [each for each in told if isinstance(each, Adjustment)])
    return told


@writes(
    "ledger:write",
    refusals=(
        Malformed,
        CustomerNotFound,
        UnitUnknown,
        InstantPassed,
        InsufficientPoints,
        BalanceCapped,
        tenants.ProgrammeNotFound,
    ),
    together=adjust_each,
)
async def adjust(unit: Unit, command: Adjust) -> Adjustment:
    """Correct what a customer holds; the reason and the author are written down."""
    return await alone(adjust_each, unit, command)


def _correction(
    unit: Unit,
    command: Adjust,
    codes: Collection[str],
    meant: Mapping[CustomerRef, CustomerId],
) -> Correct | Refusal:
    if command.amount == 0:
        nothing = FieldError(pointer="/amount", detail="Nothing would change.")
        return Malformed((nothing,))
    if command.expires_at is not None and command.expires_at <= unit.now:
        return InstantPassed()
    if command.unit not in codes:
        return UnitUnknown(command.unit)
    customer_id = meant.get(command.customer_id)
    if customer_id is None:
        return CustomerNotFound()
    return Correct(
        customer_id=customer_id,
        unit=command.unit,
        amount=command.amount,
        source_type="adjustment",
        source_id=unit.new_id("adj"),
        effect="adjust",
        occurred_at=unit.now,
        expires_at=command.expires_at,
    )
