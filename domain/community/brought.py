"""Reviews that customers wrote elsewhere, as rows of a file say them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.community.model import (
    Body,
    ContributionId,
    ContributionState,
    MemberId,
    Stars,
    Title,
)
from domain.community.refusals import ContributionRepeated
from domain.customers import CustomerRef
from domain.kernel.types import Instant, ShortText


class BroughtState(StrEnum):
    """Whether others see it at once."""

    HELD = "held"
    PUBLISHED = "published"  # The shop has looked at it already.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A customer's review of a product, and when it was written.

    Without a state, it is published unless the shop's settings hold it. Only if it is
    `counted` does the shop give for it what it gives for reviews, as for any of its
    day.
    """

    customer_id: CustomerRef
    product_id: ShortText
    rating: Stars
    text: Body
    occurred_at: Instant
    title: Title | None = None
    state: BroughtState | None = None
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A review of a product that a person wrote, and whether it is there yet."""

    id: ContributionId
    person_id: MemberId
    product_id: str
    state: ContributionState
    written_at: datetime


def the_same(earlier: Sequence[Earlier], written_at: datetime) -> ContributionId | None:
    """Return the review that was brought before, if one was; refuse a second one.

    A person has one review of a product. One that they took back stays away, and so
    does what they wrote before it.
    """
    for each in earlier:
        if each.written_at == written_at:
            return each.id
    for each in earlier:
        gone = each.state is ContributionState.WITHDRAWN
        if not gone or each.written_at > written_at:
            raise ContributionRepeated(each.id)
    return None
