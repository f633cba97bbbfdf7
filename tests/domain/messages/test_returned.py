"""Bounces and complaints that come in by mail."""

import pytest

from domain import messages
from domain.messages import MessageReport, MessageState, NoReport, Reason, TakeReport
from domain.messages.returned import report
from tests.domain.messages.reports import arf, dsn
from tests.domain.messages.writing import (
    OPEN,
    SERVICE,
    found,
    ready,
    sent,
    settled,
    written,
)
from tests.world import World

ID = "msg_" + "0" * 31 + "7"


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        (dsn(ID), MessageReport.BOUNCED),
        (dsn(ID, "5.1.10"), MessageReport.BOUNCED),
        (dsn(ID, "5.2.2"), MessageReport.RETURNED),
        (dsn(ID, "5.7.1", "Failed"), MessageReport.RETURNED),
        (dsn(ID, "2.0.0", "delivered"), MessageReport.DELIVERED),
        (dsn(ID).replace("\n", "\r\n"), MessageReport.BOUNCED),
        (arf(ID), MessageReport.COMPLAINED),
    ],
)
def test_a_mail_tells_what_became_of_another(mail: str, told: MessageReport) -> None:
    assert report(mail) == (ID, told)


@pytest.mark.parametrize(
    "mail",
    [
        "Hello",
        dsn(ID, "4.4.1", "delayed"),
        dsn("<>"),
        dsn(ID).replace("message/delivery-status", "text/plain"),
        arf(ID).replace("abuse\nUser", "not-spam\nUser"),
        'Content-Type: multipart/report; boundary="b1"\n\n--b1\n\n--b1--',
        "".join(
            f"Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"
            for depth in range(4_000)
        ),
        "\x00\xff" * 1_000,
    ],
)
def test_what_tells_nothing_for_good_is_no_report(mail: str) -> None:
    assert report(mail) is None


async def _taken(shop: World, mail: str) -> MessageState:
    return (await shop.run(messages.take_report, TakeReport(mail=mail))).state


async def test_a_bounce_that_came_by_mail_suppresses_its_address(shop: World) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    first = await written(shop, ann)
    await sent(shop)
    assert await _taken(shop, dsn(first.id, "2.0.0", "delivered")) == "delivered"
    assert await _taken(shop, dsn(first.id, "5.2.2")) == "bounced"
    await written(shop, ann)
    assert len(await sent(shop)) == 1
    second = await written(shop, ann, **SERVICE)
    await sent(shop)
    assert await _taken(shop, dsn(second.id)) == "bounced"
    # What comes late changes nothing.
    assert await _taken(shop, dsn(second.id, "2.0.0", "delivered")) == "bounced"
    third = await written(shop, ann, **SERVICE)
    assert await sent(shop) == []
    assert (await found(shop, third)).reason is Reason.SUPPRESSED


async def test_a_complaint_that_came_by_mail_ends_marketing(shop: World) -> None:
    ann = await ready(shop)
    await settled(shop, **OPEN)
    first = await written(shop, ann)
    await sent(shop)
    assert await _taken(shop, arf(first.id)) == "complained"
    await written(shop, ann)
    assert await sent(shop) == []
    await written(shop, ann, **SERVICE)
    assert len(await sent(shop)) == 1


async def test_what_tells_of_no_message_of_ours_is_refused(shop: World) -> None:
    for mail in (dsn(ID), "Hello"):
        with pytest.raises(NoReport):
            await _taken(shop, mail)
