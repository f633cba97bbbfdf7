"""What customers earned and kept, when: for features above that count it."""

from collections.abc import Sequence

from sqlalchemy import Text, bindparam

from domain.earning.tables import awards
from domain.kernel import CustomerId, Unit, timelines
from domain.kernel.timelines import Timeline

KEPT = timelines.timelines(
    awards.c.customer_id,
    awards.c.occurred_at,
    awards.c.earned - awards.c.taken_back,
    awards.c.unit == bindparam("code", type_=Text()),
    awards.c.earned > awards.c.taken_back,
    awards.c.reward.is_(None),
)


async def kept_by(
    unit: Unit, customer_ids: Sequence[CustomerId], code: str
) -> dict[CustomerId, Timeline]:
    """Return what customers earned of a unit of value, less what was taken back.

    What was taken back is missing from when it was earned, as if it had not been, also
    if it was spent or has expired meanwhile. Awards go with their orders, when those
    become another customer's.
    """
    return await timelines.read(unit, KEPT, customer_ids, code=code)
