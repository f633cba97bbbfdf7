"""Overview: what people write about, are for, and ask for; and of a product, think."""

from datetime import timedelta

from domain import tenants
from domain.community import insight_store
from domain.community.insight import (
    CommunityInsight,
    FindInsight,
    KindInsight,
    RatingCount,
    ReviewSummary,
    SummariseReviews,
    VotesOfWeek,
)
from domain.kernel import Unit, reads
from domain.kernel.personal import crowd


@reads("community:moderate", refusals=(tenants.ProgrammeNotFound,))
async def find_insight(unit: Unit, command: FindInsight) -> CommunityInsight:
    """Tell what people write about, are for and ask for; of fewer than ten, nothing."""
    since = unit.now - timedelta(days=command.days)
    zone = (await tenants.programme(unit)).time_zone
    kinds = tuple(
        KindInsight(kind=each.kind, published=each.published, people=crowd(each.people))
        for each in await insight_store.written(unit, since)
    )
    weeks = tuple(
        VotesOfWeek(monday=each.monday, people=crowd(each.people))
        for each in await insight_store.votes_by_week(unit, since, zone)
    )
    return CommunityInsight(
        kinds=kinds,
        themes=await insight_store.themes(unit, since),
        votes=weeks,
        requests=await insight_store.requests(unit, since),
    )


@reads("community:read", public=True)
async def summarise_reviews(unit: Unit, command: SummariseReviews) -> ReviewSummary:
    """Tell how many stars reviews give a product; of none, no average."""
    found = await insight_store.stars(unit, command.product_id)
    reviews = sum(each.reviews for each in found)
    total = sum(each.reviews * each.rating for each in found)
    # Half of a hundredth is rounded up.
    average = (200 * total + reviews) // (2 * reviews) if reviews else None
    return ReviewSummary(
        product_id=command.product_id,
        reviews=reviews,
        verified=sum(each.verified for each in found),
        average_hundredths=average,
        ratings=tuple(
            RatingCount(rating=each.rating, reviews=each.reviews) for each in found
        ),
    )
