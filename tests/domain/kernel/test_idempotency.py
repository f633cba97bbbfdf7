"""A command that comes again with its key is answered as the first time."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import msgspec
import pytest
from cryptography.exceptions import InvalidTag

from domain import customers
from domain.customers.tables import customers as customer_table
from domain.kernel import (
    CustomerId,
    Event,
    InFlight,
    KeyReused,
    Kind,
    NotAllowed,
    NotYours,
    Page,
    Refusal,
    Unit,
    writes,
)
from domain.kernel.audit import audit_entries
from domain.kernel.crypto import Vault
from domain.kernel.idempotency import Answer, idempotency_keys
from domain.kernel.outbox import outbox
from tests.world import NOON, World

ANN = f"cus_{1:032x}"


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Event):
    name = "secret.told"


@dataclass(eq=False)
class TooLoud(Refusal):
    """It was said too loudly."""

    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    customer_id: CustomerId
    what: str
    loudly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    id: str
    customer_id: CustomerId
    what: str
    at: datetime
    colours: tuple[Colour, ...]
    parts: Page[Tell]


@writes("customers:write", refusals=(TooLoud,), subject="customer_id")
async def tell(unit: Unit, command: Tell) -> Secret:
    """Tell a secret."""
    if command.loudly:
        raise TooLoud
    unit.emit(Told())
    return Secret(
        id=unit.new_id("sec"),
        customer_id=command.customer_id,
        what=command.what,
        at=unit.now,
        colours=(Colour.RED,),
        parts=Page(items=(command,), next=None),
    )


@writes("customers:write")
async def shout(unit: Unit, command: Tell) -> Secret:
    """Tell a secret to everybody."""
    return await tell(unit, command)


WHISPER = Tell(customer_id=ANN, what="It is ann@example.com.")


async def once(world: World, key: str = "k", command: Tell = WHISPER) -> Answer[Secret]:
    return await world.platform.run_once(tell, command, world.principal, key)


async def test_a_replay_is_the_first_result_of_the_same_types(world: World) -> None:
    first, again = await once(world), await once(world)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.result == first.result
    assert type(again.result) is Secret
    assert again.result.at == NOON
    assert type(again.result.colours[0]) is Colour
    assert again.result.parts == Page(items=(WHISPER,), next=None)
    assert len(await world.rows(outbox)) == len(await world.rows(audit_entries)) == 1


async def test_eight_at_once_have_one_effect(world: World) -> None:
    def attempt() -> asyncio.Task[Answer[Secret]]:
        return asyncio.create_task(once(world))

    found = await asyncio.gather(*(attempt() for _ in range(8)), return_exceptions=True)
    answers = [each for each in found if isinstance(each, Answer)]
    refused = [each for each in found if not isinstance(each, Answer)]
    assert {type(each) for each in refused} <= {InFlight}
    assert [each.replayed for each in answers].count(False) == 1
    assert len({each.result.id for each in answers}) == 1
    for table in (outbox, audit_entries, idempotency_keys):
        assert len(await world.rows(table)) == 1
    assert (await once(world)).result == answers[0].result


async def test_while_the_first_is_at_it_the_second_is_told_so(
    world: World, neighbour: World
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    @writes("customers:write")
    async def slow(unit: Unit, command: Tell) -> Tell:
        """Take some time."""
        del unit
        begun.set()
        await go_on.wait()
        return command

    def run() -> asyncio.Task[Answer[Tell]]:
        given = (slow, WHISPER, world.principal, "k")
        return asyncio.create_task(world.platform.run_once(*given))

    first = run()
    await begun.wait()
    with pytest.raises(InFlight) as refusal:
        await run()
    assert refusal.value.retryable
    assert not (await once(world, "another")).replayed
    assert not (await once(neighbour)).replayed
    go_on.set()
    assert not (await first).replayed
    assert (await run()).replayed


@pytest.mark.parametrize(
    "command",
    [
        replace(WHISPER, what="Another."),
        replace(WHISPER, customer_id=f"cus_{2:032x}"),
        replace(WHISPER, loudly=True),
    ],
)
async def test_another_command_with_the_same_key_is_refused(
    world: World, command: Tell
) -> None:
    first = await once(world)
    with pytest.raises(KeyReused):
        await once(world, command=command)
    assert len(await world.rows(outbox)) == 1
    assert (await once(world)).result == first.result


async def test_another_use_case_with_the_same_key_is_refused(world: World) -> None:
    await once(world)
    with pytest.raises(KeyReused):
        await world.platform.run_once(shout, WHISPER, world.principal, "k")


async def test_another_key_is_another_time(world: World) -> None:
    one, two = await once(world, "k"), await once(world, "l")
    assert (one.replayed, two.replayed) == (False, False)
    assert one.result.id != two.result.id
    assert len(await world.rows(outbox)) == 2


async def test_another_tenants_key_is_another_key(
    world: World, neighbour: World
) -> None:
    await once(world)
    theirs = await once(neighbour, command=replace(WHISPER, what="Ours."))
    assert not theirs.replayed
    assert (await once(world)).result.what == WHISPER.what


async def test_a_refusal_is_not_remembered(world: World) -> None:
    loud = replace(WHISPER, loudly=True)
    for _ in range(2):
        with pytest.raises(TooLoud):
            await once(world, command=loud)
    assert await world.rows(idempotency_keys) == []
    assert not (await once(world)).replayed


async def test_what_crashed_is_not_remembered(world: World) -> None:
    @writes("customers:write")
    async def crash(unit: Unit, command: Tell) -> Tell:
        """Crash."""
        await tell(unit, command)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await world.platform.run_once(crash, WHISPER, world.principal, "k")
    assert await world.rows(idempotency_keys) == await world.rows(outbox) == []
    assert not (await once(world)).replayed


async def test_who_may_not_is_not_answered_from_memory(world: World) -> None:
    await once(world)
    nobody = replace(world.principal, scopes=frozenset())
    with pytest.raises(NotAllowed):
        await world.platform.run_once(tell, WHISPER, nobody, "k")
    bob = replace(world.principal, customer=f"cus_{2:032x}")
    with pytest.raises(NotYours):
        await world.platform.run_once(tell, WHISPER, bob, "k")


async def test_a_result_at_rest_is_sealed(world: World) -> None:
    email = "ann@example.com"
    create = customers.Create(email=email, given_name="Annabel")
    run = (customers.create, create, world.principal, "k")
    first = await world.platform.run_once(*run)
    assert first.result.email == email
    (row,) = await world.rows(idempotency_keys)
    at_rest = b"".join(each for each in row.values() if isinstance(each, bytes))
    for secret in (email, "Annabel", "example", first.result.id):
        assert secret.encode() not in at_rest
    assert row["customer_id"] == first.result.id
    elsewhere = replace(world.platform, vault=Vault(world.platform.vault.master))
    again = await elsewhere.run_once(*run)
    assert (again.result, again.replayed) == (first.result, True)
    assert len(await world.rows(customer_table)) == 1
    other = replace(world.platform, vault=Vault(b"\x01" * 32))
    with pytest.raises(InvalidTag):
        await other.run_once(*run)


async def test_what_is_stored_tells_whose_it_is(world: World) -> None:
    await once(world)
    (row,) = await world.rows(idempotency_keys)
    assert (row["key"], row["customer_id"], row["recorded_at"]) == ("k", ANN, NOON)


async def test_a_result_about_nobody_is_remembered_too(world: World) -> None:
    @writes("customers:write")
    async def count(unit: Unit, command: Tell) -> int:
        """Count the letters of a secret."""
        del unit
        return len(command.what)

    run = (count, WHISPER, world.principal, "k")
    first, again = [await world.platform.run_once(*run) for _ in range(2)]
    assert first.result == again.result == len(WHISPER.what)
    assert again.replayed
    (row,) = await world.rows(idempotency_keys)
    assert row["customer_id"] is None
    assert msgspec.json.encode(first.result) not in row["result"]
