"""Consents by the file: with what shows them, and never newer than they are."""

import asyncio
from typing import Any

import pytest

from domain import consent, customers
from domain.consent import ListConsentEvents
from domain.consent.tables import consent_events, consent_files
from domain.customers import limits
from domain.imports import ImportKind
from tests.domain.consent.purposes import declared, said, say
from tests.domain.imports.rows import known, later, send, told
from tests.world import World, apart

CONSENTS = ImportKind.CONSENTS
ANN, BOB = "external:shop:ann", "external:shop:bob"


def row(state: str = "given", at: str = "2029-05-01T09:30:00Z", **more: Any) -> Any:
    shown = {"notice_version": 1, "language": "nl"} if state == "given" else {}
    given = {"customer_id": ANN, "purpose": "news", "channel": "email", "source": "crm"}
    return given | shown | {"state": state, "occurred_at": at} | more


async def holds(shop: World, who: str = ANN) -> dict[str, str]:
    told = await shop.run(consent.find_consents, consent.FindConsents(customer_id=who))
    return {each.channel: each.state for each in told.consents}


@pytest.fixture
async def asking(shop: World) -> World:
    """Return a shop that asks for consent, with two customers."""
    await declared(shop)
    await known(shop, "ann", "bob")
    return shop


async def test_what_was_said_elsewhere_is_written_down_with_what_shows_it(
    asking: World,
) -> None:
    evidence = {"method": "paper", "ip": "203.0.113.77"}
    taken = await send(asking, CONSENTS, row(**evidence), row(customer_id=BOB))
    assert told(taken) == (2, 0, [])
    listed = ListConsentEvents(customer_id=ANN)
    (event,) = (await asking.run(consent.list_events, listed)).items
    assert (event.notice_version, event.language, event.source) == (1, "nl", "crm")
    assert (event.method, event.network) == ("paper", "203.0.113.0/24")
    assert event.occurred_at.isoformat() == "2029-05-01T09:30:00+00:00"
    assert await holds(asking) == {"email": "given"}
    news = [each for name, each in await asking.news() if name == "consents.changed"]
    assert [len(each["customer_ids"]) for each in news] == [2]
    receipt = consent.FindReceipt(customer_id=ANN, consent_id=event.id)
    document = (await asking.run(consent.find_receipt, receipt)).document
    assert document["proof"]["type"] == "DataIntegrityProof"


async def test_a_withdrawal_is_raised_by_what_is_newer_and_nothing_else(
    asking: World,
) -> None:
    withdrawn = said(
        consent.ConsentState.WITHDRAWN, channel=consent.ContactChannel.EMAIL
    )
    await say(asking, ANN, withdrawn)
    old = row(at="2029-05-01T09:30:00Z")
    # The shop's clock stands at noon: at the same instant, the no holds.
    same = row(at="2030-01-01T12:00:00Z")
    taken = await send(later(asking, days=1), CONSENTS, old, same)
    assert told(taken) == (1, 0, [(1, "consent_not_newer")])
    assert await holds(asking) == {"email": "withdrawn"}
    newer = row(at="2030-01-01T12:00:01Z")
    assert told(await send(later(asking, days=1), CONSENTS, newer)) == (1, 0, [])
    assert await holds(asking) == {"email": "given"}


async def test_a_history_that_comes_again_changes_nothing(asking: World) -> None:
    history = (
        row("withdrawn", "2029-07-01T00:00:00Z"),
        row("given", "2029-05-01T00:00:00Z"),
        row("given", "2029-07-01T00:00:00Z"),
        row("given", "2029-05-01T00:00:00Z"),
        row("refused", "2029-06-01T00:00:00Z", channel="all", customer_id=BOB),
    )
    refused = [(2, "consent_not_newer")]
    assert told(await send(asking, CONSENTS, *history)) == (3, 1, refused)
    before = await asking.rows(consent_events)
    heads = await asking.rows(consent_files)
    again = await send(later(asking, days=9), CONSENTS, *history, name="again")
    assert told(again) == (0, 4, refused)
    assert await asking.rows(consent_events) == before
    assert await asking.rows(consent_files) == heads
    assert await holds(asking, BOB) == dict.fromkeys(["all", "email", "sms"], "refused")


async def test_what_shows_too_little_is_refused_by_its_field(asking: World) -> None:
    taken = await send(
        asking,
        CONSENTS,
        row(notice_version=None),
        row(notice_version=2),
        row(at="2030-01-01T12:00:01Z"),
        row("requested"),
        row(channel="push"),
        row(customer_id="external:shop:eve"),
        row(purpose="sharing"),
        {"customer_id": ANN, "purpose": "news", "state": "given"},
        row(purpose="profiling", channel="all"),
    )
    assert told(taken) == (
        *(0, 0),
        [
            (0, "malformed"),
            (1, "notice_not_found"),
            (2, "malformed"),
            (3, "malformed"),
            (4, "malformed"),
            (5, "customer_not_found"),
            (6, "purpose_not_found"),
            (7, "malformed"),
            (8, "malformed"),
        ],
    )
    pointers = [each.errors[0].pointer for each in taken.errors if each.errors]
    assert pointers == [
        *("/notice_version", "/occurred_at", "/state", "/channel", "/occurred_at"),
        "/confirmed_at",
    ]
    assert await asking.rows(consent_events) == []


async def test_nobody_is_written_to_again_for_what_they_said_before(
    asking: World,
) -> None:
    async def back(unit: Any) -> None:
        ann = await customers.resolve(unit, ANN)
        limits.add_suppressions(unit, [ann])

    async def kept_back(unit: Any) -> bool:
        ann = await customers.resolve(unit, ANN)
        return bool(await customers.suppressed(unit, [ann]))

    await asking.platform.perform(back, asking.principal)
    await send(asking, CONSENTS, row())
    assert await asking.platform.perform(kept_back, asking.principal)
    since = row(at="2030-01-01T12:00:01Z")
    await send(later(asking, days=1), CONSENTS, since)
    assert not await asking.platform.perform(kept_back, asking.principal)


async def test_eight_files_with_the_same_rows_are_one_history(asking: World) -> None:
    rows = [row("withdrawn", f"2029-0{n}-01T00:00:00Z") for n in range(1, 9)]
    rows += [row("refused", customer_id=BOB)]
    sent = (
        send(apart(asking), CONSENTS, *rows, name=f"file {number}")
        for number in range(8)
    )
    accepted = [each.accepted for each in await asyncio.gather(*sent)]
    assert sorted(accepted) == [0] * 7 + [9]
    assert len(await asking.rows(consent_events)) == 9
