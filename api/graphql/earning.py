"""Earning in the graph: by which rules, what was earned, and why."""

from typing import Any, cast

import strawberry
from strawberry.scalars import JSON

from api.graphql.connections import After, Connection, First, connection
from api.graphql.context import Info
from api.graphql.derivation import output, show, shows
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import earning

AWARDS: Lookup[str, earning.Award] = Lookup(
    use_case=earning.awards_of_orders,
    keys="order_ids",
    key=lambda award: award.cause_id,
)

AWARDS_OF_EVENTS: Lookup[str, earning.Award] = Lookup(
    use_case=earning.awards_of_events,
    keys="event_ids",
    key=lambda award: award.cause_id,
)

AwardExplanation = output(earning.AwardExplanation)
BirthdayExplanation = output(earning.BirthdayExplanation)
EarningSettings = output(earning.EarningSettings)
CAUTIONS = list[output(earning.RuleCaution)]


@shows(earning.Award, without=["cause_id", "customer_id"])
class Award:
    """What an order or event earned under one rule."""

    id: strawberry.ID


@shows(earning.ArisenOccasion)
class Occasion:
    """Something that came about by itself, and what it earned."""

    id: strawberry.ID
    awards: list[Award]

    @staticmethod
    def of(found: earning.ArisenOccasion) -> "Occasion":
        """Show an occasion with its awards."""
        shown = show(Occasion, found)
        shown.awards = [show(Award, each) for each in found.awards]
        return shown


@shows(earning.RuleVersion)
class EarningRule:
    """A version of an earning rule."""

    id: strawberry.ID
    warnings: Any = strawberry.field(
        default=(),
        graphql_type=CAUTIONS,
        description="What publishing it warned of; told by that alone.",
    )


@shows(earning.RuleDraft)
class EarningDraft:
    """What a rule may become."""


@strawberry.type(description="What is left of a draft that was forgotten: nothing.")
class ForgottenDraft:
    """What is left of a draft that was forgotten: nothing."""

    forgotten: bool = True


@strawberry.type
class OfEarning:
    """The edge that leads from an order to what it earned."""

    id: strawberry.ID

    @strawberry.field(
        description="What the order earned, by which rule, and what was taken back."
    )
    async def awards(self, info: Info) -> list[Award]:
        """Return the awards of an order."""
        found = await info.context.loaders.many(AWARDS, self.id)
        return [show(Award, award) for award in found]


@strawberry.type
class OfEventEarning:
    """The edge that leads from an event to what it earned."""

    id: strawberry.ID

    @strawberry.field(
        description="What the event earned, by which rule, and what was taken back."
    )
    async def awards(self, info: Info) -> list[Award]:
        """Return the awards of an event."""
        found = await info.context.loaders.many(AWARDS_OF_EVENTS, self.id)
        return [show(Award, award) for award in found]


@strawberry.type
class OfOccasions:
    """The edge that leads from a customer to what came about for them."""

    id: strawberry.ID

    @strawberry.field(
        description="Birthdays, full cards and the like, newest first, and what for.",
        graphql_type=Connection[Occasion],
    )
    async def occasions(
        self, info: Info, first: First = 20, after: After = None
    ) -> Any:
        """Return a page of occasions."""
        asked = {"customer_id": self.id, "limit": first, "after": after}
        page = await info.context.run(earning.occasions_of_customer, asked)
        return connection(page, Occasion.of, after, lambda each: (each.id,))


@strawberry.type
class EarningQuery:
    """What can be asked about earning."""

    @strawberry.field(description="The versions of all earning rules.")
    async def earning_rules(self, info: Info) -> list[EarningRule]:
        """Return all versions."""
        found = (await info.context.run(earning.list_rules, {})).versions
        return [show(EarningRule, version) for version in found]

    @strawberry.field(
        description="What holds of earning as a whole.", graphql_type=EarningSettings
    )
    async def earning_settings(self, info: Info) -> earning.EarningSettings:
        """Return the settings."""
        return await info.context.run(earning.read_settings, {})

    @strawberry.field(description="What rules may become.")
    async def earning_drafts(self, info: Info) -> list[EarningDraft]:
        """Return all drafts."""
        found = await info.context.run(earning.list_drafts, {})
        return [show(EarningDraft, draft) for draft in found]

    @strawberry.field(description="What the terms of a rule may say: a JSON Schema.")
    async def earning_terms_schema(self, info: Info) -> JSON:
        """Return the schema."""
        found = await info.context.run(earning.terms_schema, {})
        return cast("JSON", found.schema)

    @strawberry.field(
        description="Why an order earned what it did, in Dutch or English.",
        graphql_type=AwardExplanation,
    )
    async def why_of_order(
        self, info: Info, order_id: strawberry.ID, locale: str | None = None
    ) -> earning.AwardExplanation:
        """Return what each rule made of an order, in sentences."""
        asked = {"order_id": order_id, "locale": locale}
        return await info.context.run(earning.why_of_order, asked)

    @strawberry.field(
        description="Why an event earned what it did, in Dutch or English.",
        graphql_type=AwardExplanation,
    )
    async def why_of_event(
        self, info: Info, event_id: strawberry.ID, locale: str | None = None
    ) -> earning.AwardExplanation:
        """Return what each rule made of an event, in sentences."""
        asked = {"event_id": event_id, "locale": locale}
        return await info.context.run(earning.why_of_event, asked)

    @strawberry.field(
        description="Why an occasion earned what it did, in Dutch or English.",
        graphql_type=AwardExplanation,
    )
    async def why_of_occasion(
        self, info: Info, occasion_id: strawberry.ID, locale: str | None = None
    ) -> earning.AwardExplanation:
        """Return what each rule made of an occasion, in sentences."""
        asked = {"occasion_id": occasion_id, "locale": locale}
        return await info.context.run(earning.why_of_occasion, asked)

    @strawberry.field(
        description="Why a birthday gave something this year, or not.",
        graphql_type=BirthdayExplanation,
    )
    async def why_of_birthday(
        self, info: Info, customer_id: strawberry.ID, locale: str | None = None
    ) -> earning.BirthdayExplanation:
        """Return whether it was celebrated, and why not, in a sentence."""
        asked = {"customer_id": customer_id, "locale": locale}
        return await info.context.run(earning.why_of_birthday, asked)

    @strawberry.field(
        description="Why there is an award, whatever for, in Dutch or English.",
        graphql_type=AwardExplanation,
    )
    async def why_of_award(
        self,
        info: Info,
        customer_id: strawberry.ID,
        award_id: strawberry.ID,
        locale: str | None = None,
    ) -> earning.AwardExplanation:
        """Return what each rule made of an award's cause, in sentences."""
        asked = {"customer_id": customer_id, "award_id": award_id, "locale": locale}
        return await info.context.run(earning.why_of_award, asked)


@strawberry.type
class EarningMutation:
    """What can be done with earning rules."""

    set_earning_settings = mutation(
        "SetEarningSettings", earning.set_settings, EarningSettings
    )
    publish_rule = mutation("PublishRule", earning.publish_rule, EarningRule)
    retire_rule = mutation("RetireRule", earning.retire_rule, EarningRule)
    put_earning_draft = mutation("PutEarningDraft", earning.put_draft, EarningDraft)
    publish_earning_draft = mutation(
        "PublishEarningDraft", earning.publish_draft, EarningRule
    )
    forget_earning_draft = mutation(
        "ForgetEarningDraft",
        earning.forget_draft,
        ForgottenDraft,
        lambda _: ForgottenDraft(),
    )
