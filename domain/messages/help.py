"""Help: a person is asked to help somebody, who gets no marketing until it is over."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from domain.customers import CustomerRef
from domain.kernel import CustomerId, Kind, Refusal
from domain.kernel.ids import identifier
from domain.kernel.types import Cursor, Instant, PageSize, ShortText, Slug

HelpId: TypeAlias = Annotated[str, identifier("hlp")]
GOODWILL_MAX = 1_000_000


class HelpState(StrEnum):
    """Whether a person has yet to say that it is over."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Somebody who is to be helped, by which journey, and upon what: a review's id.

    Who asked for it has `asked` as the journey, and a name of the shop's as `upon`.

    `goodwill` are the points that they were given with an apology, if they were.
    """

    id: HelpId
    customer_id: CustomerId
    journey: Slug
    upon: str
    state: HelpState
    opened_at: Instant
    closed_at: Instant | None
    goodwill: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHelp:
    """Ask a person to help a customer: what about, by a name that the shop knows."""

    customer_id: CustomerRef
    upon: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHelp:
    """Ask who is to be helped, newest first; of one state, or of both."""

    state: HelpState | None = None
    after: Cursor | None = None
    limit: PageSize = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FindHelp:
    """Ask what became of somebody who was to be helped."""

    help_id: HelpId


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseHelp:
    """Say that somebody was helped; they may be written to again."""

    help_id: HelpId


@dataclass(frozen=True, slots=True, kw_only=True)
class Apologise:
    """Say that somebody was helped, and give them points by way of apology."""

    help_id: HelpId
    points: Annotated[int, Meta(ge=1, le=GOODWILL_MAX)]
    reason: ShortText


@dataclass(eq=False)
class HelpNotFound(Refusal):
    """Nobody is to be helped by this id."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class HelpOver(Refusal):
    """Somebody said already that this is over."""

    kind = Kind.CONFLICT
