"""Commands about addresses that customers had."""

from collections.abc import Mapping
from datetime import timedelta

from domain import customers
from tests.anomaly.shop import BOB, Prepared
from tests.domain.ledger.books import at
from tests.world import NOON, World


async def _forget(shop: World) -> customers.ForgetFormer:
    changed = customers.Update(customer_id=BOB, email="bob@example.org")
    await at(shop, NOON - timedelta(days=30)).run(customers.update, changed)
    return customers.ForgetFormer()


COMMANDS: Mapping[str, Prepared] = {"customers.forget_former": _forget}
