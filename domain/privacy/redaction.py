"""The nouns of redaction: a shop left a partner, and all of its customers are to go."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from domain.kernel import Kind, Refusal
from domain.kernel.types import Count, Instant, ShortText

# Shopify gives thirty days from when it asks.
TERM = timedelta(days=30)
PIECE_MAX = 50
REDACTIONS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRedaction:
    """Write down that a partner asks to erase all customers of a shop that left it."""

    shop_domain: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRedactions:
    """Ask which shops are to be erased, and how far that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOutRedaction:
    """Serve the tenant no more, and erase all of its customers."""

    shop_domain: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactSome:
    """Have some more customers of a shop erased, of which that was carried out."""

    limit: Annotated[int, Meta(ge=1, le=PIECE_MAX)] = PIECE_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A shop whose customers are to be erased by `due_at`, and how far that is.

    Nothing is done until `begun_at`; by `asked_all_at` each customer has a request.
    """

    shop_domain: ShortText
    asked_at: Instant
    due_at: Instant
    begun_at: Instant | None
    asked_all_at: Instant | None
    customers: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Redactions:
    """The shops of a tenant that are to be erased."""

    redactions: tuple[Redaction, ...]


@dataclass(eq=False)
class RedactionNotFound(Refusal):
    """Nobody asked to erase the customers of such a shop."""

    kind = Kind.NOT_FOUND
