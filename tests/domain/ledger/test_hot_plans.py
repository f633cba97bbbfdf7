"""Every statement of a posting reads each table by one index, among thousands of rows.

The statements are not listed here: they are those that were sent, with their values.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest
import sqlglot
from sqlalchemy import event
from sqlglot import exp

from domain import customers, ledger
from domain.kernel import Unit, system
from domain.kernel.database import Engine, Role, options
from tests.domain.ledger.books import (
    DAY,
    at,
    clawback,
    confirm,
    customer,
    earn,
    hold,
    post,
    refund,
    release,
    set_aside,
    spend,
)
from tests.fence import TENANT_TABLES
from tests.world import NOON, World

MANY = 3_000
SOME = 300
KEY = "the-key"
# Of which a tenant has a handful.
FEW = {
    *("programmes", "programme_units", "tenant_keys"),
    *("earning_rules", "tier_programmes", "level_versions", "leaderboards"),
}
PLAIN = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement, and the values that it was sent with."""

    sql: str
    values: Mapping[str, Any]


@pytest.fixture
def sent(engine: Engine) -> Iterator[dict[str, Sent]]:
    """Return what is sent, once for each text."""
    seen: dict[str, Sent] = {}

    def see(*given: Any) -> None:
        if given[2].startswith(PLAIN):
            seen.setdefault(given[2], Sent(given[2], given[3]))

    event.listen(engine.sync_engine, "before_cursor_execute", see)
    yield seen
    event.remove(engine.sync_engine, "before_cursor_execute", see)


async def furnish(world: World) -> list[str]:
    """Give a tenant thousands of transfers, and some that expire."""
    known = [customer() for _ in range(SOME)]
    await post(
        world,
        *(
            earn(known[n % SOME], 10, f"seed-{n}", expires_at=NOON + (1 + n % 60) * DAY)
            for n in range(MANY)
        ),
    )
    return known


async def live(shop: World, ann: str, bob: str) -> None:
    """Do with an account whatever can be done with it."""
    await post(shop, earn(ann, 100, "o1"))
    await post(shop, earn(ann, 50, "o2", available_at=NOON + DAY))
    await post(shop, spend(ann, 10, "r1"))
    await post(shop, spend(ann, 10, "r2"), earn(customer(), 5, "o3"))
    await post(shop, clawback(ann, 20, order="o1"))
    await post(shop, refund(ann, 5, redemption="r1"))
    first, second = await hold(shop, set_aside(ann, 10, "c1"), set_aside(ann, 10, "c2"))
    await confirm(shop, first.hold_id)
    await release(shop, second.hold_id)
    give = ledger.Adjust(customer_id=ann, amount=3, reason="test")
    await shop.run(ledger.adjust, give)
    await shop.platform.run_once(ledger.adjust, give, shop.principal, KEY)
    await shop.platform.run_once(ledger.adjust, give, shop.principal, KEY)
    find = ledger.FindAccount(customer_id=ann)
    await shop.run(ledger.account, find)
    await shop.run(ledger.account, replace(find, as_of=NOON, known_on=NOON))
    await shop.run(ledger.entries, ledger.ListEntries(customer_id=ann))
    many = ledger.EntriesOfMany(customer_ids=(ann,))
    await shop.run(ledger.entries_of_many, many)
    held = ledger.BalancesOfMany(customer_ids=(ann,))
    await shop.run(ledger.balances_of_many, held)
    await live_by_hand(shop, ann, bob)
    later, caller = at(shop, NOON + 2 * DAY), system(shop.principal.tenant)

    async def sweep(unit: Unit) -> None:
        await ledger.sweep(unit, ledger.Sweep(limit=20))

    await later.platform.perform(sweep, caller)


async def live_by_hand(shop: World, ann: str, bob: str) -> None:
    """Do with an account what shops and customers do themselves."""
    placed = await shop.run(
        ledger.place_hold, ledger.PlaceHold(customer_id=ann, amount=1)
    )
    await shop.run(ledger.release_hold, ledger.ReleaseHold(hold_id=placed.id))
    await shop.run(ledger.list_holds, ledger.ListHolds(customer_id=ann))
    policy = ledger.SetPolicy(unit="points", giveable=True, balance_max=9_999)
    await shop.run(ledger.set_policy, policy)
    await shop.run(ledger.give, ledger.Give(customer_id=ann, to=bob, amount=1))
    rate = ledger.SetRate(unit="points", into="points", takes=1, gives=1)
    await shop.run(ledger.set_rate, rate)
    pot = await shop.run(ledger.create_pot, ledger.CreatePot(name="Trees"))
    donation = ledger.Donate(customer_id=ann, pot_id=pot.id, amount=1)
    await shop.run(ledger.donate, donation)
    await shop.run(ledger.find_pot, ledger.FindPot(pot_id=pot.id))
    freeze = ledger.Freeze(customer_id=ann, reason="why")
    await shop.run(ledger.freeze, freeze)
    await shop.run(ledger.unfreeze, ledger.Unfreeze(customer_id=ann, reason="why"))
    longer = ledger.ExtendLots(
        customer_id=ann, expires_at=NOON + 90 * DAY, reason="why"
    )
    await post(shop, earn(ann, 9, "o9", expires_at=NOON + 3 * DAY))
    await shop.run(ledger.extend_lots, longer)
    await post(shop, replace(earn(ann, 5, "o8"), renewed_months=3))
    await post(shop, spend(ann, 1, "r8"))


async def test_each_statement_reads_each_table_by_one_index(
    shop: World, neighbour: World, database_url: str, sent: dict[str, Sent]
) -> None:
    await furnish(shop)
    await furnish(neighbour)
    ann = await shop.run(customers.create, customers.Create(email="a@example.com"))
    bob = await shop.run(customers.create, customers.Create(email="b@example.com"))
    sent.clear()
    await live(shop, ann.id, bob.id)
    asked = [each for each in sent.values() if tables_of(each.sql)]
    assert {"accounts", "transfers", "lots", "dues", "holds"} <= {
        name for each in asked for name in tables_of(each.sql)
    }
    async with await psycopg.AsyncConnection.connect(
        database_url.replace("+psycopg", ""), options=options(Role.APP)
    ) as connection:
        await connection.execute(
            f"SET LOCAL app.tenant_id = '{shop.principal.tenant}'".encode()
        )
        wrong = {
            each.sql: found
            for each in asked
            if (found := faults(await plan(connection, each), each.sql))
        }
    assert wrong == {}, "\n\n".join(f"{sql}\n{wrong[sql]}" for sql in wrong)


@pytest.mark.parametrize(
    "bad",
    [
        "SELECT amount FROM transfers WHERE tenant_id = %(tenant)s AND amount = 7",
        (
            "SELECT t.amount FROM transfers t JOIN transfers u ON u.id = t.id"
            " AND u.tenant_id = %(tenant)s WHERE t.tenant_id = %(tenant)s"
            f" AND t.id = '{0:032x}'"
        ),
        f"SELECT amount FROM transfers WHERE id = '{0:032x}'",
    ],
)
async def test_a_statement_that_reads_more_would_be_found(
    shop: World, database_url: str, bad: str
) -> None:
    await furnish(shop)
    tenant = {"tenant": shop.principal.tenant}
    url = database_url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(url) as owner:
        assert faults(await plan(owner, Sent(bad, tenant)), bad) != []


async def plan(connection: psycopg.AsyncConnection, each: Sent) -> Any:
    explain = f"EXPLAIN (FORMAT JSON) {each.sql}"
    row = await (await connection.execute(explain.encode(), each.values)).fetchone()
    assert row is not None
    return row[0][0]["Plan"]


def tables_of(sql: str) -> frozenset[str]:
    """Return the tenants' tables that a statement names."""
    tree = sqlglot.parse_one(sql, dialect="postgres")
    named = {table.name.lower() for table in tree.find_all(exp.Table)}
    return frozenset(named & TENANT_TABLES)


def faults(whole: Any, sql: str) -> list[str]:
    """Say what a plan does besides finding each table's rows by one index."""
    reads = [node for node in nodes(whole) if "Scan" in node["Node Type"]]
    read = [node for node in reads if node.get("Relation Name") in TENANT_TABLES]
    found = [
        f"{node['Node Type']} on {node['Relation Name']}"
        for node in read
        if not is_by_key(node)
    ]
    times = Counter(node.get("Alias", node["Relation Name"]) for node in read)
    found += [f"{name} is read {n} times" for name, n in times.items() if n > 1]
    more = len(read) - len(tables_of(sql))
    return found + ([f"{more} reads more than tables"] if more > 0 else [])


def is_by_key(node: Any) -> bool:
    """Tell whether more is known of the rows than whose they are."""
    known = condition(node)
    few = node["Relation Name"] in FEW
    return "tenant_id" in known and (few or " AND " in known)


def condition(node: Any) -> str:
    """Return by what an index is searched, be it by way of a bitmap."""
    own = str(node.get("Index Cond", ""))
    if node["Node Type"] == "Bitmap Heap Scan":
        return " ".join(condition(each) for each in node["Plans"])
    return own


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for each in node.get("Plans", ()):
        yield from nodes(each)
