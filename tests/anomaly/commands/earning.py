"""What earning is called with."""

from collections.abc import Mapping

from domain import earning
from tests.anomaly.shop import Prepared, always
from tests.world import World

DRAFT = earning.PutDraft(
    rule="week",
    name="Double points",
    terms=earning.Terms(effect=earning.Multiply(percent=200)),
)


async def _drafted(shop: World) -> earning.NameDraft:
    await shop.run(earning.put_draft, DRAFT)
    return earning.NameDraft(rule=DRAFT.rule)


COMMANDS: Mapping[str, Prepared] = {
    "earning.forget_draft": _drafted,
    "earning.publish_draft": _drafted,
    "earning.put_draft": always(DRAFT),
    "earning.retire_rule": always(earning.RetireRule(rule="spend")),
}
