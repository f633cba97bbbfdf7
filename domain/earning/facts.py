"""Facts: what conditions ask of the world besides the order or event itself."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeAlias

from msgspec import Struct

from domain.earning.model import CauseId
from domain.kernel import CustomerId, Port, Unit


class Facts(Struct, frozen=True, gc=False):
    """What held of a customer when an order or event occurred.

    They are kept with what followed from them: a return much later is judged by the
    tier of then. `order_count` counts this order, the customer's first being 1.
    """

    tier: str | None = None
    multiplier_percent: int = 100
    segments: tuple[str, ...] = ()
    order_count: int = 1
    member_days: int = 0


PLAIN = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The tier that a customer had at an instant, and its multiplier."""

    tier: str | None = None
    multiplier_percent: int = 100


class Standings(Protocol):
    """The tiers of some customers, while their orders and events are judged.

    What one is worth may lead to the tier by which the next is judged, and neither is
    written down yet; so many at once are judged as they would be one by one.
    """

    def at(self, customer_id: CustomerId, instant: datetime, /) -> Standing:
        """Return what the tier was at an instant, before anything that counts then."""
        ...

    def counted(
        self, customer_id: CustomerId, code: str, instant: datetime, amount: int, /
    ) -> None:
        """Count what was earned of a unit of value, and is not written down yet."""
        ...

    def came(self, cause_id: CauseId, /) -> None:
        """Count an order or event that waited until those before it were judged."""
        ...


class Nobodys:
    """Standings as long as nothing above knows of tiers."""

    def at(self, customer_id: CustomerId, instant: datetime, /) -> Standing:
        """Return that there is no tier."""
        del customer_id, instant
        return Standing()

    def counted(
        self, customer_id: CustomerId, code: str, instant: datetime, amount: int, /
    ) -> None:
        """Count nothing."""

    def came(self, cause_id: CauseId, /) -> None:
        """Count nothing."""


Moments: TypeAlias = Sequence[tuple[CustomerId, datetime]]
# What features above know of customers; of segments, at instants, in the order asked.
# What came together is there already; until it has come in its turn, it does not count.
StandingsOf: TypeAlias = Callable[
    [Unit, Sequence[CustomerId], Sequence[CauseId]], Awaitable[Standings]
]
SegmentsOf: TypeAlias = Callable[[Unit, Moments], Awaitable[Sequence[tuple[str, ...]]]]


async def no_standings(
    unit: Unit, customer_ids: Sequence[CustomerId], waiting: Sequence[CauseId]
) -> Standings:
    """Return that nobody has a tier, as long as nothing above knows of tiers."""
    del unit, customer_ids, waiting
    return Nobodys()


async def no_segments(unit: Unit, moments: Moments) -> Sequence[tuple[str, ...]]:
    """Return that nobody is in a segment, as long as nothing above knows of them."""
    del unit
    return [()] * len(moments)


# Who tells of segments; it is for a feature above to say.
SEGMENTS: Port[SegmentsOf] = Port(no_segments)


async def segments_of(unit: Unit, moments: Moments) -> Sequence[tuple[str, ...]]:
    """Return the segments of customers at instants, in the order asked."""
    return await unit.provider(SEGMENTS)(unit, moments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where facts come from that features above know."""

    standings: StandingsOf = no_standings
    segments: SegmentsOf = segments_of


class EventCase(Struct, frozen=True, gc=False):
    """Something that a customer did, or that came about; once undone it stands not."""

    event_id: str
    type: str
    customer_id: CustomerId | None
    occurred_at: datetime
    recorded_at: datetime
    data: dict[str, Any] = {}
    stands: bool = True


# Whose the counter is of a cap that all customers share.
EVERYBODY = "cus_" + "0" * 32


class CapKey(NamedTuple):
    """What names a counter: the cap, whose it is, and the day its period began."""

    cap: str
    customer_id: str
    period: str


class Held(NamedTuple):
    """What a rule has given for this case so far, before and after its caps."""

    worth: int
    kept: int
