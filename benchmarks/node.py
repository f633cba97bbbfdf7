"""GraphQL servers of Node, if their packages are in a directory that is named.

`npm install postgraphile@5 mercurius fastify pg graphql@16` there, and `node@22` where
the machine's own Node is older.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import LiteralString

import psycopg

from benchmarks.competitors.graph import DOCUMENT
from benchmarks.contenders import Contender, post
from benchmarks.place import Place
from benchmarks.shop import Shop
from domain.kernel import CustomerId, ids

HERE = Path(__file__).with_name("competitors")

# PostGraphile follows foreign keys, of which the ledger has none to customers.
SMART_TAGS: tuple[LiteralString, ...] = (
    """
    COMMENT ON TABLE accounts IS
    E'@foreignKey (tenant_id, customer_id) references customers (tenant_id, id)'
    """,
    """
    COMMENT ON TABLE transfers IS
    E'@foreignKey (tenant_id, customer_id) references customers (tenant_id, id)'
    """,
)

POSTGRAPHILE = """
query Status($tenant: UUID!, $id: UUID!) {
  customerByTenantIdAndId(tenantId: $tenant, id: $id) {
    id
    accountsByTenantIdAndCustomerId(condition: { unit: "points" }) {
      nodes { available pending debt }
    }
    transfersByTenantIdAndCustomerId(
      condition: { unit: "points" }, orderBy: SEQ_DESC, first: 10
    ) {
      nodes {
        id kind amount availableAfter pendingAfter sourceType sourceId occurredAt
      }
    }
  }
  allThresholds(
    condition: { tenantId: $tenant, unit: "points" }, orderBy: AMOUNT_ASC, first: 2
  ) {
    nodes { name amount }
  }
}
"""


def contenders(
    place: Place, shop: Shop, asked: Sequence[CustomerId], packages: Path
) -> Iterator[Contender]:
    """Give the servers whose packages are there."""
    with psycopg.connect(place.database_url, autocommit=True) as connection:
        for comment in SMART_TAGS:
            connection.execute(comment)
    tenant = str(shop.tenant)
    customers = [str(ids.decode(each)) for each in asked]
    for name, package, question, tenants in (
        ("PostGraphile 5", "postgraphile", POSTGRAPHILE, {"tenant": tenant}),
        ("Mercurius + jit", "mercurius", DOCUMENT, {}),
    ):
        if not (packages / "node_modules" / package).exists():
            continue
        yield Contender(
            name=name,
            command=(_node(packages), str(HERE / f"{package}.cjs"), str(packages)),
            settings={
                **place.settings,
                "NODE_ENV": "production",
                "BENCH_TENANT": tenant,
            },
            requests=[
                post(
                    "/graphql",
                    {"query": question, "variables": {"id": each, **tenants}},
                )
                for each in customers
            ],
        )


def _node(packages: Path) -> str:
    own = packages / "node_modules" / ".bin" / "node"
    found = str(own) if own.exists() else shutil.which("node")
    if found is None:
        raise FileNotFoundError("There is no Node here.")
    return found
