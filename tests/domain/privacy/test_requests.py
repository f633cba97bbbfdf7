"""Requests: verified once, answered in time, and never by somebody else's leave."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain import consent, privacy
from domain.consent import ConsentState
from domain.customers import CustomerNotFound
from domain.kernel import Malformed, NotYours
from domain.privacy import (
    AskAvg,
    CancelRequest,
    CloseRequest,
    ExpireRequests,
    ExtendRequest,
    FindRequest,
    ListRequests,
    RejectRequest,
    RequestExtended,
    RequestKind,
    RequestNotFound,
    RequestNotOpen,
    RequestState,
)
from tests.domain.consent.purposes import declared, said, say
from tests.domain.ledger.books import at
from tests.domain.privacy.asking import ann, as_system, asked, verified
from tests.world import NOON, World

DAY = timedelta(days=1)
State = RequestState


async def test_the_term_runs_from_receipt_and_not_from_verification(
    shop: World,
) -> None:
    request = await asked(shop, await ann(shop))
    assert request.state is State.IDENTITY_PENDING
    # 1 February 2030, a Friday, until midnight at Amsterdam.
    assert request.due_at == NOON.replace(month=2, hour=23)
    later = await verified(at(shop, NOON + 5 * DAY), request)
    assert (later.state, later.due_at) == (State.SCHEDULED, request.due_at)
    assert later.verified_at == NOON + 5 * DAY


async def test_a_customer_with_a_token_is_verified_at_once(shop: World) -> None:
    customer_id = await ann(shop)
    own = replace(shop, principal=replace(shop.principal, customer=customer_id))
    assert (await asked(own, customer_id)).state is State.SCHEDULED
    with pytest.raises(NotYours):
        await asked(own, "cus_" + "f" * 32)


async def test_nobody_asks_for_nobody(shop: World) -> None:
    with pytest.raises(CustomerNotFound):
        await asked(shop, "external:shop:nobody")


async def test_the_same_request_within_thirty_days_joins_the_earlier_one(
    shop: World,
) -> None:
    customer_id = await ann(shop)
    first = await verified(shop, await asked(shop, customer_id))
    soon = at(shop, NOON + 30 * DAY)
    again = await verified(soon, await asked(soon, customer_id))
    assert (again.state, again.duplicate_of) == (State.DUPLICATE, first.id)
    other = await asked(soon, customer_id, RequestKind.PORTABILITY)
    assert (await verified(soon, other)).state is State.SCHEDULED
    late = at(shop, NOON + 31 * DAY)
    anew = await verified(late, await asked(late, customer_id))
    assert (anew.state, anew.duplicate_of) == (State.SCHEDULED, None)


async def test_one_that_was_not_verified_influences_no_other(shop: World) -> None:
    customer_id = await ann(shop)
    await asked(shop, customer_id)
    second = await verified(shop, await asked(shop, customer_id))
    assert second.state is State.SCHEDULED


async def test_of_eight_at_once_one_is_carried_out(shop: World) -> None:
    customer_id = await ann(shop)
    requests = [await asked(shop, customer_id) for _ in range(8)]
    told = await asyncio.gather(*(verified(shop, each) for each in requests))
    states = [each.state for each in told]
    assert states.count(State.SCHEDULED) == 1
    assert states.count(State.DUPLICATE) == 7


async def test_a_term_is_extended_once_in_time_by_two_months(shop: World) -> None:
    request = await asked(shop, await ann(shop))
    more = ExtendRequest(request_id=request.id, note="Many systems.")
    extended = await shop.run(privacy.extend, more)
    # 1 April 2030, a Monday; summer time has begun.
    assert extended.due_at == NOON.replace(month=4, hour=22)
    with pytest.raises(RequestExtended):
        await shop.run(privacy.extend, more)


async def test_when_the_term_is_over_it_is_too_late_to_extend(shop: World) -> None:
    request = await asked(shop, await ann(shop))
    more = ExtendRequest(request_id=request.id, note="Forgot.")
    with pytest.raises(RequestExtended):
        await at(shop, request.due_at).run(privacy.extend, more)


async def test_an_objection_is_carried_out_in_the_same_unit(shop: World) -> None:
    await declared(shop)
    customer_id = await ann(shop)
    await say(shop, customer_id, said(ConsentState.GIVEN))
    request = await asked(shop, customer_id, RequestKind.OBJECTION)
    told = await verified(shop, request)
    assert told.state is State.CLOSED
    asked_of = consent.FindConsents(customer_id=customer_id)
    held = await shop.run(consent.find_consents, asked_of)
    states = {each.purpose: each.state for each in held.consents}
    assert states == {
        "news": ConsentState.REFUSED,
        "profiling": ConsentState.REFUSED,
    }


async def test_what_is_to_be_put_right_must_be_said(shop: World) -> None:
    customer_id = await ann(shop)
    with pytest.raises(Malformed):
        await asked(shop, customer_id, RequestKind.RECTIFICATION)
    wish = "My name is Anne."
    request = await asked(shop, customer_id, RequestKind.RECTIFICATION, wish=wish)
    done = CloseRequest(request_id=request.id, note="Name changed.")
    with pytest.raises(RequestNotOpen):
        await shop.run(privacy.close, done)
    await verified(shop, request)
    assert (await shop.run(privacy.close, done)).state is State.CLOSED


async def test_a_rejection_names_its_article_and_a_cancellation_ends_it(
    shop: World,
) -> None:
    customer_id = await ann(shop)
    first, second = [await asked(shop, customer_id) for _ in range(2)]
    no = RejectRequest(request_id=first.id, note="The fifth today.", article="12(5)(b)")
    rejected = await shop.run(privacy.reject, no)
    assert (rejected.state, rejected.article) == (State.REJECTED, "12(5)(b)")
    with pytest.raises(RequestNotOpen):
        await verified(shop, rejected)
    cancelled = await shop.run(privacy.cancel, CancelRequest(request_id=second.id))
    assert cancelled.state is State.CANCELLED


async def test_what_nobody_verified_for_thirty_days_expires(shop: World) -> None:
    request = await asked(shop, await ann(shop))
    before = as_system(at(shop, NOON + 30 * DAY - timedelta(seconds=1)))
    assert (await before.run(privacy.expire, ExpireRequests())).done == 0
    after = as_system(at(shop, NOON + 30 * DAY))
    assert (await after.run(privacy.expire, ExpireRequests())).done == 1
    found = await shop.run(privacy.find_request, FindRequest(request_id=request.id))
    assert found.state is State.EXPIRED


async def test_all_that_happened_is_told_in_order(shop: World) -> None:
    customer_id = await ann(shop)
    request = await verified(shop, await asked(shop, customer_id))
    await shop.run(privacy.cancel, CancelRequest(request_id=request.id))
    told = await shop.run(privacy.history, FindRequest(request_id=request.id))
    assert [(each.seq, each.state, each.note) for each in told.events] == [
        (1, State.IDENTITY_PENDING, None),
        (2, State.VERIFIED, "Passport shown at the desk."),
        (3, State.SCHEDULED, None),
        (4, State.CANCELLED, None),
    ]
    page = await shop.run(privacy.list_requests, ListRequests(customer_id=customer_id))
    assert [each.id for each in page.items] == [request.id]


async def test_a_request_that_is_not_there_is_not_found(shop: World) -> None:
    nothing = FindRequest(request_id="avr_" + "0" * 32)
    with pytest.raises(RequestNotFound):
        await shop.run(privacy.find_request, nothing)
    with pytest.raises(RequestNotFound):
        await shop.run(privacy.history, nothing)
    with pytest.raises(RequestNotFound):
        await shop.run(privacy.cancel, CancelRequest(request_id=nothing.request_id))


def test_a_request_says_in_which_language_it_is_answered() -> None:
    assert AskAvg(customer_id="external:shop:1", kind=RequestKind.ACCESS).language == (
        "nl"
    )
