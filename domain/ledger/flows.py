"""What went to and fro between customers and a side, when: for features above."""

from collections.abc import Collection, Sequence

from sqlalchemy import ARRAY, Text, bindparam, case, or_

from domain.kernel import CustomerId, Unit, timelines
from domain.kernel.timelines import Timeline
from domain.ledger.model import Side, TransferKind
from domain.ledger.tables import transfers

_SIDES = bindparam("sides", type_=ARRAY(Text))
FLOWS = timelines.timelines(
    transfers.c.customer_id,
    transfers.c.occurred_at,
    # What leaves a side comes to the customer.
    transfers.c.amount
    * (
        case((transfers.c.debit == _SIDES.any_(), 1), else_=0)
        - case((transfers.c.credit == _SIDES.any_(), 1), else_=0)
    ),
    transfers.c.unit == bindparam("code", type_=Text()),
    or_(transfers.c.debit == _SIDES.any_(), transfers.c.credit == _SIDES.any_()),
    # That two customers became one is no flow.
    transfers.c.kind != TransferKind.MOVE,
)
BALANCES = timelines.timelines(
    transfers.c.customer_id,
    transfers.c.occurred_at,
    transfers.c.amount
    * (
        case((transfers.c.credit == Side.AVAILABLE, 1), else_=0)
        - case((transfers.c.debit == Side.AVAILABLE, 1), else_=0)
    ),
    transfers.c.unit == bindparam("code", type_=Text()),
    or_(
        transfers.c.debit == Side.AVAILABLE,
        transfers.c.credit == Side.AVAILABLE,
    ),
)


async def flows_of(
    unit: Unit, customer_ids: Sequence[CustomerId], code: str, sides: Collection[Side]
) -> dict[CustomerId, Timeline]:
    """Return what customers got from some sides, and gave to them, which is negative.

    An account's own; who was merged has another one.
    """
    return await timelines.read(
        unit, FLOWS, customer_ids, code=code, sides=sorted(sides)
    )


async def availabilities_of(
    unit: Unit, customer_ids: Sequence[CustomerId], code: str
) -> dict[CustomerId, Timeline]:
    """Return by how much what was available of each account changed, and when."""
    return await timelines.read(unit, BALANCES, customer_ids, code=code)
