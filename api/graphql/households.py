"""Households in the graph: who saves together, and what they have."""

from typing import Any

import strawberry

from api.graphql.connections import After, Connection, First, connection, itself
from api.graphql.context import Info
from api.graphql.derivation import output
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import households

THEIRS: Lookup[str, households.HouseholdOf] = Lookup(
    use_case=households.of_many,
    keys="customer_ids",
    key=lambda found: found.customer_id,
)
Household = output(households.Household)
HouseholdLine = output(households.HouseholdLine)
HouseholdMove = output(households.HouseholdMove)
HouseholdInvitation = output(households.HouseholdInvitation)
HouseholdSettings = output(households.HouseholdSettings)


@strawberry.type(description="That somebody or something is of a household no more.")
class OutOfHousehold:
    """Nothing is left to tell of it."""

    done: bool


@strawberry.type
class OfHouseholds:
    """The edge that leads from a customer to their household."""

    id: strawberry.ID

    @strawberry.field(
        description="The household that the customer is in, as they see it.",
        graphql_type=Household | None,
    )
    async def household(self, info: Info) -> Any:
        """Return the customer's household, if they are in one."""
        found = await info.context.loaders.one(THEIRS, self.id)
        return found and found.household


@strawberry.type
class HouseholdQuery:
    """What can be asked about households."""

    @strawberry.field(
        description="What changed what a customer's household has, the latest first.",
        graphql_type=Connection[HouseholdLine],
    )
    async def household_lines(
        self,
        info: Info,
        customer_id: strawberry.ID,
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of lines."""
        asked = {"customer_id": customer_id, "limit": first, "after": after}
        page = await info.context.run(households.list_lines, asked)
        return connection(page, itself, after, lambda each: (each.id,))

    @strawberry.field(
        description="The invitations of a customer's household that can be used.",
        graphql_type=list[HouseholdInvitation],
    )
    async def household_invitations(
        self, info: Info, customer_id: strawberry.ID
    ) -> Any:
        """Return what the owner can pass on."""
        asked = {"customer_id": customer_id}
        found = await info.context.run(households.list_invitations, asked)
        return list(found.invitations)

    @strawberry.field(
        description="All households, the latest first.",
        graphql_type=Connection[Household],
    )
    async def households(
        self, info: Info, first: First = 20, after: After = None
    ) -> Any:
        """Return a page of households."""
        asked = {"limit": first, "after": after}
        page = await info.context.run(households.list_all, asked)
        return connection(page, itself, after, lambda each: (each.id,))

    @strawberry.field(description="How households go.", graphql_type=HouseholdSettings)
    async def household_settings(self, info: Info) -> Any:
        """Return what can be shared, and by how many."""
        return await info.context.run(households.find_settings, {})


def _done(_: None) -> OutOfHousehold:
    return OutOfHousehold(done=True)


@strawberry.type
class HouseholdMutation:
    """What can be done with households."""

    put_household_settings = mutation(
        "PutHouseholdSettings", households.put_settings, HouseholdSettings
    )
    create_household = mutation("CreateHousehold", households.create, Household)
    limit_household = mutation("LimitHousehold", households.limit, Household)
    invite_to_household = mutation(
        "InviteToHousehold", households.invite, HouseholdInvitation
    )
    withdraw_household_invitation = mutation(
        "WithdrawHouseholdInvitation",
        households.withdraw_invitation,
        OutOfHousehold,
        _done,
    )
    join_household = mutation("JoinHousehold", households.join, Household)
    rename_in_household = mutation("RenameInHousehold", households.rename, Household)
    leave_household = mutation(
        "LeaveHousehold", households.leave, OutOfHousehold, _done
    )
    remove_from_household = mutation(
        "RemoveFromHousehold", households.remove, OutOfHousehold, _done
    )
    contribute_to_household = mutation(
        "ContributeToHousehold", households.contribute, HouseholdMove
    )
    take_out_of_household = mutation(
        "TakeOutOfHousehold", households.take_out, HouseholdMove
    )
