"""What came about for a customer by itself, what it earned, and why."""

from collections import defaultdict
from dataclasses import dataclass, replace

from domain import customers
from domain.customers import CustomerNotFound, CustomerRef
from domain.earning import explaining, occasion_store, store
from domain.earning.explaining import AwardExplanation
from domain.earning.model import (
    Award,
    AwardId,
    AwardNotFound,
    OccasionId,
    OccasionNotFound,
)
from domain.earning.service import shown
from domain.kernel import BadCursor, CustomerId, Page, Unit, pages, reads
from domain.kernel.types import Cursor, Instant, Locale, PageSize, Slug

OCCASION = "occ_"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArisenOccasion:
    """A birthday, a full stamp card or the like, and what it earned.

    `kind` is what triggers rules. What was undone, as its reason came back, earns no
    more.
    """

    id: OccasionId
    customer_id: CustomerId
    kind: Slug
    occurred_at: Instant
    undone_at: Instant | None
    awards: tuple[Award, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionsOfCustomer:
    """Ask what came about for a customer by itself, newest first."""

    customer_id: CustomerRef
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyOfOccasion:
    """Ask why an occasion earned what it did: in Dutch or English."""

    occasion_id: OccasionId
    locale: Locale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyOfAward:
    """Ask why there is an award, whatever it was given for: in Dutch or English."""

    customer_id: CustomerRef
    award_id: AwardId
    locale: Locale | None = None


@reads("earning:read", refusals=(CustomerNotFound, BadCursor))
async def occasions_of_customer(
    unit: Unit, command: OccasionsOfCustomer
) -> Page[ArisenOccasion]:
    """List what came about for a customer: birthdays, full cards, long silences.

    Each comes once, and is there if a rule was to be tried for it.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    before = command.after and pages.place(command.after, tuple[OccasionId])[0]
    found = await occasion_store.of_customer(
        unit, customer_id, before or None, command.limit
    )
    earned: defaultdict[str, list[Award]] = defaultdict(list)
    for each in await store.of_causes(unit, [each.id for each in found]):
        earned[each.cause_id].append(shown(each))
    told = [
        ArisenOccasion(
            id=each.id,
            customer_id=each.customer_id,
            kind=each.kind,
            occurred_at=each.occurred_at,
            undone_at=each.undone_at,
            awards=tuple(earned[each.id]),
        )
        for each in found
    ]
    return pages.page(told, command.limit, lambda each: (each.id,))


@reads("earning:read", refusals=(OccasionNotFound,))
async def why_of_occasion(unit: Unit, command: WhyOfOccasion) -> AwardExplanation:
    """Tell why an occasion earned what it did, and why other rules gave nothing."""
    return await _why(unit, command.occasion_id, command.locale)


@reads("earning:read", refusals=(CustomerNotFound, AwardNotFound))
async def why_of_award(unit: Unit, command: WhyOfAward) -> AwardExplanation:
    """Tell why there is an award, which entries of accounts name as their source.

    It is told with whatever else its order, event or occasion earned, or did not.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    award = await store.find(unit, customer_id, command.award_id)
    if award is None:
        raise AwardNotFound
    if award.cause_id.startswith(OCCASION):
        return await _why(unit, award.cause_id, command.locale)
    teller = await explaining.teller_in(unit, command.locale)
    return await explaining.explain(unit, (award.cause_id, customer_id), teller)


async def _why(
    unit: Unit, occasion_id: OccasionId, asked: str | None
) -> AwardExplanation:
    found = await occasion_store.find(unit, occasion_id)
    if found is None:
        raise OccasionNotFound
    teller = await explaining.teller_in(unit, asked)
    told = await explaining.explain(unit, (found.id, found.customer_id), teller)
    came_about = teller.tell_occasion(found.kind, found.occurred_at)
    return replace(told, remarks=(came_about, *told.remarks))
