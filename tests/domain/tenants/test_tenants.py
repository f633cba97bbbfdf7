"""Tenants and programmes: made once, seen by nobody else, changed by those who may."""

import asyncio
from dataclasses import replace

import pytest

from domain import tenants
from domain.kernel import NotAllowed, NotAuthenticated, Refusal
from domain.kernel.audit import audit_entries
from domain.kernel.database import Engine
from domain.kernel.ids import uuid7
from domain.kernel.outbox import outbox
from domain.tenants import store
from domain.tenants.tables import programme_units, programmes
from tests.world import NOON, World, new_world

POINTS = tenants.UnitOfValue(
    code="points", name="Points", kind=tenants.UnitKind.POINTS, exponent=0
)


def named(slug: str) -> tenants.Create:
    return tenants.Create(slug=slug, name="De Hoek")


def unused_slug() -> str:
    return f"shop-{uuid7().hex}"


async def create(world: World, command: tenants.Create) -> tenants.Tenant:
    operator = tenants.operator(world.principal.tenant)
    return await world.platform.run(tenants.create, command, operator)


async def test_a_tenant_comes_with_a_programme_and_points(world: World) -> None:
    slug = unused_slug()
    made = await create(world, named(slug))
    assert made == tenants.Tenant(
        id=f"tnt_{world.principal.tenant.hex}",
        slug=slug,
        name="De Hoek",
        kind=tenants.TenantKind.LIVE,
        status=tenants.TenantStatus.ACTIVE,
        created_at=NOON,
    )
    assert await world.run(tenants.find, tenants.Find()) == made
    programme = await world.run(tenants.find_programme, tenants.FindProgramme())
    assert programme == tenants.Programme(
        id=programme.id,
        slug=slug,
        name="De Hoek",
        time_zone="Europe/Amsterdam",
        currency="EUR",
        locales=("nl", "en"),
        units=(POINTS,),
        version=1,
    )
    (entry,) = await world.rows(audit_entries)
    assert (entry["actor"], entry["action"], entry["object_id"]) == (
        "operator",
        "tenants.create",
        made.id,
    )
    (news,) = await world.rows(outbox)
    assert (news["name"], news["payload"]) == ("tenant.created", {"tenant_id": made.id})


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"time_zone": "Europe/Atlantis"}, tenants.TimeZoneUnknown),
        ({"time_zone": "../../etc/passwd"}, tenants.TimeZoneUnknown),
        ({"currency": "XXX"}, tenants.CurrencyUnknown),
    ],
)
async def test_what_nobody_knows_is_refused_without_trace(
    world: World, wrong: dict[str, str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await create(world, replace(named(unused_slug()), **wrong))
    await leaves_no_trace(world)


async def test_a_name_is_given_once(world: World, neighbour: World) -> None:
    slug = unused_slug()
    await create(world, named(slug))
    with pytest.raises(tenants.TenantExists) as refusal:
        await create(neighbour, named(slug))
    assert refusal.value.details() == {"slug": slug}
    await leaves_no_trace(neighbour)


async def test_a_tenant_is_made_once(world: World) -> None:
    await create(world, named(unused_slug()))
    with pytest.raises(tenants.TenantExists):
        await create(world, named(unused_slug()))
    assert len(await world.rows(programmes)) == 1


async def test_of_eight_at_once_one_gets_the_name(engine: Engine) -> None:
    slug, worlds = unused_slug(), [new_world(engine) for _ in range(8)]
    tried = await asyncio.gather(
        *(create(world, named(slug)) for world in worlds), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in tried) == [
        "Tenant",
        *7 * ["TenantExists"],
    ]


async def test_only_whoever_runs_the_platform_makes_tenants(world: World) -> None:
    with pytest.raises(NotAllowed):
        await world.run(tenants.create, named(unused_slug()))
    await leaves_no_trace(world)


async def test_a_tenant_sees_nobody_but_itself(shop: World, neighbour: World) -> None:
    with pytest.raises(tenants.TenantNotFound):
        await neighbour.run(tenants.find, tenants.Find())
    with pytest.raises(tenants.ProgrammeNotFound):
        await neighbour.run(tenants.find_programme, tenants.FindProgramme())
    found = await shop.run(tenants.find, tenants.Find())
    assert found.id == f"tnt_{shop.principal.tenant.hex}"


async def test_the_relay_sees_who_there_is(
    shop: World, other_shop: World, watch: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = shop.principal.tenant
    found = [each async for each in tenants.every_tenant(watch)]
    assert found == sorted(set(found))
    assert {mine, other_shop.principal.tenant} <= set(found)
    # Also if they come in several batches.
    monkeypatch.setattr(store, "TENANTS_MAX", len(found) // 2)
    assert [each async for each in tenants.every_tenant(watch)] == found
    slug = (await shop.run(tenants.find, tenants.Find())).slug
    assert await tenants.tenant_named(watch, slug) == mine
    assert await tenants.tenant_named(watch, unused_slug()) is None


async def test_what_is_given_of_a_programme_changes(shop: World) -> None:
    command = tenants.UpdateProgramme(
        name="Club", time_zone="Europe/London", currency="GBP", locales=("en",)
    )
    changed = await shop.run(tenants.update_programme, command)
    assert (changed.name, changed.time_zone) == ("Club", "Europe/London")
    assert (changed.currency, changed.locales) == ("GBP", ("en",))
    assert changed.version == 2
    again = await shop.run(
        tenants.update_programme, tenants.UpdateProgramme(name="Kring")
    )
    assert again == replace(changed, name="Kring", version=3)
    news = [each["name"] for each in await shop.rows(outbox)]
    assert news.count("programme.updated") == 2


async def test_a_programme_that_changed_since_is_left_alone(shop: World) -> None:
    seen = tenants.UpdateProgramme(name="Club", version=1)
    tried = await asyncio.gather(
        *(shop.run(tenants.update_programme, seen) for _ in range(8)),
        return_exceptions=True,
    )
    assert [type(each).__name__ for each in tried].count("Programme") == 1
    with pytest.raises(tenants.ProgrammeChanged) as refusal:
        await shop.run(tenants.update_programme, seen)
    assert refusal.value.details() == {"version": 2}
    (row,) = await shop.rows(programmes)
    assert (row["name"], row["version"]) == ("Club", 2)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (tenants.UpdateProgramme(time_zone="Mars/Base"), tenants.TimeZoneUnknown),
        (tenants.UpdateProgramme(currency="ABC"), tenants.CurrencyUnknown),
    ],
)
async def test_a_programme_stays_in_this_world(
    shop: World, wrong: tenants.UpdateProgramme, refusal: type[Refusal]
) -> None:
    before = await shop.rows(programmes), await shop.rows(outbox)
    with pytest.raises(refusal):
        await shop.run(tenants.update_programme, wrong)
    assert (await shop.rows(programmes), await shop.rows(outbox)) == before


async def test_a_programme_that_is_not_there_is_not_changed(world: World) -> None:
    with pytest.raises(tenants.ProgrammeNotFound):
        await world.run(tenants.update_programme, tenants.UpdateProgramme(name="X"))
    stamps = tenants.AddUnit(code="stamps", name="Stamps")
    with pytest.raises(tenants.ProgrammeNotFound):
        await world.run(tenants.add_unit, stamps)
    await leaves_no_trace(world)


async def test_of_eight_at_once_one_adds_a_unit(shop: World) -> None:
    stamps = tenants.AddUnit(code="stamps", name="Stamps", kind=tenants.UnitKind.STAMPS)
    tried = await asyncio.gather(
        *(shop.run(tenants.add_unit, stamps) for _ in range(8)), return_exceptions=True
    )
    (programme,) = (each for each in tried if isinstance(each, tenants.Programme))
    refused = [each for each in tried if isinstance(each, tenants.UnitExists)]
    assert len(refused) == 7
    assert refused[0].details() == {"unit": "stamps"}
    assert [unit.code for unit in programme.units] == ["points", "stamps"]
    assert programme.version == 2
    assert len(await shop.rows(programme_units)) == 2


async def test_a_suspended_tenant_is_not_served_until_it_is_again(shop: World) -> None:
    operator = tenants.operator(shop.principal.tenant)
    away = tenants.SetStatus(status=tenants.TenantStatus.SUSPENDED)
    changed = await shop.platform.run(tenants.set_status, away, operator)
    assert changed.status == tenants.TenantStatus.SUSPENDED
    with pytest.raises(NotAuthenticated):
        await shop.platform.perform(tenants.refuse_unserved, operator)
    back = tenants.SetStatus(status=tenants.TenantStatus.ACTIVE)
    changed = await shop.platform.run(tenants.set_status, back, operator)
    assert changed.status == tenants.TenantStatus.ACTIVE
    await shop.platform.perform(tenants.refuse_unserved, operator)


async def test_a_tenant_that_is_not_there_is_not_suspended(world: World) -> None:
    operator = tenants.operator(world.principal.tenant)
    command = tenants.SetStatus(status=tenants.TenantStatus.SUSPENDED)
    with pytest.raises(tenants.TenantNotFound):
        await world.platform.run(tenants.set_status, command, operator)
    await leaves_no_trace(world)


async def test_the_audit_trail_is_read_page_by_page(
    shop: World, other_shop: World
) -> None:
    for name in ("A", "B", "C"):
        await shop.run(tenants.update_programme, tenants.UpdateProgramme(name=name))
    first = await shop.run(tenants.list_audit, tenants.ListAudit(limit=3))
    assert [entry.action for entry in first.items] == 3 * ["tenants.update_programme"]
    assert {entry.actor for entry in first.items} == {"test"}
    rest = tenants.ListAudit(after=first.next, limit=3)
    last = await shop.run(tenants.list_audit, rest)
    assert [entry.action for entry in last.items] == ["tenants.create"]
    assert last.next is None
    theirs = await other_shop.run(tenants.list_audit, tenants.ListAudit())
    assert [entry.action for entry in theirs.items] == ["tenants.create"]


async def leaves_no_trace(world: World) -> None:
    for table in (programmes, programme_units, audit_entries, outbox):
        assert await world.rows(table) == []
