"""Commands of mails."""

from collections.abc import Mapping

from domain import mails
from tests.anomaly.shop import Prepared
from tests.domain.mails.letters import recorded, taken, written
from tests.world import World


async def _take(shop: World) -> mails.TakeMail:
    return mails.TakeMail(mail_id=await written(shop))


async def _record(shop: World) -> mails.RecordOutcome:
    mail_id = await written(shop)
    await taken(shop, mail_id)
    return mails.RecordOutcome(mail_id=mail_id, outcome=mails.Outcome.LATER)


async def _call(shop: World) -> mails.CallAgain:
    await written(shop)
    return mails.CallAgain()


async def _forget(shop: World) -> mails.ForgetMails:
    mail_id = await written(shop)
    await taken(shop, mail_id)
    await recorded(shop, mail_id, mails.Outcome.RECORDED)
    return mails.ForgetMails()


COMMANDS: Mapping[str, Prepared] = {
    "mails.take_mail": _take,
    "mails.record_outcome": _record,
    "mails.call_again": _call,
    "mails.forget_mails": _forget,
}
