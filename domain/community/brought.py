"""Reviews that customers wrote elsewhere, as rows of a file say them."""

from dataclasses import dataclass
from enum import StrEnum

from domain.community.model import Body, Stars, Title
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
