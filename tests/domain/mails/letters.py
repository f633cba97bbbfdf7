"""Letters as the platform writes them."""

from dataclasses import replace
from datetime import timedelta

from domain import customers, mails
from domain.kernel import Unit, system
from domain.mails import Handover, Letter, MailKind
from tests.world import World

VALID = timedelta(days=60)


async def written_to(
    world: World, customer_id: str, valid_for: timedelta = VALID
) -> str:
    """Write to a customer and return the mail."""
    letter = Letter(
        customer_id=customer_id,
        kind=MailKind.REQUEST_NOTICE,
        to="ann@example.com",
        subject="Uw verzoek",
        text="Wij hebben uw verzoek ontvangen.\n",
        language="nl",
        valid_for=valid_for,
    )

    async def work(unit: Unit) -> str:
        return await mails.post(unit, letter)

    return await world.platform.perform(work, world.principal)


async def written(world: World, valid_for: timedelta = VALID) -> str:
    """Write to somebody new."""
    known = customers.Create(given_name="Ann")
    ann = (await world.run(customers.create, known)).id
    return await written_to(world, ann, valid_for)


async def taken(world: World, mail_id: str) -> Handover | None:
    """Take a mail, as a worker does."""
    caller = system(world.principal.tenant)
    platform = replace(world, principal=caller)
    return await platform.run(mails.take_mail, mails.TakeMail(mail_id=mail_id))


async def recorded(
    world: World, mail_id: str, outcome: mails.Outcome, reply: str | None = None
) -> mails.MailState:
    """Say what a server said."""
    platform = replace(world, principal=system(world.principal.tenant))
    command = mails.RecordOutcome(mail_id=mail_id, outcome=outcome, reply=reply)
    return (await platform.run(mails.record_outcome, command)).state


async def found(world: World, mail_id: str) -> mails.Mail:
    """Look at a mail."""
    return await world.run(mails.find_mail, mails.FindMail(mail_id=mail_id))
