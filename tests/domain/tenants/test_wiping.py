"""Sandboxes are wiped, whatever they have, and nobody else loses a row."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from psycopg.errors import InsufficientPrivilege

from domain import customers, tenants
from domain.kernel import NotAuthenticated, system, wiping
from domain.kernel.database import Engine, Role, connect
from tests.cutting import counted, holdings, owner
from tests.world import NOON, World, new_world, open_shop

BEGIN = tenants.BeginWipe()

# Who could keep the wiper, and nobody else, from a row: our own policy alone.
OTHERS = """
SELECT tablename FROM pg_policies WHERE permissive = 'RESTRICTIVE'
AND cmd IN ('ALL', 'DELETE') AND policyname <> 'wiping'
AND NOT 'stamgast_app' = ANY (roles)
"""
# Tables of tenants that the wiper may not empty.
CLOSED = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p') AND a.attname = 'tenant_id' AND c.relpersistence = 'p'
AND NOT (has_table_privilege('stamgast_wiper', c.oid, 'SELECT, DELETE') AND EXISTS (
    SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'wiping'))
"""


@pytest.fixture
async def wiper(database_url: str) -> Engine:
    return connect(database_url, Role.WIPER, pool_size=1)


def left(url: str, world: World) -> Mapping[str, int]:
    held = counted(holdings(url, world.principal.tenant))
    return {name: rows for name, rows in held.items() if rows}


async def begin(world: World) -> tenants.Tenant:
    operator = tenants.operator(world.principal.tenant)
    return await world.platform.run(tenants.begin_wipe, BEGIN, operator)


async def test_all_of_a_sandbox_goes_in_portions_and_nothing_of_anybody_else(
    engine: Engine, wiper: Engine, database_url: str
) -> None:
    sandbox = await open_shop(new_world(engine), tenants.TenantKind.SANDBOX)
    neighbour = await open_shop(new_world(engine), tenants.TenantKind.SANDBOX)
    ann, *others = [
        (await sandbox.run(customers.create, customers.Create())).id for _ in range(6)
    ]
    # More customers than go at once refer to another.
    for each in others:
        merge = customers.Merge(kept_id=ann, merged_id=each)
        await sandbox.run(customers.merge, merge)
    before = left(database_url, neighbour)
    had = sum(left(database_url, sandbox).values())
    begun = await begin(sandbox)
    assert begun.status == tenants.TenantStatus.WIPING
    platform = replace(sandbox.platform, engine=wiper)
    caller, gone = system(sandbox.principal.tenant), list[int]()
    while not gone or gone[-1]:
        gone.append(await platform.perform(lambda u: tenants.wipe_some(u, 4), caller))
    assert left(database_url, sandbox) == {}
    # What it had and the news of its end, in portions, then the tenant itself.
    assert (sum(gone), gone[-2:]) == (had + 3, [1, 0])
    assert set(gone[:-3]) == {4}
    assert left(database_url, neighbour) == before
    # Its name is free, and there is nothing that remembers it.
    await open_shop(sandbox, tenants.TenantKind.SANDBOX)
    await wiper.dispose()


async def test_a_live_tenant_is_refused_and_protected_by_the_database(
    shop: World, wiper: Engine, database_url: str
) -> None:
    with pytest.raises(tenants.TenantLive):
        await begin(shop)
    before = left(database_url, shop)
    platform = replace(shop.platform, engine=wiper)
    caller = system(shop.principal.tenant)
    assert await platform.perform(tenants.wipe_some, caller) == 0
    assert left(database_url, shop) == before
    await wiper.dispose()


async def test_a_sandbox_that_is_not_being_wiped_keeps_its_rows(
    world: World, wiper: Engine, database_url: str
) -> None:
    sandbox = await open_shop(world, tenants.TenantKind.SANDBOX)
    before = left(database_url, sandbox)
    platform = replace(sandbox.platform, engine=wiper)
    caller = system(sandbox.principal.tenant)
    assert await platform.perform(tenants.wipe_some, caller) == 0
    assert left(database_url, sandbox) == before
    await wiper.dispose()


async def test_who_is_being_wiped_is_served_no_more_nor_ever_again(
    world: World, watch: Engine
) -> None:
    sandbox = await open_shop(world, tenants.TenantKind.SANDBOX)
    tenant = sandbox.principal.tenant
    assert await begin(sandbox) == await begin(sandbox)
    caller = system(tenant)
    with pytest.raises(NotAuthenticated):
        await sandbox.platform.perform(tenants.refuse_unserved, caller)
    resume = tenants.SetStatus(status=tenants.TenantStatus.ACTIVE)
    with pytest.raises(tenants.TenantWiping):
        await sandbox.platform.run(tenants.set_status, resume, tenants.operator(tenant))
    assert tenant not in [each async for each in tenants.every_tenant(watch)]
    assert tenant in await tenants.being_wiped(watch)
    assert await sandbox.platform.perform(tenants.quiet_in_s, caller) == 120
    later = replace(sandbox.platform, clock=lambda: NOON + timedelta(minutes=5))
    assert await later.perform(tenants.quiet_in_s, caller) == 0


async def test_the_application_can_neither_wipe_nor_make_a_tenant_a_sandbox(
    shop: World, database_url: str
) -> None:
    with pytest.raises(InsufficientPrivilege):
        await shop.platform.perform(wiping.delete_some, shop.principal)
    may = "SELECT has_column_privilege('stamgast_app', 'tenants', 'kind', 'UPDATE')"
    assert owner(database_url).execute(may).fetchone() == (False,)


def test_every_table_of_a_tenant_can_be_wiped(database_url: str) -> None:
    assert owner(database_url).execute(CLOSED).fetchall() == []
    assert owner(database_url).execute(OTHERS).fetchall() == []
