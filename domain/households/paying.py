"""Paying: what members redeem of what their household has."""

from domain import ledger, rewards
from domain.households import leaving, line_store, reading
from domain.households.line_store import Line
from domain.households.model import LineKind
from domain.kernel import Unit
from domain.rewards import Price, Purse


async def purse(unit: Unit, price: Price) -> Purse:
    """Return what a customer's household lets them pay; nobody else pays meanwhile.

    Who may spend nothing of their own may spend nothing of others either.
    """
    found = await leaving.hold(unit, price.customer_id)
    if found is None:
        return Purse(against="no_household")
    row, you = found
    holder = ledger.holder_of(row.id)
    held = await ledger.holdings_of(unit, [holder, price.customer_id])
    if any(e.frozen and e.unit == price.unit for e in held[price.customer_id]):
        return Purse(against="account_frozen")
    more = await reading.left(unit, row, you, price.unit)
    there = sum(e.available for e in held[holder] if e.unit == price.unit)
    # Who may have no more this month is told so, and not that there is too little.
    limited = more is not None and more < price.amount <= there
    return Purse(
        payer_id=holder,
        balance=there,
        against="household_limit" if limited else None,
    )


async def on_paid(unit: Unit, news: rewards.HouseholdPaid) -> None:
    """Write down what a member redeemed of what their household has, or gave back."""
    line = Line(
        id=unit.new_id("hln"),
        household_id=reading.household_of(news.holder_id),
        customer_id=news.customer_id,
        kind=LineKind.SPENT if news.amount < 0 else LineKind.RETURNED,
        unit=news.unit,
        amount=news.amount,
        redemption_id=news.redemption_id,
        recorded_at=unit.now,
    )
    line_store.add(unit, [line])
