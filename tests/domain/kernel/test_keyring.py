"""Keys at rest: one for a tenant, one for each customer, and destroyed for good."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from cryptography.exceptions import InvalidTag
from psycopg.errors import InsufficientPrivilege, UniqueViolation
from sqlalchemy import delete, update

from domain.customers.tables import customers
from domain.kernel import CustomerId, TenantId, Unit, keyring
from domain.kernel.crypto import Secrets, Vault
from domain.kernel.keyring import customer_keys, tenant_keys
from tests.world import MASTER_KEY, World

T = TypeVar("T")

ANN, BOB = (f"cus_{number:032x}" for number in (1, 2))
EMAIL = customers.c.email


async def perform(
    world: World, work: Callable[[Unit], Awaitable[T]], *, read_only: bool = False
) -> T:
    return await world.platform.perform(work, world.principal, read_only=read_only)


def forgetful(world: World, master: bytes = MASTER_KEY) -> World:
    """Return the same world to a process that has opened nothing yet."""
    return replace(world, platform=replace(world.platform, vault=Vault(master)))


async def seal(world: World, *whom: CustomerId) -> list[bytes]:
    async def work(unit: Unit) -> list[bytes]:
        made = await keyring.new_ciphers(unit, whom)
        return [made[each].seal(EMAIL, each, f"{each}@example.com") for each in whom]

    return await perform(world, work)


async def known(world: World, *whom: CustomerId) -> set[CustomerId]:
    async def work(unit: Unit) -> set[CustomerId]:
        return set(await keyring.ciphers(unit, whom))

    return await perform(world, work)


async def opened(world: World, whose: CustomerId, sealed: bytes) -> str:
    async def work(unit: Unit) -> str:
        found = await keyring.ciphers(unit, [whose])
        return found[whose].open(EMAIL, whose, sealed)

    return await perform(world, work, read_only=True)


async def test_what_one_process_sealed_another_opens(world: World) -> None:
    sealed = await seal(world, ANN, BOB)
    for process in (world, forgetful(world)):
        for whose, each in zip((ANN, BOB), sealed, strict=True):
            assert await opened(process, whose, each) == f"{whose}@example.com"


async def test_nobody_elses_key_opens_it(world: World) -> None:
    anns, _ = await seal(world, ANN, BOB)
    with pytest.raises(InvalidTag):
        await opened(world, BOB, anns)


async def test_another_master_key_opens_nothing(world: World) -> None:
    (sealed,) = await seal(world, ANN)
    with pytest.raises(InvalidTag):
        await opened(forgetful(world, b"\x01" * 32), ANN, sealed)


async def test_two_tenants_share_no_secret(world: World, neighbour: World) -> None:
    mine = await perform(world, keyring.secrets)
    theirs = await perform(neighbour, keyring.secrets)
    assert mine.tenant == world.principal.tenant
    assert len({mine.key, mine.pepper, theirs.key, theirs.pepper}) == 4
    await seal(world, ANN)
    assert await known(neighbour, ANN) == set()


async def test_no_key_is_at_rest_as_it_is(world: World) -> None:
    secrets = await perform(world, keyring.secrets)
    await seal(world, ANN)
    (tenants,) = await world.rows(tenant_keys)
    assert secrets.key not in tenants["wrapped_key"]
    assert secrets.pepper not in tenants["wrapped_pepper"]
    assert {len(tenants[name]) for name in ("wrapped_key", "wrapped_pepper")} == {60}
    (anns,) = await world.rows(customer_keys)
    assert len(anns["wrapped_key"]) == 60


async def test_eight_at_once_make_one_key_and_agree(world: World) -> None:
    here = asyncio.Barrier(8)

    async def work(unit: Unit) -> Secrets:
        await unit.run(delete(customer_keys))  # Everybody has begun.
        await here.wait()
        return await keyring.secrets(unit)

    processes = [forgetful(world) for _ in range(8)]
    found = await asyncio.gather(*(perform(each, work) for each in processes))
    assert len({(each.key, each.pepper) for each in found}) == 1
    assert len(await world.rows(tenant_keys)) == 1
    assert await perform(forgetful(world), keyring.secrets) == found[0]


async def test_a_unit_that_reads_makes_no_key_and_finds_nothing(world: World) -> None:
    async def work(unit: Unit) -> tuple[Secrets, set[CustomerId]]:
        return await keyring.secrets(unit), set(await keyring.ciphers(unit, [ANN]))

    secrets, found = await perform(world, work, read_only=True)
    assert found == set()
    assert await world.rows(tenant_keys) == []
    assert world.platform.vault.opened == {}
    made = await perform(world, keyring.secrets)
    assert made.pepper != secrets.pepper


async def test_only_what_was_committed_is_remembered(world: World) -> None:
    vault, tenant = world.platform.vault, world.principal.tenant
    lost: list[Secrets] = []

    async def fail(unit: Unit) -> None:
        lost.append(await keyring.secrets(unit))
        assert await keyring.secrets(unit) == lost[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await perform(world, fail)
    assert await world.rows(tenant_keys) == []
    assert vault.opened == {}, "a key that is not at rest seals what nobody opens"
    kept = await perform(world, keyring.secrets)
    assert kept.key != lost[0].key
    assert vault.opened == {}
    assert await perform(world, keyring.secrets) == kept
    assert vault.opened == {tenant: kept}


async def test_what_is_remembered_is_not_asked_again(
    world: World, statements: list[str]
) -> None:
    await perform(world, keyring.secrets)
    await perform(world, keyring.secrets)
    statements.clear()
    await perform(world, keyring.secrets)
    assert [each for each in statements if "tenant_keys" in each] == []


async def test_nobody_has_no_key(world: World, statements: list[str]) -> None:
    async def work(unit: Unit) -> None:
        assert await keyring.ciphers(unit, []) == {}
        assert await keyring.new_ciphers(unit, []) == {}

    await perform(world, work)
    assert [each for each in statements if "vault" in each] == []
    await seal(world, ANN)
    assert await known(world, ANN, BOB) == {ANN}


async def test_a_customer_has_one_key(world: World) -> None:
    await seal(world, ANN)
    with pytest.raises(UniqueViolation):
        await seal(world, ANN)


async def test_of_eight_that_give_customers_keys_at_once_the_first_is_kept(
    world: World,
) -> None:
    await perform(world, keyring.secrets)
    here = asyncio.Barrier(8)

    async def work(unit: Unit) -> tuple[bytes, ...]:
        assert await keyring.ciphers(unit, [ANN]) == {}
        await here.wait()  # Nobody has a key yet.
        held = await keyring.every_cipher(unit, [BOB, ANN])
        return held[ANN].key, held[BOB].key

    found = await asyncio.gather(*(perform(world, work) for _ in range(8)))
    assert len(set(found)) == 1
    assert len(await world.rows(customer_keys)) == 2


async def test_what_a_destroyed_key_sealed_is_gone(
    world: World, neighbour: World
) -> None:
    anns, bobs = await seal(world, ANN, BOB)
    await seal(neighbour, ANN)

    async def destroy(unit: Unit) -> None:
        keyring.destroy(unit, [ANN])

    await perform(world, destroy)
    assert await known(world, ANN, BOB) == {BOB}
    assert await known(neighbour, ANN) == {ANN}
    assert await opened(world, BOB, bobs) == f"{BOB}@example.com"
    with pytest.raises(KeyError):
        await opened(world, ANN, anns)
    await seal(world, ANN)  # Who comes back is somebody new:
    with pytest.raises(InvalidTag):
        await opened(world, ANN, anns)


async def test_a_key_is_destroyed_with_its_unit_or_not_at_all(world: World) -> None:
    await seal(world, ANN)

    async def destroy(unit: Unit) -> None:
        keyring.destroy(unit, [ANN])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await perform(world, destroy)
    assert await known(world, ANN) == {ANN}


async def test_no_key_can_be_changed_nor_a_tenants_taken_away(world: World) -> None:
    await seal(world, ANN)
    for change in (
        update(tenant_keys).values(wrapped_key=b""),
        update(customer_keys).values(wrapped_key=b""),
        delete(tenant_keys),
    ):
        with pytest.raises(InsufficientPrivilege):
            await perform(world, lambda unit, change=change: unit.run(change))


async def test_a_thousand_keys_are_made_by_one_statement(
    world: World, statements: list[str]
) -> None:
    whom = [f"cus_{number:032x}" for number in range(1_000)]
    await seal(world, "cus_" + "f" * 32)
    statements.clear()
    await seal(world, *whom)
    assert len([each for each in statements if "customer_keys" in each]) == 1
    assert await known(world, *whom) == set(whom)
    assert TenantId(world.principal.tenant) in world.platform.vault.opened
