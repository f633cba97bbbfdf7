"""Who reacts to what within the same unit: the upward wiring inside the domain."""

from typing import TypeAlias

from domain import (
    accounting,
    challenges,
    community,
    consent,
    earning,
    events,
    households,
    leaderboards,
    ledger,
    levels,
    messages,
    orders,
    privacy,
    quotes,
    recommendations,
    referrals,
    rewards,
    scoring,
    segments,
    status,
    tiers,
    vouchers,
    webhooks,
)
from domain.customers import (
    CustomerCreated,
    CustomersImported,
    CustomersMerged,
    CustomersUnmerged,
    CustomersUpdated,
    CustomerUpdated,
    VisitorLinked,
)
from domain.kernel import Providers, Reactions, Role, Unit

OrderNews: TypeAlias = (
    orders.OrdersRecorded
    | orders.OrdersLinked
    | orders.OrdersMoved
    | orders.OrdersCancelled
    | orders.OrdersReopened
    | orders.ReturnsApplied
)


EventNews: TypeAlias = (
    events.EventsRecorded
    | events.EventsLinked
    | events.EventsMoved
    | events.EventsRemoved
)


# Where earning learns what it asks of features above it.
KNOWN = quotes.SOURCES


async def _settle(unit: Unit, news: OrderNews) -> None:
    await earning.settle(unit, news.order_ids, KNOWN)


async def _settle_linked(unit: Unit, news: orders.OrdersLinked) -> None:
    await earning.settle_linked(unit, news.order_ids, KNOWN)


async def _settle_events(unit: Unit, news: EventNews) -> None:
    await earning.settle_events(unit, news.event_ids, KNOWN)


async def _use(unit: Unit, news: orders.OrdersClaimed | orders.OrdersReopened) -> None:
    await vouchers.use_by_orders(unit, news.order_ids)
    await rewards.confirm_by_orders(unit, news.order_ids)


async def _give_back(
    unit: Unit, news: orders.OrdersCancelled | orders.ReturnsApplied
) -> None:
    await vouchers.give_back_of_orders(unit, news.order_ids)
    await rewards.give_back_of_orders(unit, news.order_ids)


async def _sign_up(unit: Unit, news: CustomerCreated) -> None:
    await earning.on_sign_up(unit, news.customer_id)


async def _know(unit: Unit, news: CustomerUpdated) -> None:
    await earning.on_customers_known(unit, (news.customer_id,))


async def _know_many(unit: Unit, news: CustomersImported | CustomersUpdated) -> None:
    await earning.on_customers_known(unit, news.customer_ids)


async def _settle_occasions(unit: Unit, news: earning.OccasionsArose) -> None:
    await earning.settle_occasions(unit, news.occasion_ids, KNOWN)


# What features below ask, and who above answers.
PROVIDERS: Providers = {
    earning.KEPT_BY_BALANCE: tiers.is_kept_by_balance,
    earning.SEGMENTS: segments.segments_at,
    quotes.MILESTONES: status.milestones,
    rewards.HOUSEHOLD: households.purse,
    messages.HOOK: webhooks.hook,
}


async def _choose(unit: Unit, news: scoring.CustomersScored) -> None:
    """Choose what to recommend, by one who sees no more than who scored."""
    with unit.acting_as(Role.INFERRING):
        await recommendations.on_customers_scored(unit, news)


async def _forget_inferred(unit: Unit, news: privacy.CustomerRestricted) -> None:
    """Forget what was inferred of somebody, as if they had taken back their consent."""
    said = consent.ConsentsChanged(
        customer_ids=(news.customer_id,), purposes=(scoring.PROFILING,)
    )
    await scoring.on_consents_changed(unit, said)
    await segments.on_consents_changed(unit, said)
    await recommendations.on_consents_changed(unit, said)


async def _infer_anew(unit: Unit, news: privacy.RestrictionLifted) -> None:
    unit.emit(scoring.ScoresInQuestion(customer_ids=(news.customer_id,)))


async def _look_again(
    unit: Unit, news: challenges.ChallengesCompleted | challenges.ChallengesUndone
) -> None:
    """Have those looked at who did a challenge: a segment may ask for it."""
    scoring.question(unit, sorted({each.customer_id for each in news.moves}))


# Who looks again at the customers of orders, once what these gave is settled.
AFTER_SETTLING = (
    tiers.on_orders,
    scoring.on_orders,
    challenges.on_orders,
    referrals.on_orders,
)

# Who looks at what becomes of customers' own accounts, and not of a household's.
OF_THEIR_OWN = (
    earning.on_posted,
    tiers.on_points_posted,
    leaderboards.on_posted,
    levels.on_posted,
)

REACTIONS: Reactions = {
    CustomerCreated: (
        tiers.on_customer_created,
        orders.on_customer_known,
        _sign_up,
        scoring.on_customer_created,
    ),
    CustomerUpdated: (orders.on_customer_known, _know),
    CustomersImported: (
        tiers.on_customers_imported,
        orders.on_customers_known,
        _know_many,
        scoring.on_customers_imported,
    ),
    CustomersUpdated: (orders.on_customers_known, _know_many),
    CustomersMerged: (
        tiers.on_customers_merged,
        consent.on_customers_merged,
        ledger.on_customers_merged,
        orders.on_customers_merged,
        events.on_customers_merged,
        earning.on_customers_merged,
        vouchers.on_customers_merged,
        rewards.on_customers_merged,
        scoring.on_customers_merged,
        challenges.on_customers_merged,
        referrals.on_merged,
        community.on_customers_merged,
        leaderboards.on_merged,
        levels.on_merged,
        households.on_merged,
    ),
    CustomersUnmerged: (
        consent.on_customers_unmerged,
        ledger.on_customers_unmerged,
        orders.on_customers_unmerged,
        events.on_customers_unmerged,
        earning.on_customers_unmerged,
        vouchers.on_customers_unmerged,
        rewards.on_customers_unmerged,
        tiers.on_customers_unmerged,
        scoring.on_customers_unmerged,
        challenges.on_customers_unmerged,
        referrals.on_merged,
        community.on_customers_unmerged,
        leaderboards.on_unmerged,
        levels.on_merged,
        households.on_unmerged,
    ),
    ledger.PointsPosted: (
        accounting.on_posted,
        *map(ledger.of_customers, OF_THEIR_OWN),
        households.on_posted,
    ),
    ledger.PointsExpired: (households.on_expired,),
    rewards.HouseholdPaid: (households.on_paid,),
    VisitorLinked: (
        orders.on_visitor_linked,
        events.on_visitor_linked,
        tiers.on_visitor_linked,
    ),
    orders.OrdersRecorded: (_settle, *AFTER_SETTLING),
    orders.OrdersLinked: (_settle_linked, *AFTER_SETTLING),
    orders.OrdersMoved: (_settle, scoring.on_orders_moved),
    orders.OrdersClaimed: (_use,),
    orders.OrdersCancelled: (_settle, _give_back, *AFTER_SETTLING),
    orders.OrdersReopened: (_settle, _use, *AFTER_SETTLING),
    orders.ReturnsApplied: (_settle, _give_back, *AFTER_SETTLING),
    events.EventsRecorded: (_settle_events, tiers.on_events, challenges.on_events),
    events.EventsLinked: (_settle_events, challenges.on_events),
    events.EventsMoved: (_settle_events,),
    events.EventsRemoved: (_settle_events, tiers.on_events, challenges.on_events),
    challenges.ChallengesInQuestion: (challenges.on_in_question,),
    referrals.ReferralsInQuestion: (referrals.on_in_question,),
    leaderboards.ScoresInDoubt: (leaderboards.on_in_doubt,),
    levels.LevelsInQuestion: (levels.on_in_question,),
    earning.OccasionsArose: (_settle_occasions,),
    earning.AwardsChanged: (rewards.on_awards_changed,),
    tiers.TiersBrought: (tiers.on_tiers_brought,),
    tiers.TiersInQuestion: (tiers.on_tiers_in_question,),
    challenges.ChallengesCompleted: (_look_again,),
    challenges.ChallengesUndone: (_look_again,),
    scoring.CustomersScored: (
        segments.on_customers_scored,
        _choose,
    ),
    scoring.ScoresInQuestion: (
        scoring.on_scores_in_question,
        segments.on_scores_in_question,
        recommendations.on_scores_in_question,
    ),
    consent.ConsentsChanged: (
        earning.on_consents_changed,
        scoring.on_consents_changed,
        segments.on_consents_changed,
        recommendations.on_consents_changed,
    ),
    privacy.CustomerRestricted: (_forget_inferred,),
    privacy.RestrictionLifted: (_infer_anew,),
}
