"""Mergers and tokens of customers in the graph."""

import strawberry

from api.graphql.context import Info
from api.graphql.derivation import show, shows
from api.graphql.mutations import mutation
from api.graphql.nodes import Node, finds
from domain import customers, tenants


@shows(customers.Merger)
class Merger(Node):
    """Two customers who were one all along."""

    id: strawberry.ID


@shows(tenants.IssuedToken)
class CustomerToken:
    """A new token, which is shown this once."""

    id: strawberry.ID


@finds("mrg")
async def by_id(info: Info, merger_id: str) -> Merger | None:
    """Return a merger, if there is one."""
    try:
        found = await info.context.run(customers.find_merger, {"merger_id": merger_id})
    except customers.MergerNotFound:
        return None
    return show(Merger, found)


@strawberry.type
class MergerMutation:
    """What can be done about who is who."""

    merge_customers = mutation("MergeCustomers", customers.merge, Merger)
    unmerge_customers = mutation("UnmergeCustomers", customers.unmerge, Merger)
    mint_customer_token = mutation(
        "MintCustomerToken", customers.mint_token, CustomerToken
    )
