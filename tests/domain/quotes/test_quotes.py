"""Quotes: what is shown is what is awarded; nothing is written, nothing is forged."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest

from domain import customers, earning, orders, quotes, rewards, tiers
from domain.kernel import NotYours, validation
from domain.kernel.batches import Outcome
from domain.orders import QuoteRefused
from domain.orders.tables import orders as stored
from domain.quotes import AskQuote, Quote
from domain.rewards import Audience, RewardKind, RewardTerms
from domain.vouchers import DiscountKind, DiscountStep, DiscountTerms
from tests.domain.ledger.books import at
from tests.domain.orders.shop import Json, line, record
from tests.domain.rewards.club import ANN, TEN, available, buy, give, publish
from tests.domain.vouchers.pools import issue, pool
from tests.world import NOON, World

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
STEPS = tuple(
    DiscountStep(amount_from=amount, percent=percent)
    for amount, percent in ((10_000, 5), (20_000, 10), (30_000, 15))
)
PROGRESSIVE = RewardTerms(
    kind=RewardKind.DISCOUNT,
    automatic=True,
    discount=DiscountTerms(kind=DiscountKind.STEPS, steps=STEPS),
)


async def rule(
    world: World, name: str = "spend", at: datetime | None = None, **terms: Any
) -> None:
    command = earning.PublishRule(
        rule=name,
        name=name.title(),
        terms=earning.Terms(**terms),
        valid_from=at or NOON - 900 * DAY,
    )
    await world.run(earning.publish_rule, command)


async def ask(world: World, *lines: Json, **more: Any) -> Quote:
    basket = record(9, *(lines or (line(price=10_000),))).lines
    given: Any = {"customer_id": ANN, "lines": basket, **more}
    return await world.run(quotes.quote, AskQuote(**given))


def ordered(told: Quote, number: str, **more: Any) -> orders.Record:
    """Return the order of a quote, as a shop would send it."""
    lines = [
        line(
            each.product_id,
            each.quantity,
            each.unit_price,
            discount=each.discount,
        )
        for each in told.lines
    ]
    said = {
        "shipping": told.shipping,
        "quote": told.token,
        "occurred_at": told.quoted_at.isoformat(),
        **more,
    }
    return record(number, *lines, **said)


async def awarded(world: World, order: orders.Order) -> dict[str, int]:
    asked = earning.AwardsOfOrder(order_id=order.id)
    found = await world.run(earning.awards_of_order, asked)
    return {each.rule: each.kept for each in found.awards if each.kept}


def _said(command: orders.Record) -> Json:
    """Return an order as JSON, which can be changed."""
    said: Json = msgspec.to_builtins(command)
    return {name: value for name, value in said.items() if value is not None}


def promised(quote: Quote) -> dict[str, int]:
    return {each.rule: each.amount for each in quote.awards}


@pytest.fixture
async def club(shop: World) -> World:
    """Return a shop where a euro is a point, and Ann has bought before."""
    await rule(shop)
    await buy(shop, "first")
    return shop


async def test_a_quote_says_what_is_taken_off_earned_and_missing(club: World) -> None:
    await publish(club, "more", PROGRESSIVE)
    told = await ask(club, line(price=6_000, quantity=2), shipping=395)
    (discount,) = told.discounts
    assert (discount.name, discount.amount, discount.lines) == ("more", 600, (600,))
    (quoted,) = told.lines
    assert (quoted.discount, quoted.amount) == (600, 11_400)
    assert (told.amount, told.shipping) == (11_400, 395)
    assert promised(told) == {"spend": 114}
    (decision,) = told.decisions
    assert (decision.rule, decision.given) == ("spend", 114)
    assert decision.reasons
    (distance,) = told.distances
    assert (distance.missing, distance.nl, distance.en) == (
        8_000,
        "Nog EUR 80,00 erbij voor 10 % korting.",
        "Add EUR 80.00 more for 10 % off.",
    )
    assert told.valid_until == NOON + timedelta(minutes=30)


async def test_the_best_of_what_comes_by_itself_is_taken_off_and_codes_after_it(
    club: World,
) -> None:
    await publish(club, "few", replace(PROGRESSIVE, discount=replace(TEN, percent=5)))
    await publish(
        club,
        "regulars",
        replace(PROGRESSIVE, discount=TEN, audience=Audience(orders_min=1)),
    )
    await publish(
        club,
        "freight",
        RewardTerms(
            kind=RewardKind.SHIPPING,
            automatic=True,
            discount=DiscountTerms(kind=DiscountKind.SHIPPING),
        ),
    )
    await pool(club)
    made = await issue(club)
    codes = (made.code or "", "NONE-SUCH")
    told = await ask(club, shipping=395, vouchers=codes)
    found = [(each.name, each.amount) for each in told.discounts]
    assert found == [("regulars", 1_000), ("freight", 395), (made.code, 900)]
    assert (told.amount, told.shipping) == (8_100, 0)
    assert [(each.code, each.valid) for each in told.vouchers] == [
        (made.code, True),
        ("NONE-SUCH", False),
    ]
    assert promised(told) == {"spend": 81}
    stranger = await ask(club, customer_id=None, vouchers=())
    assert [each.name for each in stranger.discounts] == ["few"]
    assert stranger.token is None


async def test_rewards_are_told_with_what_is_missing(club: World) -> None:
    await publish(club, "mug", RewardTerms(kind=RewardKind.COLLECTIBLE, price=250))
    (offer,) = (await ask(club)).rewards
    assert (offer.reward, offer.available, offer.missing) == ("mug", False, 150)
    assert (await ask(club, rewards=0)).rewards == ()


async def test_a_quote_writes_nothing(club: World, statements: list[str]) -> None:
    statements.clear()
    await ask(club)
    writing = ("INSERT", "UPDATE", "DELETE")
    assert [each for each in statements if each.lstrip().startswith(writing)] == []


async def test_what_is_quoted_is_awarded_whatever_changes_meanwhile(
    club: World,
) -> None:
    told = await ask(club)
    soon = at(club, NOON + 10 * MINUTE)
    await rule(soon, at=NOON + MINUTE, effect=earning.PerAmount(step=1_000))
    await rule(soon, "more", at=NOON + MINUTE, effect=earning.Fixed(amount=7))
    later = (NOON + 10 * MINUTE).isoformat()
    order = await soon.run(orders.record, ordered(told, "1", occurred_at=later))
    assert await awarded(soon, order) == promised(told) == {"spend": 100}
    plain = await soon.run(
        orders.record, ordered(told, "2", occurred_at=later, quote=None)
    )
    assert await awarded(soon, plain) == {"spend": 10, "more": 7}
    back = orders.RecordReturn(
        external_id="r", order=order.id, occurred_at=NOON, amount=10_000
    )
    await soon.run(orders.record_return, back)
    assert await awarded(soon, order) == {}


async def test_the_tier_of_then_counts(club: World) -> None:
    names = tiers.TierNames(nl="Goud", en="Gold")
    plain = tiers.TierNames(nl="Brons", en="Bronze")
    terms = tiers.TierTerms(
        tiers=(
            tiers.Tier(slug="bronze", names=plain, threshold=0),
            tiers.Tier(slug="gold", names=names, threshold=150, earning_percent=200),
        ),
        window=tiers.TierWindow.ROLLING_12M,
    )
    made = await club.run(tiers.draft, tiers.Draft(terms=terms))
    publication = tiers.Publish(tier_programme_id=made.id, valid_from=NOON - 900 * DAY)
    await club.run(tiers.publish, publication)
    await rule(club, "tier", effect=earning.TierMultiplier())
    vip = RewardTerms(
        kind=RewardKind.DISCOUNT,
        automatic=True,
        discount=TEN,
        audience=Audience(tier_from="gold"),
    )
    await publish(club, "vip", vip)
    told = await ask(club)
    assert promised(told) == {"spend": 100}
    assert told.discounts == ()
    (distance,) = told.distances
    assert (distance.kind, distance.to, distance.missing) == ("tier", "gold", 50)
    await buy(club, "more")
    golden = await ask(club)
    assert [each.name for each in golden.discounts] == ["vip"]
    soon = at(club, NOON + MINUTE)
    assert promised(await ask(soon)) == {"spend": 90, "tier": 90}
    order = await soon.run(orders.record, ordered(told, "1"))
    assert await awarded(soon, order) == {"spend": 100}


@pytest.mark.parametrize("seed", range(12))
async def test_a_quote_equals_the_award(club: World, seed: int) -> None:
    dice = Random(seed)
    # What others take of a cap meanwhile is gone; a quote says of which it may be so.
    crowded = seed % 2 == 0
    effects = [
        earning.PerAmount(
            step=dice.choice([1, 7, 100, 333]), points=dice.randint(1, 9)
        ),
        earning.Fixed(amount=dice.randint(1, 50)),
        earning.PerQuantity(step=dice.randint(1, 3), points=dice.randint(1, 9)),
        earning.Multiply(percent=dice.randint(101, 300)),
    ]
    for number, effect in enumerate(effects):
        caps = ()
        if not crowded and dice.random() < 0.6:
            limit = dice.randint(1, 200)
            caps = (earning.Cap(per=earning.CapScope.CUSTOMER, limit=limit),)
        stacking = dice.choice(list(earning.Stacking))
        grouped = stacking is earning.Stacking.BEST_OF
        await rule(
            club,
            f"r{number}",
            effect=effect,
            caps=caps,
            rounding=dice.choice(list(earning.Rounding)),
            stacking=stacking,
            group="group" if grouped else None,
            priority=dice.randint(-3, 3),
        )
    count = earning.Number(field="customer.order_count", at_least=dice.randint(1, 3))
    await rule(club, "nth", effect=earning.Fixed(amount=11), conditions=count)
    await publish(club, "more", PROGRESSIVE)
    for number in range(3):
        lines = [
            line(product, dice.randint(1, 4), dice.randint(1, 9_999))
            for product in dice.sample(["tea", "cup", "pot"], dice.randint(1, 3))
        ]
        now = NOON + number * 40 * MINUTE
        told = await ask(at(club, now), *lines, shipping=dice.choice([0, 395]))
        soon = at(club, now + dice.randint(1, 29) * MINUTE)
        if dice.random() < 0.5:
            # Before the quote, and known after it.
            await rule(soon, f"late{number}", effect=earning.Fixed(amount=5))
            if crowded:
                await buy(soon, f"between-{number}")
        if dice.random() < 0.5:
            since = now + timedelta(seconds=1)
            await rule(soon, f"r{number}", at=since, effect=earning.Fixed(amount=999))
        occurred = soon.platform.clock().isoformat()
        order = await soon.run(
            orders.record, ordered(told, f"{number}", occurred_at=occurred)
        )
        assert await awarded(soon, order) == promised(told)


async def test_a_quote_is_refused_that_is_not_for_this_order(club: World) -> None:
    told = await ask(club)
    token = str(told.token)
    head, body, signature = token.split(".")
    dearer = {"product_id": "tea", "quantity": 1, "unit_price": 20_000}
    other = {"customer": {"external_id": "bob"}}
    late = {"occurred_at": (told.valid_until + MINUTE).isoformat()}
    forged = {"quote": f"{head}.{body[:-2]}AA.{signature}"}
    nonsense = {"quote": "a.b.c"}
    reasons: list[str] = []
    for more in (other, late, forged, nonsense, {"lines": [dearer]}, {"shipping": 1}):
        command = ordered(told, "1")
        changed = validation.command({**_said(command), **more}, orders.Record)
        with pytest.raises(QuoteRefused) as refused:
            await at(club, NOON + DAY / 4).run(orders.record, changed)
        reasons.append(refused.value.reason)
    assert reasons == [
        "of_another_customer",
        "expired",
        "tampered",
        "tampered",
        "of_another_basket",
        "of_another_basket",
    ]
    assert len(await club.rows(stored)) == 1


async def test_another_tenants_quote_is_no_quote(
    club: World, other_shop: World
) -> None:
    await buy(other_shop, "first")
    theirs = await ask(other_shop)
    with pytest.raises(QuoteRefused) as refused:
        await club.run(orders.record, ordered(theirs, "1"))
    assert refused.value.reason == "tampered"


async def test_in_a_batch_only_the_order_of_a_bad_quote_is_refused(
    club: World,
) -> None:
    told = await ask(club)
    good, bad = _said(ordered(told, "1")), _said(ordered(told, "2"))
    bad["quote"] = "a.b.c"
    command = orders.RecordMany(orders=(good, bad))
    rows = (await club.run(orders.record_many, command)).rows
    assert [row.outcome for row in rows] == [Outcome.RECORDED, Outcome.REFUSED]
    assert rows[1].problem is not None
    assert rows[1].problem.code == "quote_refused"


async def test_the_same_order_with_its_quote_is_answered_as_it_stands(
    club: World,
) -> None:
    told = await ask(club)
    first = await club.run(orders.record, ordered(told, "1"))
    late = at(club, NOON + 9 * DAY)
    assert await late.run(orders.record, ordered(told, "1")) == first


async def test_a_customer_asks_for_themselves(club: World) -> None:
    ann = await club.run(customers.find, customers.Find(customer_id=ANN))
    mine = World(club.platform, replace(club.principal, customer=ann.id))
    assert (await ask(mine, customer_id=ann.id)).customer_id == ann.id
    with pytest.raises(NotYours):
        await ask(mine, customer_id=None)


async def test_points_that_are_paid_are_part_of_the_basket(club: World) -> None:
    await give(club, 500)
    euro = RewardTerms(
        kind=RewardKind.DISCOUNT,
        price=100,
        discount=DiscountTerms(kind=DiscountKind.AMOUNT, amount=100),
    )
    await publish(club, "euro", euro)
    reserve = rewards.ReserveReward(customer_id=ANN, reward="euro", quantity=3)
    kept = await club.run(rewards.reserve_reward, reserve)
    told = await ask(club, points_paid=300)
    assert promised(told) == {"spend": 97}
    paid = ordered(told, "1", points_paid=300, redemptions=[kept.id])
    order = await club.run(orders.record, paid)
    assert await awarded(club, order) == {"spend": 97}
    assert await available(club) == 100 + 500 - 300 + 97
    gone = orders.RecordReturn(
        external_id="r", order=order.id, occurred_at=NOON, amount=10_000
    )
    await club.run(orders.record_return, gone)
    assert await available(club) == 100 + 500
