"""Commands of messages."""

from collections.abc import Mapping
from typing import Any

from domain import messages
from domain.mails import Outcome
from domain.messages import MessageReport, Told
from tests.anomaly.shop import Prepared
from tests.domain.messages.writing import (
    PUBLIC,
    Remembering,
    by_platform,
    declared,
    ready,
    sent,
    somebody,
    written,
)
from tests.making.messages import TEMPLATE
from tests.world import World


async def _send(shop: World) -> messages.SendMessage:
    await declared(shop)
    ann = await somebody(shop)
    return messages.SendMessage(
        customer_id=ann, template="hello", purpose="news", dedup_key="1"
    )


async def _cancel(shop: World) -> messages.CancelMessage:
    message = await written(shop, await ready(shop))
    return messages.CancelMessage(message_id=message.id)


async def _report(shop: World) -> messages.ReportMessage:
    message = await written(shop, await ready(shop))
    await sent(shop, Remembering(outcome=Outcome.RECORDED))
    return messages.ReportMessage(
        message_id=message.id, report=MessageReport.COMPLAINED
    )


async def _put_template(shop: World) -> messages.PutTemplate:
    del shop
    return TEMPLATE


async def _put_settings(shop: World) -> messages.MessageSettings:
    del shop
    return messages.MessageSettings()


async def _suppress(shop: World) -> messages.Suppress:
    del shop
    return messages.Suppress(email="ann@example.com")


async def _lift(shop: World) -> messages.LiftSuppression:
    await shop.run(
        messages.suppress_address, messages.Suppress(email="ann@example.com")
    )
    return messages.LiftSuppression(email="ann@example.com")


async def _claim(shop: World) -> messages.ClaimMessages:
    await written(shop, await ready(shop))
    return messages.ClaimMessages()


async def _claimed(shop: World) -> tuple[str, ...]:
    claimed = await by_platform(shop, messages.claim_messages, await _claim(shop))
    ids: tuple[str, ...] = claimed.message_ids
    return ids


async def _admit(shop: World) -> messages.AdmitMessages:
    return messages.AdmitMessages(message_ids=await _claimed(shop), public_url=PUBLIC)


async def _record(shop: World) -> messages.RecordMessages:
    told: Any = tuple(
        Told(message_id=each, outcome=Outcome.LATER) for each in await _claimed(shop)
    )
    return messages.RecordMessages(told=told)


COMMANDS: Mapping[str, Prepared] = {
    "messages.send_message": _send,
    "messages.cancel_message": _cancel,
    "messages.report_message": _report,
    "messages.put_template": _put_template,
    "messages.put_message_settings": _put_settings,
    "messages.suppress_address": _suppress,
    "messages.lift_suppression": _lift,
    "messages.claim_messages": _claim,
    "messages.admit_messages": _admit,
    "messages.record_messages": _record,
}
