"""What goes with products and with visits, in the graph."""

import httpx

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
