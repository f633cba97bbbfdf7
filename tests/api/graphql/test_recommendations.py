"""What goes with products and with visits, in the graph."""

import httpx

from domain import catalogue
from tests.api.graphql.conftest import ask
from tests.domain.recommendations.shop import open_grocer
from tests.world import World

VISIT = """
query ($cart: [String!]!) {
    session(cart: $cart) {
        recommendations(first: 1) { items { productId reason { en } } }
    }
    products {
        nodes {
            externalId
            boughtTogether(first: 1) { items { productId reason { en } } }
        }
    }
}
"""


async def test_a_visit_and_products_lead_to_what_goes_with_them(
    shop: httpx.AsyncClient, world: World
) -> None:
    await open_grocer(world)
    told = await ask(shop, VISIT, cart=["tea"])
    (goes,) = told["session"]["recommendations"]["items"]
    assert goes == {
        "productId": "sugar",
        "reason": {"en": "Goes with Tea in your cart."},
    }
    first = {
        each["externalId"]: each["boughtTogether"]["items"][0]
        for each in told["products"]["nodes"]
    }
    why = {"en": "Often bought together with Tea."}
    assert first["tea"] == {"productId": "sugar", "reason": why}
    assert first["sugar"]["productId"] == "tea"
    # Nothing goes with bread, and so it is what everybody buys, itself left out.
    assert first["bread"]["productId"] != "bread"


CUSTOMERS = """
query ($first: Int!) {
    customers(first: $first) {
        nodes {
            scores { lifeCycle }
            recommendations(slot: NEW_FOR_YOU, first: 3) {
                items { productId reason { nl } }
            }
            viewed: recommendations(slot: VIEWED_ALSO_BOUGHT, first: 3) {
                items { name }
            }
            segments { segment }
        }
    }
}
"""
PRODUCTS = """
query ($first: Int!) {
    products(first: $first) {
        nodes {
            boughtTogether(first: 3) { items { productId reason { nl } } }
            viewedAlsoBought(first: 3) { items { productId } }
        }
    }
}
"""


async def test_pages_of_five_and_of_fifty_take_as_many_statements(
    shop: httpx.AsyncClient, world: World, statements: list[str]
) -> None:
    await open_grocer(world)
    for number in range(50):
        name = f"ware-{number}"
        put = catalogue.Put(source="web", external_id=name, name=name)
        await world.run(catalogue.put, put)
    for document, of in ((CUSTOMERS, "customers"), (PRODUCTS, "products")):
        counted: list[int] = []
        # The first time more is read, as of the key and of the document.
        for first in (5, 5, 50):
            statements.clear()
            told = await ask(shop, document, first=first)
            counted.append(len(statements))
            assert len(told[of]["nodes"]) == first
        assert counted[1] == counted[2], document
