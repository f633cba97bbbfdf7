"""What earning does when customers come, change, and turn out to be one."""

from collections.abc import Sequence

from domain import customers
from domain.customers import CustomersMerged, CustomersUnmerged
from domain.earning import occasion_store, occasions, rule_store
from domain.earning.occasion_store import Birthday
from domain.earning.occasions import PROFILE, SIGN_UP, Mark, occasion
from domain.kernel import CustomerId, Unit


async def on_sign_up(unit: Unit, customer_id: CustomerId) -> None:
    """Give what a customer earns by taking part; only who was made by themselves.

    Who comes with an order or an import has not signed up for anything.
    """
    versions = await rule_store.versions(unit)
    if occasions.asked_for(versions, SIGN_UP):
        arisen = occasion(unit, customer_id, Mark(SIGN_UP), unit.now)
        await occasions.arise(unit, [arisen])
    await on_customers_known(unit, (customer_id,))


async def on_customers_known(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Note birthdays, and give what a complete profile earns, once."""
    born = await customers.born(unit, customer_ids)
    unknown = set(customer_ids).difference(born)
    if unknown:
        occasion_store.forget(unit, unknown)
    if not born:
        return
    found = await customers.find_many(unit, customers.FindMany(customer_ids=born))
    occasion_store.note(
        unit,
        [
            Birthday(
                customer_id=each.id,
                month=each.birth_date.month,
                day=each.birth_date.day,
                set_at=unit.now,
            )
            for each in found
            if each.birth_date is not None
        ],
    )
    complete = [each.id for each in found if _is_complete(each)]
    if complete and occasions.asked_for(await rule_store.versions(unit), PROFILE):
        arisen = [occasion(unit, each, Mark(PROFILE), unit.now) for each in complete]
        await occasions.arise(unit, arisen)


async def birthdays_of(
    unit: Unit, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, tuple[int, int]]:
    """Return the month and the day on which customers were born, where it is known."""
    found = await occasion_store.birthdays_of(unit, customer_ids)
    return {each.customer_id: (each.month, each.day) for each in found}


async def on_customers_merged(unit: Unit, news: CustomersMerged) -> None:
    """Let the kept customer have had what the other one had; what both had, once."""
    occasion_store.forget(unit, (news.merged_id,))
    moved = await occasion_store.move(unit, news.merged_id, news.kept_id)
    occasions.tell(unit, moved)


async def on_customers_unmerged(unit: Unit, news: CustomersUnmerged) -> None:
    """Give back what a merge moved."""
    back = await occasion_store.give_back(unit, news.kept_id, news.merged_id)
    occasions.tell(unit, back)
    await on_customers_known(unit, (news.merged_id,))


def _is_complete(customer: customers.Customer) -> bool:
    told = (
        *(customer.given_name, customer.family_name, customer.email),
        *(customer.birth_date, customer.address),
    )
    return None not in told
