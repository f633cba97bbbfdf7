"""Mails: sealed until they are handed over, tried again, and never for ever."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import mails
from domain.kernel import Unit, frame, keyring
from domain.mails import Handover, MailNotFound, MailState, Outcome, rules
from domain.mails.tables import mails as mail_rows
from tests.domain.ledger.books import at
from tests.domain.mails.letters import found, recorded, taken, written, written_to
from tests.world import NOON, World

SENDING, QUEUED = MailState.SENDING, MailState.QUEUED


async def test_what_a_mail_says_is_handed_over_and_then_forgotten(shop: World) -> None:
    mail_id = await written(shop)
    assert (await found(shop, mail_id)).text is None
    assert await taken(shop, mail_id) == Handover(
        mail_id=mail_id,
        sender="De Hoek",
        to="ann@example.com",
        subject="Uw verzoek",
        text="Wij hebben uw verzoek ontvangen.\n",
        html=frame.html("nl", "De Hoek", "Wij hebben uw verzoek ontvangen."),
        written_at=NOON,
    )
    assert await recorded(shop, mail_id, Outcome.ACCEPTED, "OK") is MailState.ACCEPTED
    (row,) = await shop.rows(mail_rows)
    assert (row["content"], row["due_at"], row["ended_at"]) == (None, None, NOON)
    assert await taken(shop, mail_id) is None


async def test_no_word_of_a_mail_is_stored_in_the_clear(shop: World) -> None:
    await written(shop)
    (row,) = await shop.rows(mail_rows)
    assert b"ann@example.com" not in row["content"]
    assert b"verzoek" not in row["content"]


async def test_where_there_is_no_server_it_is_kept_to_be_read(shop: World) -> None:
    mail_id = await written(shop)
    await taken(shop, mail_id)
    await recorded(shop, mail_id, Outcome.RECORDED)
    shown = await found(shop, mail_id)
    assert (shown.to, shown.subject) == ("ann@example.com", "Uw verzoek")
    assert shown.html is not None
    assert "Wij hebben uw verzoek ontvangen." in shown.html
    page = await shop.run(mails.list_mails, mails.ListMails())
    assert page.items == (shown,)


def test_a_text_becomes_a_page_of_its_paragraphs_with_its_links_and_nothing_else() -> (
    None
):
    text = "Was jij <dat>?\nVul in: 123 456\n\nHier:\nhttps://hoek.example/c?a=1&b=2\n"
    page = frame.html("nl", "Café & Co", text)
    assert '<html lang="nl">' in page
    assert "<title>Café &amp; Co</title>" in page
    assert "Was jij &lt;dat&gt;? Vul in: <b " in page
    assert ">123 456</b>" in page
    assert 'href="https://hoek.example/c?a=1&amp;b=2"' in page
    assert page.count("<a ") == 1


async def test_the_attempt_counts_before_the_mail_is_handed_over(shop: World) -> None:
    mail_id = await written(shop)
    await taken(shop, mail_id)
    shown = await found(shop, mail_id)
    assert (shown.state, shown.attempts, shown.attempted_at) == (SENDING, 1, NOON)


async def test_of_eight_who_take_it_at_once_one_has_it(shop: World) -> None:
    mail_id = await written(shop)
    all_of_them = await asyncio.gather(*(taken(shop, mail_id) for _ in range(8)))
    assert sum(each is not None for each in all_of_them) == 1


async def test_what_was_never_heard_of_again_is_handed_over_again(shop: World) -> None:
    mail_id = await written(shop)
    first = await taken(shop, mail_id)
    soon, later = (at(shop, NOON + timedelta(minutes=each)) for each in (1, 2))
    assert await taken(soon, mail_id) is None
    assert await taken(later, mail_id) == first
    assert (await found(shop, mail_id)).attempts == 2


async def test_what_may_yet_be_taken_waits_and_is_called_for(shop: World) -> None:
    mail_id = await written(shop)
    await taken(shop, mail_id)
    assert await recorded(shop, mail_id, Outcome.LATER, "451") is QUEUED
    assert await called(at(shop, NOON + timedelta(minutes=1))) == 1
    assert await called(shop) == 0
    assert (await shop.news()).count(("mail.due", {"mail_id": mail_id})) == 2


async def called(world: World) -> int:
    async def work(unit: Unit) -> int:
        return (await mails.call_again(unit, mails.CallAgain())).done

    return await world.platform.perform(work, world.principal)


async def test_what_the_server_will_never_take_is_not_tried_again(shop: World) -> None:
    mail_id = await written(shop)
    await taken(shop, mail_id)
    assert await recorded(shop, mail_id, Outcome.REFUSED, "550") is MailState.REFUSED
    shown = await found(shop, mail_id)
    assert (shown.reply, shown.ended_at) == ("550", NOON)
    # A second word of the same attempt changes nothing.
    assert await recorded(shop, mail_id, Outcome.LATER) is MailState.REFUSED


async def test_what_comes_too_late_is_not_handed_over(shop: World) -> None:
    mail_id = await written(shop, timedelta(minutes=10))
    late = at(shop, NOON + timedelta(minutes=10))
    assert await taken(late, mail_id) is None
    assert (await found(shop, mail_id)).state is MailState.EXPIRED


async def test_after_eight_attempts_it_is_given_up(shop: World) -> None:
    mail_id = await written(shop)
    for hours in range(0, 8 * 7, 7):
        later = at(shop, NOON + timedelta(hours=hours))
        assert await taken(later, mail_id) is not None
        await recorded(later, mail_id, Outcome.LATER, "timeout")
    last = at(shop, NOON + timedelta(days=5))
    assert await taken(last, mail_id) is None
    assert (await found(shop, mail_id)).state is MailState.EXPIRED


async def test_who_was_erased_is_not_written_to(shop: World) -> None:
    mail_id = await written(shop)
    customer_id = (await found(shop, mail_id)).customer_id

    async def erase(unit: Unit) -> None:
        keyring.destroy(unit, [customer_id])

    await shop.platform.perform(erase, shop.principal)
    assert await taken(shop, mail_id) is None
    assert (await found(shop, mail_id)).state is MailState.DROPPED


async def test_what_is_done_with_is_forgotten_after_ninety_days(shop: World) -> None:
    mail_id = await written(shop)
    await taken(shop, mail_id)
    await recorded(shop, mail_id, Outcome.RECORDED)

    async def forget(unit: Unit) -> int:
        return (await mails.forget_mails(unit, mails.ForgetMails())).done

    for days, done in ((89, 0), (90, 1)):
        later = at(shop, NOON + timedelta(days=days))
        assert await later.platform.perform(forget, shop.principal) == done
    assert await shop.rows(mail_rows) == []


async def test_a_mail_of_another_tenant_is_none(shop: World, neighbour: World) -> None:
    mail_id = await written(shop)
    with pytest.raises(MailNotFound):
        await found(neighbour, mail_id)
    with pytest.raises(MailNotFound):
        await recorded(neighbour, mail_id, Outcome.ACCEPTED)


async def test_mails_are_listed_newest_first(shop: World) -> None:
    first = await written(shop)
    second = await written_to(shop, (await found(shop, first)).customer_id)
    page = await shop.run(mails.list_mails, mails.ListMails(limit=1))
    assert [each.id for each in page.items] == [second]
    rest = await shop.run(mails.list_mails, mails.ListMails(after=page.next))
    assert [each.id for each in rest.items] == [first]


@given(attempts=st.integers(1, 20), thrown=st.binary(min_size=4, max_size=4))
def test_the_wait_grows_and_never_beyond_six_hours(
    attempts: int, thrown: bytes
) -> None:
    waited = rules.wait(attempts, thrown)
    longest = timedelta(seconds=min(60 * 2 ** (attempts - 1), 6 * 3_600))
    assert timedelta(0) <= waited < longest
