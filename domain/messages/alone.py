"""Alone: whom a journey, or all of them, do not write to, so as to compare."""

from collections.abc import Sequence

from domain import holdouts
from domain.holdouts import Arm
from domain.kernel import Unit
from domain.messages.model import MessageClass, MessageId, Row


async def left_alone(unit: Unit, rows: Sequence[Row]) -> dict[MessageId, str]:
    """Return which marketing of journeys is for somebody whom they leave alone."""
    told: dict[MessageId, str] = {}
    by_campaign: dict[str, list[Row]] = {}
    for row in rows:
        if row.journey and row.message_class is MessageClass.MARKETING:
            by_campaign.setdefault(row.journey, []).append(row)
    for campaign, theirs in sorted(by_campaign.items()):
        whose = tuple(sorted({row.customer_id for row in theirs}))
        asked = holdouts.Decide(campaign=campaign, customer_ids=whose)
        decided = await holdouts.decide(unit, asked)
        arms = {each.customer_id: each.arm for each in decided.decisions}
        for row in theirs:
            arm = arms.get(row.customer_id, Arm.TREATED)
            if arm is not Arm.TREATED:
                told[row.id] = arm.value
    return told
