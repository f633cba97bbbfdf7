"""Requests as a shop and its customers make them."""

import re
from dataclasses import replace
from typing import Any

import msgspec

from domain import customers, privacy
from domain.kernel import Unit, keyring, system
from domain.mails.tables import mails as mail_rows
from domain.privacy import AskAvg, AvgRequest, RequestKind, VerifyRequest
from tests.world import World


async def ann(shop: World) -> str:
    """Return a customer of whom something is known."""
    known = customers.Create(email="ann@example.com", given_name="Ann", locale="nl")
    return (await shop.run(customers.create, known)).id


async def asked(
    shop: World, customer_id: str, kind: RequestKind = RequestKind.ACCESS, **more: Any
) -> AvgRequest:
    """Ask something for a customer."""
    command = AskAvg(customer_id=customer_id, kind=kind, **more)
    return await shop.run(privacy.ask, command)


async def verified(shop: World, request: AvgRequest) -> AvgRequest:
    """Say how it is known who asks."""
    command = VerifyRequest(request_id=request.id, note="Passport shown at the desk.")
    return await shop.run(privacy.verify, command)


def as_system(shop: World) -> World:
    """Return the platform itself at work for a shop."""
    return replace(shop, principal=system(shop.principal.tenant))


async def answered(shop: World) -> bool:
    """Answer whoever waits longest, as the schedule does; tell whether anybody did."""
    platform = as_system(shop)
    begun = await platform.run(privacy.begin_answer, privacy.BeginAnswer())
    if begun is None:
        return False
    found = await platform.run(privacy.collect_answer, begun)
    await platform.run(privacy.keep_answer, found)
    return True


async def letters(shop: World) -> list[dict[str, Any]]:
    """Return what is on its way to customers, as they will read it."""
    rows = [row for row in await shop.rows(mail_rows) if row["content"] is not None]

    async def opened(unit: Unit) -> list[dict[str, Any]]:
        found = await keyring.ciphers(unit, [row["customer_id"] for row in rows])
        return [
            msgspec.json.decode(
                found[row["customer_id"]].open(
                    mail_rows.c.content, row["customer_id"], row["content"]
                )
            )
            for row in rows
        ]

    return await shop.platform.perform(opened, shop.principal, read_only=True)


async def codes(shop: World, to: str | None = None) -> list[str]:
    """Return the codes that were sent, to an address or to any, in order."""
    return [
        "".join(found.groups())
        for letter in await letters(shop)
        if to in {None, letter["to"]}
        and (found := re.search(r": (\d{3}) (\d{3})$", letter["subject"]))
    ]


async def by_email(shop: World, email: str, **more: Any) -> str:
    """Ask as whoever reads an address, let the worker look, and return the request."""
    asked = privacy.AskByEmail(email=email, kind=RequestKind.ACCESS, **more)
    pending = await shop.run(privacy.ask_by_email, asked)
    follow = privacy.FollowCheck(request_id=pending.request_id)
    await as_system(shop).run(privacy.follow_check, follow)
    return pending.request_id


async def entered(shop: World, request_id: str, code: str, **more: str) -> bool:
    """Answer a code, and tell whether it was the right one."""
    said = privacy.AnswerCode(request_id=request_id, code=code, **more)
    return (await shop.run(privacy.answer_code, said)).passed
