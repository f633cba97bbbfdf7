"""Pushing: browsers registered and forgotten, and which of them show what."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from domain import customers, tenants
from domain.customers import CustomerNotFound
from domain.kernel import (
    CustomerId,
    FieldError,
    Malformed,
    Unit,
    keyring,
    reads,
    writes,
)
from domain.messages import push_crypto, push_store
from domain.messages.push import (
    SERVICES,
    BrowserNotFound,
    Browsers,
    Device,
    FindPushKey,
    ForgetBrowser,
    ListBrowsers,
    PushKey,
    RegisterBrowser,
    Row,
)
from domain.messages.push_tables import push_browsers

KIND = "browser"
LOOPBACK = "127.0.0.1"


@reads("programme:read", public=True)
async def find_push_key(unit: Unit, command: FindPushKey) -> PushKey:
    """Tell with which key a browser subscribes to this shop's push messages."""
    del command
    own = push_crypto.own_key(unit.vault, unit.principal.tenant)
    return PushKey(key=push_crypto.text(push_crypto.point(own)))


@writes(
    "consent:write",
    refusals=(CustomerNotFound, Malformed, tenants.TenantNotFound),
    subject="customer_id",
)
async def register_browser(unit: Unit, command: RegisterBrowser) -> Browsers:
    """Have push messages shown by a browser; the same again changes nothing.

    A browser is one customer's, who said so last; of one customer ten are kept.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    await _refuse_unfit(unit, command)
    device = Device(endpoint=command.endpoint, p256dh=command.p256dh, auth=command.auth)
    said = msgspec.json.encode(device).decode()
    (sealed,) = await keyring.seal_each(
        unit, push_browsers.c.sealed, [(customer_id, said)]
    )
    assert sealed is not None, "something was said"
    row = Row(
        id=unit.new_id("psb"),
        endpoint_index=await index(unit, command.endpoint),
        customer_id=customer_id,
        service=urlsplit(command.endpoint).hostname or "",
        sealed=sealed,
        created_at=unit.now,
        expires_at=command.expires_at,
    )
    push_store.put(unit, row)
    names = await customers.names_of(unit, customer_id)
    push_store.drop_oldest(unit, names)
    return Browsers(browsers=await push_store.of_customer(unit, names))


@reads("consent:read", refusals=(CustomerNotFound,), subject="customer_id")
async def list_browsers(unit: Unit, command: ListBrowsers) -> Browsers:
    """Tell which browsers show a customer messages."""
    customer_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, customer_id)
    return Browsers(browsers=await push_store.of_customer(unit, names))


@writes(
    "consent:write",
    refusals=(CustomerNotFound, BrowserNotFound),
    subject="customer_id",
)
async def forget_browser(unit: Unit, command: ForgetBrowser) -> None:
    """Have nothing more shown by a browser."""
    customer_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, customer_id)
    if not await push_store.drop(unit, command.browser_id, names):
        raise BrowserNotFound


async def index(unit: Unit, endpoint: str) -> bytes:
    """Return the digest by which a browser is known."""
    return (await keyring.secrets(unit)).blind(KIND, endpoint)


async def devices(
    unit: Unit, names: Mapping[CustomerId, CustomerId]
) -> dict[CustomerId, Device]:
    """Return the newest browser of each customer who has one, by any of their names."""
    rows = await push_store.able(unit, sorted(names))
    ciphers = await keyring.ciphers(unit, sorted({row.customer_id for row in rows}))
    return {
        names[row.customer_id]: msgspec.json.decode(
            ciphers[row.customer_id].open(
                push_browsers.c.sealed, row.customer_id, row.sealed
            ),
            type=Device,
        )
        for row in rows
        if row.customer_id in ciphers
    }


async def _refuse_unfit(unit: Unit, said: RegisterBrowser) -> None:
    """Refuse what no browser says: another place than a push service, or no key."""
    if not push_crypto.is_point(said.p256dh):
        raise _malformed("p256dh", "This is no point of P-256.")
    parts = urlsplit(said.endpoint)
    host = parts.hostname or ""
    if parts.scheme == "https" and any(
        host == each or host.endswith(f".{each}") for each in SERVICES
    ):
        if parts.netloc == host:
            return
    elif host == LOOPBACK:
        tenant = await tenants.find(unit, tenants.Find())
        if tenant.kind == tenants.TenantKind.SANDBOX:
            return
    raise _malformed("endpoint", "This is no address of a push service.")


def _malformed(field: str, detail: str) -> Malformed:
    return Malformed((FieldError(pointer=f"/{field}", detail=detail),))
