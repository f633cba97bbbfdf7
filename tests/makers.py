"""A shop with one of everything, and a request that works for every route.

A route that asks for a kind of thing that nobody here makes fails the tests that are
made from the table of routes; so does one whose request does not work.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypeAlias

from httpx import AsyncClient, Response

from api.contract import document
from api.rest.routing import Route
from domain import catalogue, customers, events, imports, orders, tenants, tiers
from domain.kernel import Unit
from tests import making
from tests.world import NOON, World, issue_key

Json: TypeAlias = dict[str, Any]
Things: TypeAlias = Mapping[str, str]

QUERY = "{ __typename }"
QUERY_ID = f"sha256:{sha256(QUERY.encode()).hexdigest()}"
LONG_AGO = NOON - timedelta(days=900)
SILVER = tiers.TierNames(nl="Zilver", en="Silver")
TIERS = tiers.TierTerms(tiers=(tiers.Tier(slug="silver", names=SILVER, threshold=100),))
# What examples name things by, before there are any.
NOBODY = "0" * 32


async def furnish(world: World, name: str = "ann") -> Things:
    """Make one of everything that a route can ask for; return its id by its prefix."""
    for _ in range(int(sha256(name.encode()).hexdigest()[:3], 16)):
        world.platform.new_number()  # So that no two shops have the same ids.
    ann, bob, eve = [
        (await world.run(customers.create, customers.Create(given_name=each))).id
        for each in (name, "Bob", "Eve")
    ]
    merge = customers.Merge(kept_id=ann, merged_id=eve)
    mug = catalogue.Put(source="web", external_id="mug", name="Mug")
    bought = orders.Record(
        external_id=f"{name}-1",
        occurred_at=NOON,
        currency="EUR",
        customer=customers.Identity(id=ann),
        lines=(orders.Line(product_id="mug", quantity=2, unit_price=1_000),),
    )
    order = await world.run(orders.record, bought)
    back = orders.RecordReturn(
        external_id=f"{name}-1", occurred_at=NOON, order=order.id, amount=100
    )
    viewed = events.Record(
        external_id=f"{name}-1",
        type="view",
        occurred_at=NOON,
        customer=customers.Identity(id=ann),
        data={"product_id": "mug"},
    )
    draft = tiers.Draft(terms=TIERS)
    held = await world.run(tiers.draft, draft)
    publish = tiers.Publish(tier_programme_id=held.id, valid_from=LONG_AGO)
    await world.run(tiers.publish, publish)
    lock = tiers.SetLock(customer_id=ann, tier="silver", reason="A friend.")
    await world.run(tiers.lock, lock)
    start = imports.Start(kind=imports.ImportKind.ORDERS, name=name)

    async def mint(unit: Unit) -> tenants.IssuedToken:
        return await tenants.mint(unit, ann, ("status:read",))

    made = {
        "cus": ann,
        "other": bob,
        "mrg": (await world.run(customers.merge, merge)).id,
        "prd": (await world.run(catalogue.put, mug)).id,
        "ord": order.id,
        "ret": (await world.run(orders.record_return, back)).id,
        "evt": (await world.run(events.record, viewed)).id,
        "imp": (await world.run(imports.start, start)).id,
        "key": (await issue_key(world)).id,
        "tpr": (await world.run(tiers.draft, draft)).id,
        "tok": (await world.platform.perform(mint, world.principal)).id,
    }
    return await making.make(world, made)


# What a command says besides what its example does, so that it works.
SAID: dict[str, Callable[[Things], Json]] = {
    "tenants.add_unit": lambda _: {"code": "stamps", "kind": "stamps"},
    "tenants.create_key": lambda _: {"scopes": ["orders:read"]},
    "customers.mint_token": lambda _: {"scopes": ["status:read"]},
    "documents.upload": lambda _: {"documents": {QUERY_ID: QUERY}},
    "customers.search": lambda _: {"email": "ann@shop.example"},
    "customers.merge": lambda made: {"merged_id": made["other"]},
    "events.record": lambda _: {"type": "view", "data": {"product_id": "mug"}},
    "tiers.lock": lambda _: {"tier": "silver"},
    "orders.record_return": lambda made: {"order": made["ord"], "amount": 100},
}

# A customer into whom another was merged is another version of themselves.
VERSIONS = {
    "customers.update": 2,
    "customers.set_locale": 2,
    # A unit of value was added to it.
    "tenants.update_programme": 2,
}

ROWS = json.dumps(
    {
        "external_id": "7",
        "occurred_at": "2030-01-01T12:00:00Z",
        "currency": "EUR",
        "lines": [{"product_id": "mug", "quantity": 1, "unit_price": 900}],
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A request for a route."""

    route: Route
    path: Json
    query: Json = field(default_factory=dict[str, Any])
    body: Json | None = None
    rows: str | None = None

    async def send(self, caller: AsyncClient, **headers: str) -> Response:
        """Send this; what is changed is changed from its first version."""
        if self.route.method in {"PUT", "PATCH", "DELETE"}:
            version = VERSIONS.get(self.route.use_case.name, 1)
            headers.setdefault("If-Match", f'"{version}"')
        content = None if self.body is None else json.dumps(self.body)
        if content is not None:
            headers["Content-Type"] = "application/json"
        if self.rows is not None:
            content, headers["Content-Type"] = self.rows, "application/x-ndjson"
        url = self.route.path.format_map(self.path)
        return await caller.request(
            self.route.method, url, params=self.query, content=content, headers=headers
        )

    def naming(self, name: str, identifier: str) -> "Asking":
        """Return the same request, but about another thing."""
        if name in self.path:
            return replace(self, path=self.path | {name: identifier})
        if self.body is not None:
            return replace(self, body=self.body | {name: identifier})
        return replace(self, query=self.query | {name: identifier})


def asking(route: Route, made: Things) -> Asking:
    """Return a request for a route that works in a furnished shop."""
    operation = document()["paths"][route.path][route.method.lower()]
    path: Json = {}
    query: Json = {}
    for parameter in operation["parameters"]:
        place = {"path": path, "query": query}.get(parameter.get("in"), {})
        if "example" in parameter:
            place[parameter["name"]] = parameter["example"]
    content = operation.get("requestBody", {}).get("content", {})
    sayings = SAID | dict(making.SAID)
    said = sayings.get(route.use_case.name, lambda _: {})(made)
    body = None
    if "application/json" in content:
        body = content["application/json"]["example"] | said
    rows = ROWS if "application/x-ndjson" in content else None
    told = Asking(route=route, path=path, query=query, body=body, rows=rows)
    return replace(
        told,
        path=_named(path, made)
        | making.PATHS.get(route.use_case.name, lambda _: {})(made),
        query=_named(query if body is not None else query | said, made),
        body=None if body is None else _named(body, made),
    )


def named_by(route: Route) -> dict[str, str]:
    """Return the fields of a route's command that name a thing, and of what kind."""
    operation = document()["paths"][route.path][route.method.lower()]
    schemas = {
        parameter["name"]: parameter["schema"]
        for parameter in operation["parameters"]
        if parameter.get("in") in {"path", "query"}
    }
    content = operation.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("schema", {})
    schemas |= body.get("properties", {})
    kinds = {name: _kind(schema) for name, schema in schemas.items()}
    return {name: kind for name, kind in kinds.items() if kind is not None}


def _kind(schema: Json) -> str | None:
    """Return the prefix of the identifiers that a schema allows."""
    for each in (schema, *schema.get("anyOf", ())):
        pattern = each.get("pattern", "").lstrip("^(")
        if pattern[3:13] == "_[0-9a-f]{":
            return str(pattern[:3])
    return None


def _named(given: Json, made: Things) -> Json:
    """Put the ids of what there is where examples have those of nothing."""
    told = json.dumps(given)
    for prefix, identifier in made.items():
        told = told.replace(f"{prefix}_{NOBODY}", identifier)
    assert NOBODY not in told, told
    found: Json = json.loads(told)
    return found
