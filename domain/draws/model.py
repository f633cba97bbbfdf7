"""The nouns of draws: what can be won, by whose tickets, and how that is proved."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId
from domain.kernel.ids import Topic, identifier
from domain.kernel.types import (
    Count,
    Cursor,
    Instant,
    PageSize,
    Points,
    ShortText,
    Slug,
)

DrawId: TypeAlias = Annotated[str, identifier("drw")]
# What an entrant is called in the list of tickets: it tells nothing.
Code: TypeAlias = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{24}$(?!\n)", examples=["0" * 24])
]
Hash: TypeAlias = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", examples=["0" * 64])
]
PRIZES_MAX = 20
WINNERS_MAX = 100


def topic_of(draw_id: str) -> Topic:
    """Return by what name a draw is watched."""
    return f"draw:{draw_id}"


class DrawStatus(StrEnum):
    """How far a draw is."""

    OPEN = "open"  # Tickets can be had.
    CLOSED = "closed"  # Tickets are being collected.
    DRAWN = "drawn"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawNames:
    """What something is called."""

    nl: ShortText
    en: ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class Prize:
    """Something to win, and how many there are of it."""

    names: DrawNames
    count: Annotated[int, Meta(ge=1, le=WINNERS_MAX)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """Who won what, by which ticket of those that were left, counted from 0."""

    place: Count
    code: Code
    prize: DrawNames
    ticket: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A draw, as everybody may know it.

    `commitment` is the SHA-256 of the seed, which is published with the winners. Who
    knows it and the list of tickets computes the same winners.
    """

    id: DrawId
    names: DrawNames
    unit: Slug
    prizes: tuple[Prize, ...]
    closes_at: Instant
    status: DrawStatus
    commitment: Hash
    seed: Hash | None
    tickets: Count
    entrants: Count
    list_hash: Hash | None
    drawn_at: Instant | None
    winners: tuple[Winner, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawEntry:
    """How many tickets somebody has in a draw."""

    code: Code
    tickets: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry:
    """What a customer has in a draw: their code and tickets, and what they won."""

    customer_id: CustomerId
    draw_id: DrawId
    code: Code | None
    tickets: Count
    prize: DrawNames | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDraw:
    """Open a draw: whoever has the unit when it closes has as many tickets."""

    names: DrawNames
    unit: Slug
    prizes: Annotated[tuple[Prize, ...], Meta(min_length=1, max_length=PRIZES_MAX)]
    closes_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelDraw:
    """Call a draw off before it closes."""

    draw_id: DrawId


@dataclass(frozen=True, slots=True, kw_only=True)
class FindDraw:
    """Ask for a draw."""

    draw_id: DrawId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDraws:
    """Ask for the draws, the latest first."""

    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTickets:
    """Ask who has how many tickets in a draw that was drawn, by code."""

    draw_id: DrawId
    after: Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=1_000)] = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTickets:
    """Ask what a customer has in a draw."""

    customer_id: CustomerRef
    draw_id: DrawId
