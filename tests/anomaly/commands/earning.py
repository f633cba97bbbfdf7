"""What earning is called with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from domain import customers, earning, orders
from tests.anomaly.shop import Prepared, always
from tests.domain.orders.shop import record
from tests.world import NOON, World

DRAFT = earning.PutDraft(
    rule="week",
    name="Double points",
    terms=earning.Terms(effect=earning.Multiply(percent=200)),
)

FIFTY = earning.Fixed(50)


async def _drafted(shop: World) -> earning.NameDraft:
    await shop.run(earning.put_draft, DRAFT)
    return earning.NameDraft(rule=DRAFT.rule)


async def _born(shop: World) -> earning.Celebrate:
    await _publish(shop, earning.OnBirthday())
    early = replace(shop.platform, clock=lambda: NOON - timedelta(days=99))
    born = customers.Create(birth_date=date(1990, 1, 1))
    await early.run(customers.create, born, shop.principal)
    return earning.Celebrate()


async def _asleep(shop: World) -> earning.Celebrate:
    await _publish(shop, earning.OnInactivity(days=1))
    await shop.run(orders.record, record("old", occurred_at="2029-12-25T10:00:00Z"))
    return earning.Celebrate()


async def _publish(
    shop: World, on: earning.Trigger, effect: earning.Effect = FIFTY
) -> None:
    terms = earning.Terms(on=on, effect=effect)
    rule = earning.PublishRule(
        rule="night", name="Night", terms=terms, valid_from=NOON - timedelta(days=900)
    )
    await shop.run(earning.publish_rule, rule)


async def _full(shop: World) -> earning.Convert:
    card = earning.OnBalance(unit="points", amount=20)
    await _publish(shop, card, earning.Issue(reward="coffee"))
    return earning.Convert()


COMMANDS: Mapping[str, Prepared] = {
    "earning.celebrate": _born,
    "earning.convert": _full,
    "earning.forget_draft": _drafted,
    "earning.publish_draft": _drafted,
    "earning.put_draft": always(DRAFT),
    "earning.retire_rule": always(earning.RetireRule(rule="spend")),
    "earning.set_settings": always(earning.SetSettings(guest_days=30)),
    "earning.wake": _asleep,
}
