"""Who asks without a token answers a code, and nobody learns who is known here."""

import asyncio
from datetime import timedelta

import pytest

from domain import customers, privacy
from domain.customers import Update
from domain.mails.tables import mails as mail_rows
from domain.privacy import (
    AnswerCode,
    NoAddress,
    Pending,
    RequestKind,
    RequestNotOpen,
    RequestState,
)
from domain.privacy.check_tables import identity_checks
from domain.privacy.tables import privacy_requests
from tests.domain.ledger.books import at
from tests.domain.privacy.asking import (
    ann,
    as_system,
    asked,
    by_email,
    codes,
    entered,
    letters,
    verified,
)
from tests.world import NOON, World

ADDRESS = "ann@example.com"
MINUTES = timedelta(minutes=1)


async def found(shop: World, request_id: str) -> RequestState:
    asking = privacy.FindRequest(request_id=request_id)
    return (await shop.run(privacy.find_request, asking)).state


async def test_the_code_on_file_shows_who_asks(shop: World) -> None:
    await ann(shop)
    request_id = await by_email(shop, " Ann@Example.com", language="en")
    assert await found(shop, request_id) is RequestState.IDENTITY_PENDING
    (letter,) = await letters(shop)
    assert letter["to"] == ADDRESS
    (code,) = await codes(shop)
    assert f"{code[:3]} {code[3:]}" in letter["text"]
    assert await entered(shop, request_id, code)
    assert await found(shop, request_id) is RequestState.SCHEDULED


async def test_the_term_runs_from_the_question_and_not_from_the_code(
    shop: World,
) -> None:
    await ann(shop)
    request_id = await by_email(shop, ADDRESS)
    (row,) = await shop.rows(privacy_requests)
    assert (row["id"], row["received_at"]) == (request_id, NOON)


async def test_who_is_unknown_is_answered_the_same(shop: World) -> None:
    await ann(shop)
    told = [
        await shop.run(
            privacy.ask_by_email,
            privacy.AskByEmail(email=email, kind=RequestKind.ACCESS),
        )
        for email in (ADDRESS, "eve@example.com")
    ]
    until = NOON + timedelta(minutes=10)
    assert told == [
        Pending(request_id=each.request_id, expires_at=until) for each in told
    ]
    for each in told:
        follow = privacy.FollowCheck(request_id=each.request_id)
        await as_system(shop).run(privacy.follow_check, follow)
    assert len(await letters(shop)) == 1
    assert len(await shop.rows(privacy_requests)) == 1
    # Nor does an answer tell: not the known one, the unknown one, or none at all.
    for request_id in (*(each.request_id for each in told), "avr_" + "f" * 32):
        said = AnswerCode(request_id=request_id, code="000000")
        answer = await shop.run(privacy.answer_code, said)
        assert answer == privacy.Answered(request_id=request_id, passed=False)


async def test_after_five_wrong_answers_the_right_one_is_wrong_too(shop: World) -> None:
    await ann(shop)
    request_id = await by_email(shop, ADDRESS)
    (code,) = await codes(shop)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert not await entered(shop, request_id, wrong)
    assert not await entered(shop, request_id, code)
    assert await found(shop, request_id) is RequestState.IDENTITY_PENDING


async def test_the_fifth_answer_still_counts(shop: World) -> None:
    await ann(shop)
    request_id = await by_email(shop, ADDRESS)
    (code,) = await codes(shop)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(4):
        assert not await entered(shop, request_id, wrong)
    assert await entered(shop, request_id, code)


async def test_eight_guesses_at_once_are_five_at_most(shop: World) -> None:
    await ann(shop)
    request_id = await by_email(shop, ADDRESS)
    (code,) = await codes(shop)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    guesses = (entered(shop, request_id, wrong) for _ in range(8))
    assert not any(await asyncio.gather(*guesses))
    (row,) = await shop.rows(identity_checks)
    assert row["tries"] == 8
    assert not await entered(shop, request_id, code)


async def test_a_code_is_of_use_for_ten_minutes_and_once(shop: World) -> None:
    await ann(shop)
    first = await by_email(shop, ADDRESS)
    second = await by_email(shop, ADDRESS, wish="Only last year.")
    one, two = await codes(shop)
    assert not await entered(at(shop, NOON + 10 * MINUTES), first, one)
    in_time = at(shop, NOON + 9 * MINUTES)
    # A code is of one request, and of no other.
    assert not await entered(in_time, second, one) or one == two
    assert await entered(in_time, second, two)
    assert not await entered(in_time, second, two)


async def test_a_changed_address_has_codes_sent_to_old_and_new(shop: World) -> None:
    her = await ann(shop)
    changed = Update(customer_id=her, email="thief@example.com")
    await shop.run(customers.update, changed)
    later = at(shop, NOON + timedelta(days=13))
    request_id = await by_email(later, "thief@example.com")
    (new,), (old,) = (
        await codes(later, "thief@example.com"),
        await codes(later, ADDRESS),
    )
    assert not await entered(later, request_id, new)
    assert not await entered(later, request_id, old, earlier_code=new) or new == old
    assert await entered(later, request_id, new, earlier_code=old)


async def test_changing_it_twice_does_not_lose_the_first(shop: World) -> None:
    her = await ann(shop)
    for days, email in ((0, "one@example.com"), (13, "two@example.com")):
        then = at(shop, NOON + timedelta(days=days))
        await then.run(customers.update, Update(customer_id=her, email=email))
    later = at(shop, NOON + timedelta(days=15))
    await by_email(later, "two@example.com")
    assert len(await codes(later, ADDRESS)) == 1


async def test_after_a_fortnight_the_new_address_is_enough(shop: World) -> None:
    her = await ann(shop)
    await shop.run(customers.update, Update(customer_id=her, email="new@example.com"))
    later = at(shop, NOON + timedelta(days=14))
    request_id = await by_email(later, "new@example.com")
    (code,) = await codes(later)
    assert await entered(later, request_id, code)
    forgotten = await as_system(later).run(
        customers.forget_former, customers.ForgetFormer()
    )
    assert forgotten.done == 1


async def test_nobody_is_flooded_with_codes(shop: World) -> None:
    await ann(shop)
    for _ in range(5):
        await by_email(shop, ADDRESS)
    assert len(await codes(shop)) == 3


async def test_an_unverified_request_never_answers_a_verified_one(shop: World) -> None:
    her = await ann(shop)
    await by_email(shop, ADDRESS)
    mine = await verified(shop, await asked(shop, her))
    assert (mine.state, mine.duplicate_of) == (RequestState.SCHEDULED, None)
    request_id = await by_email(shop, ADDRESS)
    code = (await codes(shop))[-1]
    assert await entered(shop, request_id, code)
    assert await found(shop, request_id) is RequestState.DUPLICATE


async def test_a_shop_has_a_code_sent_for_a_request_of_its_own(shop: World) -> None:
    request = await asked(shop, await ann(shop))
    send = privacy.SendCode(request_id=request.id)
    await shop.run(privacy.send_code, send)
    await shop.run(privacy.send_code, send)
    first, second = await codes(shop)
    assert not await entered(shop, request.id, first) or first == second
    assert await entered(shop, request.id, second)
    with pytest.raises(RequestNotOpen):
        await shop.run(privacy.send_code, send)


async def test_who_has_no_address_is_sent_nothing(shop: World) -> None:
    nobody = await shop.run(customers.create, customers.Create(given_name="Bob"))
    request = await asked(shop, nobody.id)
    with pytest.raises(NoAddress):
        await shop.run(privacy.send_code, privacy.SendCode(request_id=request.id))


async def test_codes_are_forgotten_and_never_stored_as_they_are(shop: World) -> None:
    await ann(shop)
    await by_email(shop, ADDRESS)
    (code,) = await codes(shop)
    (row,) = await shop.rows(identity_checks)
    assert code.encode() not in row["code"]
    (mail,) = await shop.rows(mail_rows)
    assert code.encode() not in mail["content"]
    soon, later = (at(shop, NOON + each * MINUTES) for each in (69, 70))
    for world, done in ((soon, 0), (later, 1)):
        told = await as_system(world).run(privacy.forget_checks, privacy.ForgetChecks())
        assert told.done == done


async def test_who_asked_is_told_why_it_takes_longer_or_is_not_done(
    shop: World,
) -> None:
    request = await verified(shop, await asked(shop, await ann(shop), language="en"))
    more = privacy.ExtendRequest(request_id=request.id, note="There is much.")
    await shop.run(privacy.extend, more)
    no = privacy.RejectRequest(
        request_id=request.id, note="Unfounded.", article="12(5)"
    )
    await shop.run(privacy.reject, no)
    longer, never = await letters(shop)
    assert longer["subject"] == "Your request to De Hoek takes longer"
    assert "There is much." in longer["text"]
    assert "1 April 2030" in longer["text"]
    assert "article 12(5) of the GDPR" in never["text"]


async def test_who_did_not_show_who_they_are_is_told_nothing(shop: World) -> None:
    request = await asked(shop, await ann(shop))
    no = privacy.RejectRequest(request_id=request.id, note="No.", article="12(6)")
    await shop.run(privacy.reject, no)
    assert await letters(shop) == []
