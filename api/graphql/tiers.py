"""Tiers in the graph: which there are, and in which a customer is."""

from typing import Any

import strawberry

from api.graphql.connections import First
from api.graphql.context import Info
from api.graphql.derivation import output, show, shows
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import tiers

TIER: Lookup[str, tiers.Membership] = Lookup(
    use_case=tiers.of_many, keys="customer_ids", key=lambda found: found.customer_id
)
CHANGES: Lookup[str, tiers.TierChange] = Lookup(
    use_case=tiers.changes_of_many,
    keys="customer_ids",
    key=lambda change: change.customer_id,
)

TierCaution = output(tiers.TierCaution)
TierCensus = output(tiers.TierCensus)
TierChange = output(tiers.TierChange)


@shows(tiers.TierProgramme)
class TierProgramme:
    """A version of the tier programme."""

    id: strawberry.ID


@strawberry.type(description="A version that was published, and its warnings.")
class TierPublication:
    """A version that was published, and what is to be thought of about it."""

    programme: TierProgramme
    warnings: Any = strawberry.field(graphql_type=list[TierCaution])

    @staticmethod
    def of(result: tiers.Publication) -> "TierPublication":
        """Show what publishing answered."""
        return TierPublication(
            programme=show(TierProgramme, result.programme),
            warnings=list(result.warnings),
        )


@shows(tiers.Membership)
class CustomerTier:
    """In which tier a customer is, why, and what is missing."""

    customer_id: strawberry.ID

    @strawberry.field(
        description="What changed of it, the latest known first.",
        graphql_type=list[TierChange],
    )
    async def history(self, info: Info, first: First = 20) -> Any:
        """Return the latest changes."""
        loaders = info.context.loaders
        return await loaders.many(CHANGES, self.customer_id, limit=first)


@strawberry.type
class OfTiers:
    """The edge that leads from a customer to their tier."""

    id: strawberry.ID

    @strawberry.field(
        description="The customer's tier: since when, until when, what is missing."
    )
    async def tier(self, info: Info) -> CustomerTier:
        """Return the tier at the instant of the query."""
        found = await info.context.loaders.one(TIER, self.id)
        assert found is not None, self.id
        return show(CustomerTier, found)


@strawberry.type
class TierQuery:
    """What can be asked about the tier programme."""

    @strawberry.field(description="The tiers that there are now.")
    async def tiers(self, info: Info) -> TierProgramme:
        """Return the version that holds."""
        return show(TierProgramme, await info.context.run(tiers.current, {}))

    @strawberry.field(description="All versions of the tier programme.")
    async def tier_programmes(self, info: Info) -> list[TierProgramme]:
        """Return all versions, drafts too."""
        found = (await info.context.run(tiers.list_programmes, {})).versions
        return [show(TierProgramme, version) for version in found]

    @strawberry.field(
        description="How many customers are in each of the tiers that there are now.",
        graphql_type=TierCensus,
    )
    async def tier_census(self, info: Info) -> Any:
        """Return how many customers are in each tier, as they were last looked at."""
        return await info.context.run(tiers.census, {})


@strawberry.type
class TierMutation:
    """What can be done with tiers."""

    draft_tiers = mutation("DraftTiers", tiers.draft, TierProgramme)
    redraft_tiers = mutation("RedraftTiers", tiers.redraft, TierProgramme)
    publish_tiers = mutation(
        "PublishTiers", tiers.publish, TierPublication, TierPublication.of
    )
    retire_tiers = mutation("RetireTiers", tiers.retire, TierProgramme)
    lock_tier = mutation("LockTier", tiers.lock, CustomerTier)
    unlock_tier = mutation("UnlockTier", tiers.unlock, CustomerTier)
