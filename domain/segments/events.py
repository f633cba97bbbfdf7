"""What happens to segments, for others to react to."""

from dataclasses import dataclass

from domain.kernel import CustomerId, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentMove:
    """Somebody entered a segment, or left it."""

    segment: str
    customer_id: CustomerId
    entered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentsChanged(Event):
    """Customers entered segments, or left them."""

    name = "segments.changed"
    moves: tuple[SegmentMove, ...]
