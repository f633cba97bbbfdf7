"""Rules are drafted, checked, published for good, and retired."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from domain import earning, ledger
from domain.earning import (
    AllOf,
    Cap,
    CapMeasure,
    CapPeriod,
    CapScope,
    Condition,
    During,
    Fixed,
    Issue,
    Multiply,
    Not,
    Number,
    OnBalance,
    OneOf,
    OnEvent,
    OnSignUp,
    PerAmount,
    PerValue,
    Stacking,
    Terms,
)
from domain.earning.tables import earning_drafts, earning_rules
from domain.kernel import Malformed, validation
from tests.domain.earning.shop import balance, bought, publish, returned
from tests.world import NOON, World, open_shop

CUSTOMERS = Cap(per=CapScope.CUSTOMER, limit=1)
APP = OneOf(field="order.channel", values=("app",))


@pytest.fixture
async def shop(world: World) -> World:
    """Return a shop without a rule."""
    return await open_shop(world)


def deep(levels: int) -> Condition:
    tree: Condition = APP
    for _ in range(levels - 1):
        tree = Not(of=tree)
    return tree


@pytest.mark.parametrize(
    ("terms", "pointers"),
    [
        ({"conditions": OneOf(field="order.colour", values=("red",))}, ["/field"]),
        ({"conditions": OneOf(field="event.rating", values=(5,))}, ["/field"]),
        ({"conditions": Number(field="order.channel", at_least=1)}, ["/field"]),
        ({"conditions": Number(field="order.amount")}, ["/at_least"]),
        (
            {"conditions": Number(field="order.amount", at_least=2, at_most=1)},
            ["/at_most"],
        ),
        ({"conditions": OneOf(field="order.amount", values=("5",))}, ["/values"]),
        ({"conditions": During()}, ["/first_day"]),
        (
            {
                "conditions": During(
                    first_day=date(2030, 1, 2), last_day=date(2030, 1, 1)
                )
            },
            ["/last_day"],
        ),
        (
            {"conditions": AllOf(of=(APP, OneOf(field="order.x", values=("y",))))},
            ["/of/1/field"],
        ),
    ],
)
async def test_a_tree_that_makes_no_sense_is_refused_where_it_does_not(
    shop: World, terms: dict[str, Any], pointers: list[str]
) -> None:
    with pytest.raises(Malformed) as refused:
        await publish(shop, **terms)
    found = [each.pointer for each in refused.value.errors]
    assert found == [f"/terms/conditions{each}" for each in pointers]


@pytest.mark.parametrize(
    ("terms", "pointers"),
    [
        ({"lines": APP}, ["/lines/field"]),
        ({"lines": During(first_day=date(2030, 1, 1))}, ["/lines/type"]),
        ({"on": OnEvent(event="review")}, ["/effect/type"]),
        (
            {
                "on": OnEvent(event="review"),
                "effect": PerValue(field="order.amount"),
            },
            ["/effect/field"],
        ),
        ({"effect": PerValue(field="event.x")}, ["/effect/type"]),
        ({"on": OnEvent(event="nothing"), "effect": Fixed(1)}, ["/on/event"]),
        ({"effect": Multiply(percent=200, rules=("spend",))}, ["/effect/rules"]),
        (
            {"on": OnSignUp(), "effect": Fixed(1), "conditions": APP},
            ["/conditions/field"],
        ),
        (
            {"on": OnBalance(unit="points", amount=10), "effect": Fixed(1)},
            ["/unit"],
        ),
        ({"stacking": Stacking.BEST_OF}, ["/group"]),
        ({"group": "a"}, ["/group"]),
        ({"caps": (Cap(per=CapScope.BUDGET, limit=1),)}, ["/caps/0/budget"]),
        ({"caps": (CUSTOMERS, replace(CUSTOMERS, limit=9))}, ["/caps/1"]),
        (
            {"caps": (Cap(per=CapScope.RULE, limit=1, budget="b"),)},
            ["/caps/0/budget"],
        ),
        (
            {
                "caps": (
                    Cap(per=CapScope.ORDER, limit=1),
                    Cap(
                        per=CapScope.ORDER,
                        limit=1,
                        period=CapPeriod.DAY,
                        measure=CapMeasure.TIMES,
                    ),
                )
            },
            ["/caps/1/period", "/caps/1/measure"],
        ),
        ({"pending_event": "review"}, ["/pending_days"]),
        ({"pending_event": "nothing", "pending_days": 9}, ["/pending_event"]),
    ],
)
async def test_terms_that_make_no_sense_are_refused(
    shop: World, terms: dict[str, Any], pointers: list[str]
) -> None:
    with pytest.raises(Malformed) as refused:
        await publish(shop, **terms)
    found = [each.pointer for each in refused.value.errors]
    assert found == [f"/terms{each}" for each in pointers]
    assert await shop.rows(earning_rules) == []


async def test_a_tree_has_eight_levels_and_no_more(shop: World) -> None:
    await publish(shop, conditions=deep(8))
    with pytest.raises(Malformed) as refused:
        await publish(shop, "other", conditions=deep(9))
    (error,) = refused.value.errors
    assert error.pointer == "/terms/conditions" + 8 * "/of"


async def test_a_tree_has_a_hundred_conditions_and_no_more(shop: World) -> None:
    twenty = AllOf(of=(APP,) * 20)
    with pytest.raises(Malformed) as refused:
        await publish(shop, conditions=AllOf(of=(twenty,) * 5))
    assert refused.value.errors[0].pointer == "/terms/conditions"


async def test_a_rule_of_stamps_for_a_reward_needs_stamps(shop: World) -> None:
    card = OnBalance(unit="stamps", amount=10)
    with pytest.raises(ledger.UnitUnknown):
        await publish(shop, on=card, effect=Issue("mug"))


@pytest.mark.parametrize(
    ("terms", "pointers"),
    [
        ({"effect": {"type": "magic"}}, ["/terms/effect/type"]),
        ({"effect": {"step": 100}}, ["/terms/effect/type"]),
        ({"effect": {"type": "fixed", "amount": 0}}, ["/terms/effect/amount"]),
        (
            {"effect": {"type": "fixed", "amount": 1, "colour": 1}},
            ["/terms/effect/colour"],
        ),
        (
            {
                "conditions": {
                    "type": "all",
                    "of": [
                        {"type": "not", "of": {"type": "number", "field": "x"}},
                        {"type": "one_of", "field": "order.channel"},
                    ],
                }
            },
            [
                "/terms/conditions/of/0/of/field",
                "/terms/conditions/of/1/values",
            ],
        ),
        ({"caps": [{"per": "planet", "limit": 1}]}, ["/terms/caps/0/per"]),
    ],
)
def test_what_does_not_fit_is_named_wherever_it_stands(
    terms: dict[str, Any], pointers: list[str]
) -> None:
    given = {"rule": "spend", "name": "Spend", "terms": terms}
    with pytest.raises(Malformed) as refused:
        validation.command(given, earning.PublishRule)
    assert [each.pointer for each in refused.value.errors] == pointers


async def test_a_draft_is_published_once_and_gone(shop: World) -> None:
    draft = earning.PutDraft(rule="spend", name="A point", terms=Terms())
    await shop.run(earning.put_draft, draft)
    await bought(shop, "1")
    assert await balance(shop) == 0
    named = earning.NameDraft(rule="spend")
    outcomes = await asyncio.gather(
        *(shop.run(earning.publish_draft, named) for _ in range(8)),
        return_exceptions=True,
    )
    published = [each for each in outcomes if isinstance(each, earning.RuleVersion)]
    assert len(published) == 1
    assert await shop.rows(earning_drafts) == []
    await bought(shop, "2")
    assert await balance(shop) == 10


async def test_a_draft_is_replaced_found_listed_and_forgotten(shop: World) -> None:
    for points in (1, 2):
        terms = Terms(effect=PerAmount(points=points))
        draft = earning.PutDraft(rule="spend", name="A point", terms=terms)
        written = await shop.run(earning.put_draft, draft)
    named = earning.NameDraft(rule="spend")
    assert await shop.run(earning.find_draft, named) == written
    assert await shop.run(earning.list_drafts, earning.ListDrafts()) == (written,)
    await shop.run(earning.forget_draft, named)
    with pytest.raises(earning.DraftNotFound):
        await shop.run(earning.forget_draft, named)
    with pytest.raises(earning.DraftNotFound):
        await shop.run(earning.publish_draft, named)
    with pytest.raises(earning.DraftNotFound):
        await shop.run(earning.find_draft, named)


async def test_a_retired_rule_gives_nothing_from_then_on(shop: World) -> None:
    await publish(shop)
    before = await bought(shop, "1", at=NOON - timedelta(seconds=1))
    retired = await shop.run(earning.retire_rule, earning.RetireRule(rule="spend"))
    assert retired.retired_at == NOON
    await bought(shop, "2")
    assert await balance(shop) == 10
    await returned(shop, before, 400)
    assert await balance(shop) == 6
    # One that occurred before comes late.
    await bought(shop, "3", at=NOON - timedelta(days=1))
    assert await balance(shop) == 16


async def test_a_rule_is_retired_once_and_not_in_the_past(shop: World) -> None:
    await publish(shop)
    early = earning.RetireRule(rule="spend", at=NOON - timedelta(seconds=1))
    with pytest.raises(Malformed):
        await shop.run(earning.retire_rule, early)
    with pytest.raises(earning.RuleNotFound):
        await shop.run(earning.retire_rule, earning.RetireRule(rule="other"))
    later = earning.RetireRule(rule="spend", at=NOON + timedelta(days=1))
    await shop.run(earning.retire_rule, later)
    with pytest.raises(earning.RuleNotInForce) as refused:
        await shop.run(earning.retire_rule, later)
    assert refused.value.retired_at == later.at


async def test_a_rule_that_was_retired_may_come_back(shop: World) -> None:
    await publish(shop)
    await shop.run(earning.retire_rule, earning.RetireRule(rule="spend"))
    await publish(shop, at=NOON + timedelta(hours=1), effect=PerAmount(points=2))
    await bought(shop, "1", at=NOON + timedelta(hours=2))
    assert await balance(shop) == 20


async def test_the_schema_takes_what_is_taken_and_nothing_else(shop: World) -> None:
    told = await shop.run(earning.terms_schema, earning.AskSchema())
    validator: Any = Draft202012Validator(told.schema)
    validator.check_schema(told.schema)
    fits = {
        "on": {"type": "order"},
        "conditions": {"type": "not", "of": {"type": "number", "field": "order.lines"}},
        "effect": {"type": "per_amount", "step": 100, "points": 1},
    }
    assert validator.is_valid(fits)
    for wrong in ({"type": "magic"}, {"type": "fixed"}, {"type": "fixed", "amount": 0}):
        assert not validator.is_valid(fits | {"effect": wrong})
