"""Who is forgotten: what stays of what they wrote, and what does not."""

from domain import community, privacy
from domain.community.tables import (
    community_cases,
    community_decisions,
    community_members,
    community_texts,
)
from domain.privacy import Restrict
from tests.domain.community.shop import idea, known, reject, texts, vote, write
from tests.domain.privacy.erasing import at_once, destroyed, shredded
from tests.world import World

SPAM = community.RejectionReason.SPAM


async def test_a_thread_stays_readable_and_says_nothing_of_who_is_gone(
    shop: World,
) -> None:
    ann, bob = await known(shop, "ann", "bob")
    await shop.run(community.join, community.JoinCommunity(customer_id=ann, name="Ann"))
    topic = await write(shop, ann, kind="topic", title="Tea", text="Which?")
    await write(shop, bob, kind="post", text="Green.", parent_id=topic.id)
    await write(shop, ann, reusable=True, text="Mine.")
    await write(shop, ann, kind="testimonial", text="A fine shop.", reusable=True)
    spam = await write(shop, ann, kind="idea", title="Buy", text="Buy here.")
    await reject(shop, spam.id)
    report = community.ReportContribution(
        customer_id=bob, contribution_id=topic.id, reason=SPAM
    )
    await shop.run(community.report, report)
    wish = await idea(shop, bob)
    await vote(shop, ann, wish.id)
    love = community.ReactTo(
        customer_id=ann,
        contribution_id=wish.id,
        reaction=community.ContributionReaction.LOVE,
    )
    await shop.run(community.react, love)
    await at_once(shop, ann)
    assert await destroyed(shop) == 1
    await shredded(shop)
    assert await texts(shop) == ["Sell it loose.", "Mine.", "Green.", "Which?"]
    asked = community.FindContribution(contribution_id=wish.id)
    left = await shop.run(community.find, asked)
    assert (left.votes, left.reactions) == (0, ())
    assert await texts(shop, parent_id=topic.id) == ["Green."]
    assert await texts(shop, reusable=True) == []
    asked = community.FindContribution(contribution_id=topic.id)
    author = (await shop.run(community.find, asked)).author
    assert author == community.ContributionAuthor(
        member_id=None, name=None, is_shop=False
    )
    gone, _ = await shop.rows(community_members)
    assert (gone["name"], gone["folded_name"], gone["joined_at"]) == (None, None, None)
    kept = [each["body"] for each in await shop.rows(community_texts)]
    assert kept == ["Green.", "Sell it loose."]
    assert await shop.rows(community_decisions) == []
    (case,) = await shop.rows(community_cases)
    assert case["reason"] == SPAM


async def test_nobody_sees_what_somebody_wrote_whose_data_is_restricted(
    shop: World,
) -> None:
    (ann,) = await known(shop, "ann")
    await write(shop, ann)
    restrict = Restrict(customer_id=ann, reason="Disputed.")
    await shop.run(privacy.restrict, restrict)
    assert await texts(shop) == []
    lift = privacy.LiftRestriction(customer_id=ann)
    await shop.run(privacy.lift_restriction, lift)
    assert await texts(shop) == ["Good."]
