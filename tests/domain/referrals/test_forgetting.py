"""Promises about who is erased: how they came goes, what it gave others stays."""

from domain.leaderboards.tables import leaderboard_members, leaderboard_scores
from domain.referrals.tables import referral_codes, referral_prints, referrals
from tests.domain.earning.shop import balance, bought
from tests.domain.leaderboards.shop import board, join
from tests.domain.ledger.books import at
from tests.domain.privacy.erasing import erased
from tests.domain.referrals.shop import (
    LATER,
    code,
    decide,
    invited,
    referral,
    rewarding,
)
from tests.world import World


async def test_a_friend_who_is_erased_leaves_the_other_what_it_gave(
    shop: World,
) -> None:
    await board(await rewarding(shop))
    await invited(shop)
    await join(shop, "bob")
    await code(shop, "bob")
    await bought(shop, "1", who="bob")
    later = at(shop, LATER)
    await decide(later)
    await erased(later, "external:shop:bob")
    gone = (referrals, referral_prints, leaderboard_members, leaderboard_scores)
    for table in gone:
        assert await shop.rows(table) == []
    assert len(await shop.rows(referral_codes)) == 1
    assert await balance(later, "ann") == 50


async def test_of_who_came_by_somebody_who_was_erased_nothing_more_is_decided(
    shop: World,
) -> None:
    await invited(await rewarding(shop))
    await bought(shop, "1", who="bob")
    await erased(shop, "external:shop:ann")
    later = at(shop, LATER)
    await decide(later)
    left = await referral(later)
    assert (left.status, left.due_at) == ("ordered", None)
    assert left.why.en == ("Nothing more is decided of it.",)
    assert await balance(later, "bob") == 0
