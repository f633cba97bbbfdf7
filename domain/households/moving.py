"""Moving: what members give to their household, and what they take out of it."""

from domain import customers, ledger
from domain.customers import CustomerNotFound
from domain.households import leaving, line_store, reading, store
from domain.households.asking import Contribute, TakeOut
from domain.households.events import HouseholdContributed, HouseholdTaken
from domain.households.line_store import Line
from domain.households.model import HouseholdMove, LineKind
from domain.households.refusals import (
    HouseholdLimitReached,
    HouseholdNotFound,
    NotShareable,
)
from domain.households.store import Member, Row
from domain.kernel import CustomerId, Unit, writes

OF_MOVING = (
    CustomerNotFound,
    HouseholdNotFound,
    ledger.AccountFrozen,
    ledger.BalanceCapped,
    ledger.InsufficientPoints,
)


@writes("households:join", refusals=(*OF_MOVING, NotShareable), subject="customer_id")
async def contribute(unit: Unit, command: Contribute) -> HouseholdMove:
    """Give to one's household what expires first; each part keeps its expiry."""
    customer_id = await customers.resolve(unit, command.customer_id)
    if command.unit not in (await store.settings(unit)).units:
        raise NotShareable(command.unit)
    row, you = await leaving.held(unit, customer_id)
    way = (customer_id, ledger.holder_of(row.id))
    line = _line(unit, row, you, command, LineKind.CONTRIBUTED)
    await ledger.share(unit, way, (command.unit, command.amount), line.id)
    unit.emit(
        HouseholdContributed(
            household_id=row.id,
            customer_id=customer_id,
            unit=command.unit,
            amount=command.amount,
        )
    )
    return await _written(unit, line, customer_id)


@writes(
    "households:join",
    refusals=(*OF_MOVING, HouseholdLimitReached),
    subject="customer_id",
)
async def take_out(unit: Unit, command: TakeOut) -> HouseholdMove:
    """Take out of one's household to one's own account, within what the owner lets."""
    customer_id = await customers.resolve(unit, command.customer_id)
    row, you = await leaving.held(unit, customer_id)
    await refuse_more(unit, row, you, command.unit, command.amount)
    way = (ledger.holder_of(row.id), customer_id)
    line = _line(unit, row, you, command, LineKind.TAKEN)
    await ledger.share(unit, way, (command.unit, command.amount), line.id)
    unit.emit(
        HouseholdTaken(
            household_id=row.id,
            customer_id=customer_id,
            unit=command.unit,
            amount=command.amount,
        )
    )
    return await _written(unit, line, customer_id)


async def refuse_more(
    unit: Unit, row: Row, you: Member, code: str, amount: int
) -> None:
    """Refuse a member who would have more of a household than the owner lets."""
    left = await reading.left(unit, row, you, code)
    if left is not None and amount > left:
        raise HouseholdLimitReached(unit=code, left=left)


def _line(
    unit: Unit, row: Row, you: Member, command: Contribute | TakeOut, kind: LineKind
) -> Line:
    sign = 1 if kind is LineKind.CONTRIBUTED else -1
    return Line(
        id=unit.new_id("hln"),
        household_id=row.id,
        customer_id=you.customer_id,
        kind=kind,
        unit=command.unit,
        amount=sign * command.amount,
        redemption_id=None,
        recorded_at=unit.now,
    )


async def _written(unit: Unit, line: Line, customer_id: CustomerId) -> HouseholdMove:
    line_store.add(unit, [line])
    holder = ledger.holder_of(line.household_id)
    held = (await ledger.holdings_of(unit, [holder]))[holder]
    return HouseholdMove(
        id=line.id,
        household_id=line.household_id,
        customer_id=customer_id,
        unit=line.unit,
        amount=abs(line.amount),
        available=sum(each.available for each in held if each.unit == line.unit),
    )
