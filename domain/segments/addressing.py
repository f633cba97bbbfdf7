"""Addressing: who is in a segment, a piece at a time, for whoever writes to them."""

from dataclasses import dataclass

from domain import scoring
from domain.kernel import CustomerId, Unit
from domain.segments import store
from domain.segments.model import SegmentNames, SegmentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """Some of who is in a segment, and whether there are more."""

    customer_ids: tuple[CustomerId, ...]
    more: bool


async def is_there(unit: Unit, segment: str) -> bool:
    """Tell whether there is a segment that somebody can be in."""
    row = (await store.every(unit)).get(segment)
    return row is not None and row.status is SegmentStatus.ACTIVE


async def has_member(unit: Unit, segment: str, customer_id: CustomerId) -> bool:
    """Tell whether a customer is in a segment."""
    gate = await scoring.open_gate(unit)
    stays = await store.stays(unit, gate, [customer_id])
    return any(each.segment == segment for each in stays)


async def address(
    unit: Unit, segment: str, after: CustomerId | None, limit: int
) -> Addressed | None:
    """Return who is in a segment and may be profiled, in the order of ids.

    None while not everybody was looked at because of it: who is in it is not known yet.
    Everybody is first told to be looked at, and then is.
    """
    row = (await store.every(unit)).get(segment)
    if row is None or row.applied_at is None:
        return None
    if await scoring.is_behind(unit, row.applied_at):
        return None
    gate = await scoring.open_gate(unit)
    found = await store.members(unit, (gate,), segment, after, limit)
    some = tuple(each.customer_id for each in found[:limit])
    return Addressed(customer_ids=some, more=len(found) > limit)


async def names(unit: Unit) -> dict[str, SegmentNames]:
    """Return what segments are called, by their own names."""
    return {name: each.names for name, each in (await store.every(unit)).items()}
