"""Referrals in the graph: who came by whom, and what became of it."""

from typing import Any

import strawberry

from api.graphql.connections import After, Connection, First, connection, itself
from api.graphql.context import Info
from api.graphql.derivation import output
from api.graphql.mutations import mutation
from domain import referrals

Referral = output(referrals.Referral)
ReferralCode = output(referrals.ReferralCode)
ReferralSettings = output(referrals.ReferralSettings)


@strawberry.type
class OneReferrer:
    """The ways to whom a customer brought, by which one asks, or watches."""

    @strawberry.field(
        description="How a customer came, if it was by somebody.",
        graphql_type=Referral,
    )
    async def referrer(self, info: Info, customer_id: strawberry.ID) -> Any:
        """Return the referral that a customer came by."""
        asked = {"customer_id": customer_id}
        return await info.context.run(referrals.find_referrer, asked)

    @strawberry.field(
        description="Whom a customer brought, the latest first. Watched by the id that"
        " we gave them, it is told at once, and by the shop's within a minute.",
        graphql_type=Connection[Referral],
    )
    async def referrals(
        self,
        info: Info,
        customer_id: strawberry.ID,
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of referrals."""
        asked = {"customer_id": customer_id, "limit": first, "after": after}
        page = await info.context.run(referrals.of_customer, asked)
        info.context.whom = customer_id
        return connection(page, itself, after, lambda each: (each.id,))


@strawberry.type
class ReferralQuery(OneReferrer):
    """What can be asked about referrals."""

    @strawberry.field(description="How referrals go.", graphql_type=ReferralSettings)
    async def referral_settings(self, info: Info) -> Any:
        """Return what holds for who comes now."""
        return await info.context.run(referrals.read_settings, {})

    @strawberry.field(description="A referral.", graphql_type=Referral)
    async def referral(self, info: Info, referral_id: strawberry.ID) -> Any:
        """Return what became of a referral, and why."""
        asked = {"referral_id": referral_id}
        return await info.context.run(referrals.find, asked)


@strawberry.type
class ReferralMutation:
    """What can be done with referrals."""

    set_referral_settings = mutation(
        "SetReferralSettings", referrals.set_settings, ReferralSettings
    )
    give_referral_code = mutation("GiveReferralCode", referrals.give_code, ReferralCode)
    attribute_referral = mutation("AttributeReferral", referrals.attribute, Referral)
    add_payment_fingerprint = mutation(
        "AddPaymentFingerprint",
        referrals.add_payment_print,
        output(referrals.PaymentPrints),
    )
