"""A web shop to measure with: its tenant, its key, its customers' tokens."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text

from benchmarks.place import Place
from demo.tenants import CDNOW
from domain import documents, earning, status, tenants
from domain.composition import compose
from domain.kernel import CustomerId, Platform, Principal, TenantId, Unit
from domain.kernel.ids import encode, uuid7
from domain.settings import Settings

APP = "bench"
KEYS = 50
# For the secret key of a shop's own server.
SCOPES = (
    *("customers:read", "customers:write", "orders:write", "status:read"),
    *("imports:read", "imports:write", "graphql:adhoc", "ledger:write"),
)
TOKEN_SCOPES = ("customers:read", "ledger:read", "status:read")

# A point for a whole dollar, which is pending for the return window and lasts a year.
RULE = earning.PublishRule(
    rule="purchase",
    name="A point for every dollar",
    valid_from=datetime(1990, 1, 1, tzinfo=UTC),
    terms=earning.Terms(pending_days=14, expiry=earning.Expiry.ROLLING),
)
# One that every seeded customer has reached, and one that none has.
THRESHOLDS = status.SetThresholds(
    thresholds=(
        status.Threshold(unit="points", amount=50, name="Bronze"),
        status.Threshold(unit="points", amount=5_000, name="Gold"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A tenant, and the secrets of the keys of its servers.

    A key may ask so much a second and no more, so whoever measures has many.
    """

    tenant: TenantId
    secrets: tuple[str, ...]


def open_shop(place: Place, slug: str, document: str) -> Shop:
    """Make a tenant that gives points, has thresholds and trusts a document."""
    return asyncio.run(_open(place, slug, document))


def tokens(place: Place, shop: Shop, customers: Sequence[CustomerId]) -> list[str]:
    """Mint a token for each customer, of use for a quarter of an hour."""
    return asyncio.run(_mint(place, shop, customers))


async def _open(place: Place, slug: str, document: str) -> Shop:
    tenant = TenantId(uuid7())
    async with platform_of(place) as platform:
        operator = tenants.operator(tenant)
        for_shop = tenants.Create(
            slug=slug, name=slug, time_zone=CDNOW.time_zone, currency=CDNOW.currency
        )
        await platform.run(tenants.create, for_shop, operator)
        await platform.run(earning.publish_rule, RULE, operator)
        await platform.run(status.set_thresholds, THRESHOLDS, operator)
        key = tenants.CreateKey(name=APP, scopes=SCOPES)
        made = [
            await platform.run(tenants.create_key, key, operator) for _ in range(KEYS)
        ]
        manifest = documents.Upload(
            app=APP, documents={documents.name_of(document): document}
        )
        await platform.run(documents.upload, manifest, operator)
    return Shop(tenant=tenant, secrets=tuple(each.secret for each in made))


async def _mint(place: Place, shop: Shop, customers: Sequence[CustomerId]) -> list[str]:
    async with (
        platform_of(place) as platform,
        platform.unit(operator_of(shop)) as unit,
    ):
        minted = [await tenants.mint(unit, each, TOKEN_SCOPES) for each in customers]
    return [each.token for each in minted]


@asynccontextmanager
async def platform_of(place: Place) -> AsyncGenerator[Platform]:
    """Give a platform as every process composes it."""
    platform = compose(Settings.of(place.settings))
    try:
        yield platform
    finally:
        await platform.engine.dispose()


def operator_of(shop: Shop) -> Principal:
    """Return whoever may do everything to a shop."""
    return tenants.operator(shop.tenant)


async def everybody(unit: Unit) -> list[CustomerId]:
    """Return all customers of a shop."""
    named = text("SELECT id FROM customers WHERE tenant_id = :tenant ORDER BY id")
    rows = await unit.transaction.execute(named, {"tenant": unit.principal.tenant.hex})
    return [encode("cus", each) for each in rows.scalars()]
