"""Who may ask: keys, tokens, and the web pages that these are for."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from api import authentication
from api.authentication import Access
from api.cors import Cors
from api.rest import problems
from domain.kernel import Refusal
from tests.world import NOON, World, issue_key

SHOP = "https://shop.example"
ANN = "cus_" + "a" * 32


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


def refused(answer: Response) -> None:
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["title"] == "No valid credentials came with the request."
