"""The nouns of events: what somebody did, besides buying."""

from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef, Identity
from domain.kernel import CustomerId, Event
from domain.kernel.batches import Rows
from domain.kernel.ids import identifier
from domain.kernel.types import (
    Cursor,
    Instant,
    LongText,
    Money,
    PageSize,
    Quantity,
    ShortText,
    Slug,
)

EventId: TypeAlias = Annotated[str, identifier("evt")]
CART_LINES_MAX = 500
STARS_MAX = 5

# What an event of a type tells; a type says what that is.
Content: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Somebody looked at a product."""

    product_id: ShortText
    category: ShortText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """Some of a product in a cart; the price in minor units."""

    product_id: ShortText
    quantity: Quantity
    unit_price: Money | None = None


CartLines: TypeAlias = Annotated[tuple[CartLine, ...], Meta(max_length=CART_LINES_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """What is in somebody's cart now; nothing, if it was emptied."""

    lines: CartLines


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Somebody said what they think of a product."""

    product_id: ShortText
    rating: Annotated[int, Meta(ge=1, le=STARS_MAX)]
    text: LongText | None = None
    # Whether whoever says so bought it, where that is known.
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Somebody told others of a product, or of the shop."""

    network: Slug
    product_id: ShortText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributed:
    """Somebody wrote something for others to read: a post, an idea, a testimonial."""

    kind: Slug
    product_id: ShortText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Write down what somebody did.

    `view`, `cart`, `review`, `share` and `contribution` are known; the tenant names
    other types, each with a JSON Schema of what it tells. An anonymous visitor is a
    customer of whom nothing else is known; without a customer, nobody in particular did
    it. With `gpc`, the browser said `Sec-GPC: 1`, upon which the customer objects to
    sharing.
    """

    external_id: ShortText
    type: Slug
    occurred_at: Instant
    source: Slug = "shop"
    customer: Identity | None = None
    data: Content
    gpc: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMany:
    """Write down what many did; each event is answered by itself."""

    events: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Something that somebody did."""

    id: EventId
    source: Slug
    external_id: ShortText
    type: Slug
    customer_id: CustomerId | None
    visitor_id: str | None
    data: Content
    occurred_at: Instant
    recorded_at: Instant
    removed_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Ask for one event."""

    event_id: EventId


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Take an event back: a review that was deleted, a share that was no share."""

    event_id: EventId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCustomer:
    """Ask what a customer did, newest first; of one type, or of any."""

    customer_id: CustomerRef
    type: Slug | None = None
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A type of events that a tenant has named, and what they tell."""

    name: Slug
    schema: Content
    recorded_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class PutType:
    """Say what events of a type tell, by a JSON Schema (draft 2020-12).

    It has no references and no patterns. What was written down before stays.
    """

    name: Slug
    schema: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTypes:
    """Ask for the types of events that a tenant has named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsRecorded(Event):
    """Somebody did something."""

    name = "events.recorded"
    event_ids: tuple[EventId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsLinked(Event):
    """What visitors did turned out to be a customer's doing."""

    name = "events.linked"
    customer_id: CustomerId
    event_ids: tuple[EventId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsMoved(Event):
    """What one customer did is another's, as two became one or two again."""

    name = "events.moved"
    event_ids: tuple[EventId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsRemoved(Event):
    """What somebody did was taken back."""

    name = "events.removed"
    event_ids: tuple[EventId, ...]
