"""Every kind of statement that a feature may write, none of which names the tenant."""

from sqlalchemy import (
    ClauseElement,
    Column,
    Integer,
    Uuid,
    column,
    delete,
    except_,
    exists,
    func,
    insert,
    intersect,
    literal,
    select,
    text,
    true,
    union_all,
    update,
    values,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.dialects.postgresql.psycopg import dialect

from domain.kernel.audit import audit_entries
from domain.kernel.keyring import customer_keys
from domain.kernel.outbox import inbox, outbox
from domain.kernel.records import insertion, records
from domain.kernel.sets import found, given, whole
from domain.kernel.staging import staging_table
from domain.kernel.tables import Id
from domain.orders.tables import order_lines, orders

ORDER = f"ord_{7:032x}"
EVENT = f"evn_{7:032x}"
CUSTOMER = f"cus_{7:032x}"

other = orders.alias("other")
of_order = order_lines.c.order_id == orders.c.id
some = select(order_lines).where(of_order).limit(3).lateral("some")
cheap = select(orders.c.id).where(orders.c.amount < 10).cte("cheap")
how_many = select(func.count()).where(of_order).scalar_subquery()
staged = staging_table("statements", Column("id", Id("ord")), Column("no", Integer))
ids = given(orders.c.id)
one = found("one", select(orders.c.id, orders.c.amount), orders.c.id == ids.c.id)
pairs = values(column("id", Uuid), column("no", Integer), name="pairs").data([("", 1)])
amounts = records(orders.c.id, orders.c.amount)

READS: dict[str, ClauseElement] = {
    "select": select(outbox).where(outbox.c.id == EVENT),
    "no condition": select(outbox),
    "for update": select(orders).order_by(orders.c.id).with_for_update(),
    "distinct": select(orders.c.source).distinct(),
    "group": select(orders.c.source, func.count()).group_by(orders.c.source),
    "having": select(orders.c.source)
    .group_by(orders.c.source)
    .having(func.count() > 1),
    "schema": select(customer_keys).where(customer_keys.c.customer_id == CUSTOMER),
    "alias": select(other).where(other.c.id == ORDER),
    "alias of alias": select(other.alias("another")),
    "or": select(orders).where((orders.c.id == ORDER) | (orders.c.amount > 1)),
    "or true": select(orders).where((orders.c.amount > 1) | true()),
    "join": select(orders.c.id).join(order_lines, of_order),
    "join of schemas": select(orders.c.id).join(
        customer_keys, customer_keys.c.customer_id == orders.c.customer_id
    ),
    "self join": select(orders.c.id).join(other, other.c.id == orders.c.id),
    "outer join": select(orders.c.id).outerjoin(order_lines, of_order),
    "three joined": select(orders.c.id)
    .join(order_lines, of_order)
    .outerjoin(audit_entries, audit_entries.c.object_id == orders.c.source),
    "nested join": select(orders.c.id).select_from(
        orders.outerjoin(
            order_lines.join(other, other.c.id == order_lines.c.order_id), of_order
        )
    ),
    "two tables": select(orders.c.id).where(of_order),
    "exists": select(orders).where(exists().where(of_order)),
    "not exists": select(orders).where(~exists().where(of_order)),
    "scalar": select(orders.c.id, how_many),
    "in": select(orders).where(orders.c.id.in_(select(order_lines.c.order_id))),
    "not in": select(orders).where(orders.c.id.not_in(select(order_lines.c.order_id))),
    "union": union_all(select(orders.c.id), select(order_lines.c.order_id)),
    "intersect": intersect(select(orders.c.id), select(order_lines.c.order_id)),
    "except": except_(select(orders.c.id), select(order_lines.c.order_id)),
    "subquery": select(select(orders).subquery("few")).limit(1),
    "subquery of join": select(
        select(orders.c.id).join(order_lines, of_order).subquery("few")
    ),
    "with": select(order_lines).join(cheap, cheap.c.id == order_lines.c.order_id),
    "with within with": select(select(cheap).cte("outer").c.id),
    "lateral": select(orders.c.id, some.c.no).join(some, true()),
    "text": text("SELECT 1 FROM inbox AS i WHERE i.tenant_id = :tenant"),
    "staged": select(orders.c.id).join(staged, staged.c.id == orders.c.id),
    "staged first": select(staged).outerjoin(orders, staged.c.id == orders.c.id),
    "values": select(orders.c.id).join(pairs, pairs.c.id == orders.c.id),
    "set": select(ids.c.id).join(orders, orders.c.id == ids.c.id),
    "found": select(ids.c.id, one.c.amount).join(one, true()),
    "records": select(amounts.c.amount).join(orders, orders.c.id == amounts.c.id),
}

WRITES: dict[str, ClauseElement] = {
    "insert": insert(outbox).values(id=EVENT, name="a.b"),
    "insert in schema": insert(customer_keys).values(customer_id=CUSTOMER),
    "insert many": insert(inbox).values(
        [{"message_id": EVENT, "handler": "a"}, {"message_id": EVENT, "handler": "b"}]
    ),
    "insert scalar": insert(inbox).values(message_id=EVENT, handler=how_many),
    "insert from": insert(inbox).from_select(
        ["message_id", "handler"], select(outbox.c.id, literal("a"))
    ),
    "insert from staged": insert(order_lines).from_select(
        ["order_id", "no"], select(staged.c.id, staged.c.no)
    ),
    "insert from with": insert(order_lines).from_select(
        ["order_id"], select(cheap.c.id)
    ),
    "insert set": insert(customer_keys).from_select(
        [each.name for each in whole(customer_keys)],
        select(*given(*whole(customer_keys)).c),
    ),
    "insert records": insertion(orders.c.id, orders.c.amount).on_conflict_do_nothing(),
    "upsert": upsert(inbox)
    .values(message_id=EVENT, handler="a")
    .on_conflict_do_update(constraint=inbox.primary_key, set_={"handler": "b"}),
    "upsert from": insertion(orders.c.id, orders.c.amount).on_conflict_do_update(
        constraint=orders.primary_key, set_={"amount": how_many}
    ),
    "insert returning": insert(outbox).values(id=EVENT).returning(outbox.c.id),
    "update": update(orders).values(amount=0),
    "update one": update(orders).where(orders.c.id == ORDER).values(amount=0),
    "update or": update(orders)
    .where((orders.c.id == ORDER) | (orders.c.amount > 1))
    .values(amount=0),
    "update from": update(orders).where(of_order).values(amount=0),
    "update from set": update(orders).where(orders.c.id == ids.c.id).values(amount=0),
    "update from with": update(orders)
    .where(orders.c.id == cheap.c.id)
    .values(amount=0),
    "update to": update(orders).values(amount=how_many),
    "update returning": update(orders).values(amount=0).returning(how_many),
    "update in with": select(
        update(orders).values(amount=0).returning(orders.c.id).cte("gone")
    ),
    "delete": delete(orders).where(orders.c.id == ORDER),
    "delete all": delete(customer_keys),
    "delete using": delete(orders).where(of_order),
    "delete where exists": delete(orders).where(exists().where(of_order)),
    "delete in with": select(delete(inbox).returning(inbox.c.handler).cte("gone")),
}

STATEMENTS = {**READS, **WRITES}

# How often the tenant is named at least, where that is more than once.
NAMED = {
    "join": 2,
    "join of schemas": 2,
    "self join": 2,
    "outer join": 2,
    "three joined": 3,
    "nested join": 3,
    "two tables": 2,
    "exists": 2,
    "not exists": 2,
    "scalar": 2,
    "in": 2,
    "not in": 2,
    "union": 2,
    "intersect": 2,
    "except": 2,
    "subquery of join": 2,
    "with": 2,
    "lateral": 2,
    "insert many": 2,
    "insert from": 2,
    "insert from with": 2,
    "update from": 2,
    "update from with": 2,
    "update to": 2,
    "delete using": 2,
    "delete where exists": 2,
}


def sql(statement: ClauseElement) -> str:
    """Return what PostgreSQL is sent."""
    return str(statement.compile(dialect=dialect()))
