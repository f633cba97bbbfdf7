"""Who may ask: keys, tokens, and the web pages that these are for."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from api import authentication
from api.authentication import Access
from api.cors import Cors
from api.rest import problems
from domain import tenants
from domain.kernel import CustomerId, Refusal, Unit
from domain.kernel.database import Engine
from tests.world import NOON, World, issue_key

SHOP = "https://shop.example"
ANN: CustomerId = "cus_" + "a" * 32


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


async def who(request: Request) -> JSONResponse:
    caller = await authentication.principal(request)
    return JSONResponse(
        {
            "tenant": str(caller.tenant),
            "scopes": sorted(caller.scopes),
            "actor": caller.actor,
            "customer": caller.customer,
            "trusted_documents_only": caller.trusted_documents_only,
        }
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(shop: World, clock: Clock) -> Access:
    return Access(replace(shop.platform, clock=clock))


@pytest.fixture
async def browser(access: Access) -> AsyncIterator[AsyncClient]:
    application = Starlette(
        routes=[Route("/who", who)],
        middleware=[Middleware(Cors, access=access)],
        exception_handlers={Refusal: problems.refused},
    )
    application.state.access = access
    application.state.platform = access.platform
    transport = ASGITransport(application)
    async with AsyncClient(transport=transport, base_url="http://here.test") as opened:
        yield opened


async def ask(
    browser: AsyncClient, credential: str, origin: str | None = None
) -> Response:
    headers = {"Authorization": f"Bearer {credential}"}
    return await browser.get(
        "/who", headers=headers if origin is None else {**headers, "Origin": origin}
    )


async def test_a_secret_key_speaks_for_its_tenant(
    browser: AsyncClient, shop: World
) -> None:
    key = await issue_key(shop, "orders:read", "customers:read")
    answer = await ask(browser, key.secret)
    assert answer.json() == {
        "tenant": str(shop.principal.tenant),
        "scopes": ["customers:read", "orders:read"],
        "actor": f"key:{key.id}",
        "customer": None,
        "trusted_documents_only": False,
    }


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic c2tfbGl2ZTo=",
        "Bearer sk_live_" + 43 * "A",
        "Bearer pk_live_" + 43 * "A",
        "Bearer a.b.c",
        "Bearer ey.ey.ey",
        "Bearer " + 5_000 * "x",
    ],
)
async def test_who_has_no_credential_is_nobody(
    browser: AsyncClient, authorization: str
) -> None:
    answer = await browser.get("/who", headers={"Authorization": authorization})
    refused(answer)


async def test_what_is_remembered_is_not_asked_again(
    browser: AsyncClient, shop: World, statements: list[str]
) -> None:
    key = await issue_key(shop)
    await ask(browser, key.secret)
    statements.clear()
    assert (await ask(browser, key.secret)).status_code == 200
    assert statements == []


async def test_no_more_is_remembered_than_there_is_room_for(
    access: Access, browser: AsyncClient, shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "REMEMBERED_MAX", 2)
    for _ in range(3):
        await ask(browser, (await issue_key(shop)).secret)
    assert len(access.remembered) == 2


async def test_no_secret_is_kept(
    access: Access, browser: AsyncClient, shop: World
) -> None:
    key = await issue_key(shop)
    token = await minted(shop)
    await ask(browser, key.secret)
    await ask(browser, token.token)
    assert len(access.remembered) == 2
    assert key.secret not in repr(access)
    assert token.token not in repr(access)


async def test_use_of_a_key_is_noted(
    browser: AsyncClient, shop: World, clock: Clock
) -> None:
    key = await issue_key(shop)
    clock.pass_by(7)
    await ask(browser, key.secret)
    found = await shop.run(tenants.find_key, tenants.FindKey(key_id=key.id))
    assert found.used_at == NOON + timedelta(seconds=7)


async def test_a_revoked_key_is_refused_within_a_minute(
    browser: AsyncClient, shop: World, clock: Clock
) -> None:
    key = await issue_key(shop)
    assert (await ask(browser, key.secret)).status_code == 200
    # By another process.
    await shop.run(tenants.revoke_key, tenants.RevokeKey(key_id=key.id))
    clock.pass_by(59)
    assert (await ask(browser, key.secret)).status_code == 200
    clock.pass_by(1)
    refused(await ask(browser, key.secret))


async def test_the_process_that_revokes_a_key_refuses_it_at_once(
    access: Access, browser: AsyncClient, shop: World
) -> None:
    key, other = await issue_key(shop), await issue_key(shop)
    await ask(browser, key.secret)
    await ask(browser, other.secret)
    command = tenants.RevokeKey(key_id=key.id)
    await access.platform.run(tenants.revoke_key, command, shop.principal)
    refused(await ask(browser, key.secret))
    assert (await ask(browser, other.secret)).status_code == 200


async def test_what_was_looked_up_before_a_revocation_is_not_remembered(
    access: Access, shop: World, engine: Engine
) -> None:
    key = await issue_key(shop)

    def meanwhile(*_: object) -> None:
        access.heed(shop.principal.tenant, [tenants.KeyRevoked(key_id=key.id)])

    event.listen(engine.sync_engine, "before_cursor_execute", meanwhile)
    await access.credential(f"Bearer {key.secret}")
    event.remove(engine.sync_engine, "before_cursor_execute", meanwhile)
    assert len(access.remembered) == 0


async def test_a_key_ends_when_it_expires(
    browser: AsyncClient, shop: World, clock: Clock
) -> None:
    command = tenants.CreateKey(
        name="X", scopes=(), expires_at=NOON + timedelta(seconds=30)
    )
    key = await shop.run(tenants.create_key, command)
    assert (await ask(browser, key.secret)).status_code == 200
    clock.pass_by(30)
    refused(await ask(browser, key.secret))


async def test_a_rotated_key_ends_with_its_overlap(
    browser: AsyncClient, access: Access, shop: World, clock: Clock
) -> None:
    old = await issue_key(shop)
    assert (await ask(browser, old.secret)).status_code == 200
    command = tenants.RotateKey(key_id=old.id, overlap_s=30)
    new = await access.platform.run(tenants.rotate_key, command, shop.principal)
    assert (await ask(browser, old.secret)).status_code == 200
    clock.pass_by(30)
    refused(await ask(browser, old.secret))
    assert (await ask(browser, new.secret)).status_code == 200


async def test_a_suspended_tenant_is_not_served(
    browser: AsyncClient, access: Access, shop: World
) -> None:
    key, token = await issue_key(shop), await minted(shop)
    operator = tenants.operator(shop.principal.tenant)
    for status, answered in (
        (tenants.TenantStatus.ACTIVE, 200),
        (tenants.TenantStatus.SUSPENDED, 401),
        (tenants.TenantStatus.ACTIVE, 200),
    ):
        command = tenants.SetStatus(status=status)
        await access.platform.run(tenants.set_status, command, operator)
        for credential in (key.secret, token.token):
            assert (await ask(browser, credential)).status_code == answered


async def test_a_publishable_key_is_for_its_own_pages(
    browser: AsyncClient, shop: World
) -> None:
    key = await issue_key(shop, "programme:read", origins=(SHOP,))
    answer = await ask(browser, key.secret, SHOP)
    assert answer.json()["trusted_documents_only"] is True
    for origin in (None, "https://shop.example.evil.example", "http://shop.example"):
        refused(await ask(browser, key.secret, origin))


async def test_a_token_speaks_for_its_customer(
    browser: AsyncClient, shop: World
) -> None:
    token = await minted(shop)
    answer = await ask(browser, token.token)
    assert answer.json() == {
        "tenant": str(shop.principal.tenant),
        "scopes": ["status:read"],
        "actor": f"token:{token.id}",
        "customer": ANN,
        "trusted_documents_only": True,
    }


async def test_a_token_is_for_the_pages_of_its_tenant_and_ours(
    browser: AsyncClient, shop: World, other_shop: World
) -> None:
    await issue_key(shop, "programme:read", origins=(SHOP,))
    await issue_key(other_shop, "programme:read", origins=("https://other.example",))
    token = await minted(shop)
    for origin in (None, SHOP, "http://here.test"):
        assert (await ask(browser, token.token, origin)).status_code == 200
    for origin in ("https://other.example", "null", "http://here.test:81"):
        refused(await ask(browser, token.token, origin))


async def test_a_revoked_token_is_refused_within_a_minute(
    browser: AsyncClient, shop: World, clock: Clock
) -> None:
    token = await minted(shop)
    assert (await ask(browser, token.token)).status_code == 200
    await shop.run(tenants.revoke_token, tenants.RevokeToken(token_id=token.id))
    clock.pass_by(59)
    assert (await ask(browser, token.token)).status_code == 200
    clock.pass_by(1)
    refused(await ask(browser, token.token))


async def test_the_process_that_revokes_a_token_refuses_it_at_once(
    access: Access, browser: AsyncClient, shop: World
) -> None:
    token = await minted(shop)
    assert (await ask(browser, token.token)).status_code == 200
    command = tenants.RevokeToken(token_id=token.id)
    await access.platform.run(tenants.revoke_token, command, shop.principal)
    refused(await ask(browser, token.token))


async def test_a_token_expires_though_it_is_remembered(
    browser: AsyncClient, shop: World, clock: Clock
) -> None:
    token = await minted(shop, lifetime_s=30)
    assert (await ask(browser, token.token)).status_code == 200
    clock.pass_by(30)
    refused(await ask(browser, token.token))


async def test_a_token_of_a_tenant_that_is_not_there_is_refused(
    browser: AsyncClient, neighbour: World
) -> None:
    refused(await ask(browser, (await minted(neighbour)).token))


async def test_a_browser_may_read_what_its_page_was_answered(
    browser: AsyncClient, shop: World
) -> None:
    key = await issue_key(shop, "programme:read", origins=(SHOP,))
    for credential in (key.secret, (await minted(shop)).token):
        answer = await ask(browser, credential, SHOP)
        assert answer.headers["access-control-allow-origin"] == SHOP
        assert "ETag" in answer.headers["access-control-expose-headers"]
        assert "Origin" in answer.headers["vary"]


async def test_a_page_may_read_that_its_token_is_no_longer_good(
    browser: AsyncClient, shop: World
) -> None:
    await issue_key(shop, "programme:read", origins=(SHOP,))
    answer = await ask(browser, "a.b.c", SHOP)
    refused(answer)
    assert answer.headers["access-control-allow-origin"] == SHOP
    answer = await ask(browser, "a.b.c", "https://nobody.example")
    assert "access-control-allow-origin" not in answer.headers


async def test_no_page_reads_what_a_secret_key_was_answered(
    browser: AsyncClient, shop: World
) -> None:
    await issue_key(shop, "programme:read", origins=(SHOP,))
    answer = await ask(browser, (await issue_key(shop)).secret, SHOP)
    assert "access-control-allow-origin" not in answer.headers


async def test_a_preflight_is_granted_to_pages_that_are_served(
    browser: AsyncClient, shop: World, clock: Clock, statements: list[str]
) -> None:
    # No other test's tenant has a page there.
    page = f"https://{shop.principal.tenant.hex}.example"

    async def preflight() -> Response:
        asked = {
            "Origin": page,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        }
        return await browser.options("/who", headers=asked)

    answer = await preflight()
    assert answer.status_code == 204
    assert "access-control-allow-origin" not in answer.headers
    await issue_key(shop, "programme:read", origins=(page,))
    clock.pass_by(60)
    answer = await preflight()
    assert answer.headers["access-control-allow-origin"] == page
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert "POST" in answer.headers["access-control-allow-methods"]
    statements.clear()
    await preflight()
    assert statements == []


async def minted(world: World, lifetime_s: int = 900) -> tenants.IssuedToken:
    async def minting(unit: Unit) -> tenants.IssuedToken:
        return await tenants.mint(unit, ANN, ("status:read",), lifetime_s)

    return await world.platform.perform(minting, world.principal)


def refused(answer: Response) -> None:
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["title"] == "No valid credentials came with the request."
