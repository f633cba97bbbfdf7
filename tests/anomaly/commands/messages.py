"""Commands of messages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain import customers, events, messages, privacy
from domain.mails import Outcome
from domain.messages import (
    Because,
    EntryKind,
    JourneyStep,
    JourneyTerms,
    MessageReport,
    StepKind,
    Told,
    shipped,
)
from domain.messages.help_tables import help_requests
from domain.orders.tables import orders as order_rows
from tests.anomaly.shop import Prepared
from tests.domain.messages.reports import dsn
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
from tests.making.messages import BROWSER, TEMPLATE
from tests.world import NOON, World


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


async def _take(shop: World) -> messages.TakeReport:
    command = await _report(shop)
    return messages.TakeReport(mail=dsn(command.message_id))


async def _put_template(shop: World) -> messages.PutTemplate:
    del shop
    return TEMPLATE


async def _forget(shop: World) -> messages.ForgetMessages:
    await written(shop, await ready(shop))
    await sent(shop, Remembering(outcome=Outcome.RECORDED))
    return messages.ForgetMessages()


async def _approve(shop: World) -> messages.ApproveTemplate:
    draft = replace(TEMPLATE, state=messages.WrittenAs.DRAFT)
    await shop.run(messages.put_template, draft)
    return messages.ApproveTemplate(template=draft.template, version=1)


async def _retire(shop: World) -> messages.RetireTemplate:
    await shop.run(messages.put_template, TEMPLATE)
    return messages.RetireTemplate(template=TEMPLATE.template)


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
    admit = await _admit(shop)
    admitted = await by_platform(shop, messages.admit_messages, admit)
    told: Any = tuple(
        Told(message_id=row.id, outcome=Outcome.LATER) for row in admitted.rows
    )
    return messages.RecordMessages(rows=admitted.rows, told=told)


async def _put_journey(shop: World) -> messages.PutJourney:
    await declared(shop)
    steps = (JourneyStep(kind=StepKind.MESSAGE, template="hello"),)
    terms = JourneyTerms(
        entry=EntryKind.SIGNED_UP,
        purpose="orders",
        steps=steps,
        because=Because(nl="Daarom.", en="Therefore."),
    )
    return messages.PutJourney(journey="own", terms=terms)


async def _ship(shop: World) -> messages.ShipJourneys:
    await declared(shop)
    return messages.ShipJourneys(service_purpose="orders", marketing_purpose="similar")


async def _ann(shop: World) -> str:
    """Return somebody in a shop with a journey of its own."""
    await shop.run(messages.put_journey, await _put_journey(shop))
    return await somebody(shop)


async def _journey(shop: World, name: str) -> str:
    """Return somebody in a shop with a shipped journey."""
    (own,) = [e for e in shipped.journeys("orders", "similar") if e.journey == name]
    await declared(shop)
    for template in shipped.TEMPLATES:
        if template.template == name:
            await shop.run(messages.put_template, template)
    await shop.run(messages.put_journey, own)
    return await somebody(shop)


async def _by_events(shop: World) -> messages.EnterByEvents:
    ann = await _journey(shop, "cart")
    left = events.Record(
        external_id="cart",
        type="cart",
        occurred_at=shop.platform.clock(),
        customer=customers.Identity(id=ann),
        data={"lines": [{"product_id": "tea", "quantity": 1}]},
    )
    return messages.EnterByEvents(event_ids=((await shop.run(events.record, left)).id,))


async def _by_request(shop: World) -> messages.EnterByRequest:
    ann = await _journey(shop, "privacy-asked")
    ask = privacy.AskAvg(customer_id=ann, kind=privacy.RequestKind.ACCESS)
    asked = await shop.run(privacy.ask, ask)
    return messages.EnterByRequest(
        request_id=asked.id,
        customer_id=ann,
        kind=asked.kind,
        state=privacy.RequestState.VERIFIED,
    )


async def _helped(shop: World) -> str:
    ann = await _journey(shop, "help")
    review = events.Record(
        external_id="review",
        type="review",
        occurred_at=shop.platform.clock(),
        customer=customers.Identity(id=ann),
        data={"product_id": "tea", "rating": 1},
    )
    done = (await shop.run(events.record, review)).id
    entering = messages.EnterByEvents(event_ids=(done,))
    await by_platform(shop, messages.enter_by_events, entering)
    await by_platform(shop, messages.advance_runs, messages.AdvanceRuns())
    (row,) = await shop.rows(help_requests)
    return str(row["id"])


async def _ask_help(shop: World) -> messages.AskHelp:
    return messages.AskHelp(customer_id=await somebody(shop), upon="chat")


async def _close(shop: World) -> messages.CloseHelp:
    return messages.CloseHelp(help_id=await _helped(shop))


async def _apologise(shop: World) -> messages.Apologise:
    return messages.Apologise(help_id=await _helped(shop), points=5, reason="Sorry.")


async def _sign_up(shop: World) -> messages.EnterBySignUp:
    return messages.EnterBySignUp(customer_id=await _ann(shop))


async def _climb(shop: World) -> messages.EnterByTier:
    ann = await _journey(shop, "tier-reached")
    climbed = messages.Climbed(customer_id=ann, tier="silver", since=NOON)
    return messages.EnterByTier(climbed=(climbed,))


async def _by_orders(shop: World) -> messages.EnterByOrders:
    await _journey(shop, "thank-you")
    rows = await shop.rows(order_rows)
    return messages.EnterByOrders(order_ids=tuple(row["id"] for row in rows))


async def _consider(shop: World) -> messages.Consider:
    return messages.Consider(customer_ids=(await _journey(shop, "near-reward"),))


async def _look(shop: World) -> messages.LookRound:
    await _consider(shop)
    return messages.LookRound()


async def _newsletter(shop: World) -> messages.SendNewsletters:
    said = await _put_journey(shop)
    terms = replace(said.terms, entry=EntryKind.NEWSLETTER, begins_at=NOON)
    await shop.run(messages.put_journey, replace(said, terms=terms))
    await somebody(shop)
    return messages.SendNewsletters()


async def _advance(shop: World) -> messages.AdvanceRuns:
    await by_platform(shop, messages.enter_by_sign_up, await _sign_up(shop))
    return messages.AdvanceRuns()


async def _register(shop: World) -> messages.RegisterBrowser:
    return messages.RegisterBrowser(customer_id=await somebody(shop), **BROWSER)


async def _forget_browser(shop: World) -> messages.ForgetBrowser:
    said = await _register(shop)
    (browser,) = (await shop.run(messages.register_browser, said)).browsers
    return messages.ForgetBrowser(customer_id=said.customer_id, browser_id=browser.id)


COMMANDS: Mapping[str, Prepared] = {
    "messages.send_message": _send,
    "messages.cancel_message": _cancel,
    "messages.report_message": _report,
    "messages.take_report": _take,
    "messages.put_template": _put_template,
    "messages.forget_messages": _forget,
    "messages.approve_template": _approve,
    "messages.retire_template": _retire,
    "messages.put_message_settings": _put_settings,
    "messages.suppress_address": _suppress,
    "messages.lift_suppression": _lift,
    "messages.register_browser": _register,
    "messages.forget_browser": _forget_browser,
    "messages.claim_messages": _claim,
    "messages.admit_messages": _admit,
    "messages.record_messages": _record,
    "messages.put_journey": _put_journey,
    "messages.ship_journeys": _ship,
    "messages.enter_by_sign_up": _sign_up,
    "messages.enter_by_tier": _climb,
    "messages.enter_by_orders": _by_orders,
    "messages.enter_by_events": _by_events,
    "messages.enter_by_request": _by_request,
    "messages.ask_help": _ask_help,
    "messages.close_help": _close,
    "messages.apologise": _apologise,
    "messages.consider": _consider,
    "messages.look_round": _look,
    "messages.advance_runs": _advance,
    "messages.send_newsletters": _newsletter,
}
