"""What customers earned and kept, when: for features above that count it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Text, bindparam, cast, func, select, true

from domain.earning.tables import awards
from domain.kernel import CustomerId, Unit, sets, timelines
from domain.kernel.timelines import Timeline

_LEFT = awards.c.earned - awards.c.taken_back
_WHICH = (
    awards.c.unit == bindparam("code", type_=Text()),
    awards.c.earned > awards.c.taken_back,
    awards.c.reward.is_(None),
)
KEPT = timelines.timelines(awards.c.customer_id, awards.c.occurred_at, _LEFT, *_WHICH)
_WHO = sets.given(awards.c.customer_id, name="holders")
_SUM = (
    select(cast(func.coalesce(func.sum(_LEFT), 0), BigInteger).label("kept"))
    .where(awards.c.customer_id == _WHO.c.customer_id, *_WHICH)
    .lateral("sum")
)
SUMS = select(_WHO.c.customer_id, _SUM.c.kept).select_from(_WHO.join(_SUM, true()))


@dataclass(frozen=True, slots=True)
class _Sum:
    customer_id: CustomerId
    kept: int


async def kept_by(
    unit: Unit, customer_ids: Sequence[CustomerId], code: str
) -> dict[CustomerId, Timeline]:
    """Return what customers earned of a unit of value, less what was taken back.

    What was taken back is missing from when it was earned, as if it had not been, also
    if it was spent or has expired meanwhile. Awards go with their orders, when those
    become another customer's.
    """
    return await timelines.read(unit, KEPT, customer_ids, code=code)


async def kept_in_all(
    unit: Unit, customer_ids: Sequence[CustomerId], code: str
) -> dict[CustomerId, int]:
    """Return how much that is altogether, of each customer; nothing is said of when."""
    given = {"customer_id_of": list(customer_ids), "code": code}
    return {e.customer_id: e.kept for e in await unit.all(_Sum, SUMS, **given)}
