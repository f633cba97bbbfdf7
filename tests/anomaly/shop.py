"""A shop with some of everything, and for each use case that writes a command.

What a newer feature writes stands in a module of `commands`, found by its name.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypeAlias

import msgspec

from domain import (
    catalogue,
    customers,
    documents,
    earning,
    events,
    imports,
    ledger,
    orders,
    tenants,
    tiers,
)
from domain import status as statuses
from domain.customers import Identity
from domain.events.tables import events as event_rows
from domain.imports import ImportKind
from domain.kernel import OPERATOR, SYSTEM
from tests.domain.orders.shop import line, order, record
from tests.world import NOON, SCOPES, World, issue_key, open_shop

ANN, BOB = "external:shop:ann", "external:shop:bob"
PAID, CALLED_OFF = "external:shop:order-1", "external:shop:order-2"
LATER = NOON + timedelta(days=20)
TEXT = "{ __typename }"

# Makes what a command needs to be there, and returns the command.
Prepared: TypeAlias = Callable[[World], Awaitable[Any]]


def with_everything(world: World) -> World:
    """Return a world in which nothing is forbidden."""
    scopes = SCOPES | {SYSTEM, OPERATOR}
    return World(world.platform, replace(world.principal, scopes=scopes))


async def furnished(world: World) -> World:
    """Return the world of a shop that has customers, orders and points."""
    shop = await open_shop(world, tenants.TenantKind.SANDBOX)
    await shop.run(earning.publish_rule, _rule("spend", pending_days=14))
    await _publish(shop, _tiers("silver", "gold"))
    bob = customers.Create(
        external_ids=(customers.ExternalId(source="shop", id="bob"),),
        email="bob@example.com",
    )
    await shop.run(customers.create, bob)
    for number, more in enumerate(
        ({}, {}, {"customer": {"external_id": "bob"}}), start=1
    ):
        await shop.run(orders.record, record(number, line(price=12_345), **more))
    await shop.run(orders.cancel, orders.Cancel(order_id=CALLED_OFF))
    guest = record("guest", customer=None, guest_email="ann@example.com")
    await shop.run(orders.record, guest)
    early = orders.RecordReturn(
        external_id="early",
        order="external:shop:order-late",
        occurred_at=NOON,
        amount=700,
    )
    await shop.run(orders.record_return, early)
    viewed = events.Record(
        external_id="e1",
        type="view",
        occurred_at=NOON,
        customer=Identity(external_id="ann"),
        data={"product_id": "tea"},
    )
    await shop.run(events.record, viewed)
    given = ledger.Adjust(customer_id=BOB, amount=50, reason="Welcome.")
    await shop.run(ledger.adjust, given)
    return shop


async def _publish(shop: World, terms: tiers.TierTerms) -> None:
    drafted = await shop.run(tiers.draft, tiers.Draft(terms=terms))
    command = tiers.Publish(
        tier_programme_id=drafted.id, valid_from=NOON - timedelta(days=900)
    )
    await shop.run(tiers.publish, command)


def _tiers(*slugs: str) -> tiers.TierTerms:
    """Return tiers a hundred points apart."""
    return tiers.TierTerms(
        tiers=tuple(
            tiers.Tier(
                slug=slug,
                names=tiers.TierNames(nl=slug, en=slug),
                threshold=place * 100,
            )
            for place, slug in enumerate(slugs, start=1)
        )
    )


def always(command: Any) -> Prepared:
    """Return a command that needs no more than what the shop has."""

    async def prepared(shop: World) -> Any:
        del shop
        return command

    return prepared


async def _open(shop: World) -> tenants.Create:
    return tenants.Create(slug=f"shop-{shop.principal.tenant.hex}", name="De Hoek")


async def _unmerge(shop: World) -> customers.Unmerge:
    merge = customers.Merge(kept_id=BOB, merged_id=ANN)
    return customers.Unmerge(merger_id=(await shop.run(customers.merge, merge)).id)


async def _take(shop: World) -> imports.Take:
    begun = await shop.run(imports.start, _import())
    rows = (order("late", line(price=999)), order(8), {**order(9), "currency": 1})
    return imports.Take(
        import_id=begun.id, first=0, lines=tuple(map(msgspec.json.encode, rows))
    )


async def _finish(shop: World) -> imports.Finish:
    return imports.Finish(import_id=(await shop.run(imports.start, _import())).id)


async def _remove(shop: World) -> events.Remove:
    (event,) = await shop.rows(event_rows)
    return events.Remove(event_id=event["id"])


async def _rotate(shop: World) -> tenants.RotateKey:
    return tenants.RotateKey(key_id=(await issue_key(shop)).id)


async def _revoke(shop: World) -> tenants.RevokeKey:
    return tenants.RevokeKey(key_id=(await issue_key(shop)).id)


async def _redraft(shop: World) -> tiers.Redraft:
    drafted = await shop.run(tiers.draft, tiers.Draft(terms=_tiers("blue")))
    return tiers.Redraft(tier_programme_id=drafted.id, terms=_tiers("red"))


async def _publish_draft(shop: World) -> tiers.Publish:
    drafted = await shop.run(tiers.draft, tiers.Draft(terms=_tiers("blue", "gold")))
    return tiers.Publish(tier_programme_id=drafted.id)


async def _unlock(shop: World) -> tiers.UnsetLock:
    await shop.run(tiers.lock, LOCK)
    return tiers.UnsetLock(customer_id=ANN)


async def _revoke_token(shop: World) -> tenants.RevokeToken:
    return tenants.RevokeToken(token_id=(await shop.run(customers.mint_token, MINT)).id)


def _rule(name: str, **terms: Any) -> earning.PublishRule:
    return earning.PublishRule(
        rule=name,
        name="Points",
        terms=earning.Terms(**terms),
        valid_from=NOON - timedelta(days=900),
    )


def _import() -> imports.Start:
    return imports.Start(kind=ImportKind.ORDERS, name="history")


EVENT = {
    "external_id": "e2",
    "type": "view",
    "occurred_at": "2030-01-01T11:00:00Z",
    "customer": {"external_id": "new"},
    "data": {"product_id": "tea"},
}
MINT = customers.MintToken(customer_id=ANN, scopes=("status:read",))

LOCK = tiers.SetLock(customer_id=ANN, tier="gold", reason="A friend.")

OF_OLD: Mapping[str, Prepared] = {
    "catalogue.put": always(
        catalogue.Put(source="shop", external_id="tea", name="Tea")
    ),
    "customers.create": always(
        customers.Create(email="ann@example.com", visitor_id="v1", locale="nl")
    ),
    "customers.link_external_id": always(
        customers.LinkExternalId(customer_id=ANN, source="crm", external_id="7")
    ),
    "customers.link_visitor": always(
        customers.LinkVisitor(customer_id=ANN, visitor_id="v1")
    ),
    "customers.merge": always(customers.Merge(kept_id=BOB, merged_id=ANN)),
    "customers.mint_token": always(MINT),
    "customers.set_attributes": always(
        customers.SetAttributes(
            customer_id=ANN, source="crm", purpose="service", attributes={"size": 43}
        )
    ),
    "customers.set_locale": always(customers.SetLocale(customer_id=ANN, locale="en")),
    "customers.set_preferences": always(
        customers.SetPreferences(customer_id=ANN, preferences={"size": 43})
    ),
    "customers.unmerge": _unmerge,
    # The guest's order becomes hers with the address.
    "customers.update": always(
        customers.Update(customer_id=ANN, email="ann@example.com")
    ),
    "documents.upload": always(
        documents.Upload(
            app="app",
            documents={f"sha256:{sha256(TEXT.encode()).hexdigest()}": TEXT},
        )
    ),
    "earning.publish_rule": always(_rule("other", effect=earning.PerAmount(points=2))),
    "events.put_type": always(events.PutType(name="sat", schema={"type": "object"})),
    "events.record": always(
        events.Record(
            external_id="e2",
            type="view",
            occurred_at=NOON,
            customer=Identity(external_id="new", visitor_id="v1"),
            data={"product_id": "tea"},
        )
    ),
    "events.record_many": always(
        events.RecordMany(events=(EVENT, {**EVENT, "external_id": "e3"}, {}))
    ),
    "events.remove": _remove,
    "imports.finish": _finish,
    "imports.introduce": always(
        imports.Introduce(
            kind=ImportKind.ORDERS,
            read=tuple(
                orders.read_order(msgspec.json.encode(each))
                for each in (order(1), order(8, customer={"external_id": "new"}))
            ),
        )
    ),
    "imports.start": always(_import()),
    "imports.take": _take,
    "ledger.adjust": always(
        ledger.Adjust(customer_id=BOB, amount=-20, reason="Counted twice.")
    ),
    "ledger.sweep": always(ledger.Sweep()),
    "orders.cancel": always(orders.Cancel(order_id=PAID)),
    # A return waits for it.
    "orders.record": always(record("late", line(price=5_000))),
    "orders.record_many": always(
        orders.RecordMany(
            orders=(
                order("late"),
                order(8, customer={"external_id": "new"}),
                order(1),
                order(1, shipping=3),
            )
        )
    ),
    "orders.record_return": always(
        orders.RecordReturn(
            external_id="r1", order=PAID, occurred_at=NOON, amount=5_000
        )
    ),
    "orders.record_returns": always(
        orders.RecordReturns(
            returns=(
                {
                    "external_id": "r1",
                    "occurred_at": "2030-01-01T11:00:00Z",
                    "customer": {"external_id": "ann"},
                    "lines": [{"product_id": "tea", "quantity": 1}],
                },
                {"external_id": "r2"},
            )
        )
    ),
    "orders.reopen": always(orders.Reopen(order_id=CALLED_OFF)),
    "status.set_thresholds": always(
        statuses.SetThresholds(
            thresholds=(statuses.Threshold(unit="points", amount=100, name="A mug"),)
        )
    ),
    "tenants.begin_wipe": always(tenants.BeginWipe()),
    "tenants.add_unit": always(tenants.AddUnit(code="stamps", name="Stamps")),
    "tenants.create": _open,
    "tenants.create_key": always(
        tenants.CreateKey(name="till", scopes=("orders:write",))
    ),
    "tenants.revoke_key": _revoke,
    "tenants.revoke_token": _revoke_token,
    "tenants.rotate_key": _rotate,
    "tenants.set_quota": always(tenants.SetQuota(requests_per_day=1_000)),
    "tenants.set_status": always(
        tenants.SetStatus(status=tenants.TenantStatus.SUSPENDED)
    ),
    "tiers.draft": always(tiers.Draft(terms=_tiers("blue"))),
    "tiers.lock": always(LOCK),
    "tiers.publish": _publish_draft,
    "tiers.redraft": _redraft,
    "tiers.retire": always(tiers.Retire()),
    "tiers.review": always(tiers.Review()),
    "tiers.unlock": _unlock,
    "tenants.update_programme": always(tenants.UpdateProgramme(name="De Hoek")),
}
