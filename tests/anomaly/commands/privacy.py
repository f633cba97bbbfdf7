"""What privacy is called with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain import customers, ledger, orders, privacy
from domain.consent import ConsentState
from domain.privacy import AvgRequest, FindRequest, RequestKind
from domain.privacy.partner_tables import partner_callbacks
from tests.anomaly.shop import ANN, BOB, Prepared, always
from tests.domain.consent.purposes import declared, said, say
from tests.domain.events.test_events import record as did
from tests.domain.ledger.books import at
from tests.domain.orders.shop import record
from tests.domain.privacy.asking import answered, as_system, asked, codes, verified
from tests.domain.privacy.erasing import (
    at_once,
    destroyed,
    erased,
    shredded,
    told,
    wanted,
)
from tests.world import NOON, World


def _of(make: Callable[[AvgRequest], Any]) -> Prepared:
    async def prepared(shop: World) -> Any:
        return make(await asked(shop, ANN))

    return prepared


def _of_verified(make: Callable[[AvgRequest], Any]) -> Prepared:
    async def prepared(shop: World) -> Any:
        return make(await verified(shop, await asked(shop, ANN)))

    return prepared


async def _scheduled(shop: World) -> privacy.BeginAnswer:
    await verified(shop, await asked(shop, ANN))
    return privacy.BeginAnswer()


async def _running(shop: World) -> privacy.CollectAnswer:
    begun = await as_system(shop).run(privacy.begin_answer, await _scheduled(shop))
    assert begun is not None
    return begun


async def _collected(shop: World) -> privacy.KeepAnswer:
    request_id = (await _running(shop)).request_id
    return privacy.KeepAnswer(request_id=request_id, content=b"PK")


async def _ready(shop: World) -> AvgRequest:
    request = await verified(shop, await asked(shop, ANN))
    await answered(shop)
    return request


def _erasing(command: Any, *before: Callable[[World], Awaitable[Any]]) -> Prepared:
    """Return a piece of an erasure, of which what comes before is done."""

    async def prepared(shop: World) -> Any:
        await at_once(shop, BOB)
        for each in before:
            await each(shop)
        return command

    return prepared


async def _certifying(shop: World) -> privacy.CertifySome:
    await at_once(shop, BOB)
    await destroyed(shop)
    await shredded(shop)
    return await told(shop)


async def _waive(shop: World) -> privacy.Waive:
    request = await wanted(shop, BOB)
    return privacy.Waive(request_id=request.id, wait=privacy.Wait.COOLING_OFF)


async def _waive_own(shop: World) -> privacy.WaiveOwn:
    request = await wanted(shop, BOB)
    wait = privacy.Wait.COOLING_OFF
    return privacy.WaiveOwn(customer_id=BOB, request_id=request.id, wait=wait)


async def _leave_own(shop: World) -> privacy.LeaveOwn:
    request = await wanted(shop, BOB)
    pot = await shop.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    return privacy.LeaveOwn(customer_id=BOB, request_id=request.id, donate_to=pot.id)


async def _release_hold(shop: World) -> privacy.ReleaseLegalHold:
    held = await shop.run(privacy.set_legal_hold, HOLD)
    return privacy.ReleaseLegalHold(legal_hold_id=held.id)


async def _replay(shop: World) -> privacy.Journal:
    bob = await shop.run(customers.find, customers.Find(customer_id=BOB))
    gone = privacy.ErasedCustomer(customer_id=bob.id, erased_at=NOON)
    name = privacy.ErasedDigest(name="ab" * 32, erased_at=NOON)
    return privacy.Journal(customers=(gone,), names=(name,))


async def _lift(shop: World) -> privacy.LiftRestriction:
    await shop.run(privacy.restrict, RESTRICT)
    return privacy.LiftRestriction(customer_id=BOB)


async def _left_long_ago(shop: World) -> privacy.ReleaseSome:
    await erased(at(shop, NOON - timedelta(days=3_000)), BOB)
    return privacy.ReleaseSome()


async def _did_long_ago(shop: World) -> privacy.ForgetEvents:
    long_ago = at(shop, NOON - timedelta(days=800))
    await did(long_ago, occurred_at="2027-10-01T10:00:00Z")
    return privacy.ForgetEvents()


async def _asked_long_ago(shop: World) -> privacy.ForgetRequests:
    before = at(shop, NOON - timedelta(days=2_000))
    request = await asked(before, ANN)
    await before.run(privacy.cancel, privacy.CancelRequest(request_id=request.id))
    return privacy.ForgetRequests()


async def _bought_long_ago(shop: World) -> privacy.ForgetPurchases:
    before = at(shop, NOON - timedelta(days=2_600))
    placed = record(71, occurred_at="2022-10-01T10:00:00Z")
    await before.run(orders.record, placed)
    return privacy.ForgetPurchases()


async def _bound(shop: World) -> privacy.StopClocks:
    await shop.run(privacy.restrict, RESTRICT)
    gift = ledger.Adjust(
        customer_id=BOB,
        amount=7,
        reason="A gift.",
        expires_at=NOON + timedelta(days=99),
    )
    await shop.run(ledger.adjust, gift)
    return privacy.StopClocks()


async def _link(shop: World) -> FindRequest:
    return FindRequest(request_id=(await _ready(shop)).id)


def _long_ago(
    prepare: Callable[[World], Awaitable[Any]], command: Any, days: int
) -> Prepared:
    async def prepared(shop: World) -> Any:
        await prepare(at(shop, NOON - timedelta(days=days)))
        return command

    return prepared


async def _asked(shop: World) -> AvgRequest:
    return await asked(shop, ANN)


HOLD = privacy.SetLegalHold(
    customer_id=BOB, basis="art. 17(3)(e)", until=NOON + timedelta(days=99)
)


async def _own(shop: World) -> privacy.OwnRequest:
    return privacy.OwnRequest(customer_id=ANN, request_id=(await asked(shop, ANN)).id)


async def _own_answer(shop: World) -> privacy.OwnRequest:
    return privacy.OwnRequest(customer_id=ANN, request_id=(await _ready(shop)).id)


async def _code(shop: World) -> privacy.SendCode:
    return privacy.SendCode(request_id=(await asked(shop, BOB)).id)


async def _follow(shop: World) -> privacy.FollowCheck:
    pending = await shop.run(privacy.ask_by_email, BY_EMAIL)
    return privacy.FollowCheck(request_id=pending.request_id)


async def _answer(shop: World) -> privacy.AnswerCode:
    sent = await shop.run(privacy.send_code, await _code(shop))
    (code,) = await codes(shop)
    return privacy.AnswerCode(request_id=sent.request_id, code=code)


async def _send_code(shop: World) -> None:
    await shop.run(privacy.send_code, await _code(shop))


BY_EMAIL = privacy.AskByEmail(email="bob@example.com", kind=RequestKind.ACCESS)

RESTRICT = privacy.Restrict(customer_id=BOB, reason="He disputes what is known.")


def _of_partner(their_number: str) -> privacy.TakeForPartner:
    return privacy.TakeForPartner(
        partner=privacy.Partner.OPENDSR,
        their_number=their_number,
        kind=RequestKind.ACCESS,
        email="bob@example.com",
    )


async def _cancel_for_partner(shop: World) -> privacy.CancelForPartner:
    await shop.run(privacy.take_for_partner, _of_partner("r1"))
    return privacy.CancelForPartner(partner=privacy.Partner.OPENDSR, their_number="r1")


async def _wanted(shop: World) -> privacy.AskConfirmation:
    await declared(shop)
    told = await say(shop, BOB, said(ConsentState.REQUESTED, "profiling"))
    return privacy.AskConfirmation(
        consent_id=told.consents[0].consent_id, public_url="https://points.example"
    )


async def _called(shop: World) -> privacy.TakeCallback:
    asking = replace(_of_partner("r3"), callbacks=("https://partner.example/calls",))
    await shop.run(privacy.take_for_partner, asking)
    (row,) = await shop.rows(partner_callbacks)
    return privacy.TakeCallback(callback_id=row["id"])


async def _told_in_vain(shop: World) -> privacy.RecordCallback:
    taken = await shop.run(privacy.take_callback, await _called(shop))
    assert taken is not None
    return privacy.RecordCallback(
        callback_id=taken.callback_id, progress=taken.progress, taken=False
    )


async def _to_call(shop: World) -> privacy.CallPartners:
    await _called(shop)
    return privacy.CallPartners()


LEFT = privacy.AskRedaction(shop_domain="ann.example")


async def _carry_out(shop: World) -> privacy.CarryOutRedaction:
    await shop.run(privacy.ask_redaction, LEFT)
    return privacy.CarryOutRedaction(shop_domain=LEFT.shop_domain)


async def _redact(shop: World) -> privacy.RedactSome:
    await shop.run(privacy.carry_out_redaction, await _carry_out(shop))
    return privacy.RedactSome()


COMMANDS: Mapping[str, Prepared] = {
    "privacy.ask_redaction": always(LEFT),
    "privacy.carry_out_redaction": _carry_out,
    "privacy.redact_some": _redact,
    "privacy.ask": always(
        privacy.AskAvg(customer_id=ANN, kind=RequestKind.PORTABILITY)
    ),
    "privacy.verify": _of(
        lambda request: privacy.VerifyRequest(request_id=request.id, note="Seen.")
    ),
    "privacy.extend": _of(
        lambda request: privacy.ExtendRequest(request_id=request.id, note="Much.")
    ),
    "privacy.reject": _of(
        lambda request: privacy.RejectRequest(
            request_id=request.id, note="No.", article="12(5)(b)"
        )
    ),
    "privacy.close": _of_verified(
        lambda request: privacy.CloseRequest(request_id=request.id, note="Done.")
    ),
    "privacy.cancel": _of(lambda request: privacy.CancelRequest(request_id=request.id)),
    "privacy.begin_answer": _scheduled,
    "privacy.note_progress": _running,
    "privacy.keep_answer": _collected,
    "privacy.link": _link,
    "privacy.waive": _waive,
    "privacy.waive_own": _waive_own,
    "privacy.leave_own": _leave_own,
    "privacy.set_legal_hold": always(HOLD),
    "privacy.release_legal_hold": _release_hold,
    "privacy.replay": _replay,
    "privacy.restrict": always(RESTRICT),
    "privacy.lift_restriction": _lift,
    "privacy.stop_clocks": _bound,
    "privacy.ask_confirmation": _wanted,
    "privacy.call_partners": _to_call,
    "privacy.take_callback": _called,
    "privacy.record_callback": _told_in_vain,
    "privacy.release_some": _left_long_ago,
    "privacy.forget_events": _did_long_ago,
    "privacy.forget_requests": _asked_long_ago,
    "privacy.forget_purchases": _bought_long_ago,
    "privacy.destroy_keys": _erasing(privacy.DestroyKeys()),
    "privacy.shred_some": _erasing(privacy.ShredSome(), destroyed),
    "privacy.certify_some": _certifying,
    "privacy.take_for_partner": always(_of_partner("r2")),
    "privacy.cancel_for_partner": _cancel_for_partner,
    "privacy.put_shopify": always(privacy.PutShopify(secret="hush-hush")),
    "privacy.cancel_own": _own,
    "privacy.link_own": _own_answer,
    "privacy.ask_by_email": always(BY_EMAIL),
    "privacy.follow_check": _follow,
    "privacy.send_code": _code,
    "privacy.answer_code": _answer,
    "privacy.forget_checks": _long_ago(_send_code, privacy.ForgetChecks(), 2),
    "privacy.expire": _long_ago(_asked, privacy.ExpireRequests(), 40),
    "privacy.forget_answers": _long_ago(_ready, privacy.ForgetAnswers(), 40),
}
