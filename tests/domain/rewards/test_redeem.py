"""Redeeming: reserved, confirmed, released, lapsed, taken back; and told why not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import customers, ledger, rewards, vouchers
from domain.orders import Channel
from domain.rewards import (
    Audience,
    NotRefundable,
    RedemptionEnded,
    RedemptionNotFound,
    RedemptionStatus,
    RewardKind,
    RewardTerms,
    RewardUnavailable,
)
from domain.tenants import UnitKind
from domain.vouchers import VoucherStatus
from tests.domain.ledger.books import at
from tests.domain.rewards.club import (
    ANN,
    BOB,
    FIVE_EUROS,
    MUG,
    add_unit,
    available,
    balanced,
    buy,
    confirm,
    found,
    give,
    offers,
    publish,
    refund,
    release,
    reserve,
    sweep,
    told,
)
from tests.world import NOON, World

DAY = timedelta(days=1)
FIVE = RewardTerms(
    kind=RewardKind.DISCOUNT, discount=FIVE_EUROS, price=100, refundable_days=14
)


@pytest.fixture
async def club(shop: World) -> World:
    """Return a shop where Ann has 250 points, and a mug costs a hundred."""
    await buy(shop, "first")
    await give(shop, 250)
    await publish(shop, "mug", replace(MUG, stock=3, per_customer=2))
    return shop


def why(refused: pytest.ExceptionInfo[RewardUnavailable]) -> list[str]:
    return [each.code for each in refused.value.obstacles]


async def test_a_reservation_sets_points_and_a_piece_aside(club: World) -> None:
    kept = await reserve(club)
    assert (kept.status, kept.price) == (RedemptionStatus.RESERVED, 100)
    assert kept.expires_at == NOON + timedelta(minutes=30)
    assert await available(club) == 150
    assert (await offers(club))["mug"].left == 2
    taken = await confirm(club, kept)
    assert (taken.status, taken.confirmed_at) == (RedemptionStatus.CONFIRMED, NOON)
    assert await confirm(club, kept) == taken
    assert await available(club) == 150
    assert await balanced(club)
    (news,) = await told(club, "rewards.confirmed")
    assert (news["reward"], news["kind"]) == ("mug", "collectible")


async def test_what_is_released_goes_back_and_is_released_once(club: World) -> None:
    kept = await reserve(club, quantity=2)
    assert await available(club) == 50
    for _ in range(2):
        gone = await release(club, kept)
        assert gone.status is RedemptionStatus.RELEASED
    assert await available(club) == 250
    assert (await offers(club))["mug"].left == 3
    with pytest.raises(RedemptionEnded):
        await confirm(club, kept)
    assert await balanced(club)


async def test_what_lapses_goes_back_by_itself(club: World) -> None:
    kept = await reserve(club, hold_s=60)
    late = at(club, NOON + timedelta(seconds=60))
    assert (await found(late, kept)).status is RedemptionStatus.EXPIRED
    assert await available(late) == 250
    with pytest.raises(RedemptionEnded) as refused:
        await confirm(late, kept)
    assert refused.value.status == "expired"
    assert await sweep(late) == 1
    assert await sweep(late) == 0
    assert (await offers(late))["mug"].left == 3
    with pytest.raises(RedemptionEnded):
        await release(late, kept)
    assert await balanced(late)


async def test_a_piece_that_lapsed_is_for_the_next_who_asks(club: World) -> None:
    await publish(club, "last", replace(MUG, stock=1))
    await reserve(club, "last", hold_s=60)
    with pytest.raises(RewardUnavailable) as refused:
        await reserve(club, "last")
    assert why(refused) == ["sold_out"]
    late = at(club, NOON + timedelta(seconds=60))
    assert (await reserve(late, "last")).status is RedemptionStatus.RESERVED


async def test_a_discount_becomes_a_voucher_and_is_taken_back_unused(
    club: World,
) -> None:
    await publish(club, "five", FIVE)
    taken = await confirm(club, await reserve(club, "five"))
    assert taken.voucher_id is not None
    find = vouchers.FindVoucher(voucher_id=taken.voucher_id)
    voucher = await club.run(vouchers.find_voucher, find)
    assert (voucher.customer_id, voucher.discount) == (taken.customer_id, FIVE_EUROS)
    back = await refund(club, taken)
    assert (back.status, back.refunded) == (RedemptionStatus.REFUNDED, 100)
    assert await refund(club, taken) == back
    assert await available(club) == 250
    voucher = await club.run(vouchers.find_voucher, find)
    assert voucher.status is VoucherStatus.VOID
    assert await balanced(club)


async def test_a_used_voucher_and_a_time_that_is_over_are_not_refunded(
    club: World,
) -> None:
    await publish(club, "five", FIVE)
    used = await confirm(club, await reserve(club, "five"))
    find = vouchers.FindVoucher(voucher_id=used.voucher_id or "")
    code = (await club.run(vouchers.find_voucher, find)).code
    await buy(club, 7, vouchers=[code])
    with pytest.raises(NotRefundable):
        await refund(club, used)
    other = await confirm(club, await reserve(club, "five"))
    with pytest.raises(NotRefundable):
        await refund(at(club, NOON + 14 * DAY), other)


async def test_store_credit_is_a_unit_of_money_and_can_be_taken_back_unspent(
    club: World,
) -> None:
    await add_unit(club, "credit", UnitKind.MONEY)
    terms = RewardTerms(
        kind=RewardKind.CREDIT,
        price=50,
        gives_unit="credit",
        gives=500,
        refundable_days=1,
    )
    await publish(club, "card", terms)
    taken = await confirm(club, await reserve(club, "card", quantity=2))
    assert await available(club, "credit") == 1_000
    assert await available(club) == 150
    await refund(club, taken)
    assert (await available(club, "credit"), await available(club)) == (0, 250)
    spent = await confirm(club, await reserve(club, "card"))
    await give(club, -100, unit="credit")
    with pytest.raises(NotRefundable):
        await refund(club, spent)
    assert await balanced(club)


async def test_tickets_and_donations_go_where_they_belong(club: World) -> None:
    await add_unit(club, "tickets", UnitKind.TICKETS)
    ticket = RewardTerms(
        kind=RewardKind.TICKET, price=10, gives_unit="tickets", gives=1
    )
    await publish(club, "draw", ticket)
    await confirm(club, await reserve(club, "draw", quantity=3))
    assert await available(club, "tickets") == 3
    await publish(club, "trees", RewardTerms(kind=RewardKind.DONATION, price=20))
    await confirm(club, await reserve(club, "trees"))
    assert await available(club) == 200
    entries = await club.run(ledger.entries, ledger.ListEntries(customer_id=ANN))
    assert entries.items[0].credit == ledger.Side.DONATED


async def test_an_invitation_is_a_code_of_its_pool_while_there_are_any(
    club: World,
) -> None:
    pool = vouchers.CreatePool(
        pool="seats",
        name="Seats",
        terms=vouchers.VoucherTerms(
            discount=vouchers.DiscountTerms(kind=vouchers.DiscountKind.NONE)
        ),
    )
    await club.run(vouchers.create_pool, pool)
    codes = vouchers.ImportCodes(pool="seats", codes=("SEAT-1",))
    await club.run(vouchers.import_codes, codes)
    await publish(
        club, "evening", RewardTerms(kind=RewardKind.EVENT, voucher_pool="seats")
    )
    one, other = await reserve(club, "evening"), await reserve(club, "evening")
    taken = await confirm(club, one)
    find = vouchers.FindVoucher(voucher_id=taken.voucher_id or "")
    assert (await club.run(vouchers.find_voucher, find)).code == "SEAT-1"
    with pytest.raises(RewardUnavailable) as refused:
        await confirm(club, other)
    assert why(refused) == ["no_codes"]
    assert (await found(club, other)).status is RedemptionStatus.RESERVED


async def test_every_reward_says_why_it_cannot_be_had(club: World) -> None:
    await publish(club, "soon", replace(MUG, valid_from=NOON + DAY))
    await publish(club, "gone", replace(MUG, valid_until=NOON))
    await publish(club, "dear", replace(MUG, price=1_000))
    await publish(club, "vip", replace(MUG, audience=Audience(orders_min=3)))
    await publish(club, "new", replace(MUG, audience=Audience(orders_max=0)))
    await publish(
        club,
        "app",
        replace(MUG, audience=Audience(channels=(Channel.APP,))),
    )
    await publish(club, "cup", replace(MUG, audience=Audience(bought=("cup",))))
    await publish(club, "tea", replace(MUG, audience=Audience(bought=("tea",))))
    await publish(club, "poor", replace(MUG, budget=99, cost=100))
    await publish(club, "club", replace(MUG, segments=("insiders",)))
    told = await offers(club, channel=Channel.WEB)
    reasons = {
        name: [each.code for each in offer.obstacles] for name, offer in told.items()
    }
    assert reasons == {
        "app": ["other_channel"],
        "club": ["not_invited"],
        "cup": ["not_bought"],
        "dear": ["not_enough"],
        "gone": ["over"],
        "mug": [],
        "new": ["too_many_orders"],
        "poor": ["budget_spent"],
        "soon": ["not_yet"],
        "tea": [],
        "vip": ["too_few_orders"],
    }
    dear = told["dear"]
    assert (dear.available, dear.missing) == (False, 750)
    assert dear.obstacles[0].nl == "Nog 750 punten en je kunt deze beloning nemen."
    assert dear.obstacles[0].en == "You need 750 points more for this reward."
    assert told["soon"].obstacles[0].nl == "Deze beloning is er vanaf 2-1-2030."
    assert told["vip"].obstacles[0].missing == 2
    for name, codes in reasons.items():
        if codes and name != "app":
            with pytest.raises(RewardUnavailable) as refused:
                await reserve(club, name)
            assert why(refused) == codes


async def test_a_customer_has_so_many_and_no_more(club: World) -> None:
    await reserve(club, quantity=2)
    with pytest.raises(RewardUnavailable) as refused:
        await reserve(club)
    assert "had_enough" in why(refused)


async def test_somebody_elses_redemption_is_not_there(club: World) -> None:
    kept = await reserve(club)
    await buy(club, "bobs", customer={"external_id": "bob"})
    command = rewards.ConfirmRedemption(customer_id=BOB, redemption_id=kept.id)
    with pytest.raises(RedemptionNotFound):
        await club.run(rewards.confirm_redemption, command)


async def test_redemptions_go_with_a_merge_and_come_back(club: World) -> None:
    await buy(club, "bobs", customer={"external_id": "bob"})
    await give(club, 100, BOB)
    bobs = await reserve(club, who=BOB)
    merge = customers.Merge(kept_id=ANN, merged_id=BOB)
    merger = await club.run(customers.merge, merge)
    listing = rewards.RedemptionsOfCustomer(customer_id=ANN)
    page = await club.run(rewards.redemptions_of_customer, listing)
    assert [each.id for each in page.items] == [bobs.id]
    (moved,) = page.items
    assert (await confirm(club, moved)).status is RedemptionStatus.CONFIRMED
    undo = customers.Unmerge(merger_id=merger.id)
    await club.run(customers.unmerge, undo)
    back = await found(club, bobs)
    assert back.customer_id == bobs.customer_id
    assert await balanced(club)


async def test_what_money_is_paid_beside_no_customer_confirms(club: World) -> None:
    await publish(club, "pan", replace(MUG, money=1_500))
    kept = await reserve(club, "pan")
    assert kept.money == 1_500
    bound = replace(club.principal, customer=kept.customer_id)
    with pytest.raises(rewards.MoneyUnpaid):
        await World(club.platform, bound).run(
            rewards.confirm_redemption,
            rewards.ConfirmRedemption(
                customer_id=kept.customer_id, redemption_id=kept.id
            ),
        )
    assert (await confirm(club, kept)).status is RedemptionStatus.CONFIRMED
