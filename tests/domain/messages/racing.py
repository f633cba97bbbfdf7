"""Many messages at once, of several purposes, to whom says no to all of them."""

from dataclasses import asdict, replace

from domain import consent, customers
from domain.consent import Basis, ConsentState, ContactChannel, PurposeKind, Wording
from domain.customers import CustomerRow
from domain.kernel import Unit
from domain.kernel.records import bare, encoded, insertion
from domain.messages import store
from domain.messages.model import MessageState
from domain.messages.tables import messages as table
from tests.domain.messages.writing import says, written
from tests.world import World

CHUNK = 500
COLUMNS = [each for each in table.columns if each.name not in {"content", "tenant_id"}]
MANY = insertion(*COLUMNS)


async def crowd(world: World, names: list[str]) -> dict[str, str]:
    """Return customers by their names, who can be written to."""
    whose: dict[str, str] = {}
    for start in range(0, len(names), CHUNK):
        some = names[start : start + CHUNK]
        rows = [
            CustomerRow(source="shop", external_id=name, email=f"{name}@example.com")
            for name in some
        ]

        async def work(unit: Unit, rows: list[CustomerRow] = rows) -> list[str]:
            took = await customers.import_many(unit, rows)
            return [each.id or "" for each in took.rows]

        ids = await world.platform.perform(work, world.principal)
        whose |= dict(zip(some, ids, strict=True))
    return whose


async def agreed(world: World, names: list[str], purposes: list[str]) -> dict[str, str]:
    """Return customers who are written to for each purpose, until they say no."""
    for purpose in purposes:
        put = consent.PutPurpose(
            purpose=purpose,
            name=Wording(nl=purpose, en=purpose),
            basis=Basis.EXISTING_CUSTOMER,
            kind=PurposeKind.MARKETING,
            channels=(ContactChannel.EMAIL,),
        )
        await world.run(consent.put_purpose, put)
    return await crowd(world, names)


async def say(
    world: World, customer_id: str, purposes: list[str], state: ConsentState
) -> None:
    """Say the same of each purpose, in one request."""
    said = tuple(
        consent.Said(purpose=each, channel=ContactChannel.EMAIL, state=state)
        for each in purposes
    )
    command = consent.SetConsents(customer_id=customer_id, consents=said)
    await world.run(consent.set_consents, command)


async def multiplied(
    world: World, first: str, whose: list[str], purposes: list[str]
) -> None:
    """Have a message for each of them and each purpose, made as the first one was."""
    await says(world, first, ConsentState.GIVEN)
    made = await written(world, first)

    async def work(unit: Unit) -> None:
        (row,) = await store.hold(unit, [made.id])
        copies = [
            asdict(
                replace(
                    row,
                    id=unit.new_id("msg"),
                    customer_id=who,
                    purpose=what,
                    dedup_key=f"{who}:{what}",
                )
            )
            for what in purposes
            for who in whose
        ]
        for each in copies:
            del each["content"]
            each["id"], each["customer_id"] = (
                bare(each["id"]),
                bare(each["customer_id"]),
            )
        for start in range(0, len(copies), CHUNK):
            some = copies[start : start + CHUNK]
            await unit.run(MANY, records=encoded(some))
        store.save(unit, [replace(row, state=MessageState.CANCELLED, due_at=None)])

    await world.platform.perform(work, world.principal)
