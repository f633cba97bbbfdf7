"""API keys: they grant no more than their maker has, and end when they are ended."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import tenants
from domain.kernel import (
    OPERATOR,
    BadCursor,
    NotAllowed,
    NotAuthenticated,
    Principal,
    Refusal,
    Scope,
    UseCase,
    keys,
)
from domain.kernel.audit import audit_entries
from domain.kernel.keys import KeyKind
from domain.kernel.outbox import outbox
from tests.world import NOON, TOMORROW, World, issue_key

SHOP = "https://shop.example"
READ = ("customers:read", "orders:read")


def clerk(world: World, *scopes: str) -> Principal:
    """Return somebody who may make keys, and otherwise only this."""
    granted = frozenset(map(Scope, ("tenants:write", *scopes)))
    return replace(world.principal, scopes=granted)


async def holder(world: World, secret: str) -> keys.Holder:
    platform = world.platform
    return await keys.holder(platform.engine, platform.vault, secret)


async def listed(world: World) -> tuple[tenants.Key, ...]:
    return (await world.run(tenants.list_keys, tenants.ListKeys())).items


async def test_a_key_is_shown_once_and_kept_as_a_digest(
    shop: World, statements: list[str]
) -> None:
    command = tenants.CreateKey(
        name="Server", scopes=("orders:read", *READ), expires_at=TOMORROW
    )
    issued = await shop.run(tenants.create_key, command)
    assert re.fullmatch("sk_live_[A-Za-z0-9_-]{43}", issued.secret)
    assert issued.key == tenants.Key(
        id=issued.id,
        kind=KeyKind.SECRET,
        name="Server",
        hint=issued.secret[:12],
        scopes=READ,
        origins=(),
        created_at=NOON,
        expires_at=TOMORROW,
        revoked_at=None,
        used_at=None,
        successor_id=None,
        api_version="2026-11-22",
    )
    assert await listed(shop) == (issued.key,)
    found = await shop.run(tenants.find_key, tenants.FindKey(key_id=issued.id))
    assert found == issued.key
    held = await holder(shop, issued.secret)
    assert held.principal(NOON) == Principal(
        tenant=shop.principal.tenant,
        scopes=frozenset(map(Scope, READ)),
        actor=f"key:{issued.id}",
    )
    assert not any(issued.secret in sql for sql in statements)
    *_, entry = sorted(await shop.rows(audit_entries), key=lambda row: row["id"])
    assert (entry["action"], entry["object_id"]) == ("tenants.create_key", issued.id)


async def test_a_sandbox_has_keys_that_say_so(world: World) -> None:
    slug = f"shop-{world.principal.tenant.hex}"
    sandbox = tenants.Create(slug=slug, name="X", kind=tenants.TenantKind.SANDBOX)
    operator = tenants.operator(world.principal.tenant)
    await world.platform.run(tenants.create, sandbox, operator)
    assert (await issue_key(world)).secret.startswith("sk_test_")
    browser = await issue_key(world, "programme:read", origins=(SHOP,))
    assert browser.secret.startswith("pk_test_")


@pytest.mark.parametrize(
    ("wrong", "refusal", "details"),
    [
        (
            {"scopes": ("orders:shred", "x")},
            tenants.ScopesUnknown,
            {"scopes": ("orders:shred", "x")},
        ),
        ({"scopes": ("system",)}, tenants.ScopesUnknown, {"scopes": ("system",)}),
        ({"scopes": ("operator",)}, tenants.ScopesNotYours, {"scopes": ("operator",)}),
        ({"scopes": READ, "origins": (SHOP,)}, tenants.OriginsMisplaced, {}),
        (
            {"scopes": ("programme:read",), "kind": KeyKind.PUBLISHABLE},
            tenants.OriginsMisplaced,
            {},
        ),
        (
            {"scopes": READ, "kind": KeyKind.PUBLISHABLE, "origins": (SHOP,)},
            tenants.ScopesNotPublic,
            {"scopes": READ},
        ),
        ({"scopes": READ, "expires_at": NOON}, tenants.ExpiryPassed, {}),
    ],
)
async def test_a_key_that_should_not_be_is_not_made(
    shop: World,
    wrong: dict[str, object],
    refusal: type[Refusal],
    details: dict[str, object],
) -> None:
    before = await shop.rows(audit_entries), await shop.rows(outbox)
    with pytest.raises(refusal) as refused:
        await shop.run(tenants.create_key, tenants.CreateKey(name="X", **wrong))  # pyright: ignore[reportArgumentType]
    assert refused.value.details() == details
    assert await listed(shop) == ()
    assert (await shop.rows(audit_entries), await shop.rows(outbox)) == before


async def test_nobody_gives_what_they_do_not_have(shop: World) -> None:
    command = tenants.CreateKey(name="X", scopes=("orders:read", "tenants:write"))
    with pytest.raises(tenants.ScopesNotYours) as refusal:
        await shop.platform.run(tenants.create_key, command, clerk(shop))
    assert refusal.value.details() == {"scopes": ("orders:read",)}
    assert await listed(shop) == ()
    reader = replace(shop.principal, scopes=frozenset({Scope("orders:read")}))
    with pytest.raises(NotAllowed):
        await shop.platform.run(
            tenants.create_key, tenants.CreateKey(name="X", scopes=()), reader
        )


async def test_only_the_terminal_makes_keys_that_run_the_platform(shop: World) -> None:
    command = tenants.CreateKey(name="Ops", scopes=("operator", "tenants:write"))
    operator = tenants.operator(shop.principal.tenant)
    issued = await shop.platform.run(tenants.create_key, command, operator)
    held = (await holder(shop, issued.secret)).principal(NOON)
    assert OPERATOR in held.scopes
    with pytest.raises(tenants.ScopesNotYours):
        await shop.platform.run(tenants.create_key, command, held)


async def test_a_tenant_that_is_not_there_has_no_keys(world: World) -> None:
    with pytest.raises(tenants.TenantNotFound):
        await issue_key(world)
    assert await world.rows(audit_entries) == []


async def test_keys_are_listed_page_by_page_and_to_their_tenant_only(
    shop: World, other_shop: World
) -> None:
    made = [(await issue_key(shop)).id for _ in range(3)]
    first = await shop.run(tenants.list_keys, tenants.ListKeys(limit=2))
    assert [key.id for key in first.items] == [made[2], made[1]]
    rest = tenants.ListKeys(after=first.next, limit=2)
    last = await shop.run(tenants.list_keys, rest)
    assert ([key.id for key in last.items], last.next) == ([made[0]], None)
    assert await listed(other_shop) == ()
    with pytest.raises(BadCursor):
        await shop.run(tenants.list_keys, tenants.ListKeys(after="WzEsMV0"))


@pytest.mark.parametrize(
    ("use_case", "command"),
    [
        (tenants.find_key, tenants.FindKey),
        (tenants.rotate_key, tenants.RotateKey),
        (tenants.revoke_key, tenants.RevokeKey),
    ],
)
async def test_another_tenants_key_is_not_there(
    shop: World, other_shop: World, use_case: UseCase[Any, Any], command: type[Any]
) -> None:
    theirs = await issue_key(other_shop)
    with pytest.raises(tenants.KeyNotFound):
        await shop.run(use_case, command(key_id=theirs.id))
    assert await listed(other_shop) == (theirs.key,)


async def test_row_security_keeps_a_tenant_from_anothers_keys(
    shop: World, other_shop: World
) -> None:
    theirs = await issue_key(other_shop)
    async with shop.platform.unit(shop.principal) as unit:
        everything = keys.api_keys.update().values(revoked_at=NOON)
        assert await unit.run(everything) == 0
    assert (await holder(other_shop, theirs.secret)).revoked_at is None


async def test_a_key_is_replaced_with_an_overlap(shop: World) -> None:
    old = await issue_key(shop, *READ)
    command = tenants.RotateKey(key_id=old.id, overlap_s=3_600)
    new = await shop.run(tenants.rotate_key, command)
    assert new.key == replace(old.key, id=new.id, hint=new.secret[:12])
    assert new.secret != old.secret
    outdated = await shop.run(tenants.find_key, tenants.FindKey(key_id=old.id))
    assert outdated == replace(
        old.key, expires_at=NOON + timedelta(hours=1), successor_id=new.id
    )
    held = await holder(shop, old.secret)
    held.principal(NOON + timedelta(minutes=59))
    with pytest.raises(NotAuthenticated):
        held.principal(NOON + timedelta(hours=1))
    news = {row["name"]: row["payload"] for row in await shop.rows(outbox)}
    assert news["key.revoked"] == {"key_id": old.id}


async def test_an_overlap_does_not_outlast_the_key(shop: World) -> None:
    soon = NOON + timedelta(minutes=5)
    command = tenants.CreateKey(name="X", scopes=READ, expires_at=soon)
    old = await shop.run(tenants.create_key, command)
    new = await shop.run(tenants.rotate_key, tenants.RotateKey(key_id=old.id))
    outdated = await shop.run(tenants.find_key, tenants.FindKey(key_id=old.id))
    assert (outdated.expires_at, new.key.expires_at) == (soon, soon)


async def test_of_eight_at_once_one_replaces_a_key(shop: World) -> None:
    old = await issue_key(shop)
    tried = await asyncio.gather(
        *(
            shop.run(tenants.rotate_key, tenants.RotateKey(key_id=old.id))
            for _ in range(8)
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in tried) == [
        "IssuedKey",
        *7 * ["KeyEnded"],
    ]
    assert len(await listed(shop)) == 2


async def test_nobody_comes_by_more_in_replacing_a_key(shop: World) -> None:
    old = await issue_key(shop, *READ)
    command = tenants.RotateKey(key_id=old.id)
    with pytest.raises(tenants.ScopesNotYours) as refusal:
        await shop.platform.run(tenants.rotate_key, command, clerk(shop, "orders:read"))
    assert refusal.value.details() == {"scopes": ("customers:read",)}
    assert await listed(shop) == (old.key,)


async def test_a_key_is_revoked_once_and_stays_so(shop: World) -> None:
    key = await issue_key(shop)
    command = tenants.RevokeKey(key_id=key.id)
    tried = await asyncio.gather(
        *(shop.run(tenants.revoke_key, command) for _ in range(8))
    )
    assert set(tried) == {replace(key.key, revoked_at=NOON)}
    with pytest.raises(NotAuthenticated):
        (await holder(shop, key.secret)).principal(NOON)
    news = [row["name"] for row in await shop.rows(outbox)]
    assert news.count("key.revoked") == 1
    with pytest.raises(tenants.KeyEnded):
        await shop.run(tenants.rotate_key, tenants.RotateKey(key_id=key.id))


async def test_a_race_to_replace_and_to_revoke_leaves_no_key_in_use(
    shop: World,
) -> None:
    key = await issue_key(shop)
    await asyncio.gather(
        *(shop.run(tenants.revoke_key, tenants.RevokeKey(key_id=key.id)),) * 1,
        *(
            shop.run(tenants.rotate_key, tenants.RotateKey(key_id=key.id))
            for _ in range(7)
        ),
        return_exceptions=True,
    )
    old = await shop.run(tenants.find_key, tenants.FindKey(key_id=key.id))
    assert old.revoked_at == NOON
    assert len(await listed(shop)) == 1 + (old.successor_id is not None)


async def test_use_is_noted_to_the_minute(shop: World) -> None:
    key = await issue_key(shop)
    for seconds, noted in ((0, 0), (30, 0), (60, 60), (90, 60), (121, 121)):
        now = NOON + timedelta(seconds=seconds)
        later = replace(shop.platform, clock=lambda now=now: now)
        async with later.unit(shop.principal) as unit:
            tenants.note_use(unit, key.id)
        found = await shop.run(tenants.find_key, tenants.FindKey(key_id=key.id))
        assert found.used_at == NOON + timedelta(seconds=noted)
